//! Which stage a request is for.

use std::sync::Arc;
use tollgate_model::{FaultKind, Origin};
use tollgate_routes::{ApiEntry, DomainEntry, Hosts, MappingEntry, MappingTarget, StageIndex, Table, context_path};

const EVERYWHERE: (bool, bool) = (true, true);

fn api(id: &str, stages: &[(&str, u32)], default: Option<u32>) -> Arc<ApiEntry> {
    Arc::new(ApiEntry {
        id: id.into(),
        stages: stages.iter().map(|(name, at)| ((*name).into(), StageIndex(*at))).collect(),
        default_stage: default.map(StageIndex),
        endpoint_disabled: (id == "closed").then_some(FaultKind::Forbidden),
        no_stage: if id == "edge" { FaultKind::NotFound } else { FaultKind::Forbidden },
        origin: Origin::NOWHERE,
    })
}

fn domain(name: &str, mut paths: Vec<(&str, MappingTarget)>) -> Arc<DomainEntry> {
    paths.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    let multi_level = paths.iter().any(|(path, _)| path.contains('/'));
    let mappings = paths
        .into_iter()
        .map(|(path, target)| MappingEntry { path: path.into(), target, origin: Origin::NOWHERE })
        .collect();
    let refuse = (name == "locked.example.com").then_some(FaultKind::AuthorizerConfigurationError);
    Arc::new(DomainEntry { name: name.into(), refuse, mappings, multi_level, origin: Origin::NOWHERE })
}

fn stage(at: u32) -> MappingTarget {
    MappingTarget::Stage(StageIndex(at))
}

/// The multi-level mappings are the guide's own (rest-api-mappings), API 1 to API 5.
pub(crate) fn table() -> Table {
    let rest = api("rest", &[("prod", 10), ("test", 11)], None);
    let edge = api("edge", &[("v1", 20)], Some(21));
    let closed = api("closed", &[("prod", 30)], None);
    let domains = [
        domain("api.example.com", vec![("", stage(1)), ("orders", stage(2)), ("shipping", stage(3))]),
        domain(
            "deep.example.com",
            vec![
                ("", stage(1)),
                ("orders", stage(2)),
                ("orders/v1/items", stage(3)),
                ("orders/v2/items", stage(4)),
                ("orders/v1/items/categories", stage(5)),
            ],
        ),
        domain("bare.example.com", vec![("v1", stage(1))]),
        domain(
            "stages.example.com",
            vec![("r", MappingTarget::Api(rest.clone())), ("e", MappingTarget::Api(edge.clone()))],
        ),
        domain("locked.example.com", vec![("", stage(1))]),
    ];
    let hosts = Hosts {
        apis: [rest, edge, closed].into_iter().map(|api| ((&*api.id).into(), api)).collect(),
        domains: domains.into_iter().map(|domain| ((&*domain.name).into(), domain)).collect(),
        wildcards: [("example.com".into(), domain("*.example.com", vec![("", stage(50))]))].into_iter().collect(),
        any: None,
    };
    Table {
        hosts,
        stages: vec![],
        groups: vec![],
        functions: vec![],
        roles: vec![],
        sts: None,
        certificates: Default::default(),
        digest: "".into(),
    }
}

/// `Ok("stage path base")` or the fault.
fn check(table: &Table, (execute_api, paths): (bool, bool), cases: &[(&str, &str, Result<&str, FaultKind>)]) {
    for (host, path, expected) in cases {
        let located = table.locate(host, path, execute_api, paths);
        let text = located
            .map(|l| {
                format!("{} {}{}", l.stage.0, l.path, l.base_path.map(|base| format!(" [{base}]")).unwrap_or_default())
            })
            .map_err(|not| not.fault);
        assert_eq!(
            text.as_deref().map_err(|fault| *fault),
            expected.as_ref().map(|text| *text).map_err(|fault| *fault),
            "{host} {path}"
        );
    }
}

