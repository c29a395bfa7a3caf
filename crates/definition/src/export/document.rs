//! The whole document, in the order of Amazon's own.

use super::integration::{filled, present};
use super::operation::Writer;
use super::schema::References;
use super::security::Schemes;
use super::{ExportFormat, ExportOptions, NoExport, Tree, root};
use crate::api::{Api, RestApi, Stage};
use indexmap::IndexMap;

/// What both forms have, in places of their own.
struct Parts {
    info: Option<Tree>,
    tags: Option<Tree>,
    paths: Option<Tree>,
    schemas: Option<Tree>,
    schemes: Option<Tree>,
    endpoint: Option<Tree>,
}

pub(super) fn write(api: &Api, stage: &Stage, rest: &RestApi, options: ExportOptions) -> Result<Tree, NoExport> {
    let references = References::new(&rest.models, options.format, &api.id);
    let writer = Writer { options, references, schemes: Schemes::new(rest) };
    let paths = Some(paths(&writer, rest)?);
    let tags = filled(root::tags(rest));
    let schemas = filled(writer.references.schemas(&rest.models));
    let schemes = filled(writer.schemes.write(rest, options.extensions.authorizers));
    let endpoint = root::endpoint(rest).filter(|_| options.extensions.others);
    let info = Some(info(api, stage, rest));
    let parts = Parts { info, tags, paths, schemas, schemes, endpoint };
    let document = match options.format {
        ExportFormat::Oas30 => oas30(api, stage, parts),
        ExportFormat::Swagger => swagger(api, stage, parts),
    };
    let extensions = if options.extensions.others { root::extensions(rest) } else { Vec::new() };
    Ok(document.with(extensions))
}

fn oas30(api: &Api, stage: &Stage, parts: Parts) -> Tree {
    let components = present([("schemas", parts.schemas), ("securitySchemes", parts.schemes)]);
    present([
        ("openapi", Some(Tree::text("3.0.1"))),
        ("info", parts.info),
        ("servers", Some(servers(api, stage, parts.endpoint))),
        ("tags", parts.tags),
        ("paths", parts.paths),
        ("components", filled(components)),
    ])
}

fn swagger(api: &Api, stage: &Stage, parts: Parts) -> Tree {
    present([
        ("swagger", Some(Tree::text("2.0"))),
        ("info", parts.info),
        ("host", Some(Tree::text(host(api)))),
        ("basePath", Some(Tree::text(format!("/{}", stage.name)))),
        ("schemes", Some(Tree::list([Tree::text("https")]))),
        ("tags", parts.tags),
        ("paths", parts.paths),
        ("securityDefinitions", parts.schemes),
        ("definitions", parts.schemas),
        ("x-amazon-apigateway-endpoint-configuration", parts.endpoint),
    ])
}

fn info(api: &Api, stage: &Stage, rest: &RestApi) -> Tree {
    let title = stage.deployment.title.as_deref().unwrap_or(&api.name);
    // OpenAPI wants a version; Amazon writes the time of the deployment.
    let version = rest.version.as_deref().unwrap_or(&stage.deployment.id);
    present([
        ("title", Some(Tree::text(title))),
        ("description", rest.description.as_deref().map(Tree::text)),
        ("version", Some(Tree::text(version))),
    ])
}

fn host(api: &Api) -> String {
    format!("{}.execute-api.{}.amazonaws.com", api.id, api.region)
}

pub(super) fn servers(api: &Api, stage: &Stage, endpoint: Option<Tree>) -> Tree {
    // The stage that is served from the root.
    let name = if &*stage.name == "$default" { "" } else { &stage.name };
    let base_path = Tree::map([("default", Tree::text(name))]);
    Tree::list([present([
        ("url", Some(Tree::text(format!("https://{}/{{basePath}}", host(api))))),
        ("variables", Some(Tree::map([("basePath", base_path)]))),
        ("x-amazon-apigateway-endpoint-configuration", endpoint),
    ])])
}

fn paths(writer: &Writer<'_>, rest: &RestApi) -> Result<Tree, NoExport> {
    let mut paths: IndexMap<&str, Vec<_>> = IndexMap::new();
    for resource in &rest.resources {
        // `/pets` and `/pets/` are one resource.
        let operations = paths.entry(&resource.path).or_default();
        for method in &resource.methods {
            operations.push(writer.operation(method)?);
        }
    }
    Ok(Tree::map(paths.into_iter().map(|(path, operations)| (path, Tree::Map(operations)))))
}
