use super::{DEPTH, Unreadable, VALUES};
use indexmap::IndexMap;
use std::rc::Rc;
use tollgate_vtl::{List, ListStyle, Map, Value};

/// A JSON document. The last of several equal keys wins, in the first one's place. Text after the document is ignored.
pub fn parse(text: &str) -> Result<Value, Unreadable> {
    Reader::new(text, VALUES, false).value(Until::End)
}

/// A document by RFC 8259 and nothing else. Errors: what it is instead, with line and column.
pub fn parse_exact(text: &str) -> Result<Value, String> {
    serde_json::from_str::<serde_json::Value>(text).map_err(|error| error.to_string())?;
    Reader::new(text, VALUES, true).value(Until::End).map_err(|error| error.to_string())
}

/// Where a bare word ends.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Until {
    End,
    /// In a list.
    Item,
    /// In an object, after `:`.
    Member,
    Key,
}

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    depth: usize,
    values_left: usize,
    /// Control characters in a string stay.
    pub(super) exact: bool,
}

impl Until {
    pub(super) fn ends(self, byte: u8) -> bool {
        match self {
            Until::End => false,
            Until::Item => matches!(byte, b',' | b']'),
            Until::Member => matches!(byte, b',' | b'}'),
            Until::Key => byte == b':',
        }
    }
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, values: usize, exact: bool) -> Reader<'t> {
        Reader { text, at: 0, depth: 0, values_left: values, exact }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn refuse<T>(&self, why: &'static str) -> Result<T, Unreadable> {
        Err(Unreadable { why, at: self.at })
    }

    /// Every byte up to the space, as Java's `trim` counts them.
    pub(super) fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte <= b' ') {
            self.at += 1;
        }
    }

    pub(super) fn value(&mut self, until: Until) -> Result<Value, Unreadable> {
        let Some(left) = self.values_left.checked_sub(1) else { return self.refuse("more than 2,000,000 values") };
        self.values_left = left;
        while matches!(self.peek(), Some(b' ' | b'\r' | b'\n' | b'\t')) {
            self.at += 1;
        }
        match self.peek() {
            Some(b':' | b'}' | b']') => self.refuse("a value was expected"),
            Some(b'{') => self.deeper(Reader::object),
            Some(b'[') => self.deeper(Reader::list),
            Some(quote @ (b'"' | b'\'')) => Ok(Value::Text(self.string(quote)?)),
            Some(b'0'..=b'9' | b'-') => self.number(until),
            _ => Ok(word(self.bare(until))),
        }
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Result<Value, Unreadable>) -> Result<Value, Unreadable> {
        if self.depth == DEPTH {
            return self.refuse("nested deeper than 400 levels");
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn list(&mut self) -> Result<Value, Unreadable> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return self.refuse("the list is not closed"),
                Some(b']') => break,
                Some(b',') => self.at += 1,
                Some(_) => items.push(self.value(Until::Item)?),
            }
        }
        self.at += 1;
        Ok(Value::List(List::new(items, ListStyle::Json)))
    }

    fn object(&mut self) -> Result<Value, Unreadable> {
        let mut entries = IndexMap::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => return self.refuse("the object is not closed"),
                Some(b'}') => break,
                Some(b',') => self.at += 1,
                Some(b':' | b'[' | b']' | b'{') => return self.refuse("a key was expected"),
                Some(_) => {
                    let key = self.key()?;
                    entries.insert(key, self.value(Until::Member)?);
                    self.after_member()?;
                }
            }
        }
        self.at += 1;
        Ok(Value::Map(Map::new(entries)))
    }

    fn key(&mut self) -> Result<Rc<str>, Unreadable> {
        let key = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => self.string(quote)?,
            _ => Rc::from(self.bare(Until::Key)),
        };
        self.skip_space();
        if self.peek() != Some(b':') {
            return self.refuse("`:` was expected after a key");
        }
        self.at += 1;
        Ok(key)
    }

    fn after_member(&mut self) -> Result<(), Unreadable> {
        self.skip_space();
        match self.peek() {
            Some(b',' | b'}') => Ok(()),
            None => self.refuse("the object is not closed"),
            Some(_) => self.refuse("`,` or `}` was expected after a value"),
        }
    }
}

fn word(text: &str) -> Value {
    match text {
        "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => Value::Text(Rc::from(text)),
    }
}
