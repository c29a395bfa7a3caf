//! What this build does with every field of every extension: the readers pass over nothing that is not written here.

mod objects;
mod table;

pub(super) use objects::*;
pub use table::markdown as support_table;

use crate::api::Protocol;

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Support {
    /// Requests are served as it says.
    Enforced,
    /// Read and exported again; a warning says that requests are served without it.
    NotEnforced,
    /// It decides who may call and is not enforced yet: requests that it guards are refused.
    Refused,
    /// Read and exported again; it has no effect on requests at Amazon either.
    Kept,
    /// Of the other kind of API; a warning says that it has no effect.
    Foreign,
}

/// A field of one of Amazon's objects.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    rest: Support,
    http: Support,
}

/// One of Amazon's objects, which has these fields and no others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object {
    /// As diagnostics call it.
    pub(super) name: &'static str,
    /// The guide's page.
    page: &'static str,
    pub(super) fields: &'static [Field],
}

impl Field {
    pub(super) fn support(&self, protocol: Protocol) -> Support {
        match protocol {
            Protocol::Rest => self.rest,
            Protocol::Http => self.http,
        }
    }
}

impl Object {
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Support {
    fn as_str(self) -> &'static str {
        match self {
            Support::Enforced => "enforced",
            Support::NotEnforced => "not-enforced",
            Support::Refused => "refused",
            Support::Kept => "kept",
            Support::Foreign => "–",
        }
    }
}
