//! What a method may answer: `responses`, each with its headers and models.

use super::models::Models;
use super::node::{Entry, Node};
use super::parameters::{by_media_type, content};
use super::reader::Reader;
use super::version::Version;
use crate::api::{MethodResponse, ResponseHeader};

pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    models: &mut Models<'a>,
    version: Version,
    operation: &'a Node,
) -> Vec<MethodResponse> {
    let Some(responses) = operation.get("responses") else { return Vec::new() };
    let entries = reader.object(responses, "responses");
    let written = entries.iter().filter(|entry| !entry.key.starts_with("x-"));
    written.filter_map(|entry| response(reader, models, version, (entry, operation))).collect()
}

fn response<'a>(
    reader: &mut Reader<'a>,
    models: &mut Models<'a>,
    version: Version,
    (entry, operation): (&'a Entry, &'a Node),
) -> Option<MethodResponse> {
    let status_code = status(reader, entry)?;
    let node = reader.resolve_quietly(&entry.value)?;
    reader.object(node, &entry.key);
    let models = match version {
        Version::OpenApi3 => content(reader, models, node.get("content")),
        Version::Swagger2 => {
            let schema = node.get("schema");
            let model = schema.and_then(|schema| models.of_body(reader, schema));
            let each = |model| by_media_type(reader, operation, "produces", entry.span, &model);
            model.map(each).unwrap_or_default()
        }
    };
    Some(MethodResponse { status_code, headers: headers(reader, node), models, origin: reader.origin(entry.span) })
}

/// Amazon has responses by status only.
fn status(reader: &mut Reader<'_>, entry: &Entry) -> Option<u16> {
    let status = entry.key.parse::<u16>().ok().filter(|status| (100..=599).contains(status));
    if status.is_none() {
        let message =
            format!("API Gateway has a method's responses by status, 100 to 599; `{}` is passed over", entry.key);
        reader.warning("no-effect", entry.span, message);
    }
    status
}

fn headers<'a>(reader: &mut Reader<'a>, response: &'a Node) -> Vec<ResponseHeader> {
    let Some(headers) = response.get("headers") else { return Vec::new() };
    let mut read = Vec::new();
    for entry in reader.object(headers, "headers") {
        let required = reader.resolve_quietly(&entry.value).and_then(|header| header.get("required"));
        let required = required.and_then(|required| reader.boolean(required, "required")).unwrap_or(false);
        read.push(ResponseHeader { name: (&*entry.key).into(), required, origin: reader.origin(entry.span) });
    }
    read
}
