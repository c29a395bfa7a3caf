//! Hosts, stages and mappings of a compiled table.

use crate::build::{api, domain, http_kind, proxy, resource, rest_kind, route, stage, table};
use tollgate_compile::compile;
use tollgate_definition::api::DeploymentKind;
use tollgate_definition::{Configuration, Diagnostics};
use tollgate_model::FaultKind;

fn configuration() -> Configuration {
    let pets = || rest_kind(vec![resource("GET /pets", proxy("http://x.example/"))]);
    let edge = || http_kind(vec![route("$default", proxy("http://x.example/"))]);
    let mut closed = api("closed", vec![stage("prod", pets())]);
    closed.disable_execute_api_endpoint = true;
    Configuration {
        apis: vec![
            api("zoo", vec![stage("test", pets()), stage("prod", pets())]),
            api("edge", vec![stage("$default", edge()), stage("v1", edge())]),
            closed,
        ],
        domains: vec![
            domain(
                "api.example.com",
                &[("", "edge", Some("$default")), ("zoo", "zoo", Some("prod")), ("z", "zoo", None)],
            ),
            domain("*.example.com", &[("", "zoo", Some("test"))]),
            domain("*", &[("", "edge", None)]),
        ],
        ..Configuration::default()
    }
}

/// `api stage path`, or the fault.
#[test]
fn a_request_finds_its_stage() {
    let table = table(&configuration());
    for (host, path, expected) in [
        ("zoo.execute-api.localhost", "/prod/pets", Ok("zoo prod /pets")),
        ("zoo.execute-api.localhost", "/none/pets", Err(FaultKind::Forbidden)),
        ("edge.execute-api.localhost", "/v1/a", Ok("edge v1 /a")),
        ("edge.execute-api.localhost", "/a", Ok("edge $default /a")),
        // `$default` is no segment of the path.
        ("edge.execute-api.localhost", "/$default/a", Ok("edge $default /$default/a")),
        ("closed.execute-api.localhost", "/prod/pets", Err(FaultKind::Forbidden)),
        ("api.example.com", "/zoo/pets", Ok("zoo prod /pets")),
        ("api.example.com", "/z/test/pets", Ok("zoo test /pets")),
        ("api.example.com", "/other", Ok("edge $default /other")),
        ("www.example.com", "/pets", Ok("zoo test /pets")),
        ("elsewhere.net", "/v1/pets", Ok("edge v1 /pets")),
    ] {
        let located = table.locate(host, path, true, false).map_err(|not| not.fault);
        let text = located.map(|at| {
            let stage = table.stage(at.stage).unwrap();
            format!("{} {} {}", stage.api, stage.name, at.path)
        });
        assert_eq!(text.as_deref().map_err(|fault| *fault), expected, "{host}{path}");
    }
}

#[test]
fn stages_are_sorted_by_api_and_name() {
    let table = table(&configuration());
    let names: Vec<_> = table.stages.iter().map(|stage| format!("{} {}", stage.api, stage.name)).collect();
    assert_eq!(names, ["closed prod", "edge $default", "edge v1", "zoo prod", "zoo test"]);
}

/// rest-api-disable-default-endpoint, http-api-disable-default-endpoint: also where the definition itself says so.
#[test]
fn a_definition_may_disable_the_default_endpoint() {
    let rest = |disabled| match rest_kind(vec![resource("GET /pets", proxy("http://x.example/"))]) {
        DeploymentKind::Rest(mut api) => {
            api.disable_execute_api_endpoint = disabled;
            DeploymentKind::Rest(api)
        }
        other => other,
    };
    let http = |disabled| match http_kind(vec![route("$default", proxy("http://x.example/"))]) {
        DeploymentKind::Http(mut api) => {
            api.disable_execute_api_endpoint = disabled;
            DeploymentKind::Http(api)
        }
        other => other,
    };
    for (kind, expected) in [
        (rest(true), Err(FaultKind::Forbidden)),
        (rest(false), Ok(())),
        (http(true), Err(FaultKind::Forbidden)),
        (http(false), Ok(())),
    ] {
        let configuration =
            Configuration { apis: vec![api("a", vec![stage("prod", kind)])], ..Configuration::default() };
        let located = table(&configuration).locate("a.execute-api.localhost", "/prod/pets", true, false).map(|_| ());
        assert_eq!(located.map_err(|not| not.fault), expected);
    }
}

/// A name that is not there is told what is like it, or what there is.
#[test]
fn an_unknown_name_is_told_what_may_be_meant() {
    for (apis, written, expected) in [
        (vec!["orders", "payments"], "order", "no API is named `order`; did you mean `orders`?"),
        (vec!["orders", "payments"], "xyz", "no API is named `xyz`"),
        (vec!["orders"], "xyz", "no API is named `xyz`; there is `orders`"),
        (vec![], "xyz", "no API is named `xyz`; there is none"),
    ] {
        let kind = || rest_kind(vec![resource("GET /pets", proxy("http://x.example/"))]);
        let apis = apis.into_iter().map(|name| api(name, vec![stage("prod", kind())])).collect();
        let domains = vec![domain("api.example.com", &[("", written, None)])];
        let mut diagnostics = Diagnostics::default();
        compile(&Configuration { apis, domains, ..Configuration::default() }, None, &mut diagnostics);
        let messages: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(messages, [expected]);
    }
}
