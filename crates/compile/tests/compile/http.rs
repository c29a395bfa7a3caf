//! What an HTTP API's `http_proxy` sends where.

use crate::build::{With, found, http, only, proxy, route, shown, shown_source, table};
use tollgate_compile::compile;
use tollgate_definition::api::IntegrationType;
use tollgate_definition::{Diagnostics, Integration};
use tollgate_model::FaultKind;
use tollgate_routes::{Change, Collected, Integration as Compiled, Joined, Matcher, RequestEdits, ValueSource};

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
        ("GET /pets/{id}", proxy("http://x.example/pets?id={id}&v=1"), "ANY x.example /pets?v=1 &id=path 0"),
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
fn the_path_may_be_overwritten() {
    let to = |parameters: &[(&str, &str)]| proxy("http://x.example/").mapped(parameters);
    check(&[
        ("GET /{id}", to(&[("overwrite:header.x-source", "edge")]), "ANY x.example /"),
        ("GET /{id}", to(&[("overwrite:path", "$request.path")]), "ANY x.example <path>"),
        ("GET /{id}", to(&[("overwrite:path", "/pre/${request.path.id}/post")]), "ANY x.example /pre/<0>/post"),
        ("ANY /{proxy+}", to(&[("overwrite:path", "${request.path.proxy}")]), "ANY x.example <0+>"),
    ]);
}

/// http-api-parameter-mapping
#[test]
fn requests_are_changed_by_what_is_removed_overwritten_and_appended() {
    for (target, source, expected) in [
        ("append:header.H", "edge", "append H:'edge'"),
        ("overwrite:header.h", "$request.header.Name", "overwrite h:headers name"),
        ("overwrite:header.h", "${request.path.id}", "overwrite h:path 0"),
        ("overwrite:header.h", "$stageVariables.host", "overwrite h:'stage.example'"),
        ("overwrite:header.h", "a ${stageVariables.host} b", "overwrite h:'a stage.example b'"),
        ("overwrite:header.h", "${request.path.id}-${request.header.x}", "overwrite h:path 0+'-'+headers x"),
        ("overwrite:header.h", "$context.requestId", "overwrite h:context requestId"),
        ("overwrite:header.h", "$context.authorizer.claims.sub", "overwrite h:context authorizer claims.sub"),
        ("overwrite:header.h", "$request.body", "overwrite h:body"),
        ("overwrite:header.h", "$request.body.name", "overwrite h:window $.name"),
        ("overwrite:header.h", "$request.path", "overwrite h:path"),
        ("remove:header.h", "''", "remove h"),
        ("append:header.h", "", ""),
        ("append:querystring.q", "$request.querystring.Q", "append ?q=queries Q"),
        ("overwrite:querystring.q", "v", "overwrite ?q='v'"),
        ("remove:querystring.q", "''", "remove ?q"),
    ] {
        let table = table(&http(vec![route("GET /{id}", proxy("http://x.example/").mapped(&[(target, source)]))]));
        let route = &table.stages[0].routes[0];
        let shown = route.mapping.as_ref().map(|mapping| shown_edits(&mapping.request)).unwrap_or_default();
        assert_eq!(shown, expected, "{target} {source}");
        assert_eq!(route.needs.request_body, Collected::always_if(source.contains("body")), "{target} {source}");
    }
}

fn shown_edits(edits: &RequestEdits) -> String {
    let headers = edits.headers.iter().map(|header| (format!("{}:", header.written), &header.change));
    let query = edits.query.iter().map(|parameter| (format!("?{}=", parameter.name), &parameter.change));
    let shown = headers.chain(query).map(|(name, change)| {
        let values = |joined: &Joined<ValueSource>| joined.0.iter().map(shown_source).collect::<Vec<_>>().join("+");
        match change {
            Change::Remove => format!("remove {}", name.trim_end_matches([':', '='])),
            Change::Overwrite(joined) => format!("overwrite {name}{}", values(joined)),
            Change::Append(joined) => format!("append {name}{}", values(joined)),
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// http-api-parameter-mapping: "To use multiple variables in a selection expression, enclose the variable in brackets". Amazon
/// takes the rest for text; whoever wrote it is told.
#[test]
fn a_variable_without_braces_inside_a_text_is_told() {
    let told = |value: &str| {
        let integration = proxy("http://x.example/").mapped(&[("overwrite:header.x", value)]);
        let mut diagnostics = Diagnostics::default();
        let table = compile(&http(vec![route("GET /{id}", integration)]), None, &mut diagnostics);
        assert!(table.is_some(), "{value}");
        diagnostics.iter().map(|it| it.message.clone()).collect::<Vec<_>>().join("\n")
    };
    for (value, name) in [
        ("pet-$request.path.id", "request.path.id"),
        ("costs $5 and $context.requestId.", "context.requestId"),
        ("${request.path.id}/$request.header.x-kind/$context.stage", "request.header.x-kind"),
    ] {
        let said = told(value);
        assert!(said.starts_with(&format!("`${name}` stands inside a longer text")), "{value}: {said}");
        assert!(said.contains(&format!("expected `${{{name}}}`")), "{value}: {said}");
    }
    for value in [
        "${request.path.id}",
        "$request.path.id",
        "a price of $5",
        "the request.path.id",
        "a $request",
        "a $ request.a",
    ] {
        assert_eq!(told(value), "", "{value}");
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
    for kind in [IntegrationType::Http, IntegrationType::Mock, IntegrationType::Aws] {
        let configuration = http(vec![route("GET /a", Integration { kind, ..proxy("http://x.example/") })]);
        assert_eq!(found(&configuration), (vec!["not-enforced"], true), "{kind:?}");
        let table = table(&configuration);
        let route = &table.stages[0].routes[0];
        assert!(matches!(route.integration, Compiled::Fault(FaultKind::ApiConfigurationError)), "{kind:?}");
    }
}
