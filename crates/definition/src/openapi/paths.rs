//! `paths`: the resources and methods of a REST API, or the routes of an HTTP API.

use super::basepath;
use super::extension::Place;
use super::node::Entry;
use super::operation::{Operation, Operations};
use super::reader::Reader;
use super::security::Security;
use super::version::Version;
use super::{declared, fields};
use crate::api::{Authorizer, HttpRoute, MethodKey, Model, Protocol, RestMethod, RestResource, RouteKey};
use tollgate_model::Origin;

const ANY: &str = "x-amazon-apigateway-any-method";
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];
const FIELDS: &[&str] = &[
    "$ref",
    "delete",
    "description",
    "get",
    "head",
    "options",
    "parameters",
    "patch",
    "post",
    "put",
    "servers",
    "summary",
    "trace",
    ANY,
];

/// A path and the operations under it.
pub(super) struct Path {
    /// With what the mode of import puts before it.
    path: String,
    origin: Origin,
    operations: Vec<(MethodKey, Operation, Origin)>,
}

/// What the paths of a definition come to.
#[derive(Default)]
pub(super) struct Paths {
    pub(super) paths: Vec<Path>,
    pub(super) authorizers: Vec<Authorizer>,
    pub(super) models: Vec<Model>,
}

/// Every path of the definition, in its order, and what they refer to.
pub(super) fn read(reader: &mut Reader<'_>, version: Version) -> Paths {
    let root = reader.root;
    let prefix = basepath::prefix(reader, version);
    let security = Security::read(reader, version);
    let mut read = Paths { authorizers: security.authorizers(reader), ..Paths::default() };
    let mut operations = Operations::new(reader, version, security);
    let Some(paths) = root.get("paths") else {
        reader.error("missing-field", root.beginning(), "the definition has no `paths`");
        return read;
    };
    for entry in reader.object(paths, "paths") {
        if !entry.key.starts_with("x-") {
            read.paths.extend(read_path(reader, &mut operations, entry, &prefix));
        }
    }
    if reader.protocol() == Protocol::Rest {
        read.models = operations.models.finish(reader);
    }
    read
}

fn read_path<'a>(
    reader: &mut Reader<'a>,
    operations: &mut Operations<'a>,
    entry: &'a Entry,
    prefix: &str,
) -> Option<Path> {
    if !entry.key.starts_with('/') && &*entry.key != "$default" {
        let message = format!("the path `{0}` begins with no slash; expected `/{0}`", entry.key);
        reader.error("invalid-path", entry.span, message);
        return None;
    }
    check_segments(reader, entry);
    let item = reader.resolve_quietly(&entry.value)?;
    let entries = reader.object(item, &entry.key);
    fields::check(reader, entries, FIELDS, Place::PathItem, "a path");
    let path = full_path(reader, entry, prefix);
    let origin = reader.origin(entry.span);
    let mut read = Vec::new();
    for operation in entries {
        if let Some(method) = method(reader, operation) {
            let origin = reader.origin(operation.span);
            let operation = operations.read(reader, item, &operation.value);
            declared::check(reader, &path, &operation);
            read.push((method, operation, origin));
        }
    }
    Some(Path { path, origin, operations: read })
}

/// Amazon: "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning
/// and the end", and commas (api-gateway-known-issues).
fn check_segments(reader: &mut Reader<'_>, entry: &Entry) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:,".contains(&byte);
    let fits = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => name.strip_suffix('+').unwrap_or(name).bytes().all(plain),
        None => segment.bytes().all(plain),
    };
    // A placeholder that nothing replaced is reported as one.
    let misfit = entry.key.split('/').find(|segment| !fits(segment) && !segment.contains("${"));
    if let (Protocol::Rest, Some(segment)) = (reader.protocol(), misfit) {
        let message = format!(
            "`{segment}` is no path segment of a REST API: expected letters, digits and `._-:,`, or a parameter as a \
             whole segment, `{{name}}` or `{{name+}}`"
        );
        reader.error("invalid-path", entry.span, message);
    }
}

/// A REST API's resources have no slash at their end.
fn full_path(reader: &mut Reader<'_>, entry: &Entry, prefix: &str) -> String {
    let written = reader.expand(&entry.key, entry.span);
    let path = match (prefix, written.as_str()) {
        ("", _) => written,
        (prefix, "/") => prefix.to_owned(),
        (prefix, path) => format!("{prefix}{path}"),
    };
    match reader.protocol() {
        Protocol::Rest if path.len() > 1 => path.strip_suffix('/').map_or(path.clone(), str::to_owned),
        _ => path,
    }
}

fn method(reader: &mut Reader<'_>, entry: &Entry) -> Option<MethodKey> {
    match &*entry.key {
        ANY => Some(MethodKey::Any),
        "trace" => {
            let message = "API Gateway has no TRACE method; this operation is passed over";
            reader.warning("unknown-field", entry.span, message);
            None
        }
        name if METHODS.contains(&name) => Some(MethodKey::Method(name.to_ascii_uppercase().into())),
        _ => None,
    }
}

impl Path {
    pub(super) fn into_resource(self) -> RestResource {
        let methods = self.operations.into_iter().map(|(method, operation, origin)| RestMethod {
            operation_name: operation.name,
            access: operation.guards.access,
            authorization: operation.guards.authorization,
            api_key_required: operation.guards.api_key,
            integration: operation.integration,
            request_parameters: operation.taken.parameters,
            request_models: operation.taken.models,
            request_validator: operation.validator,
            method_responses: operation.responses,
            ..RestMethod::new(method, origin)
        });
        RestResource { path: self.path, methods: methods.collect(), origin: self.origin }
    }

    /// `/$default`, which every export has, is `$default` as well as what says `isDefaultRoute`.
    pub(super) fn into_routes(self) -> impl Iterator<Item = HttpRoute> {
        let path = self.path;
        let is_default = matches!(path.as_str(), "$default" | "/$default");
        self.operations.into_iter().map(move |(method, operation, origin)| HttpRoute {
            key: match operation.is_default_route || (is_default && method == MethodKey::Any) {
                true => RouteKey::Default,
                false => RouteKey::Path { method, path: path.clone() },
            },
            access: operation.guards.access,
            authorization: operation.guards.authorization,
            integration: operation.integration,
            origin,
        })
    }
}
