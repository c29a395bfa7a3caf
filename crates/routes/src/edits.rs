//! What is done to a request, and to an answer by its status, beside what the integration itself says: each value is known
//! from the message as it came, so the order of a definition's map means nothing.

use crate::{ResponseValue, ValueSource};
use http::HeaderName;

/// Changes of a route (http-api-parameter-mapping).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ParameterMapping {
    pub request: RequestEdits,
    /// Sorted by status.
    pub responses: Box<[ResponseEdits]>,
}

/// Removed first, then overwritten, then appended to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RequestEdits {
    pub headers: Box<[HeaderChange<ValueSource>]>,
    pub query: Box<[QueryChange]>,
}

/// What becomes of an answer of one status.
#[derive(Debug, PartialEq, Eq)]
pub struct ResponseEdits {
    /// The integration's.
    pub status: u16,
    /// The caller's; what is no status from 200 to 599 changes nothing.
    pub overwrite: Option<Joined<ResponseValue>>,
    /// Removed first, then overwritten, then appended to.
    pub headers: Box<[HeaderChange<ResponseValue>]>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct HeaderChange<S> {
    pub name: HeaderName,
    /// The letters that the definition wrote.
    pub written: Box<str>,
    pub change: Change<S>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct QueryChange {
    /// As it is decoded: case-sensitive.
    pub name: Box<str>,
    pub change: Change<ValueSource>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Change<S> {
    Remove,
    /// By nothing, where the value is missing: what the caller sent in its place must not pass for it.
    Overwrite(Joined<S>),
    /// A missing value adds nothing.
    Append(Joined<S>),
}

/// The values of its sources, one after the other. One source alone may be missing; among several, what is missing is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined<S>(pub Box<[S]>);

impl<S> Change<S> {
    /// Its place in the order of changes.
    pub fn rank(&self) -> u8 {
        match self {
            Change::Remove => 0,
            Change::Overwrite(_) => 1,
            Change::Append(_) => 2,
        }
    }

    pub fn sources(&self) -> &[S] {
        match self {
            Change::Remove => &[],
            Change::Overwrite(value) | Change::Append(value) => &value.0,
        }
    }
}

impl ParameterMapping {
    /// What is done to answers of this status of the integration.
    pub fn response(&self, status: u16) -> Option<&ResponseEdits> {
        let at = self.responses.binary_search_by_key(&status, |edits| edits.status).ok()?;
        self.responses.get(at)
    }

    /// Is the body of an answer of this status asked for.
    pub fn reads_answer(&self, status: u16) -> bool {
        self.response(status).is_some_and(ResponseEdits::reads_body)
    }
}

impl RequestEdits {
    pub fn is_empty(&self) -> bool {
        self.headers.is_empty() && self.query.is_empty()
    }

    /// Is the body of the request asked for.
    pub fn reads_body(&self) -> bool {
        let of_headers = self.headers.iter().flat_map(|header| header.change.sources());
        let of_query = self.query.iter().flat_map(|parameter| parameter.change.sources());
        of_headers.chain(of_query).any(ValueSource::is_of_body)
    }
}

impl ResponseEdits {
    fn reads_body(&self) -> bool {
        let of_status = self.overwrite.iter().flat_map(|value| &value.0);
        let of_headers = self.headers.iter().flat_map(|header| header.change.sources());
        of_status.chain(of_headers).any(ResponseValue::is_of_body)
    }
}
