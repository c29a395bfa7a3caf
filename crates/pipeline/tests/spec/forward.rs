//! Where a forwarded request goes, and what its integration is told: the guide's rules as tables.

use crate::common::{Fixture, HTTP, REST, header_map};
use http::{HeaderMap, HeaderValue};
use tollgate_routes::{HeaderMapping, HeaderSource, Manners, PathPiece, QueryMapping, ValueSource};

fn literal(text: &str) -> PathPiece {
    PathPiece::Literal(text.into())
}

#[test]
fn the_target_is_built_of_pieces() {
    let source = |text: &str| ValueSource::Query(text.into());
    // api-gateway-known-issues: path parameters are decoded before they are passed to the backend.
    for (pieces, path, params, target) in [
        (vec![literal("/pets")], "/pets", vec![], "/pets?x=1"),
        (vec![literal("/v1/"), PathPiece::Param(0)], "/pets/7", vec!["7"], "/v1/7?x=1"),
        (vec![literal("/v1/"), PathPiece::Param(0)], "/pets/a%20b", vec!["a%20b"], "/v1/a%20b?x=1"),
        (vec![literal("/v1/"), PathPiece::Param(0)], "/pets/a%2Fb", vec!["a%2Fb"], "/v1/a%2Fb?x=1"),
        (vec![literal("/v1/"), PathPiece::Param(0)], "/pets/%7Ea", vec!["%7Ea"], "/v1/~a?x=1"),
        (vec![literal("/"), PathPiece::Greedy(0)], "/a/b/c", vec!["a/b/c"], "/a/b/c?x=1"),
        (vec![literal("/"), PathPiece::Greedy(0)], "/a%3Fb/c", vec!["a%3Fb/c"], "/a%3Fb/c?x=1"),
        (vec![literal("/q/"), PathPiece::Value(source("x"))], "/pets", vec![], "/q/1?x=1"),
        (vec![PathPiece::RequestPath], "/any/where/", vec![], "/any/where/?x=1"),
        (vec![PathPiece::StageAndRequestPath], "/any", vec![], "/prod/any?x=1"),
        (vec![literal("")], "/", vec![], "/?x=1"),
        (vec![literal("/v1/"), PathPiece::Param(0)], "/pets/%2e%2e", vec!["%2e%2e"], "/v1/%2E%2E?x=1"),
        (vec![literal("/v1/"), PathPiece::Greedy(0)], "/a/%2E./b", vec!["a/%2E./b"], "/v1/a/%2E%2E/b?x=1"),
        (vec![literal("/v1/"), PathPiece::Param(0)], "/pets/..", vec![".."], "/v1/%2E%2E?x=1"),
        // Not UTF-8 once decoded: kept as the client wrote it.
        (vec![literal("/"), PathPiece::Param(0)], "/%FF", vec!["%FF"], "/%FF?x=1"),
    ] {
        let fixture = Fixture::new(&REST).pieces(pieces.clone());
        assert_eq!(fixture.target(path, Some("x=1"), &params), target, "{pieces:?} {path}");
    }
}

#[test]
fn the_callers_query_comes_after_the_uris_and_before_mapped_values() {
    let mapping = |name: &str, source| QueryMapping { name: name.into(), source, of_uri: false };
    let fixture = Fixture::new(&REST).pieces(vec![literal("/p")]).query("fixed=1").query_mappings(vec![
        mapping("s", ValueSource::Static("a b&c".into())),
        mapping("last", ValueSource::Query("x".into())),
        mapping("all", ValueSource::MultiQuery("x".into())),
        mapping("none", ValueSource::Query("absent".into())),
    ]);
    assert_eq!(fixture.target("/p", Some("x=1&x=%32"), &[]), "/p?fixed=1&x=1&x=%32&s=a%20b%26c&last=2&all=1&all=2");
    assert_eq!(fixture.target("/p", None, &[]), "/p?fixed=1&s=a%20b%26c");
    // What fills a placeholder of the uri stands where the uri's own query does (recorded of the service: `foobar,bar` of
    // `?testVar={pathVar}` and the caller's `testVar=bar`).
    let of_uri = QueryMapping { of_uri: true, ..mapping("s", ValueSource::Static("1".into())) };
    let fixture = Fixture::new(&REST)
        .pieces(vec![literal("/p")])
        .query("fixed=1")
        .query_mappings(vec![of_uri, mapping("t", ValueSource::Static("2".into()))]);
    assert_eq!(fixture.target("/p", Some("s=0"), &[]), "/p?fixed=1&s=1&s=0&t=2");
}

