//! An HTTP API as OpenAPI 3.0 (http-api-export).

use super::document::servers;
use super::integration::{self, filled, present, texts};
use super::security::scheme;
use super::{ExportFormat, ExportOptions, NoExport, Tree};
use crate::api::{Api, Authorization, Cors, HttpApi, HttpRoute, MethodKey, RouteKey, Stage};
use indexmap::IndexMap;

/// Where `$default` stands in an export.
const DEFAULT: &str = "/$default";
const ANY: &str = "x-amazon-apigateway-any-method";

pub(super) fn write(api: &Api, stage: &Stage, http: &HttpApi, options: ExportOptions) -> Result<Tree, NoExport> {
    if options.format == ExportFormat::Swagger {
        return Err(NoExport(format!("`{}` is an HTTP API, which has an export as `oas30` only", api.name)));
    }
    let schemes = http.authorizers.iter().map(|it| (it.name.clone(), scheme(it, options.extensions.authorizers)));
    let components = present([("securitySchemes", filled(Tree::Map(schemes.collect())))]);
    let cors = api.cors.as_ref().or(http.cors.as_ref()).filter(|_| options.extensions.others);
    let endpoint =
        http.disable_execute_api_endpoint.then(|| Tree::map([("disableExecuteApiEndpoint", Tree::Bool(true))]));
    let version = options.extensions.others.then(|| Tree::text("1.0"));
    Ok(present([
        ("openapi", Some(Tree::text("3.0.1"))),
        ("info", Some(info(api, stage))),
        ("servers", Some(servers(api, stage, endpoint.filter(|_| options.extensions.others)))),
        ("paths", Some(paths(http, options)?)),
        ("components", filled(components)),
        ("x-amazon-apigateway-cors", cors.map(self::cors)),
        ("x-amazon-apigateway-importexport-version", version),
    ]))
}

fn info(api: &Api, stage: &Stage) -> Tree {
    let title = stage.deployment.title.as_deref().unwrap_or(&api.name);
    Tree::map([("title", Tree::text(title)), ("version", Tree::text(&*stage.deployment.id))])
}

fn paths(http: &HttpApi, options: ExportOptions) -> Result<Tree, NoExport> {
    let mut paths: IndexMap<&str, Vec<_>> = IndexMap::new();
    for route in &http.routes {
        let (path, key) = match &route.key {
            RouteKey::Default => (DEFAULT, ANY.into()),
            RouteKey::Path { method: MethodKey::Any, path } => (path.as_str(), ANY.into()),
            RouteKey::Path { method: MethodKey::Method(name), path } => {
                (path.as_str(), name.to_ascii_lowercase().into())
            }
        };
        paths.entry(path).or_default().push((key, operation(route, path, options)?));
    }
    Ok(Tree::map(paths.into_iter().map(|(path, operations)| (path, Tree::Map(operations)))))
}

fn operation(route: &HttpRoute, path: &str, options: ExportOptions) -> Result<Tree, NoExport> {
    // What decides who may call and cannot be said must not go missing.
    if let Some(unsaid) = route.access.get(route.authorization.len()) {
        return Err(NoExport(format!("`{path}` has an access control that no export can say: {}", unsaid.what)));
    }
    let integration = route.integration.as_ref().filter(|_| options.extensions.integrations);
    let is_signed = route.authorization.iter().any(|one| matches!(one, Authorization::AwsIam(_)));
    let response = Tree::map([("description", Tree::text(format!("Default response for {path}")))]);
    Ok(present([
        ("parameters", filled(Tree::list(parameters(path)))),
        ("responses", Some(Tree::map([("default", response)]))),
        ("security", filled(Tree::list(route.authorization.iter().filter_map(requirement)))),
        ("isDefaultRoute", (route.key == RouteKey::Default).then_some(Tree::Bool(true))),
        ("x-amazon-apigateway-auth", is_signed.then(|| Tree::map([("type", Tree::text("AWS_IAM"))]))),
        ("x-amazon-apigateway-integration", integration.map(|integration| integration::write(integration))),
    ]))
}

fn requirement(authorization: &Authorization) -> Option<Tree> {
    match authorization {
        Authorization::AwsIam(_) => None,
        Authorization::Authorizer { name, scopes } => Some(Tree::map([(name.text.clone(), texts(scopes))])),
    }
}

/// Path variables, which OpenAPI wants declared.
fn parameters(path: &str) -> impl Iterator<Item = Tree> + '_ {
    let names = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| {
        present([
            ("name", Some(Tree::text(name.trim_end_matches('+')))),
            ("in", Some(Tree::text("path"))),
            ("required", Some(Tree::Bool(true))),
            ("schema", Some(Tree::map([("type", Tree::text("string"))]))),
        ])
    })
}

fn cors(cors: &Cors) -> Tree {
    present([
        ("allowOrigins", filled(texts(&cors.allow_origins))),
        ("allowMethods", filled(texts(&cors.allow_methods))),
        ("allowHeaders", filled(texts(&cors.allow_headers))),
        ("exposeHeaders", filled(texts(&cors.expose_headers))),
        ("allowCredentials", cors.allow_credentials.then_some(Tree::Bool(true))),
        ("maxAge", cors.max_age.map(|seconds| Tree::Number(seconds.to_string().into()))),
    ])
}

/// By status.
pub(super) fn response_parameters(integration: &crate::api::Integration) -> Tree {
    let statuses = integration.response_parameters.iter();
    Tree::map(statuses.map(|it| (it.status.text.clone(), integration::request_parameters(&it.parameters))))
}