/// how-to-call-api; apigateway-private-api-test-invoke-url for the endpoint's own name; http-api-develop-routes for `$default`.
#[test]
fn a_default_endpoint_names_its_api_and_the_path_its_stage() {
    use FaultKind::{Forbidden, NotFound};
    check(
        &table(),
        EVERYWHERE,
        &[
            ("rest.execute-api.us-east-1.amazonaws.com", "/prod/pets/1", Ok("10 /pets/1")),
            ("REST.Execute-API.localhost:8080", "/test", Ok("11 /")),
            ("rest-vpce-01f422b2.execute-api.us-east-1.amazonaws.com.", "/prod/", Ok("10 /")),
            ("rest.execute-api.localhost", "/prod//pets", Ok("10 //pets")),
            ("rest.execute-api.localhost", "/other/pets", Err(Forbidden)),
            ("rest.execute-api.localhost", "/", Err(Forbidden)),
            ("edge.execute-api.localhost", "/v1/pets", Ok("20 /pets")),
            ("edge.execute-api.localhost", "/v1", Ok("20 /")),
            ("edge.execute-api.localhost", "/v12/pets", Ok("21 /v12/pets")),
            ("edge.execute-api.localhost", "/", Ok("21 /")),
            ("closed.execute-api.localhost", "/prod/pets", Err(Forbidden)),
            ("unknown.execute-api.localhost", "/prod/pets", Err(Forbidden)),
            ("localhost:8080", "/prod/pets", Err(Forbidden)),
            ("[::1]:8080", "/prod/pets", Err(Forbidden)),
        ],
    );
    let only_http = api("edge", &[("v1", 20)], None);
    let mut table = table();
    table.hosts.apis.insert("edge".into(), only_http);
    check(&table, EVERYWHERE, &[("edge.execute-api.localhost", "/v2/pets", Err(NotFound))]);
}

#[test]
fn a_listener_without_default_endpoints_knows_only_domains() {
    check(
        &table(),
        (false, false),
        &[
            ("rest.execute-api.localhost", "/prod/pets", Err(FaultKind::Forbidden)),
            ("api.example.com", "/orders/1", Ok("2 /1 [orders]")),
            ("api.example.com", "/_aws/execute-api/rest/prod/pets", Ok("1 /_aws/execute-api/rest/prod/pets []")),
        ],
    );
}

/// api-gateway-mapping-template-reference: of a path with the stage, `/{stage}/root/child`.
#[test]
fn the_contexts_path_is_as_if_the_host_named_the_api() {
    for (path, answered, told) in [
        ("/_aws/execute-api/rest/prod/root/child", true, "/prod/root/child"),
        ("/_aws/execute-api/rest/prod/", true, "/prod/"),
        ("/_aws/execute-api/rest/prod", true, "/prod"),
        ("/_aws/execute-api/edge/$default/root", true, "/root"),
        ("/_aws/execute-api/edge/%24default", true, "/"),
        ("/_aws/execute-api/rest/prod/root", false, "/_aws/execute-api/rest/prod/root"),
        ("/prod/root", true, "/prod/root"),
        ("//prod/root", true, "/prod/root"),
        ("///prod", false, "/prod"),
        ("//other/root", true, "//other/root"),
        ("/prod//root", true, "/prod//root"),
    ] {
        assert_eq!(context_path(path, Some("prod"), answered), told, "{path}");
    }
}

#[test]
fn a_path_may_say_api_and_stage_where_that_is_answered() {
    use FaultKind::{Forbidden, NotFound};
    check(
        &table(),
        EVERYWHERE,
        &[
            ("anything", "/_aws/execute-api/rest/prod/pets/1", Ok("10 /pets/1")),
            ("", "/_aws/execute-api/rest/prod", Ok("10 /")),
            ("x", "/_aws/execute-api/edge/$default/a", Ok("21 /a")),
            ("x", "/_aws/execute-api/edge/%24default/a", Ok("21 /a")),
            ("x", "/_aws/execute-api/edge/v1/a", Ok("20 /a")),
            ("x", "/_aws/execute-api/edge/v2/a", Err(NotFound)),
            ("x", "/_aws/execute-api/rest/v2/a", Err(Forbidden)),
            ("x", "/_aws/execute-api/rest", Err(Forbidden)),
            ("x", "/_aws/execute-api/unknown/prod/a", Err(Forbidden)),
            // It does not pass a disabled endpoint.
            ("x", "/_aws/execute-api/closed/prod/a", Err(Forbidden)),
        ],
    );
}

