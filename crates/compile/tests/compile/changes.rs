//! What a new table would do, and what a table holds.

use crate::build::{NOWHERE, With, control, proxy, resource, rest, table, text};
use tollgate_compile::{changes, listing};
use tollgate_definition::api::{
    BodyModel, DeploymentKind, IntegrationType, Json, MethodParameter, Model, ParameterLocation, RequestValidator,
};
use tollgate_definition::node::UnenforcedAccess;
use tollgate_definition::{Configuration, Integration, Sources};

fn of(routes: &[(&str, &str)]) -> Configuration {
    rest(routes.iter().map(|(key, uri)| resource(key, proxy(uri))).collect())
}

#[test]
fn routes_and_groups_come_go_and_change() {
    let old = table(&of(&[
        ("GET /a", "http://x.example/"),
        ("GET /b", "http://x.example/b"),
        ("GET /c", "http://y.example/"),
    ]));
    let new = table(&of(&[
        ("GET /a", "http://x.example/"),
        ("GET /b", "http://z.example/b"),
        ("GET /d", "http://x.example/"),
    ]));
    let found = changes(Some(&old), &new);
    assert_eq!(
        found.to_string(),
        "route removed: a prod GET /c\n\
         route changed: a prod GET /b (uri: http://x.example/b → http://z.example/b, target group: http://x.example:80 → http://z.example:80)\n\
         route added: a prod GET /d\n\
         target group gone: http://y.example:80\n\
         target group new: http://z.example:80\n"
    );
    assert_eq!(found.groups_kept, ["http://x.example:80"]);
    assert!(changes(Some(&new), &new).is_empty());
    assert_eq!(changes(None, &new).routes_added.len(), 3);
}

#[test]
fn what_opens_a_door_is_said_first() {
    let mut closed = of(&[("GET /a", "https://x.example/")]);
    closed.apis[0].access.push(control("API key"));
    closed.apis[0].disable_execute_api_endpoint = true;
    let mut open = rest(vec![resource("GET /a", proxy("https://x.example/").tls(true, None))]);
    open.apis[0].access.push(control("API key"));
    open.node.unenforced_access = UnenforcedAccess::Allow;
    let found = changes(Some(&table(&closed)), &table(&open));
    assert_eq!(
        found.dangers,
        [
            "a prod GET /a: access control goes away",
            "a: the default endpoint answers again",
            "target group https://x.example:443#any-issuer: certificates of any issuer are accepted",
        ]
    );
    assert!(found.to_string().starts_with("danger: "));
    assert!(changes(Some(&table(&open)), &table(&closed)).dangers.is_empty());
}

/// A `POST /a` that asks for `X-Tenant` and a body `Order`, as far as its validator goes.
fn validating(validate_request_parameters: bool, validate_request_body: bool) -> Configuration {
    let mut configuration = of(&[("POST /a", "http://x.example/")]);
    let deployment = std::sync::Arc::get_mut(&mut configuration.apis[0].stages[0].deployment).unwrap();
    let DeploymentKind::Rest(api) = &mut deployment.kind else { unreachable!() };
    let (name, origin) = ("some".into(), NOWHERE);
    api.request_validators =
        vec![RequestValidator { name, validate_request_body, validate_request_parameters, origin }];
    api.models = vec![Model {
        name: "Order".into(),
        content_type: "application/json".into(),
        description: None,
        schema: Json { text: "{}".into(), origin },
        origin,
    }];
    let method = &mut api.resources[0].methods[0];
    method.request_validator = Some(text("some"));
    method.request_models = vec![BodyModel { content_type: text("application/json"), model: text("Order") }];
    let (location, name) = (ParameterLocation::Header, "X-Tenant".into());
    method.request_parameters = vec![MethodParameter { location, name, required: true, origin }];
    configuration
}

#[test]
fn validation_that_goes_opens_a_door() {
    let strict = table(&validating(true, true));
    let lax = table(&validating(false, false));
    assert_eq!(
        changes(Some(&strict), &lax).to_string(),
        "danger: a prod POST /a: `X-Tenant` is not required any more\n\
         danger: a prod POST /a: bodies are not validated any more\n\
         route changed: a prod POST /a (body models: Order → none, required parameters: X-Tenant → none)\n"
    );
    let found = changes(Some(&lax), &strict);
    assert_eq!(found.routes_changed[0].what, ["body models: none → Order", "required parameters: none → X-Tenant"]);
    assert!(found.dangers.is_empty());
}

#[test]
fn what_is_mapped_otherwise_is_a_change() {
    let mapped = |value: &str| {
        let integration = proxy("http://x.example/").mapped(&[("integration.request.header.X", value)]);
        table(&rest(vec![resource("GET /a", integration)]))
    };
    let found = changes(Some(&mapped("'1'")), &mapped("'2'"));
    assert_eq!(
        found.routes_changed[0].what,
        ["integration.request.header.X: sha256:9a7622b24ae7 → sha256:5283216360c3"]
    );
}

#[test]
fn a_list_has_a_line_for_each_route_sorted() {
    let mut sources = Sources::default();
    let file = sources.add("apis/a.yaml", "one\ntwo\nthree\n");
    let mut configuration = of(&[
        ("POST /b", "${stageVariables.backend}/b"),
        ("GET /b", "http://x.example/b"),
        ("ANY /a", "http://x.example/"),
    ]);
    let deployment = std::sync::Arc::get_mut(&mut configuration.apis[0].stages[0].deployment).unwrap();
    let DeploymentKind::Rest(api) = &mut deployment.kind else { unreachable!() };
    api.resources[1].methods[0].origin = sources.origin(file, 4..7);
    api.resources[2].methods[0].integration =
        Some(std::sync::Arc::new(Integration { kind: IntegrationType::Mock, ..proxy("http://x.example/") }));
    let lines: Vec<String> = listing(&table(&configuration), &sources).iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "a  prod  ANY /a  open  mock  -  -",
            "a  prod  GET /b  open  http_proxy  http://x.example/b  apis/a.yaml:2",
            "a  prod  POST /b  open  http_proxy  ${stageVariables.backend}/b  -",
        ]
    );
}
