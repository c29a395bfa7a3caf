//! What the caller sees of the head of an integration's answer.

use super::{HTTP, KINDS, REST, World};
use tollgate_testkit::Answer;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Passes,
    Dropped,
    Remapped,
}
use Fate::{Dropped, Passes, Remapped};

/// REST: api-gateway-known-issues, the table's column `http_proxy`; `x-amzn-RequestId` is remapped like `Date`. HTTP APIs:
/// hop-by-hop headers alone are dropped (RFC 9110 section 7.6.1).
const FATES: [(&str, &str, Fate, Fate); 24] = [
    ("Age", "5", Passes, Passes),
    ("Accept", "text/html", Passes, Passes),
    ("Authorization", "none", Passes, Remapped),
    ("Content-Encoding", "identity", Passes, Passes),
    ("Content-MD5", "Q2hlY2s=", Passes, Remapped),
    ("Cache-Control", "no-store", Passes, Passes),
    ("ETag", "\"x\"", Passes, Passes),
    ("Expect", "nothing", Passes, Dropped),
    ("Host", "inside", Passes, Dropped),
    ("Location", "/elsewhere", Passes, Passes),
    ("Max-Forwards", "3", Passes, Remapped),
    ("Pragma", "no-cache", Passes, Passes),
    ("Proxy-Authenticate", "Basic", Passes, Dropped),
    ("TE", "trailers", Dropped, Dropped),
    ("Trailer", "X-T", Dropped, Dropped),
    ("Upgrade", "h2c", Dropped, Dropped),
    ("User-Agent", "upstream/1", Passes, Remapped),
    ("Via", "1.1 inside", Passes, Dropped),
    ("Warn", "x", Passes, Passes),
    ("WWW-Authenticate", "Basic", Passes, Remapped),
    ("Keep-Alive", "timeout=5", Dropped, Dropped),
    ("Proxy-Connection", "keep-alive", Dropped, Dropped),
    ("X-Nominated", "by Connection", Dropped, Dropped),
    ("X-mIxEd-cAsE", "kept as written", Passes, Passes),
];

fn values<'a>(answer: &'a Answer, name: &str) -> Vec<&'a str> {
    let named = answer.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.as_str()).collect()
}

#[test]
fn each_header_passes_or_is_dropped_or_renamed_as_the_kind_says() {
    let world = World::start();
    let mut sent: String = FATES.iter().map(|(name, value, ..)| format!("header={name}:{value};")).collect();
    sent.push_str("header=Connection:X-Nominated, keep-alive");
    for host in KINDS {
        let answer = world.ask(host, "GET", "/echo/a", &format!("x-echo: {sent}\r\n"));
        assert_eq!(answer.status, 200, "{host}: {}", answer.text());
        for (name, value, http, rest) in FATES {
            let fate = if host == HTTP { http } else { rest };
            let (own, renamed) = (values(&answer, name), values(&answer, &format!("x-amzn-remapped-{name}")));
            let expected: (&[&str], &[&str]) = match fate {
                Passes => (&[value], &[]),
                Remapped => (&[], &[value]),
                Dropped => (&[], &[]),
            };
            assert_eq!((&own[..], &renamed[..]), expected, "{host}: {name}");
        }
        let mixed = answer.headers.iter().any(|(name, _)| name == "X-mIxEd-cAsE");
        assert!(mixed, "{host}: {:?}", answer.headers);
        assert_eq!(values(&answer, "connection"), ["keep-alive"], "{host}: our own");
    }
}

