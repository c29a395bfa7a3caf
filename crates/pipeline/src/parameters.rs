//! The values of a request that mappings ask for.

use crate::Opened;
use crate::body::MappedBody;
use crate::view::{Reached, View};
use http::Method;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use tollgate_model::Head;
use tollgate_routes::{HeaderSource, Route, Stage, ValueSource};

/// A request that found its route.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) route: &'a Route,
    pub(crate) opened: &'a Opened,
    pub(crate) head: &'a Head<'a>,
    /// Where it was collected.
    pub(crate) body: Option<&'a MappedBody<'a>>,
}

impl<'a> Source<'a> {
    /// Of the request, as it is taken.
    pub(crate) fn method(self) -> &'a Method {
        self.opened.method.unwrap_or(self.head.method)
    }

    pub(crate) fn view(self) -> View<'a> {
        View::of(Reached {
            stage: Some(self.stage),
            route: Some(self.route),
            opened: Some(self.opened),
            head: Some(self.head),
            identity: &self.opened.identity,
            fault: None,
        })
    }

    /// As this kind of API reads them.
    pub(crate) fn query(self) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> + use<'a> {
        pairs(self.head, self.stage.manners.query_separators)
    }

    /// Each value of a source, decoded; none at all when the request does not have it.
    pub(crate) fn values(self, source: &ValueSource, take: &mut dyn FnMut(&str)) {
        let Source { opened, head, .. } = self;
        match source {
            ValueSource::Static(text) => take(text),
            ValueSource::Path(index) => take(&decoded(opened.param(*index, head.path))),
            ValueSource::Query(name) => {
                if let Some((_, last)) = self.query().filter(|(key, _)| *key == **name).last() {
                    take(&last);
                }
            }
            ValueSource::MultiQuery(name) => {
                self.query().filter(|(key, _)| *key == **name).for_each(|(_, value)| take(&value));
            }
            ValueSource::Header(source) => {
                if let Some(last) = header_values(head, source).pop() {
                    take(&last);
                }
            }
            ValueSource::MultiHeader(source) => header_values(head, source).iter().for_each(|value| take(value)),
            ValueSource::Body => {
                if let Some(body) = self.body {
                    take(&body.text());
                }
            }
            ValueSource::BodyPath(place) => {
                if let Some(text) = self.body.and_then(|body| body.find(&place.path)) {
                    take(&text);
                }
            }
            ValueSource::BodyWindow(place) => {
                if let Some(text) = self.body.and_then(|body| body.find_in_window(&place.path)) {
                    take(&text);
                }
            }
            ValueSource::Context(value) => {
                if let Some(text) = self.view().text(value) {
                    take(&text);
                }
            }
            ValueSource::RequestPath => take(opened.rest(head.path)),
        }
    }
}

pub(crate) fn decoded(raw: &str) -> Cow<'_, str> {
    percent_decode_str(raw).decode_utf8_lossy()
}

/// As forms are (WHATWG URL, application/x-www-form-urlencoded): `+` is a space.
fn form_decoded(raw: &str) -> Cow<'_, str> {
    if raw.contains('+') { decoded(&raw.replace('+', " ")).into_owned().into() } else { decoded(raw) }
}

pub(crate) fn query_values<'r>(head: &Head<'r>, name: &'r str) -> impl Iterator<Item = Cow<'r, str>> {
    query(head).filter_map(move |(key, value)| (key == name).then_some(value))
}

/// Of a REST API: names and values of the query string, decoded, in their order; a semicolon splits, too
/// (api-gateway-known-issues).
pub(crate) fn query<'r>(head: &Head<'r>) -> impl Iterator<Item = (Cow<'r, str>, Cow<'r, str>)> {
    pairs(head, &['&', ';'])
}

pub(crate) fn pairs<'r>(
    head: &Head<'r>,
    separators: &'static [char],
) -> impl Iterator<Item = (Cow<'r, str>, Cow<'r, str>)> + use<'r> {
    head.query.unwrap_or("").split(separators).filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decoded(key), form_decoded(value))
    })
}

pub(crate) fn header_values(head: &Head<'_>, source: &HeaderSource) -> Vec<String> {
    let mut found = Vec::new();
    match &source.exact {
        None => found.extend(
            head.headers
                .get_all(&source.name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        ),
        Some(exact) => found = written_values(head, exact),
    }
    found
}

/// What no mapping sees of a request (recorded of the service).
const DROPPED_ON_ENTRY: [&str; 12] = [
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
];

pub(crate) fn is_seen(name: &str) -> bool {
    !DROPPED_ON_ENTRY.iter().any(|dropped| dropped.eq_ignore_ascii_case(name))
}

/// Every value of the header that the client wrote in exactly these letters.
pub(crate) fn written_values(head: &Head<'_>, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !is_seen(name) {
        return found;
    }
    head.names.visit(&mut |written, value| {
        if written == name.as_bytes() {
            found.push(String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
    });
    found
}
