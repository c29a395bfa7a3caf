//! What stands before every path, by the mode of import (api-gateway-import-api-basepath).

use super::BasePath;
use super::node::Node;
use super::reader::Reader;
use super::version::Version;

/// `/a/b`, or nothing: goes before each path of the definition.
pub(super) fn prefix(reader: &mut Reader<'_>, version: Version) -> String {
    if reader.basepath() == BasePath::Ignore {
        return String::new();
    }
    let written = match version {
        Version::Swagger2 => swagger(reader),
        Version::OpenApi3 => openapi(reader),
    };
    let segments: Vec<&str> = written.split('/').filter(|segment| !segment.is_empty()).collect();
    let kept = match reader.basepath() {
        BasePath::Split => segments.get(1..).unwrap_or_default(),
        BasePath::Prepend | BasePath::Ignore => &segments[..],
    };
    kept.iter().map(|segment| format!("/{segment}")).collect()
}

fn swagger(reader: &mut Reader<'_>) -> String {
    let Some(node) = reader.root.get("basePath") else { return String::new() };
    reader.text(node, "basePath").map_or_else(String::new, |text| text.text.into())
}

/// The first `basePath` variable of any server, referred to or not; else the path of the first server's `url`.
fn openapi(reader: &mut Reader<'_>) -> String {
    let root = reader.root;
    let Some(servers) = root.get("servers") else { return String::new() };
    let servers = reader.list(servers, "servers");
    let variable = servers.iter().find_map(|server| server.get("variables")?.get("basePath")?.get("default"));
    if let Some(default) = variable {
        return reader.text(default, "default").map_or_else(String::new, |text| text.text.into());
    }
    let Some(server) = servers.first() else { return String::new() };
    let Some(url) = server.get("url").and_then(|url| reader.text(url, "url")) else { return String::new() };
    path(&with_defaults(&url.text, server)).to_owned()
}

/// Each `{variable}` of a server's URL by its default.
fn with_defaults(url: &str, server: &Node) -> String {
    let variables = server.get("variables").map(Node::entries).unwrap_or_default();
    variables.iter().fold(url.to_owned(), |url, variable| {
        let default = variable.value.get("default").and_then(Node::text).unwrap_or_default();
        url.replace(&format!("{{{}}}", variable.key), default)
    })
}

fn path(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url,
    };
    path.split(['?', '#']).next().unwrap_or_default()
}