/// api-gateway-known-issues: `Connection`, `Date`, `Server` of a REST API's integration are renamed. RFC 9110 section 6.6.1: one
/// `Date`, whoever said it.
#[test]
fn date_server_connection_and_ids_are_the_gateways_own() {
    let world = World::start();
    let date = "Tue, 15 Nov 1994 08:12:31 GMT";
    let theirs = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";
    let sent = format!("x-echo: header=Date:{date};header=x-amzn-RequestId:{theirs};close\r\n");
    let rest = world.ask(REST, "GET", "/echo/ids", &sent);
    assert_eq!(values(&rest, "date").len(), 1);
    assert_ne!(values(&rest, "date"), [date]);
    assert_eq!(values(&rest, "x-amzn-remapped-date"), [date]);
    assert_eq!(values(&rest, "x-amzn-remapped-server"), ["echo"]);
    assert_eq!(values(&rest, "server"), [""; 0]);
    assert_eq!(values(&rest, "x-amzn-remapped-connection"), ["close"]);
    assert_eq!(values(&rest, "x-amzn-remapped-x-amzn-requestid"), [theirs]);
    let logged = world.logged(REST, "/echo/ids");
    assert_eq!(values(&rest, "x-amzn-requestid"), [logged["requestId"].as_str().unwrap()]);
    assert_eq!(values(&rest, "x-amz-apigw-id"), [logged["extendedRequestId"].as_str().unwrap()]);
    let http = world.ask(HTTP, "GET", "/echo/ids", &sent);
    assert_eq!(values(&http, "date").len(), 1);
    assert_eq!(values(&http, "server"), ["echo"]);
    assert_eq!(values(&http, "x-amzn-requestid"), [theirs], "the integration's own");
    assert_eq!(values(&http, "apigw-requestid").len(), 1);
    assert_eq!(values(&http, "x-amzn-remapped-date"), [""; 0]);
}

/// What the gateway answers itself has a date too (RFC 9110 section 6.6.1), its kind's ids and its length.
#[test]
fn refusals_are_whole_answers() {
    let world = World::start();
    for (host, path, status, body) in [
        (HTTP, "/nowhere", 404, r#"{"message":"Not Found"}"#),
        (REST, "/nowhere", 403, r#"{"message":"Missing Authentication Token"}"#),
        ("unknown.test", "/", 403, r#"{"message":"Forbidden"}"#),
        (HTTP, "/dead/x", 503, r#"{"message":"Service Unavailable"}"#),
        (REST, "/dead/x", 504, r#"{"message": "Network error communicating with endpoint"}"#),
    ] {
        let mut client = world.client();
        let answer = client.get(path, host).unwrap();
        assert_eq!(answer.status, status, "{host}{path}: {}", answer.text());
        assert_eq!(answer.json(), serde_json::from_str::<serde_json::Value>(body).unwrap(), "{host}{path}");
        assert_eq!(values(&answer, "date").len(), 1, "{host}{path}");
        assert_eq!(values(&answer, "content-type"), ["application/json"], "{host}{path}");
        let ids = if host == HTTP {
            vec!["apigw-requestid"]
        } else {
            vec!["x-amzn-requestid", "x-amz-apigw-id", "x-amzn-errortype"]
        };
        for id in ids {
            assert_eq!(values(&answer, id).len(), 1, "{host}{path}: {id}");
        }
        let bodyless = client.request("HEAD", path, host, "").unwrap();
        assert_eq!((bodyless.status, bodyless.header("content-length")), (status, answer.header("content-length")));
        assert_eq!(client.get(path, host).unwrap().status, status, "the connection lives on");
    }
}

/// api-gateway-known-issues: "API Gateway includes a `Content-Type` header for all integration responses. By default, the
/// content type is `application/json`."
#[test]
fn rest_answers_have_a_content_type() {
    let world = World::scripted(|mut wire| {
        while let Some(head) = wire.read_head() {
            let status =
                if head.contains("/204") { "204 No Content\r\n\r\n" } else { "200 OK\r\nContent-Length: 2\r\n\r\nok" };
            wire.say(&format!("HTTP/1.1 {status}"));
        }
    });
    for (host, path, kind) in
        [(HTTP, "/raw/a", None), (REST, "/raw/a", Some("application/json")), (REST, "/raw/204", None)]
    {
        let answer = world.ask(host, "GET", path, "");
        assert_eq!(answer.header("content-type"), kind, "{host}{path}");
    }
}

/// RFC 6265 section 3: cookies are not folded into one header.
#[test]
fn repeated_answer_headers_keep_their_count_and_order() {
    let world = World::start();
    let sent = "x-echo: header=Set-Cookie:a=1;header=X-Many:one;header=set-cookie:b=2;header=x-many:two\r\n";
    for host in KINDS {
        let answer = world.ask(host, "GET", "/echo/a", sent);
        assert_eq!(values(&answer, "set-cookie"), ["a=1", "b=2"], "{host}");
        assert_eq!(values(&answer, "x-many"), ["one", "two"], "{host}");
    }
}
