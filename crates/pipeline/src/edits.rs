//! What a route changes of requests and answers beside its integration's own mappings (http-api-parameter-mapping).

use crate::body::MappedBody;
use crate::parameters::Source;
use crate::view::View;
use crate::{Field, Fields, HeaderEdit};
use http::{HeaderName, HeaderValue};
use percent_encoding::utf8_percent_encode;
use std::borrow::Cow;
use tollgate_routes::encoding::QUERY;
use tollgate_routes::{
    Change, HeaderChange, HeaderSource, Joined, QueryChange, ResponseEdits, ResponseValue, ValueSource,
};

/// Headers that can be changed, whoever holds them.
pub(crate) trait Headers {
    fn values(&self, name: &HeaderName) -> Vec<String>;
    fn change<S>(&mut self, header: &HeaderChange<S>, value: Option<HeaderValue>);
}

/// Those of a head that is about to be sent.
pub(crate) struct Head<'o, H: HeaderEdit>(pub(crate) &'o mut H);

impl<H: HeaderEdit> Headers for Head<'_, H> {
    fn values(&self, name: &HeaderName) -> Vec<String> {
        let values = self.0.map().get_all(name).iter();
        values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    }

    fn change<S>(&mut self, header: &HeaderChange<S>, value: Option<HeaderValue>) {
        match (&header.change, value) {
            (Change::Remove, _) | (Change::Overwrite(_), None) => self.0.remove(&header.name),
            (Change::Overwrite(_), Some(value)) => self.0.set_written(header.name.clone(), &header.written, value),
            (Change::Append(_), Some(value)) => self.0.append(header.name.clone(), value),
            (Change::Append(_), None) => {}
        }
    }
}

impl Headers for Fields {
    fn values(&self, name: &HeaderName) -> Vec<String> {
        let values = self.iter().filter(|field| field.name == *name);
        values.map(|field| String::from_utf8_lossy(field.value.as_bytes()).into_owned()).collect()
    }

    fn change<S>(&mut self, header: &HeaderChange<S>, value: Option<HeaderValue>) {
        if !matches!(header.change, Change::Append(_)) {
            self.retain(|field| field.name != header.name);
        }
        if let Some(value) = value {
            self.push(Field { name: header.name.clone(), written: header.written.to_string().into(), value });
        }
    }
}

/// The headers of a request. All values are of the request as it came.
pub(crate) fn request_headers(source: Source<'_>, out: &mut impl HeaderEdit) {
    let Some(mapping) = &source.route.mapping else { return };
    let mut out = Head(out);
    for header in &mapping.request.headers {
        out.change(header, header_value(value(header, |part| source.joined(part))));
    }
}

/// The query that goes on: what is not changed stays as the caller wrote it.
pub(crate) fn request_query<'q>(source: Source<'q>) -> Cow<'q, str> {
    let raw = source.head.query.unwrap_or("");
    let changes = source.route.mapping.as_ref().map_or(&[][..], |mapping| &mapping.request.query);
    if changes.is_empty() {
        return raw.into();
    }
    let is_replaced =
        |name: &str| changes.iter().any(|change| *change.name == *name && !matches!(change.change, Change::Append(_)));
    let written = raw.split(source.stage.manners.query_separators).filter(|pair| !pair.is_empty());
    let pairs = written.zip(source.query());
    let mut kept: Vec<Cow<'_, str>> =
        pairs.filter(|(_, (name, _))| !is_replaced(name)).map(|(pair, _)| pair.into()).collect();
    kept.extend(changes.iter().filter_map(|change| added(change, source)).map(Cow::Owned));
    kept.join("&").into()
}

fn added(parameter: &QueryChange, source: Source<'_>) -> Option<String> {
    let (Change::Overwrite(joined) | Change::Append(joined)) = &parameter.change else { return None };
    let value = text(joined, |part| source.joined(part))?;
    Some(format!("{}={}", utf8_percent_encode(&parameter.name, QUERY), utf8_percent_encode(&value, QUERY)))
}

/// The status and the headers of an answer. All values are of the answer as it came; `body`, where it was collected.
pub(crate) fn response(
    edits: &ResponseEdits,
    view: &View<'_>,
    body: Option<&MappedBody<'_>>,
    status: u16,
    out: &mut impl Headers,
) -> u16 {
    let found = |part: &ResponseValue| match part {
        ResponseValue::Static(text) => Some(text.to_string()),
        ResponseValue::Header(HeaderSource { name, .. }) => out.values(name).pop(),
        ResponseValue::MultiHeader(HeaderSource { name, .. }) => several(out.values(name)),
        ResponseValue::Context(context) => view.text(context),
        ResponseValue::Body => body.map(|body| body.text().into_owned()),
        ResponseValue::BodyPath(place) => body.and_then(|body| body.find(&place.path)),
        ResponseValue::BodyWindow(place) => body.and_then(|body| body.find_in_window(&place.path)),
    };
    let values: Vec<_> = edits.headers.iter().map(|header| header_value(value(header, found))).collect();
    let overwritten = edits.overwrite.as_ref().and_then(|joined| text(joined, found)?.trim().parse().ok());
    for (header, value) in edits.headers.iter().zip(values) {
        out.change(header, value);
    }
    overwritten.filter(|status| (200..=599).contains(status)).unwrap_or(status)
}

fn value<S>(header: &HeaderChange<S>, found: impl Fn(&S) -> Option<String>) -> Option<String> {
    match &header.change {
        Change::Remove => None,
        Change::Overwrite(joined) | Change::Append(joined) => text(joined, found),
    }
}

/// A value's parts together; `None`: it has none.
pub(crate) fn text<S>(Joined(sources): &Joined<S>, found: impl Fn(&S) -> Option<String>) -> Option<String> {
    match &**sources {
        [] => None,
        [only] => found(only),
        several => Some(several.iter().filter_map(found).collect()),
    }
}

/// A value with bytes that no header can carry is not sent: never a malformed message.
fn header_value(text: Option<String>) -> Option<HeaderValue> {
    HeaderValue::from_bytes(text?.as_bytes()).ok()
}

fn several(values: Vec<String>) -> Option<String> {
    (!values.is_empty()).then(|| values.join(","))
}

impl Source<'_> {
    /// All values of a source, "combined with commas"; `None` when the request does not have it.
    pub(crate) fn joined(self, source: &ValueSource) -> Option<String> {
        let mut values = Vec::new();
        self.values(source, &mut |value| values.push(value.to_owned()));
        several(values)
    }
}
