//! TOML text → [`Table`], with every syntax error at once.

use crate::tree::{Entry, Item, Table, Text, Value};
use std::ops::Range;
use tollgate_definition::source::FileId;
use tollgate_definition::{Diagnostics, Sources};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More parts than any key has; the parser nests a table for each.
const LONGEST_DOTTED_KEY: usize = 100;

/// One slip can be the cause of thousands.
const MOST_SYNTAX_ERRORS: usize = 100;

/// The file's table, and whether its syntax was right throughout: after an error the table holds what could be read.
pub(crate) fn parse(sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> (Table, bool) {
    let text = sources.file(file).map(|source| source.text.clone()).unwrap_or_default();
    if let Some(span) = overlong_key(&text) {
        let origin = sources.origin(file, span);
        diagnostics.error("syntax", origin, format!("a key has at most {LONGEST_DOTTED_KEY} parts"));
        return (Table::default(), false);
    }
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
        let origin = sources.origin(file, error.span().unwrap_or_default());
        match error.message() {
            "duplicate key" => diagnostics.error("duplicate-key", origin, "this is written for the second time"),
            message => diagnostics.error("syntax", origin, message),
        }
    }
    let mut reading = Reading { sources, file, diagnostics };
    (reading.table(table.get_ref()), errors.is_empty())
}

struct Reading<'a> {
    sources: &'a mut Sources,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut pairs: Vec<_> = table.iter().collect();
        pairs.sort_by_key(|(key, _)| key.span().start);
        let entries = pairs.into_iter().map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            origin: self.sources.origin(self.file, key.span()),
            item: self.item(value),
        });
        Table { entries: entries.collect() }
    }

    fn item(&mut self, value: &Spanned<DeValue<'_>>) -> Item {
        let origin = self.sources.origin(self.file, value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(Text { text: text.to_string(), written: None, absent: false }),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(_) => Value::Date,
            DeValue::Array(items) => Value::List(items.iter().map(|item| self.item(item)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => {
                    let most = i64::MAX;
                    self.diagnostics.error("bad-number", origin, format!("the number is not within ±{most}"));
                    Value::Text(Text { text: String::new(), written: None, absent: true })
                }
            },
        };
        Item { value, origin, file: self.file }
    }
}

/// Where a key of too many dotted parts begins. The parser, and the drop of what it made, recurse once for each part.
fn overlong_key(text: &str) -> Option<Range<usize>> {
    let (mut start, mut dots) = (0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'.' => dots += 1,
            b'-' | b'_' | b'"' | b'\'' | b' ' | b'\t' => {}
            _ if byte.is_ascii_alphanumeric() || !byte.is_ascii() => {}
            _ => (start, dots) = (at + 1, 0),
        }
        if dots > LONGEST_DOTTED_KEY {
            return Some(start..start + 1);
        }
    }
    None
}