#[test]
fn mapped_headers_override_the_callers() {
    let mapping = |name: &'static str, source| HeaderMapping {
        name: http::HeaderName::from_static(name),
        written: name.into(),
        source,
    };
    let header = |exact: Option<&str>| HeaderSource {
        name: http::HeaderName::from_static("x-in"),
        exact: exact.map(Into::into),
    };
    let fixture = Fixture::new(&REST).header_mappings(vec![
        mapping("x-static", ValueSource::Static("v".into())),
        mapping("x-last", ValueSource::Header(header(None))),
        mapping("x-all", ValueSource::MultiHeader(header(None))),
        // api-gateway-known-issues: header names are case-sensitive.
        mapping("x-exact", ValueSource::Header(header(Some("X-In")))),
        mapping("x-bad", ValueSource::Path(0)),
    ]);
    let out = fixture.dressed("/a%0Ab", &["a%0Ab"], &[("x-in", "1"), ("x-in", "2"), ("x-static", "old")]);
    let value = |name: &str| out.get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(value("x-static").as_deref(), Some("v"));
    assert_eq!(value("x-last").as_deref(), Some("2"));
    assert_eq!(value("x-all").as_deref(), Some("1,2"));
    assert_eq!(value("x-exact"), None, "only a header written `X-In` counts");
    assert_eq!(value("x-bad"), None, "a value that no header can carry is not sent");
}

#[test]
fn rest_apis_tell_the_caller_in_x_forwarded_headers() {
    for (given, expected) in [(None, "192.0.2.9"), (Some("198.51.100.1"), "198.51.100.1, 192.0.2.9")] {
        let headers: Vec<_> = given.map(|value| ("x-forwarded-for", value)).into_iter().collect();
        let out = Fixture::new(&REST).dressed("/", &[], &headers);
        assert_eq!(out["x-forwarded-for"], expected);
        assert_eq!(out["x-forwarded-proto"], "http");
        assert_eq!(out["x-forwarded-port"], "8080");
        assert!(!out.contains_key("forwarded"));
    }
}

/// api-gateway-known-issues: HTTP APIs translate incoming `X-Forwarded-*` into `Forwarded` (RFC 7239).
#[test]
fn http_apis_tell_the_caller_in_forwarded() {
    for (given, expected) in [
        (vec![], "for=192.0.2.9;host=abc123.execute-api.us-east-1.amazonaws.com;proto=http"),
        (
            vec![("x-forwarded-for", "198.51.100.1, 2001:db8::1"), ("x-forwarded-proto", "https")],
            "for=198.51.100.1,for=\"[2001:db8::1]\",for=192.0.2.9;host=abc123.execute-api.us-east-1.amazonaws.com;proto=http",
        ),
        (
            vec![("forwarded", "for=198.51.100.1")],
            "for=198.51.100.1,for=192.0.2.9;host=abc123.execute-api.us-east-1.amazonaws.com;proto=http",
        ),
        (
            vec![("x-forwarded-for", "un\"known")],
            "for=\"un\\\"known\",for=192.0.2.9;host=abc123.execute-api.us-east-1.amazonaws.com;proto=http",
        ),
    ] {
        let out = Fixture::new(&HTTP).dressed("/", &[], &given);
        assert_eq!(out["forwarded"], expected);
        for gone in ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port"] {
            assert!(!out.contains_key(gone), "{gone}");
        }
    }
}

