//! The definitions that Amazon's guide prints are imported as they stand.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use serde_yaml_ng::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::{Imported, golden, import, listing};
use tollgate_definition::Protocol;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guide");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "yaml"));
    files.sort();
    assert!(files.len() >= 40, "{} fixtures", files.len());
    files
}

#[test]
fn every_definition_in_the_guide_has_the_routes_it_prints() {
    let wrong: Vec<_> = fixtures().iter().filter_map(|path| golden(path, &listing(&import(path)))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same routes are found by another parser that knows nothing of positions, references or extensions.
#[test]
fn routes_are_those_that_another_parser_reads() {
    for path in fixtures() {
        let imported = import(&path);
        let text = std::fs::read_to_string(&path).unwrap();
        let value: Value = serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(routes_of_import(&imported), routes_of_value(&value), "{}", path.display());
    }
}

/// (path, method, uri)
type Routes = BTreeSet<(String, String, Option<String>)>;

fn routes_of_import(imported: &Imported) -> Routes {
    let uri =
        |route: &support::Route| route.integration.as_ref().and_then(|i| i.uri.as_ref().map(|u| u.text.to_string()));
    imported.routes().iter().map(|route| (route.path.clone(), route.method.clone(), uri(route))).collect()
}

fn routes_of_value(root: &Value) -> Routes {
    let mut routes = Routes::new();
    for (path, item) in root["paths"].as_mapping().unwrap() {
        for (key, operation) in item.as_mapping().unwrap() {
            let method = match key.as_str().unwrap() {
                "x-amazon-apigateway-any-method" => "ANY",
                "get" => "GET",
                "put" => "PUT",
                "post" => "POST",
                "delete" => "DELETE",
                "options" => "OPTIONS",
                "head" => "HEAD",
                "patch" => "PATCH",
                _ => continue,
            };
            let integration = pointed(root, &operation["x-amazon-apigateway-integration"]);
            let uri = integration["uri"].as_str().map(|uri| {
                uri.replace("${AWS::Partition}", "aws")
                    .replace("${AWS::Region}", "us-east-1")
                    .replace("${AWS::AccountId}", "123456789012")
            });
            routes.insert((path.as_str().unwrap().to_owned(), method.to_owned(), uri));
        }
    }
    routes
}

fn pointed<'v>(root: &'v Value, value: &'v Value) -> &'v Value {
    match value["$ref"].as_str() {
        Some(reference) => reference.trim_start_matches("#/").split('/').fold(root, |value, key| &value[key]),
        None => value,
    }
}

/// http-api-open-api, api-gateway-extensions-integrations: what only HTTP APIs have tells them from REST APIs.
#[test]
fn the_kind_of_api_is_told_by_what_a_definition_uses() {
    for path in fixtures() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let http = ["http-api-open-api-1.json", "api-gateway-extensions-integrations-1.json"].contains(&name);
        let expected = if http { Protocol::Http } else { Protocol::Rest };
        assert_eq!(import(&path).protocol, expected, "{name}");
    }
}
