//! What an HTTP API's `http_proxy` sends where.

use crate::build::{With, http, only, proxy, route, shown, table};
use tollgate_definition::Integration;
use tollgate_definition::api::IntegrationType;
use tollgate_model::FaultKind;
use tollgate_routes::{Integration as Compiled, Matcher};

fn check(cases: &[(&str, Integration, &str)]) {
    for (key, integration, expected) in cases {
        let table = table(&http(vec![route(key, integration.clone())]));
        assert_eq!(shown(only(&table)), *expected, "{key} {integration:?}");
    }
}

/// http-api-develop-integrations-http: "You can reference path variables in the integration URI".
#[test]
fn path_variables_stand_in_the_uri() {
    check(&[
        (
            "GET /pets/{petID}",
            proxy("http://x.example/pets/extendedpath/{petID}"),
            "ANY x.example /pets/extendedpath/<0>",
        ),
        ("ANY /parent/{proxy+}", proxy("https://x.example/petstore/{proxy}"), "ANY x.example /petstore/<0+>"),
        ("GET /a/{b}/{c}", proxy("${stageVariables.backend}/{c}/{b}?q=1"), "ANY backend.example:9000 /v1/<1>/<0>?q=1"),
        ("GET /pets", proxy("http://x.example/toys"), "ANY x.example /toys"),
    ]);
}

/// http-api-develop-routes: "When the $default route receives a request, API Gateway sends the full request path to the
/// integration".
#[test]
fn the_default_route_sends_the_whole_path() {
    check(&[
        ("$default", proxy("https://x.example"), "ANY x.example <path>"),
        ("$default", proxy("https://x.example/"), "ANY x.example <path>"),
        ("$default", proxy("https://x.example/base/"), "ANY x.example /base<path>"),
        ("$default", proxy("http://127.0.0.1:9000/{proxy}"), "ANY 127.0.0.1:9000 <path>"),
        ("$default", proxy("http://127.0.0.1:9000/v1/{proxy}"), "ANY 127.0.0.1:9000 /v1<path>"),
    ]);
}

/// http-api-parameter-mapping
#[test]
fn parameters_are_mapped() {
    let to = |parameters: &[(&str, &str)]| proxy("http://x.example/").mapped(parameters);
    check(&[
        ("GET /{id}", to(&[("overwrite:header.x-source", "edge")]), "ANY x.example / x-source:'edge'"),
        ("GET /{id}", to(&[("overwrite:header.h", "$request.header.Name")]), "ANY x.example / h:headers name"),
        ("GET /{id}", to(&[("overwrite:header.h", "${request.path.id}")]), "ANY x.example / h:path 0"),
        ("GET /{id}", to(&[("overwrite:header.h", "$stageVariables.host")]), "ANY x.example / h:'stage.example'"),
        (
            "GET /{id}",
            to(&[("overwrite:header.h", "a ${stageVariables.host} b")]),
            "ANY x.example / h:'a stage.example b'",
        ),
        ("GET /{id}", to(&[("append:querystring.q", "$request.querystring.Q")]), "ANY x.example / &q=queries Q"),
        ("GET /{id}", to(&[("overwrite:path", "$request.path")]), "ANY x.example <path>"),
        ("GET /{id}", to(&[("overwrite:path", "/pre/${request.path.id}/post")]), "ANY x.example /pre/<0>/post"),
        ("ANY /{proxy+}", to(&[("overwrite:path", "${request.path.proxy}")]), "ANY x.example <0+>"),
    ]);
}

#[test]
fn what_cannot_be_mapped_yet_is_not_sent_otherwise() {
    for (target, source) in [
        ("append:header.h", "v"),
        ("remove:header.h", "''"),
        ("overwrite:querystring.q", "v"),
        ("remove:querystring.q", "''"),
        ("overwrite:header.h", "$context.requestId"),
        ("overwrite:header.h", "$request.body.name"),
        ("overwrite:header.h", "${request.path.id} ${request.header.x}"),
        ("overwrite:header.h", "$request.path"),
    ] {
        let table = table(&http(vec![route("GET /{id}", proxy("http://x.example/").mapped(&[(target, source)]))]));
        let route = &table.stages[0].routes[0];
        assert!(matches!(route.integration, Compiled::Fault(FaultKind::ApiConfigurationError)), "{target} {source}");
    }
}

#[test]
fn the_timeout_is_30_seconds_unless_it_is_said() {
    let table = table(&http(vec![route("GET /a", proxy("http://x.example/"))]));
    assert_eq!(only(&table).timeout.as_secs(), 30);
}

#[test]
fn an_http_api_picks_by_route_key() {
    let table =
        table(&http(vec![route("$default", proxy("http://x.example/")), route("GET /a", proxy("http://x.example/"))]));
    let stage = &table.stages[0];
    assert!(matches!(stage.matcher, Matcher::Keys(_)));
    let found = stage.matcher.find(&http::Method::GET, "/other").unwrap();
    assert_eq!(&*stage.routes[found.route as usize].key, "$default");
    assert_eq!(&*stage.routes[found.route as usize].resource_path, "$default");
}

/// http-api-develop-integrations: `http` and `mock` integrations are REST APIs' alone.
#[test]
fn an_http_api_has_no_mapped_integrations() {
    for kind in [IntegrationType::Http, IntegrationType::Mock] {
        let table = table(&http(vec![route("GET /a", Integration { kind, ..proxy("http://x.example/") })]));
        let route = &table.stages[0].routes[0];
        assert!(matches!(route.integration, Compiled::Fault(FaultKind::ApiConfigurationError)), "{kind:?}");
    }
}
