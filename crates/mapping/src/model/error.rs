//! What is wrong with a model, and with a body.

use std::fmt;

/// A place of a model that is no schema of draft 4.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("model `{model}`, at `#{pointer}`: {what}")]
pub struct ModelError {
    pub model: String,
    /// RFC 6901; empty for the whole.
    pub pointer: String,
    /// Without a full stop.
    pub what: String,
}

/// A body that is not what its model says: `$context.error.validationErrorString` as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Invalid {
    /// In the order found; at least one.
    messages: Vec<String>,
}

/// Bytes of all messages together; what comes after is left out.
const MAX_MESSAGES_BYTES: usize = 8 * 1024;

impl Invalid {
    /// What Amazon logs for a body that is no JSON, and for an empty one that its model does not allow.
    pub(super) fn unreadable() -> Self {
        Invalid { messages: vec!["Unknown error parsing request body".to_owned()] }
    }

    pub(super) fn exceeded() -> Self {
        Invalid { messages: vec!["request body takes too many steps to validate".to_owned()] }
    }

    /// `None` where nothing is wrong.
    pub(super) fn of(messages: Vec<String>) -> Option<Self> {
        (!messages.is_empty()).then_some(Invalid { messages })
    }

    pub fn messages(&self) -> &[String] {
        &self.messages
    }
}

/// As a list of Java prints itself: `[object has missing required properties (["name"])]`.
impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.messages.join(", "))
    }
}

/// What one check of a value found.
#[derive(Debug, Default)]
pub(super) struct Report {
    failed: bool,
    messages: Vec<String>,
    bytes: usize,
    /// Only whether something failed is asked.
    silent: bool,
}

impl Report {
    pub(super) fn silent() -> Self {
        Report { silent: true, ..Report::default() }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }

    pub(super) fn fail(&mut self, message: impl FnOnce() -> String) {
        self.failed = true;
        if self.silent || self.bytes >= MAX_MESSAGES_BYTES {
            return;
        }
        let message = message();
        self.bytes += message.len();
        self.messages.push(message);
    }

    pub(super) fn into_messages(self) -> Vec<String> {
        self.messages
    }
}
