//! What is exported is what was imported.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::{Imported, import, import_text};
use tollgate_definition::api::{Api, Stage};
use tollgate_definition::export::{ExportFormat, ExportOptions, Extensions, NoExport, Tree, export};
use tollgate_definition::openapi::BasePath;
use tollgate_definition::{Deployment, Protocol};
use tollgate_model::Origin;

const FORMATS: [ExportFormat; 2] = [ExportFormat::Oas30, ExportFormat::Swagger];

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guide");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "yaml"));
    files.sort();
    files
}

fn exported(deployment: Deployment, format: ExportFormat, extensions: Extensions) -> Result<Tree, NoExport> {
    let origin = Origin::NOWHERE;
    let stage = Stage::new("prod", Arc::new(deployment), origin);
    let api = Api {
        name: "pets".into(),
        id: "a1b2c3".into(),
        protocol: Protocol::Rest,
        account: "123456789012".into(),
        region: "us-east-1".into(),
        disable_execute_api_endpoint: false,
        stages: Vec::new(),
        access: Vec::new(),
        origin,
    };
    export(&api, &stage, ExportOptions { format, extensions })
}

/// What requests are served by. Places are nothing; what decides who may call is a set; a version that nobody wrote is one
/// that the export makes.
fn meaning(deployment: &Deployment) -> Value {
    let mut value = serde_json::to_value(&deployment.kind).unwrap();
    value["Rest"]["version"] = Value::Null;
    for resource in value["Rest"]["resources"].as_array_mut().unwrap() {
        for method in resource["methods"].as_array_mut().unwrap() {
            method["access"].as_array_mut().unwrap().sort_by_key(Value::to_string);
        }
    }
    value
}

fn again(text: &str, name: &str) -> Imported {
    let imported = import_text(name, text, Some(Protocol::Rest), BasePath::Ignore);
    assert!(!imported.diagnostics.has_errors(), "{}\n{text}", imported.rendered());
    imported
}

/// The document and what it was made of mean the same, as JSON and as YAML.
fn check(deployment: &Deployment, format: ExportFormat, name: &str) {
    let tree = exported(deployment.clone(), format, Extensions::ALL).unwrap_or_else(|why| panic!("{name}: {}", why.0));
    for (text, file) in [(tree.json(), "a.json"), (tree.yaml(), "a.yaml")] {
        let imported = again(&text, file);
        let (found, expected) = (meaning(imported.deployment.as_ref().unwrap()), meaning(deployment));
        assert_eq!(found, expected, "{name} as {format:?} in {file}:\n{text}");
    }
}

/// api-gateway-export-api
#[test]
fn every_definition_in_the_guide_is_exported_as_itself() {
    let mut count = 0;
    for path in fixtures() {
        let imported = import(&path);
        if imported.protocol == Protocol::Http {
            continue;
        }
        assert!(!imported.diagnostics.has_errors(), "{}", imported.rendered());
        for format in FORMATS {
            check(imported.deployment.as_ref().unwrap(), format, &path.display().to_string());
        }
        count += 1;
    }
    assert!(count >= 38, "{count} definitions");
}
