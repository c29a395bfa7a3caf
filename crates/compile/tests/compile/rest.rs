//! What a REST API's `http_proxy` sends where.

use crate::build::{With, only, proxy, resource, rest, shown, table};
use std::time::Duration;
use tollgate_definition::Integration;
use tollgate_model::FaultKind;
use tollgate_routes::{Integration as Compiled, Matcher};

fn check(cases: &[(&str, Integration, &str)]) {
    for (key, integration, expected) in cases {
        let table = table(&rest(vec![resource(key, integration.clone())]));
        assert_eq!(shown(only(&table)), *expected, "{key} {integration:?}");
    }
}

/// setup-http-integrations; the uri is the whole endpoint: nothing of the request's path is appended.
#[test]
fn the_uri_is_the_endpoint() {
    check(&[
        ("GET /pets", proxy("http://petstore.example/petstore/pets"), "ANY petstore.example /petstore/pets"),
        ("GET /pets", proxy("https://petstore.example"), "ANY petstore.example /"),
        ("GET /", proxy("http://petstore.example:8080/?a=b c"), "ANY petstore.example:8080 /?a=b%20c"),
        ("GET /a", proxy("http://x.example/a b/%20/ü"), "ANY x.example /a%20b/%20/%C3%BC"),
        ("GET /a", Integration { http_method: Some("POST".into()), ..proxy("http://x.example/") }, "POST x.example /"),
        ("GET /a", Integration { http_method: Some("ANY".into()), ..proxy("http://x.example/") }, "ANY x.example /"),
    ]);
}

/// aws-api-gateway-stage-variables-reference: anywhere in the uri.
#[test]
fn stage_variables_are_filled_in() {
    check(&[
        ("GET /a", proxy("${stageVariables.backend}/pets"), "ANY backend.example:9000 /v1/pets"),
        (
            "GET /a",
            proxy("https://${stageVariables.host}/pets?h=${stageVariables.host}"),
            "ANY stage.example /pets?h=stage.example",
        ),
        (
            "GET /a",
            proxy("http://x.example/").mapped(&[("integration.request.header.X-Host", "stageVariables.host")]),
            "ANY x.example / X-Host:'stage.example'",
        ),
    ]);
}

/// request-response-data-mappings; names are case-sensitive (api-gateway-known-issues).
#[test]
fn request_parameters_are_mapped() {
    let path = |name: &str| format!("integration.request.path.{name}");
    check(&[
        (
            "GET /{proxy+}",
            proxy("http://x.example/petstore/{proxy}").mapped(&[(&path("proxy"), "method.request.path.proxy")]),
            "ANY x.example /petstore/<0+>",
        ),
        (
            "GET /pets/{id}/{toy}",
            proxy("http://x.example/{b}/of/{a}/{c}").mapped(&[
                (&path("a"), "method.request.path.id"),
                (&path("b"), "method.request.path.toy"),
                (&path("c"), "method.request.querystring.c"),
            ]),
            "ANY x.example /<1>/of/<0>/<query c>",
        ),
        (
            "GET /pets/{id}",
            proxy("http://x.example/").mapped(&[
                ("integration.request.querystring.pet", "method.request.path.id"),
                ("integration.request.querystring.tag", "method.request.multivaluequerystring.Tag"),
                ("integration.request.header.X-From", "method.request.header.X-To"),
                ("integration.request.header.X-All", "method.request.multivalueheader.x-many"),
                ("integration.request.header.Host", "'other.example'"),
            ]),
            "ANY x.example / &pet=path 0 &tag=queries Tag X-From:header X-To X-All:headers x-many Host:'other.example'",
        ),
        (
            "POST /pets",
            proxy("http://x.example/").mapped(&[
                ("integration.request.header.X-Id", "context.requestId"),
                ("integration.request.header.X-Sub", "context.authorizer.claims.sub"),
                ("integration.request.header.X-Name", "method.request.body.pet.name"),
                ("integration.request.querystring.all", "method.request.body"),
            ]),
            "ANY x.example / &all=body X-Id:context requestId X-Sub:context authorizer claims.sub X-Name:body $.pet.name",
        ),
    ]);
}

/// Recorded of the service: placeholders of the query are filled, beside what is written and what is mapped by name.
#[test]
fn placeholders_of_the_query_are_filled() {
    let path = |name: &str| format!("integration.request.path.{name}");
    check(&[(
        "GET /pets/{id}/{rest+}",
        proxy("http://x.example/?id={a}&fixed=1&all={b}&host={c}&q={d}").mapped(&[
            (&path("a"), "method.request.path.id"),
            (&path("b"), "method.request.path.rest"),
            (&path("c"), "stageVariables.host"),
            (&path("d"), "method.request.querystring.q"),
            ("integration.request.querystring.last", "'1'"),
        ]),
        "ANY x.example /?fixed=1 &id=path 0 &all=path 1 &host='stage.example' &q=query q &last='1'",
    )]);
}

/// Amazon answers 500 to what cannot be asked for (a brace in a path, a header it sets itself), and so do we.
#[test]
fn what_cannot_be_sent_as_written_is_not_sent() {
    for integration in [
        proxy("http://x.example/{proxy}"),
        proxy("http://x.example/?id={id}"),
        proxy("http://x.example/").mapped(&[("integration.request.header.Content-Length", "'1'")]),
    ] {
        let table = table(&rest(vec![resource("GET /{proxy+}", integration.clone())]));
        let route = &table.stages[0].routes[0];
        assert!(matches!(route.integration, Compiled::Fault(FaultKind::ApiConfigurationError)), "{integration:?}");
    }
}

#[test]
fn the_timeout_is_the_integrations_or_29_seconds() {
    for (timeout, expected) in [(None, 29_000), (Some(500), 500), (Some(60_000), 60_000)] {
        let integration = Integration { timeout: timeout.map(Duration::from_millis), ..proxy("http://x.example/") };
        let table = table(&rest(vec![resource("GET /a", integration)]));
        assert_eq!(only(&table).timeout, Duration::from_millis(expected));
    }
}

#[test]
fn routes_stand_where_the_matcher_says() {
    let keys = ["GET /b", "ANY /{proxy+}", "POST /a/{id}", "GET /", "GET /a/{id}"];
    let table = table(&rest(keys.iter().map(|key| resource(key, proxy("http://x.example/"))).collect()));
    let stage = &table.stages[0];
    assert!(matches!(stage.matcher, Matcher::Tree(_)));
    for (request, key) in
        [("GET /b", "GET /b"), ("PUT /c/d", "ANY /{proxy+}"), ("POST /a/1", "POST /a/{id}"), ("GET /", "GET /")]
    {
        let (method, path) = request.split_once(' ').unwrap();
        let found = stage.matcher.find(&method.parse().unwrap(), path).unwrap();
        let route = &stage.routes[found.route as usize];
        assert_eq!(&*route.key, key);
        assert_eq!(route.params.len(), found.params.len());
    }
}
