//! Which version of OpenAPI a definition is written in.

use super::node::Node;
use super::reader::Reader;
use crate::api::Protocol;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    Swagger2,
    OpenApi3,
}

/// `None` after an error: a text of another version is not to be guessed at.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Version> {
    let root = reader.root;
    let start = root.beginning();
    match (root.entry("openapi"), root.entry("swagger")) {
        (Some(openapi), None) => openapi_version(reader, &openapi.value),
        (None, Some(swagger)) => swagger_version(reader, &swagger.value),
        (Some(_), Some(swagger)) => {
            reader.error("openapi-version", swagger.span, "both `openapi` and `swagger` are given; remove one");
            None
        }
        (None, None) => {
            let message = "no OpenAPI definition; expected `openapi: 3.0.1` or `swagger: \"2.0\"` at the top";
            reader.error("openapi-version", start, message);
            None
        }
    }
}

fn openapi_version(reader: &mut Reader<'_>, value: &Node) -> Option<Version> {
    let text = value.text().unwrap_or_default();
    if text == "3.0" || text.starts_with("3.0.") {
        return Some(Version::OpenApi3);
    }
    let message = match text.starts_with("3.1") {
        true => format!("OpenAPI {text} is not imported by Amazon API Gateway, and not here; expected 3.0.x"),
        false => "expected an `openapi` version of 3.0.x".to_owned(),
    };
    reader.error("openapi-version", value.span, message);
    None
}

/// HTTP APIs are imported from OpenAPI 3.0 only (http-api-open-api).
fn swagger_version(reader: &mut Reader<'_>, value: &Node) -> Option<Version> {
    if value.text() != Some("2.0") {
        reader.error("openapi-version", value.span, "expected `swagger: \"2.0\"`");
        return None;
    }
    if reader.protocol() == Protocol::Http {
        let message = "an HTTP API is imported from OpenAPI 3.0 only; export it as `oas30`, or import it as a REST API";
        reader.error("openapi-version", value.span, message);
        return None;
    }
    Some(Version::Swagger2)
}
