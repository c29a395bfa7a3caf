//! Private integrations, and which target group is meant.

use crate::build::{
    With, api, found, group, http_kind, link, named, only, proxy, resource, rest, route, shown, stage, table,
};
use tollgate_definition::domain::ListenerMatch;
use tollgate_definition::{Configuration, Integration};
use tollgate_model::target_group::{Address, Verify};
use tollgate_model::{GroupKey, TargetGroup};

const ARN: &str = "arn:aws:elasticloadbalancing:us-east-2:123456789012:listener/app/lb/50dc/0467";

/// One link with a listener by port, one by ARN, and targets of its own; one without.
fn linked(mut configuration: Configuration) -> Configuration {
    let listeners = [(ListenerMatch::Port(8081), "ported"), (ListenerMatch::Arn(ARN.into()), "orders")];
    configuration.vpc_links = vec![link("internal", &listeners, true), link("bare", &listeners[..1], false)];
    configuration.target_groups = vec![
        group(named("orders"), false, None),
        group(named("ported"), true, Some("ported.internal")),
        group(GroupKey::VpcLink("internal".into()), false, None),
    ];
    configuration
}

fn of_rest(integration: Integration) -> Configuration {
    linked(rest(vec![resource("GET /a", integration)]))
}

fn of_http(name: &str, integration: Integration) -> Configuration {
    let stage = stage(name, http_kind(vec![route("GET /a", integration)]));
    linked(Configuration { apis: vec![api("a", vec![stage])], ..Configuration::default() })
}

fn check(cases: Vec<(Configuration, &str, &str)>) {
    for (configuration, group, request) in cases {
        let table = table(&configuration);
        let stage = &table.stages[0];
        let proxy = only(&table);
        assert_eq!(stage.groups[usize::from(proxy.group)].to_string(), group, "{request}");
        assert_eq!(shown(proxy), request);
        let groups: Vec<String> = table.groups.iter().map(|group| group.key.to_string()).collect();
        assert_eq!(groups, [group]);
    }
}

/// set-up-private-integration: the uri sets `Host` and the name to verify; the link picks the target: by port (V1), by the ARN
/// of `integrationTarget` (V2, whose backend gets the stage: private-integration), else its own targets.
#[test]
fn a_rest_apis_link_picks_the_group_and_the_uri_the_rest() {
    let v2 = Integration {
        target: Some(crate::build::text(ARN)),
        ..proxy("https://example.com:443/path").on_link("internal")
    };
    check(vec![
        (of_rest(proxy("http://nlb.example/path").on_link("internal")), "vpc_link:internal", "ANY nlb.example /path"),
        (
            of_rest(proxy("http://nlb.example/p").on_link("${stageVariables.link}")),
            "vpc_link:internal",
            "ANY nlb.example /p",
        ),
        (
            of_rest(proxy("https://nlb.example/p").on_link("internal")),
            "vpc_link:internal#nlb.example",
            "ANY nlb.example /p",
        ),
        (of_rest(proxy("http://nlb.example:8081/p").on_link("internal")), "ported", "ANY nlb.example:8081 /p"),
        (of_rest(proxy("https://ported.internal:8081/p").on_link("bare")), "ported", "ANY ported.internal:8081 /p"),
        (of_rest(v2), "orders#example.com", "ANY example.com /prod/path"),
    ]);
}

/// http-api-develop-integrations-private: the uri is the listener's ARN; "includes the stage portion"; HTTP unless there is a
/// name to verify.
#[test]
fn an_http_apis_uri_is_the_listener() {
    check(vec![
        (
            of_http("test", proxy(ARN).on_link("internal")),
            "orders",
            "ANY a.execute-api.us-east-1.amazonaws.com <stage+path>",
        ),
        (
            of_http("test", proxy(ARN).on_link("internal").tls(false, Some("orders.internal"))),
            "orders#orders.internal",
            "ANY orders.internal <stage+path>",
        ),
        (
            of_http("test", proxy(ARN).on_link("internal").mapped(&[("overwrite:path", "$request.path")])),
            "orders",
            "ANY a.execute-api.us-east-1.amazonaws.com <path>",
        ),
        // Written in `tollgate.toml`: an endpoint behind a link.
        (
            of_http("test", proxy("http://orders.internal/v1").on_link("internal")),
            "vpc_link:internal",
            "ANY orders.internal /v1",
        ),
    ]);
}

fn only_group(configuration: &Configuration) -> TargetGroup {
    let table = table(configuration);
    let [group] = table.groups.as_slice() else { panic!("one group") };
    TargetGroup::clone(group)
}

#[test]
fn a_secured_group_has_the_targets_of_its_group_and_a_name_to_verify() {
    let group = only_group(&of_rest(proxy("https://nlb.example/p").on_link("internal").tls(true, None)));
    let tls = group.tls.unwrap();
    assert_eq!(tls.server_name.as_deref(), Some("nlb.example"));
    assert_eq!(tls.verify, Verify::AnyIssuer);
    assert_eq!(group.targets[0].address, Address::Host { host: "10.0.0.1".into(), port: 8080 });
}

#[test]
fn one_authority_is_one_group_whoever_names_it() {
    let routes = vec![
        resource("GET /a", proxy("https://X.example/a")),
        resource("GET /b", proxy("https://x.example:443/b")),
        resource("GET /c", proxy("http://x.example/c")),
        resource("GET /d", proxy("https://x.example/d").tls(true, None)),
    ];
    let table = table(&rest(routes));
    let keys: Vec<String> = table.groups.iter().map(|group| group.key.to_string()).collect();
    assert_eq!(keys, ["http://x.example:80", "https://x.example:443", "https://x.example:443#any-issuer"]);
    let tls: Vec<_> = table
        .groups
        .iter()
        .map(|group| group.tls.as_ref().map(|tls| (tls.server_name.as_deref(), tls.verify)))
        .collect();
    let name = Some("x.example");
    assert_eq!(tls, [None, Some((name, Verify::Full)), Some((name, Verify::AnyIssuer))]);
}

#[test]
fn tls_without_a_name_to_verify_is_an_error() {
    let mut configuration = of_http("test", proxy(ARN).on_link("internal"));
    configuration.target_groups[0] = group(named("orders"), true, None);
    assert_eq!(found(&configuration), (vec!["tls-name-missing"], false));
    configuration.target_groups[0] = group(named("orders"), true, Some("orders.internal"));
    assert_eq!(found(&configuration), (vec![], true));
}

#[test]
fn a_link_must_be_there_and_lead_somewhere() {
    for (integration, name) in [
        (proxy("http://nlb.example/").on_link("interna"), "unknown-vpc-link"),
        (proxy("http://nlb.example/").on_link("bare"), "unknown-listener"),
        (
            Integration { target: Some(crate::build::text("arn:none")), ..proxy("http://n.example/").on_link("bare") },
            "unknown-listener",
        ),
        (proxy("http://nlb.example/").on_link("${stageVariables.none}"), "stage-variable-undefined"),
    ] {
        assert_eq!(found(&of_rest(integration)), (vec![name], false));
    }
    let mut configuration = of_rest(proxy("http://x.example/"));
    configuration.target_groups.remove(0);
    assert_eq!(found(&configuration), (vec!["unknown-target-group"], false));
}
