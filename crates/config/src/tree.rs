//! What a file says, owned, each key and value with its place: the form that includes, overlays and defaults work on.

use tollgate_definition::source::FileId;
use tollgate_model::Origin;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) value: Value,
    pub(crate) origin: Origin,
    /// Relative paths are relative to this file.
    pub(crate) file: FileId,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(Text),
    Integer(i64),
    Float(f64),
    Flag(bool),
    Date,
    List(Vec<Item>),
    Table(Table),
}

/// A string, with its `${file:…}` and `${env:…}` replaced.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    /// As it stands in the file, where something was replaced.
    pub(crate) written: Option<String>,
    /// A secret was not to be had: the text has a stand-in for it, and is not judged.
    pub(crate) absent: bool,
}

/// Entries in the order they were written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) origin: Origin,
    pub(crate) item: Item,
}

impl Item {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) if !text.absent => Some(&text.text),
            _ => None,
        }
    }

    pub(crate) fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Item]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

impl Value {
    /// With its article, for sentences.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Value::Text(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Flag(_) => "a boolean",
            Value::Date => "a date",
            Value::List(_) => "an array",
            Value::Table(_) => "a table",
        }
    }
}

/// Readers: a value of another type is absent here; its diagnostic was made when the grammar was held against the file.
impl Table {
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    pub(crate) fn item(&self, key: &str) -> Option<&Item> {
        self.entry(key).map(|entry| &entry.item)
    }

    /// The value's place; nowhere when it is not written.
    pub(crate) fn origin(&self, key: &str) -> Origin {
        self.item(key).map_or(Origin::NOWHERE, |item| item.origin)
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.item(key)?.as_text()
    }

    pub(crate) fn table(&self, key: &str) -> Option<&Table> {
        self.item(key)?.as_table()
    }

    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        match self.item(key)?.value {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    pub(crate) fn integer<T: TryFrom<i64>>(&self, key: &str) -> Option<T> {
        match self.item(key)?.value {
            Value::Integer(number) => T::try_from(number).ok(),
            _ => None,
        }
    }

    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        match self.item(key)?.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn duration(&self, key: &str) -> Option<std::time::Duration> {
        crate::units::duration(self.text(key)?)
    }

    pub(crate) fn size<T: TryFrom<u64>>(&self, key: &str) -> Option<T> {
        T::try_from(crate::units::size(self.text(key)?)?).ok()
    }

    /// The value of an enumeration, case ignored.
    pub(crate) fn choice<T: Copy>(&self, key: &str, values: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        values.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, value)| *value)
    }

    /// The tables of a `[[list]]`.
    pub(crate) fn tables(&self, key: &str) -> impl Iterator<Item = (&Item, &Table)> {
        let items = self.item(key).and_then(Item::as_list).unwrap_or(&[]);
        items.iter().filter_map(|item| Some((item, item.as_table()?)))
    }

    /// The texts of an array, with their places.
    pub(crate) fn texts(&self, key: &str) -> impl Iterator<Item = (&str, Origin)> {
        let items = self.item(key).and_then(Item::as_list).unwrap_or(&[]);
        items.iter().filter_map(|item| Some((item.as_text()?, item.origin)))
    }
}
