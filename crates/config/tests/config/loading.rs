//! What files come to: values, defaults, includes, overlays, secrets.

use super::rendered;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tollgate_config::{Loaded, Options, load};
use tollgate_definition::Configuration;

/// Files in a folder of their own.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn loaded(folder: &Path, names: &[&str]) -> Loaded {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    load(&paths, &|name| (name == "BACKEND").then(|| "127.0.0.1:9000".to_owned()), Options::default())
}

/// The configuration of one file that must be right.
fn clean(text: &str) -> Configuration {
    let folder = folder(&[("tollgate.toml", text)]);
    let loaded = loaded(folder.path(), &["tollgate.toml"]);
    assert!(loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
    loaded.configuration.unwrap()
}

#[test]
fn an_http_api_is_written_inline() {
    let configuration = clean(
        r#"
        [[listener]]
        bind = "[::1]:8080"
        [[api]]
        name = "edge"
        [[api.integration]]
        name = "orders"
        type = "HTTP_PROXY"
        uri = "http://${env:BACKEND}/v1/{id}"
        timeout = "10s"
        [[api.route]]
        key = "GET /orders/{id}"
        integration = "orders"
        [[api.route]]
        key = "$default"
        integration = { type = "http_proxy", uri = "http://127.0.0.1:9000/{proxy}" }
        "#,
    );
    let stage = &configuration.apis[0].stages[0];
    assert_eq!(&*stage.name, "$default");
    let tollgate_definition::api::DeploymentKind::Http(api) = &stage.deployment.kind else { panic!("http") };
    let uris: Vec<_> =
        api.routes.iter().map(|route| &*route.integration.as_ref().unwrap().uri.as_ref().unwrap().text).collect();
    assert_eq!(uris, ["http://127.0.0.1:9000/v1/{id}", "http://127.0.0.1:9000/{proxy}"]);
    assert_eq!(stage.deployment.id.len(), 10);
}
