//! What is shown of one step.

use super::{Fields, redacted};
use crate::Origin;

/// What is shown of one body.
const SHOWN_BYTES: usize = 1024;

/// A step, ready to be shown. Serialises as `{"step", "what", "mark", "facts": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Line {
    /// `route`, `validation`, …: lasts, programs may rely on it.
    pub step: &'static str,
    /// One sentence without a full stop, or what was found: `GET /pets/{id}`.
    pub what: String,
    pub mark: Mark,
    #[serde(serialize_with = "as_map")]
    pub facts: Vec<Fact>,
    #[serde(skip)]
    pub origin: Origin,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    Passed,
    Refused,
    /// Said for the reader: nothing was decided by it.
    Shown,
}

/// A name, and one text or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub name: &'static str,
    pub values: Values,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Values {
    One(String),
    Many(Vec<String>),
}

impl Values {
    pub fn texts(&self) -> &[String] {
        match self {
            Values::One(text) => std::slice::from_ref(text),
            Values::Many(texts) => texts,
        }
    }
}

fn as_map<S: serde::Serializer>(facts: &[Fact], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(facts.iter().map(|fact| (fact.name, &fact.values)))
}

impl Line {
    pub fn new(step: &'static str, what: impl Into<String>, mark: Mark, origin: Origin) -> Line {
        Line { step, what: what.into(), mark, facts: Vec::new(), origin }
    }

    pub fn fact(mut self, name: &'static str, value: impl Into<String>) -> Line {
        self.facts.push(Fact { name, values: Values::One(value.into()) });
        self
    }

    /// No fact when there are none.
    pub fn list(mut self, name: &'static str, values: Vec<String>) -> Line {
        if !values.is_empty() {
            self.facts.push(Fact { name, values: Values::Many(values) });
        }
        self
    }

    pub(super) fn fields(self, name: &'static str, fields: &Fields, separator: &str) -> Line {
        let texts = fields.iter().map(|(name, value)| format!("{name}{separator}{}", redacted(name, value)));
        self.list(name, texts.collect())
    }

    /// A body that is streamed is none of the chain's.
    pub(super) fn body(self, body: Option<&[u8]>) -> Line {
        match body {
            None => self.fact("body", "streamed"),
            Some([]) => self,
            Some(body) => self.fact("body", excerpt(body)),
        }
    }
}

/// The beginning of a body as text; what is no text is counted.
fn excerpt(body: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(body) else { return format!("{} bytes, not text", body.len()) };
    if text.len() <= SHOWN_BYTES {
        return text.to_owned();
    }
    let end = (0..=SHOWN_BYTES).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{} [{} bytes in all]", &text[..end], text.len())
}
