//! Settings that are read and have no effect: each is reported once, however often it is written.

use crate::api::Protocol;
use crate::source::Span;
use std::collections::BTreeMap;

/// Why a setting has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Setting {
    /// Not enforced by this build.
    Unenforced,
    /// Of the other kind of API.
    Foreign,
    /// A keyword of a schema that Amazon does not take over.
    Keyword,
}

#[derive(Debug, Default)]
pub(super) struct Collected(BTreeMap<(Setting, String), Places>);

/// Where a setting stands first, and how often it is there.
#[derive(Debug)]
struct Places {
    first: Span,
    count: usize,
}

/// A warning to be.
pub(super) struct Finding {
    pub(super) name: &'static str,
    pub(super) span: Span,
    pub(super) message: String,
}

impl Collected {
    pub(super) fn add(&mut self, setting: Setting, name: String, span: Span) {
        self.0.entry((setting, name)).or_insert(Places { first: span, count: 0 }).count += 1;
    }

    pub(super) fn findings(self, protocol: Protocol) -> Vec<Finding> {
        let finding = |((setting, name), places): ((Setting, String), Places)| {
            let message = format!("{}{}", setting.message(&name, protocol), places.describe());
            Finding { name: setting.diagnostic(), span: places.first, message }
        };
        self.0.into_iter().map(finding).collect()
    }
}

impl Setting {
    fn diagnostic(self) -> &'static str {
        match self {
            Setting::Unenforced => "not-enforced",
            Setting::Foreign => "other-protocol",
            Setting::Keyword => "schema-keyword",
        }
    }

    fn message(self, name: &str, protocol: Protocol) -> String {
        match (self, protocol) {
            (Setting::Unenforced, _) => format!("`{name}` is read and not enforced by this build"),
            (Setting::Foreign, Protocol::Rest) => {
                format!("`{name}` is for an HTTP API and has no effect in a REST API")
            }
            (Setting::Foreign, Protocol::Http) => {
                format!("`{name}` is for a REST API and has no effect in an HTTP API")
            }
            (Setting::Keyword, _) => {
                format!("Amazon API Gateway leaves `{name}` out of models, so bodies are not held to it")
            }
        }
    }
}

impl Places {
    fn describe(&self) -> String {
        match self.count {
            1 => String::new(),
            2 => ", here and in another place".to_owned(),
            more => format!(", here and in {} other places", more - 1),
        }
    }
}
