//! JSON text, member by member.

use crate::json;

/// An object that is being written. Its commas write themselves.
pub(super) struct Writer {
    out: String,
}

impl Writer {
    /// With its brace open.
    pub(super) fn new(capacity: usize) -> Writer {
        let mut out = String::with_capacity(capacity);
        out.push('{');
        Writer { out }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.push('}');
        self.out.into_bytes()
    }

    /// Whatever is written ends with a quote, a brace, a letter or a digit; only what is open ends so.
    fn comma(&mut self) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
    }

    pub(super) fn key(&mut self, key: &str) {
        self.comma();
        json::quote(key, &mut self.out);
        self.out.push(':');
    }

    /// A value that is JSON already.
    pub(super) fn raw(&mut self, key: &str, value: &str) {
        self.key(key);
        self.out.push_str(value);
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        json::quote(value, &mut self.out);
    }

    pub(super) fn maybe(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.raw(key, "null"),
        }
    }

    /// Base64 of bytes.
    pub(super) fn base64(&mut self, key: &str, bytes: &[u8]) {
        use base64::Engine;
        self.key(key);
        self.out.push('"');
        base64::engine::general_purpose::STANDARD.encode_string(bytes, &mut self.out);
        self.out.push('"');
    }

    pub(super) fn object(&mut self, key: &str, members: impl FnOnce(&mut Writer)) {
        self.key(key);
        self.out.push('{');
        members(self);
        self.out.push('}');
    }

    pub(super) fn list<'v>(&mut self, key: &str, items: impl IntoIterator<Item = &'v str>) {
        self.key(key);
        self.out.push('[');
        for item in items {
            self.comma();
            json::quote(item, &mut self.out);
        }
        self.out.push(']');
    }
}
