//! `x-amazon-apigateway-cors` (api-gateway-swagger-extensions-cors-configuration).

use super::node::Node;
use super::reader::Reader;
use super::support::CORS;
use super::{fields, texts};
use crate::api::Cors;

const KEY: &str = "x-amazon-apigateway-cors";

/// Of HTTP APIs. One that says nothing is as if it were not there.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Cors> {
    let root = reader.root;
    let node = root.get(KEY).filter(|node| !node.is_empty())?;
    let entries = reader.object(node, KEY);
    fields::check_closed(reader, entries, &CORS);
    let list = |reader: &mut Reader<'_>, key| texts::list(reader, node.get(key).filter(|list| !list.is_empty()), key);
    Some(Cors {
        allow_origins: list(reader, "allowOrigins"),
        allow_methods: list(reader, "allowMethods"),
        allow_headers: list(reader, "allowHeaders"),
        expose_headers: list(reader, "exposeHeaders"),
        allow_credentials: flag(reader, node),
        max_age: max_age(reader, node),
        origin: reader.origin(node.span),
    })
}

fn flag(reader: &mut Reader<'_>, node: &Node) -> bool {
    const KEY: &str = "allowCredentials";
    node.get(KEY).filter(|value| !value.is_empty()).and_then(|value| reader.boolean(value, KEY)).unwrap_or(false)
}

fn max_age(reader: &mut Reader<'_>, node: &Node) -> Option<i32> {
    let value = node.get("maxAge").filter(|value| !value.is_empty())?;
    let seconds = value.text().and_then(|text| text.parse::<i32>().ok());
    let Some(seconds) = seconds.filter(|seconds| Cors::MAX_AGE.contains(seconds)) else {
        let (least, most) = (Cors::MAX_AGE.start(), Cors::MAX_AGE.end());
        let message = format!("`maxAge` is a whole number of seconds from {least} to {most}");
        reader.error("out-of-range", value.span, message);
        return None;
    };
    Some(seconds)
}
