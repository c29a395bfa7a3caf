//! What an integration's request parameters come to, whatever kind of API wrote them.

use std::collections::BTreeMap;
use tollgate_routes::{HeaderMapping, PathPiece, QueryMapping};

#[derive(Debug, Default)]
pub(crate) struct Parameters {
    /// What stands for `{name}` in the uri.
    pub(crate) path: BTreeMap<String, PathPiece>,
    pub(crate) query: Vec<QueryMapping>,
    pub(crate) headers: Vec<HeaderMapping>,
    /// The whole path, when a parameter overwrites it.
    pub(crate) whole_path: Option<Box<[PathPiece]>>,
    /// Something is asked for that this build does not do: the route must not be served as if it were not there.
    pub(crate) blocked: bool,
}

/// Names of mapped parameters (request-response-data-mappings).
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$' | b'-'))
}