/// rest-api-mappings: "For a custom domain name configured with single-level mappings … API Gateway would choose API 1, as
/// there is no matching path with ordersandmore".
#[test]
fn single_level_mappings_compare_whole_segments() {
    check(
        &table(),
        EVERYWHERE,
        &[
            ("api.example.com", "/orders", Ok("2 / [orders]")),
            ("api.example.com", "/orders/1", Ok("2 /1 [orders]")),
            ("API.EXAMPLE.COM:443", "/shipping/a/b/", Ok("3 /a/b/ [shipping]")),
            ("api.example.com", "/ordersandmore", Ok("1 /ordersandmore []")),
            ("api.example.com", "/customers", Ok("1 /customers []")),
            ("api.example.com", "/", Ok("1 / []")),
            ("bare.example.com", "/v1/a", Ok("1 /a [v1]")),
            ("bare.example.com", "/v2/a", Err(FaultKind::Forbidden)),
            ("bare.example.com", "/", Err(FaultKind::Forbidden)),
        ],
    );
}

/// The guide's table of example requests. Its row `/orders/v2/items/categories/5` → API 5 contradicts its own mappings
/// (`orders/v1/items/categories`), so the row for `v1` stands here.
#[test]
fn with_a_multi_level_mapping_the_longest_prefix_wins() {
    check(
        &table(),
        EVERYWHERE,
        &[
            ("deep.example.com", "/orders", Ok("2 / [orders]")),
            ("deep.example.com", "/orders/v1/items", Ok("3 / [orders/v1/items]")),
            ("deep.example.com", "/orders/v2/items", Ok("4 / [orders/v2/items]")),
            ("deep.example.com", "/orders/v1/items/123", Ok("3 /123 [orders/v1/items]")),
            ("deep.example.com", "/orders/v1/items/categories/5", Ok("5 /5 [orders/v1/items/categories]")),
            ("deep.example.com", "/customers", Ok("1 /customers []")),
            ("deep.example.com", "/ordersandmore", Ok("2 andmore [orders]")),
        ],
    );
}

#[test]
fn a_mapping_without_a_stage_takes_it_from_the_path() {
    check(
        &table(),
        EVERYWHERE,
        &[
            ("stages.example.com", "/r/prod/pets", Ok("10 /pets [r]")),
            ("stages.example.com", "/r/nope/pets", Err(FaultKind::Forbidden)),
            ("stages.example.com", "/e/v1/pets", Ok("20 /pets [e]")),
            ("stages.example.com", "/e/pets", Ok("21 /pets [e]")),
            ("stages.example.com", "/e", Ok("21 / [e]")),
        ],
    );
}

/// how-to-custom-domains: the exact name before the wildcard, which stands for one label.
#[test]
fn an_exact_domain_comes_before_a_wildcard_and_that_before_any() {
    let mut table = table();
    let cases = [
        ("other.example.com", "/a", Ok("50 /a []")),
        ("a.b.example.com", "/a", Err(FaultKind::Forbidden)),
        ("example.com", "/a", Err(FaultKind::Forbidden)),
        ("locked.example.com", "/a", Err(FaultKind::AuthorizerConfigurationError)),
    ];
    check(&table, EVERYWHERE, &cases);
    table.hosts.any = Some(domain("*", vec![("", stage(60))]));
    check(
        &table,
        EVERYWHERE,
        &[
            ("other.example.com", "/a", Ok("50 /a []")),
            ("a.b.example.com", "/a", Ok("60 /a []")),
            ("[::1]:8080", "/a", Ok("60 /a []")),
            ("", "/a", Ok("60 /a []")),
            // An API that is not there is not everyone's.
            ("unknown.execute-api.localhost", "/a", Err(FaultKind::Forbidden)),
        ],
    );
}
