//! Names that may have several values.

use super::write::Writer;
use indexmap::IndexMap;
use std::borrow::Cow;

/// The values of each name, names in the order in which they came first.
pub(super) struct Values<'v>(IndexMap<Cow<'v, str>, Vec<Cow<'v, str>>>);

impl<'v> Values<'v> {
    pub(super) fn of(pairs: impl IntoIterator<Item = (Cow<'v, str>, Cow<'v, str>)>) -> Values<'v> {
        let mut values: IndexMap<_, Vec<_>> = IndexMap::new();
        for (name, value) in pairs {
            values.entry(name).or_default().push(value);
        }
        Values(values)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last value of each; null without any.
    pub(super) fn single(&self, key: &str, out: &mut Writer) {
        if self.is_empty() {
            return out.raw(key, "null");
        }
        out.object(key, |out| {
            for (name, values) in &self.0 {
                out.text(name, values.last().map(|value| &**value).unwrap_or_default());
            }
        });
    }

    /// A list for each; null without any.
    pub(super) fn multi(&self, key: &str, out: &mut Writer) {
        if self.is_empty() {
            return out.raw(key, "null");
        }
        out.object(key, |out| {
            for (name, values) in &self.0 {
                out.list(name, values.iter().map(|value| &**value));
            }
        });
    }

    /// The values of each joined with commas.
    pub(super) fn joined(&self, key: &str, out: &mut Writer) {
        out.object(key, |out| {
            for (name, values) in &self.0 {
                match values.as_slice() {
                    [value] => out.text(name, value),
                    values => out.text(name, &values.join(",")),
                }
            }
        });
    }
}

/// Header names in lower case (http-api-develop-integrations-lambda).
pub(super) fn lowered(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name.into(),
    }
}
