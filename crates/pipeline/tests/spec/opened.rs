//! What is known of a request that found its route.

use crate::common::{Fixed, Fixture, HTTP, REST, head, header_map};
use std::sync::Arc;
use tollgate_model::{Head, Origin, Step};
use tollgate_pipeline::{Identity, Next, Opened, finish, open, prepare};
use tollgate_routes::{Access, DomainEntry, Hosts, MappingEntry, MappingTarget, StageIndex, Table};

/// The fixture's stage by a custom domain name with one mapping of this path.
fn domain(path: &str) -> Table {
    let mapping = MappingEntry { path: path.into(), target: MappingTarget::Stage(StageIndex(0)), origin: Origin(5) };
    let any = DomainEntry {
        name: "any".into(),
        refuse: None,
        mappings: vec![mapping],
        multi_level: path.contains('/'),
        origin: Origin::NOWHERE,
    };
    let table = Fixture::new(&REST).table("/pets", Access::Open);
    Table { hosts: Hosts { any: Some(Arc::new(any)), ..Hosts::default() }, ..table }
}

fn opened(table: &Table, head: &Head<'_>) -> Opened {
    open(&Fixed, table, head, Identity::new(&Fixed), &mut ()).expect("the route is there")
}

/// rest-api-mappings: the base path that matched, and "API Gateway converts all header names to lowercase" where a mapping has
/// several levels.
#[test]
fn a_mapping_tells_its_base_path_and_whether_names_are_lowered() {
    for (mapping, path, base_path, lowers) in
        [("", "/pets", "", false), ("v1", "/v1/pets", "v1", false), ("orders/v1", "/orders/v1/pets", "orders/v1", true)]
    {
        let (table, map) = (domain(mapping), header_map(&[]));
        let opened = opened(&table, &head(&map, path, None));
        assert_eq!((opened.base_path(path), opened.rest(path)), (Some(base_path), "/pets"), "{path}");
        assert_eq!(opened.lowers_names(), lowers, "{path}");
    }
    let (table, map) = (Fixture::new(&REST).table("/pets", Access::Open), header_map(&[]));
    assert_eq!(opened(&table, &head(&map, "/prod/pets", None)).base_path("/prod/pets"), None);
}

#[test]
fn a_trace_names_the_domain_that_took_the_path() {
    let (table, map) = (domain("v1"), header_map(&[]));
    let mut steps = Vec::new();
    let head = head(&map, "/v1/pets", None);
    open(&Fixed, &table, &head, Identity::new(&Fixed), &mut steps).expect("the route is there");
    let step = Step::Domain { name: "any".into(), base_path: "v1".into(), origin: Origin(5) };
    assert_eq!(steps.first(), Some(&step));
}

/// What a log tells of a request that is streamed: where it goes, as which method, with which headers.
#[test]
fn a_trace_tells_where_a_request_is_forwarded() {
    let (table, map) = (Fixture::new(&REST).table("/pets", Access::Open), header_map(&[]));
    let head = head(&map, "/prod/pets", Some("q=1"));
    let mut steps: Vec<Step> = Vec::new();
    let next = prepare(&Fixed, &table, &opened(&table, &head), &head, None, &mut steps).expect("it is mapped");
    let Next::Forward(forward) = next else { panic!("it is forwarded: {next:?}") };
    let (group, uri) = ("backend".into(), "/pets?q=1".into());
    assert_eq!(steps, [Step::Forward { group, uri, origin: Origin(7) }]);
    assert_eq!(forward.uri(), "http://backend.internal/pets?q=1");
    let headers = vec![("X-A".into(), "1".into())];
    let Step::IntegrationRequest { method, uri, body, origin, headers: told } =
        forward.step(head.method, headers.clone())
    else {
        panic!("the request of an integration");
    };
    assert_eq!((&*method, &*uri, body, origin), ("GET", "http://backend.internal/pets?q=1", None, Origin(7)));
    assert_eq!(told, headers);
}

/// api-gateway-known-issues: REST APIs override the method; HTTP APIs do not know the header.
#[test]
fn the_overriding_method_goes_to_the_integration() {
    for (manners, asked, sent) in
        [(&REST, "DELETE", Some("DELETE")), (&REST, "put", Some("PUT")), (&REST, "BREW", None), (&HTTP, "DELETE", None)]
    {
        let (table, map) =
            (Fixture::new(manners).table("/pets", Access::Open), header_map(&[("x-http-method-override", asked)]));
        let head = head(&map, "/prod/pets", None);
        let next = prepare(&Fixed, &table, &opened(&table, &head), &head, None, &mut ()).expect("it is mapped");
        let Next::Forward(forward) = next else { panic!("it is forwarded: {next:?}") };
        assert_eq!(forward.method.map(|method| method.as_str()), sent, "{} {asked}", manners.kind);
    }
}

/// api-gateway-gzip-compression-decompression: REST APIs decode requests, so their bodies are collected.
#[test]
fn a_coded_request_is_collected_where_it_is_decoded() {
    for (manners, coding, collected) in [
        (&REST, Some("gzip"), true),
        (&REST, Some("identity"), false),
        (&REST, Some("IDENTITY"), false),
        (&REST, None, false),
        (&HTTP, Some("gzip"), false),
    ] {
        let headers: Vec<_> = coding.map(|coding| ("content-encoding", coding)).into_iter().collect();
        let (table, map) = (Fixture::new(manners).table("/pets", Access::Open), header_map(&headers));
        let opened = opened(&table, &head(&map, "/prod/pets", None));
        assert_eq!(opened.collects_body(), collected, "{} {coding:?}", manners.kind);
    }
}

/// how-to-call-api: the root's own URL may end with the stage.
#[test]
fn what_follows_a_stage_at_the_paths_end_is_the_root() {
    let (table, map) = (Fixture::new(&REST).table("/", Access::Open), header_map(&[]));
    for path in ["/prod", "/prod/"] {
        assert_eq!(opened(&table, &head(&map, path, None)).rest(path), "/", "{path}");
    }
}

/// A stored answer gets the ids of the request that it goes to.
#[test]
fn an_answer_that_is_passed_on_gets_the_requests_ids() {
    let identity = Identity::new(&Fixed);
    for (manners, names) in [(&REST, vec!["x-amz-apigw-id", "x-amzn-requestid"]), (&HTTP, vec!["apigw-requestid"])] {
        let mut answer = header_map(&[(manners.extended_request_id, "the backend's")]);
        finish(manners, &identity, &mut answer);
        let mut sent: Vec<_> = answer.keys().map(|name| name.as_str()).collect();
        sent.sort_unstable();
        assert_eq!(sent, names);
        assert_eq!(answer[manners.extended_request_id], identity.extended_request_id.as_str());
    }
}
