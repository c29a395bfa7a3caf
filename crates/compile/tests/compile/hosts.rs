//! Hosts, stages and mappings of a compiled table.

use crate::build::{api, domain, http_kind, proxy, resource, rest_kind, route, stage, table};
use tollgate_definition::Configuration;
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
