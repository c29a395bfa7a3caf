//! Bodies as mappings read them.

use crate::window;
use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use tollgate_mapping::coding::{self, DecodeError, RequestCoding};
use tollgate_mapping::json::{self, Unreadable};
use tollgate_mapping::jsonpath::Path;
use tollgate_model::{Fault, FaultKind, Head};
use tollgate_vtl::Value;

/// A body on its way from one side to the other.
#[derive(Clone, Debug)]
pub enum Body {
    Whole(Bytes),
    /// As it comes from the other side, of the length that it declares there.
    Streamed,
}

impl From<Bytes> for Body {
    fn from(body: Bytes) -> Body {
        Body::Whole(body)
    }
}

impl Body {
    pub fn whole(&self) -> Option<&[u8]> {
        match self {
            Body::Whole(bytes) => Some(bytes),
            Body::Streamed => None,
        }
    }

    /// Nothing of one that is streamed.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Body::Whole(bytes) => bytes,
            Body::Streamed => Bytes::new(),
        }
    }
}

/// Of a decoded request, and of what is read out of a body: "Payload size: 10 MB" (`limits`).
pub(crate) const LARGEST_BYTES: usize = 10 * 1024 * 1024;

/// What paths see of a body whose sender may send more.
const WINDOW_BYTES: usize = 100 * 1024;

/// Values that one JSONPath may look at.
const STEPS: usize = 1_000_000;

/// The request's body without its `Content-Encoding` (api-gateway-make-request-with-compressed-payload).
pub(crate) fn decoded(head: &Head<'_>, body: Bytes) -> Result<Bytes, Fault> {
    let unsupported = |why: &str| Fault::with_detail(FaultKind::UnsupportedMediaType, why);
    match coding::of_request(joined(head.headers, &CONTENT_ENCODING).as_deref()) {
        RequestCoding::Identity => Ok(body),
        RequestCoding::Unsupported => Err(unsupported("its Content-Encoding is not supported")),
        RequestCoding::Coded(coding) => {
            coding.decode(&body, LARGEST_BYTES).map(Bytes::from).map_err(|error| match error {
                DecodeError::Corrupt => unsupported("it is not coded as its Content-Encoding says"),
                DecodeError::TooLarge => Fault::with_detail(FaultKind::RequestTooLarge, "decoded, it is too large"),
            })
        }
    }
}

/// Every value of a header, joined with `,`; what is no text counts as absent.
pub(crate) fn joined<'h>(headers: &'h http::HeaderMap, name: &http::HeaderName) -> Option<Cow<'h, str>> {
    let mut values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let first = values.next()?;
    let rest: Vec<&str> = values.collect();
    Some(if rest.is_empty() { first.into() } else { format!("{first},{}", rest.join(",")).into() })
}

/// A body that parameters are mapped from. It is read as JSON once, and only when a path asks for it.
pub(crate) struct MappedBody<'b> {
    bytes: &'b [u8],
    document: OnceCell<Result<Value, Unreadable>>,
    window: OnceCell<Option<Value>>,
    /// Of a Lambda function: its `errorMessage` may be JSON in a string.
    of_function: bool,
}

impl<'b> MappedBody<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> MappedBody<'b> {
        MappedBody { bytes, document: OnceCell::new(), window: OnceCell::new(), of_function: false }
    }

    /// What a Lambda function answered: "API Gateway deserializes" an `errorMessage` that holds JSON, so that its members can
    /// be mapped to headers (handle-errors-in-lambda-integration).
    pub(crate) fn of_function(bytes: &'b [u8]) -> MappedBody<'b> {
        MappedBody { of_function: true, ..MappedBody::new(bytes) }
    }

    pub(crate) fn text(&self) -> Cow<'b, str> {
        String::from_utf8_lossy(self.bytes)
    }

    /// What begins as a JSON document and is none cannot be read by any path.
    pub(crate) fn document(&self) -> Result<&Value, &Unreadable> {
        let parse = || {
            let document = json::parse(&self.text());
            document.inspect(|document| {
                if self.of_function {
                    unfold(document)
                }
            })
        };
        self.document.get_or_init(parse).as_ref()
    }

    /// The text of what a path finds; a list or an object as JSON (handle-errors-in-lambda-integration).
    pub(crate) fn find(&self, path: &Path) -> Option<String> {
        text_at(path, self.document().ok()?)
    }

    /// As [`MappedBody::find`]: "API Gateway truncates the request body at 100 KB and then applies the selection expression"
    /// (http-api-parameter-mapping).
    pub(crate) fn find_in_window(&self, path: &Path) -> Option<String> {
        if self.bytes.len() <= WINDOW_BYTES {
            return self.find(path);
        }
        let window = self.window.get_or_init(|| window::document(&self.bytes[..WINDOW_BYTES]));
        text_at(path, window.as_ref()?)
    }
}

fn text_at(path: &Path, document: &Value) -> Option<String> {
    let found = path.read(document, &Cell::new(STEPS)).ok()?;
    match found {
        Value::Null => None,
        Value::Text(text) => Some(text.to_string()),
        value => {
            let mut text = String::new();
            json::print(&value, &mut text, LARGEST_BYTES).ok()?;
            Some(text)
        }
    }
}

fn unfold(document: &Value) {
    const KEY: &str = "errorMessage";
    let Value::Map(map) = document else { return };
    let message = match map.0.borrow().get(KEY) {
        Some(Value::Text(text)) if text.trim_start().starts_with(['{', '[']) => json::parse_exact(text).ok(),
        _ => None,
    };
    if let Some(message) = message {
        map.0.borrow_mut().insert(KEY.into(), message);
    }
}
