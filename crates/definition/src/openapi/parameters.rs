//! What a method takes: parameters, and models of bodies by content type.

use super::models::Models;
use super::node::Node;
use super::reader::Reader;
use super::version::Version;
use crate::api::{BodyModel, MethodParameter, ParameterLocation, Text};
use crate::source::Span;

/// Of bodies in Swagger 2.0, when nothing says which content types they have.
const DEFAULT_CONTENT_TYPE: &str = "application/json";

/// What an operation and its path say of the request.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) parameters: Vec<MethodParameter>,
    pub(super) models: Vec<BodyModel>,
}

/// The parameters of the operation, with those of its path that it does not write anew, and the models of its body.
pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    models: &mut Models<'a>,
    version: Version,
    (path, operation): (&'a Node, &'a Node),
) -> Taken {
    let mut taken = Taken::default();
    for list in [path.get("parameters"), operation.get("parameters")].into_iter().flatten() {
        for node in reader.list(list, "parameters") {
            let Some(node) = reader.resolve_quietly(node) else { continue };
            read_one(reader, models, &mut taken, (node, operation));
        }
    }
    if version == Version::OpenApi3
        && let Some(body) = operation.get("requestBody").and_then(|body| reader.resolve_quietly(body))
    {
        taken.models = content(reader, models, body.get("content"));
    }
    taken
}

fn read_one<'a>(
    reader: &mut Reader<'a>,
    models: &mut Models<'a>,
    taken: &mut Taken,
    (node, operation): (&'a Node, &'a Node),
) {
    if node.entries().is_empty() {
        return reader.wrong_type(node, "parameters", "a list of objects");
    }
    let place = node.get("in").and_then(Node::text).unwrap_or_default();
    let location = match place {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Querystring,
        "header" => ParameterLocation::Header,
        "body" => {
            taken.models = swagger_body(reader, models, node, operation);
            return;
        }
        _ => return elsewhere(reader, node, place),
    };
    let Some(parameter) = parameter(reader, node, location) else { return };
    let same = |known: &&mut MethodParameter| known.location == location && known.name == parameter.name;
    match taken.parameters.iter_mut().find(same) {
        Some(known) => *known = parameter,
        None => taken.parameters.push(parameter),
    }
}

/// A place where API Gateway has no parameters, or nobody has.
fn elsewhere(reader: &mut Reader<'_>, node: &Node, place: &str) {
    let span = node.get("in").map_or(node.span, |value| value.span);
    match place {
        "formData" | "cookie" => {
            let message = format!("API Gateway has no parameters in `{place}`; this one is passed over");
            reader.warning("no-effect", span, message);
        }
        _ => reader.error("unknown-value", span, "a parameter is `in` the `path`, the `query` or a `header`"),
    }
}

fn parameter(reader: &mut Reader<'_>, node: &Node, location: ParameterLocation) -> Option<MethodParameter> {
    let Some(name) = node.get("name") else {
        reader.error("missing-field", node.span, "the parameter has no `name`");
        return None;
    };
    let name = reader.label(name, "name")?.into();
    let written = node.get("required").and_then(|required| reader.boolean(required, "required"));
    let required = written.unwrap_or(location == ParameterLocation::Path);
    Some(MethodParameter { location, name, required, origin: reader.origin(node.span) })
}

/// `in: body`: one model for each content type that the operation, or the definition, consumes.
fn swagger_body<'a>(
    reader: &mut Reader<'a>,
    models: &mut Models<'a>,
    node: &'a Node,
    operation: &'a Node,
) -> Vec<BodyModel> {
    let Some(schema) = node.get("schema") else { return Vec::new() };
    let Some(model) = models.of_body(reader, schema) else { return Vec::new() };
    by_media_type(reader, operation, "consumes", schema.span, &model)
}

/// The same model for every content type that `consumes` or `produces` lists.
pub(super) fn by_media_type(
    reader: &mut Reader<'_>,
    operation: &Node,
    key: &str,
    span: Span,
    model: &Text,
) -> Vec<BodyModel> {
    let listed = operation.get(key).or_else(|| reader.root.get(key)).filter(|list| !list.is_empty());
    let items = listed.map(|list| reader.list(list, key)).unwrap_or_default();
    let mut types: Vec<Text> = items.iter().filter_map(|item| reader.text(item, key)).collect();
    if types.is_empty() {
        types.push(Text { text: DEFAULT_CONTENT_TYPE.into(), origin: reader.origin(span) });
    }
    types.into_iter().map(|content_type| BodyModel { content_type, model: model.clone() }).collect()
}

/// `content` of OpenAPI 3.0: a schema for each media type.
pub(super) fn content<'a>(
    reader: &mut Reader<'a>,
    models: &mut Models<'a>,
    content: Option<&'a Node>,
) -> Vec<BodyModel> {
    let Some(content) = content else { return Vec::new() };
    let mut read = Vec::new();
    for entry in reader.object(content, "content") {
        let Some(schema) = entry.value.get("schema") else { continue };
        let content_type = reader.key(entry);
        if let Some(model) = models.of_body(reader, schema) {
            read.push(BodyModel { content_type, model });
        }
    }
    read
}