#[test]
fn dropped_headers_do_not_reach_the_integration_and_host_is_the_integrations() {
    let out = Fixture::new(&REST).dressed("/", &[], &[("max-forwards", "1"), ("accept", "*/*"), ("host", "caller")]);
    assert!(!out.contains_key("max-forwards"));
    assert_eq!(out["accept"], "*/*");
    assert_eq!(out["host"], "backend.internal");
    assert_eq!(out["x-amzn-apigateway-api-id"], "abc123");
    assert_eq!(out["user-agent"], "AmazonAPIGateway_abc123");
}

#[test]
fn trace_headers_are_passed_or_made() {
    let given = [("x-amzn-trace-id", "Root=1-2-3"), ("traceparent", "00-aa-bb-01")];
    let out = Fixture::new(&REST).dressed("/", &[], &given);
    assert_eq!(out["x-amzn-trace-id"], "Root=1-2-3");
    assert_eq!(out["traceparent"], "00-aa-bb-01");
    let out = Fixture::new(&REST).dressed("/", &[], &[]);
    let root = out["x-amzn-trace-id"].to_str().unwrap().strip_prefix("Root=1-").unwrap().to_owned();
    let parent: Vec<_> = out["traceparent"].to_str().unwrap().split('-').collect();
    // W3C trace context section 3.2.2: version, 32 hex digits, 16 hex digits, flags.
    assert_eq!(parent.iter().map(|part| part.len()).collect::<Vec<_>>(), [2, 32, 16, 2]);
    assert_eq!(parent[1], root.replace('-', ""));
}

#[test]
fn answers_lose_dropped_headers_and_keep_renamed_ones() {
    let mut answer = HeaderMap::new();
    for (name, value) in [("server", "nginx"), ("via", "1.1 x"), ("etag", "\"1\""), ("date", "then"), ("x-a", "1")] {
        answer.append(name, HeaderValue::from_static(value));
    }
    tollgate_pipeline::pass(&REST, 200, &mut answer);
    let mut names: Vec<_> = answer.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["etag", "x-a", "x-amzn-remapped-date", "x-amzn-remapped-server"]);
    assert_eq!(answer["x-amzn-remapped-server"], "nginx");
}

/// api-gateway-known-issues: every answer has a type; RFC 9110 section 15.4.5: but what has no content.
#[test]
fn an_answer_without_a_type_is_given_one_unless_it_has_no_content() {
    let manners: &'static Manners = Box::leak(Box::new(Manners { content_type: Some("application/json"), ..REST }));
    for (status, given, expected) in [
        (200, None, Some("application/json")),
        (200, Some("text/plain"), Some("text/plain")),
        (204, None, None),
        (304, None, None),
        (304, Some("text/plain"), Some("text/plain")),
    ] {
        let headers: Vec<_> = given.map(|kind| ("content-type", kind)).into_iter().collect();
        let mut answer = header_map(&headers);
        tollgate_pipeline::pass(manners, status, &mut answer);
        let kind = answer.get("content-type").map(|kind| kind.to_str().unwrap());
        assert_eq!(kind, expected, "{status} {given:?}");
    }
    let mut answer = header_map(&[]);
    tollgate_pipeline::pass(&REST, 200, &mut answer);
    assert!(answer.is_empty(), "a kind without a default type adds none");
}

/// Recorded of the service: how long the body is stands under both names.
#[test]
fn a_renamed_length_is_kept_beside_its_new_name() {
    let manners: &'static Manners =
        Box::leak(Box::new(Manners { response_remapped: &["content-length", "date"], ..REST }));
    let mut answer = header_map(&[("content-length", "3"), ("date", "then")]);
    tollgate_pipeline::pass(manners, 200, &mut answer);
    assert_eq!((answer.get("date"), &answer["x-amzn-remapped-date"]), (None, &HeaderValue::from_static("then")));
    assert_eq!(answer["content-length"], "3");
    assert_eq!(answer["x-amzn-remapped-content-length"], "3");
}
