//! What files come to: values, secrets, deployments, access control.

use super::{clean, folder, loaded, rendered};
use std::sync::Arc;
use tollgate_config::{Options, load};
use tollgate_definition::api::{AccessControl, DeploymentKind};

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
    let DeploymentKind::Http(api) = &stage.deployment.kind else { panic!("http") };
    let uris: Vec<_> =
        api.routes.iter().map(|route| &*route.integration.as_ref().unwrap().uri.as_ref().unwrap().text).collect();
    assert_eq!(uris, ["http://127.0.0.1:9000/v1/{id}", "http://127.0.0.1:9000/{proxy}"]);
    assert_eq!(stage.deployment.id.len(), 10);
}

#[test]
fn what_decides_who_may_call_becomes_access_control() {
    let folder = folder(&[(
        "tollgate.toml",
        r#"
        [[listener]]
        bind = "127.0.0.1:8443"
        mutual_tls = { truststore = "clients.pem" }
        [[domain]]
        name = "api.example.com"
        mutual_tls = { truststore = "clients.pem" }
        [[api]]
        name = "edge"
        endpoint = "PRIVATE"
        vpc_endpoints = ["vpce-1"]
        policy = "{}"
        [[api.authorizer]]
        name = "users"
        type = "jwt"
        [[api.route]]
        key = "GET /a"
        authorizer = "users"
        scopes = ["a"]
        integration = { type = "http_proxy", uri = "http://127.0.0.1:9000" }
        [[api.route]]
        key = "GET /b"
        authorization = "aws_iam"
        api_key_required = true
        integration = { type = "http_proxy", uri = "http://127.0.0.1:9000" }
        [[api.route]]
        key = "GET /c"
        authorization = "NONE"
        api_key_required = false
        integration = { type = "http_proxy", uri = "http://127.0.0.1:9000" }
        "#,
    )]);
    let loaded = loaded(folder.path(), &["tollgate.toml"]);
    assert!(!loaded.diagnostics.has_errors(), "{}", rendered(&loaded));
    let configuration = loaded.configuration.unwrap();
    let what = |access: &[AccessControl]| access.iter().map(|a| a.what.clone()).collect::<Vec<_>>().join(", ");
    let api = &configuration.apis[0];
    assert_eq!(what(&api.access), "private endpoint, private endpoint, resource policy, mutual TLS of a listener");
    assert_eq!(what(&configuration.domains[0].access), "mutual TLS");
    let DeploymentKind::Http(http) = &api.stages[0].deployment.kind else { panic!("an HTTP API") };
    let routes: Vec<_> = http.routes.iter().map(|route| what(&route.access)).collect();
    assert_eq!(routes, ["authorizer `users`, authorization scopes", "AWS_IAM authorization, API key", ""]);
}

#[test]
fn without_secrets_everything_else_is_checked() {
    let folder = folder(&[(
        "tollgate.toml",
        r#"
        [admin]
        bind = "0.0.0.0:9901"
        token = "${file:none}"
        [[api]]
        name = "edge"
        stage = [{ name = "$default", variables = { backend = "${env:NONE}" } }]
        route = [{ key = "$default", integration = { type = "http_proxy", uri = "http://${env:HOST}:${env:PORT}/" } }]
        "#,
    )]);
    let path = folder.path().join("tollgate.toml");
    let with = load(std::slice::from_ref(&path), &|_| None, Options::default());
    assert_eq!(with.diagnostics.iter().map(|f| f.name).collect::<Vec<_>>(), ["secret-missing"; 4]);
    let without = load(&[path], &|_| None, Options { without_secrets: true });
    assert!(without.diagnostics.is_empty(), "{}", rendered(&without));
    let stage = &without.configuration.unwrap().apis[0].stages[0];
    assert!(stage.variables.contains_key("backend"));
    let DeploymentKind::Http(http) = &stage.deployment.kind else { panic!("an HTTP API") };
    // What stands for the secrets is a host, and a port.
    let uri = http.routes[0].integration.as_ref().unwrap().uri.as_ref().unwrap();
    assert_eq!(&*uri.text, "http://1:1/");
}

#[test]
fn the_name_and_the_id_of_an_api_default_to_each_other() {
    let routes =
        "[[api.route]]\nkey = \"$default\"\nintegration = { type = \"http_proxy\", uri = \"http://127.0.0.1:9000\" }\n";
    for (written, name, id) in [
        ("name = \"Pets\"", "Pets", "pets"),
        ("id = \"A1b2\"", "A1b2", "a1b2"),
        ("name = \"Pets\"\nid = \"A1b2\"", "Pets", "a1b2"),
    ] {
        let configuration = clean(&format!("[[api]]\n{written}\n{routes}"));
        let api = &configuration.apis[0];
        assert_eq!((&*api.name, &*api.id), (name, id), "{written}");
    }
}

#[test]
fn stages_share_a_definition_that_is_read_once() {
    let definition = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../conf/apis/reference.yaml"));
    let definition = definition.unwrap();
    let folder = folder(&[
        (
            "tollgate.toml",
            r#"
            [[api]]
            name = "petstore"
            protocol = "rest"
            definition = "{stage}.yaml"
            stage = [{ name = "v1" }, { name = "v2", definition = "v1.yaml" }, { name = "v3" }]
            "#,
        ),
        ("v1.yaml", &definition),
        ("v3.yaml", &definition),
    ]);
    let configuration = loaded(folder.path(), &["tollgate.toml"]).configuration.unwrap();
    let deployments: Vec<_> = configuration.apis[0].stages.iter().map(|stage| &stage.deployment).collect();
    assert!(Arc::ptr_eq(deployments[0], deployments[1]));
    assert!(!Arc::ptr_eq(deployments[0], deployments[2]));
    assert_eq!(deployments[0].id, deployments[2].id);
    assert_eq!(deployments[0].id.len(), 10);
}

#[test]
fn an_inline_deployment_is_named_by_what_it_says_not_where() {
    let api =
        "[[api]]\nname = \"edge\"\n[[api.route]]\nkey = \"GET /a\"\nintegration = { type = \"http_proxy\", uri = \"";
    let id = |text: &str| clean(text).apis[0].stages[0].deployment.id.clone();
    let plain = id(&format!("{api}http://127.0.0.1:9000\" }}\n"));
    assert_eq!(plain, id(&format!("# a comment\n\n{api}http://127.0.0.1:9000\" }}\n")));
    assert_ne!(plain, id(&format!("{api}http://127.0.0.1:9001\" }}\n")));
}
