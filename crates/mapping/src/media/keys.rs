//! Maps of a definition that are keyed by media type.

use super::{ANY_KEY, DEFAULT, essence};

/// The keys of `requestTemplates`, `responseTemplates` or `requestModels`, in the order of the definition.
/// A found entry is its index in that order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Without parameters, letters as written.
    keys: Box<[Box<str>]>,
}

impl Keys {
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The entry of this type: a `Content-Type` or one type of an `Accept`, parameters ignored.
    pub fn exact(&self, media_type: &str) -> Option<usize> {
        let wanted = essence(Some(media_type));
        self.keys.iter().position(|key| key.eq_ignore_ascii_case(wanted))
    }

    /// The entry for a message of this `Content-Type`: its own, else `$default`'s
    /// (api-gateway-method-request-validation).
    pub fn of(&self, content_type: Option<&str>) -> Option<usize> {
        self.exact(content_type.unwrap_or(DEFAULT)).or_else(|| self.exact(ANY_KEY))
    }
}

impl<K: AsRef<str>> FromIterator<K> for Keys {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        Keys { keys: keys.into_iter().map(|key| essence(Some(key.as_ref())).into()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_found_by_type_then_by_default() {
        let keys: Keys = ["application/json", "text/xml; charset=utf-8", "$default"].into_iter().collect();
        for (content_type, expected) in [
            (None, Some(0)),
            (Some("application/json"), Some(0)),
            (Some("Application/JSON; charset=UTF-8"), Some(0)),
            (Some("text/xml"), Some(1)),
            (Some("image/png"), Some(2)),
        ] {
            assert_eq!(keys.of(content_type), expected, "{content_type:?}");
        }
    }

    /// "If no matching content type is found, request validation is not performed" (api-gateway-method-request-validation).
    #[test]
    fn without_a_default_nothing_is_found_for_other_types() {
        let keys: Keys = ["application/json"].into_iter().collect();
        assert_eq!(keys.of(Some("application/xml")), None);
        assert_eq!(keys.of(Some("application/json+hal")), None);
        assert_eq!(Keys::default().of(None), None);
    }
}
