//! Who may call fails closed.

use crate::build::{control, domain, found, http, proxy, resource, rest, route, table};
use std::sync::Arc;
use tollgate_definition::Configuration;
use tollgate_definition::api::DeploymentKind;
use tollgate_definition::node::UnenforcedAccess;
use tollgate_model::FaultKind;
use tollgate_routes::Access;

const REFUSED: Access = Access::Refuse(FaultKind::AuthorizerConfigurationError);

/// On the API, on its deployment, on one method: each alone closes what it covers.
fn closed() -> Vec<(&'static str, Configuration, [Access; 2])> {
    let two =
        || rest(vec![resource("GET /a", proxy("http://x.example/")), resource("GET /b", proxy("http://x.example/"))]);
    let mut of_api = two();
    of_api.apis[0].access.push(control("API key"));
    let mut of_deployment = two();
    let mut of_method = two();
    for (configuration, whole) in [(&mut of_deployment, true), (&mut of_method, false)] {
        let deployment = Arc::get_mut(&mut configuration.apis[0].stages[0].deployment).unwrap();
        let DeploymentKind::Rest(api) = &mut deployment.kind else { unreachable!() };
        match whole {
            true => api.access.push(control("resource policy")),
            false => api.resources[0].methods[0].access.push(control("authorizer `users`")),
        }
    }
    let mut of_route =
        http(vec![route("GET /a", proxy("http://x.example/")), route("GET /b", proxy("http://x.example/"))]);
    let deployment = Arc::get_mut(&mut of_route.apis[0].stages[0].deployment).unwrap();
    let DeploymentKind::Http(api) = &mut deployment.kind else { unreachable!() };
    api.routes[0].access.push(control("authorizer `users`"));
    vec![
        ("API", of_api, [REFUSED, REFUSED]),
        ("deployment", of_deployment, [REFUSED, REFUSED]),
        ("method", of_method, [REFUSED, Access::Open]),
        ("route", of_route, [REFUSED, Access::Open]),
    ]
}

#[test]
fn access_control_that_is_not_enforced_refuses_every_request() {
    for (what, configuration, expected) in closed() {
        let table = table(&configuration);
        let access: Vec<Access> = table.stages[0].routes.iter().map(|route| route.access).collect();
        assert_eq!(access, expected, "{what}");
        assert_eq!(found(&configuration), (vec!["not-enforced"], true), "{what}");
    }
}

#[test]
fn it_is_opened_only_by_saying_so_and_still_warned_of() {
    for (what, mut configuration, _) in closed() {
        configuration.node.unenforced_access = UnenforcedAccess::Allow;
        let table = table(&configuration);
        assert!(table.stages[0].routes.iter().all(|route| route.access == Access::Open), "{what}");
        assert_eq!(found(&configuration), (vec!["not-enforced"], true), "{what}");
    }
}

#[test]
fn a_domain_fails_closed_too() {
    let mut configuration = rest(vec![resource("GET /a", proxy("http://x.example/"))]);
    let mut locked = domain("api.example.com", &[("", "a", Some("prod"))]);
    locked.access.push(control("mutual TLS"));
    configuration.domains.push(locked);
    let refused = table(&configuration).locate("api.example.com", "/a", true, false).unwrap_err();
    assert_eq!(refused.fault, FaultKind::AuthorizerConfigurationError);
    assert_eq!(found(&configuration).0, ["not-enforced"]);
    configuration.node.unenforced_access = UnenforcedAccess::Allow;
    assert!(table(&configuration).locate("api.example.com", "/a", true, false).is_ok());
}
