//! What a new table would do, and what a table holds.

use crate::build::{With, control, proxy, resource, rest, table};
use tollgate_compile::{changes, listing};
use tollgate_definition::api::IntegrationType;
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

#[test]
fn what_is_mapped_otherwise_is_a_change() {
    let mapped = |value: &str| {
        let integration = proxy("http://x.example/").mapped(&[("integration.request.header.X", value)]);
        table(&rest(vec![resource("GET /a", integration)]))
    };
    let found = changes(Some(&mapped("'1'")), &mapped("'2'"));
    assert_eq!(found.routes_changed[0].what, ["headers sent to the integration"]);
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
    let tollgate_definition::api::DeploymentKind::Rest(api) = &mut deployment.kind else { unreachable!() };
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
