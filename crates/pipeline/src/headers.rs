//! Editing a head in place, whoever holds it.

use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers of a message that is about to be sent.
pub trait HeaderEdit {
    fn map(&self) -> &HeaderMap;
    fn remove(&mut self, name: &HeaderName);
    /// Replaces every value of this name.
    fn set(&mut self, name: HeaderName, value: HeaderValue);
    fn append(&mut self, name: HeaderName, value: HeaderValue);
    /// Replaces every value of this name, written in these letters where the wire keeps letters.
    fn set_written(&mut self, name: HeaderName, written: &str, value: HeaderValue) {
        let _ = written;
        self.set(name, value);
    }
}

/// For tests and for answers that are built without a wire.
impl HeaderEdit for HeaderMap {
    fn map(&self) -> &HeaderMap {
        self
    }

    fn remove(&mut self, name: &HeaderName) {
        HeaderMap::remove(self, name);
    }

    fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.insert(name, value);
    }

    fn append(&mut self, name: HeaderName, value: HeaderValue) {
        HeaderMap::append(self, name, value);
    }
}

/// Is this lower-case name in a sorted list.
pub(crate) fn listed(list: &[&str], name: &str) -> bool {
    list.binary_search(&name).is_ok()
}
