//! What the integration sees of a request's head.

use super::{HTTP, KINDS, REST, World};
use tollgate_testkit::Received;

/// How a header of the request reaches the integration of a kind of API.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Passes,
    Dropped,
}
use Fate::{Dropped, Passes};

/// REST: api-gateway-known-issues, the table's column `http_proxy`. HTTP APIs: nothing is documented but hop-by-hop headers
/// (RFC 9110 section 7.6.1), which no kind passes on, nor `Expect`, which is answered here (section 10.1.1).
const FATES: [(&str, &str, Fate, Fate); 30] = [
    ("Age", "5", Passes, Passes),
    ("Accept", "text/html", Passes, Passes),
    ("Accept-Charset", "utf-8", Passes, Passes),
    ("Accept-Encoding", "gzip", Passes, Passes),
    ("Authorization", "Bearer abc", Passes, Passes),
    ("Content-MD5", "Q2hlY2s=", Passes, Dropped),
    ("Content-Type", "text/x-mine; a=b", Passes, Passes),
    ("Date", "Tue, 15 Nov 1994 08:12:31 GMT", Passes, Passes),
    ("Expect", "100-continue", Dropped, Dropped),
    ("Max-Forwards", "3", Passes, Dropped),
    ("Pragma", "no-cache", Passes, Passes),
    ("Proxy-Authenticate", "Basic", Dropped, Dropped),
    ("Range", "bytes=0-1", Passes, Passes),
    ("Referer", "http://a/", Passes, Passes),
    ("Server", "mine", Passes, Dropped),
    ("TE", "trailers", Dropped, Dropped),
    ("Trailer", "X-T", Dropped, Dropped),
    ("Upgrade", "h2c", Dropped, Dropped),
    ("User-Agent", "tests/1", Passes, Passes),
    ("Warn", "x", Passes, Passes),
    ("WWW-Authenticate", "Basic", Passes, Dropped),
    ("Keep-Alive", "timeout=5", Dropped, Dropped),
    ("Proxy-Connection", "keep-alive", Dropped, Dropped),
    ("X-Nominated", "by Connection", Dropped, Dropped),
    ("Cookie", "a=1; b=2", Passes, Passes),
    ("If-None-Match", "\"x\"", Passes, Passes),
    ("X-mIxEd-cAsE", "kept as written", Passes, Passes),
    ("X-Latin", "caf\u{e9}", Passes, Passes),
    ("X-Amzn-Trace-Id", "Root=1-67891233-abcdef012345678912345678", Passes, Passes),
    ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Passes, Passes),
];

#[test]
fn each_header_passes_or_is_dropped_as_the_kind_says() {
    let world = World::start();
    let lines: String = FATES.iter().map(|(name, value, ..)| format!("{name}: {value}\r\n")).collect();
    for host in KINDS {
        let answer =
            world.ask(host, "GET", "/echo/a", &format!("Connection: keep-alive, X-Nominated, Upgrade\r\n{lines}"));
        assert_eq!(answer.status, 200, "{host}: {}", answer.text());
        let seen = world.last();
        for (name, value, http, rest) in FATES {
            let fate = if host == HTTP { http } else { rest };
            let found: Vec<_> = seen.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).cloned().collect();
            let expected: Vec<_> = (fate == Passes).then(|| (name.to_owned(), value.to_owned())).into_iter().collect();
            assert_eq!(found, expected, "{host}: {name}");
        }
        assert_eq!(seen.header("connection"), None, "{host}");
        assert_eq!(seen.header("transfer-encoding"), None, "{host}");
        assert_eq!(seen.header("content-length"), None, "{host}");
        assert_eq!(seen.header_values("host").collect::<Vec<_>>(), [world.echo.address().to_string()], "{host}");
    }
}

/// The whole head of a plain request: nothing is added but what is named here.
#[test]
fn a_plain_request_gets_these_headers_more_and_no_other() {
    let world = World::start();
    let names = |seen: &Received| {
        let mut names: Vec<String> = seen.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        names
    };
    let port = world.address().port();
    assert_eq!(world.ask(HTTP, "GET", "/echo/a", "").status, 200);
    let seen = world.last();
    assert_eq!(names(&seen), ["forwarded", "host", "traceparent", "via", "x-amzn-trace-id"]);
    assert_eq!(seen.header("forwarded").unwrap(), "for=127.0.0.1;host=http.test;proto=http");
    // As backends behind HTTP APIs see it; RFC 9110 section 7.6.3.
    assert_eq!(seen.header("via").unwrap(), "HTTP/1.1 AmazonAPIGateway");
    assert_eq!(world.ask(REST, "GET", "/echo/a", "").status, 200);
    let seen = world.last();
    let rest = [
        "host",
        "traceparent",
        "user-agent",
        "x-amzn-apigateway-api-id",
        "x-amzn-trace-id",
        "x-forwarded-for",
        "x-forwarded-port",
        "x-forwarded-proto",
    ];
    assert_eq!(names(&seen), rest);
    assert_eq!(seen.header("user-agent").unwrap(), "AmazonAPIGateway_rest");
    assert_eq!(seen.header("x-amzn-apigateway-api-id").unwrap(), "rest");
    assert_eq!(seen.header("x-forwarded-for").unwrap(), "127.0.0.1");
    assert_eq!(seen.header("x-forwarded-port").unwrap(), port.to_string());
    assert_eq!(seen.header("x-forwarded-proto").unwrap(), "http");
}

/// RFC 9110 section 5.3: the order of one name's values means something.
#[test]
fn repeated_headers_keep_their_count_order_and_letters() {
    let world = World::start();
    let lines =
        "X-Many: one\r\nx-other: o\r\nx-many: two\r\nX-MANY: three\r\nx-many: \r\nCookie: a=1\r\nCookie: b=2\r\n";
    for host in KINDS {
        assert_eq!(world.ask(host, "GET", "/echo/a", lines).status, 200);
        let seen = world.last();
        let many: Vec<_> =
            seen.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-many")).cloned().collect();
        let written = [("X-Many", "one"), ("x-many", "two"), ("X-MANY", "three"), ("x-many", "")];
        assert_eq!(many, written.map(|(name, value)| (name.to_owned(), value.to_owned())), "{host}");
        assert_eq!(seen.header_values("cookie").collect::<Vec<_>>(), ["a=1", "b=2"], "{host}");
    }
}

/// RFC 9110 section 7.6.1 lets a sender name only what is meant for this hop.
#[test]
fn connection_cannot_take_away_who_asks_and_how_the_body_ends() {
    let world = World::start();
    let head = "Connection: close, Host, Authorization, Content-Length, X-Forwarded-For, Forwarded, X-Amzn-Trace-Id\r\n\
                Authorization: Basic abc\r\nContent-Length: 4\r\nX-Forwarded-For: 203.0.113.7\r\nForwarded: for=203.0.113.8\r\n";
    for (host, name, value) in [
        (HTTP, "forwarded", "for=203.0.113.8,for=203.0.113.7,for=127.0.0.1;host=http.test;proto=http"),
        (REST, "x-forwarded-for", "203.0.113.7, 127.0.0.1"),
    ] {
        let mut client = world.client();
        client.send(format!("POST /echo/a HTTP/1.1\r\nHost: {host}\r\n{head}\r\nbody")).unwrap();
        let answer = client.read_answer().unwrap();
        assert!(answer.closes(), "{host}");
        assert_eq!(answer.json()["body"]["length"], 4, "{host}: {}", answer.text());
        let seen = world.last();
        assert_eq!(seen.header("authorization").as_deref(), Some("Basic abc"), "{host}");
        assert_eq!(seen.header(name).as_deref(), Some(value), "{host}");
    }
}

/// api-gateway-known-issues, HTTP APIs: incoming `X-Forwarded-*` become `Forwarded`; RFC 7239 sections 4 and 6.
#[test]
fn forwarding_headers_are_the_kinds_own() {
    let world = World::start();
    let sent = "X-Forwarded-For: 203.0.113.7, 2001:db8::7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 444\r\n\
                X-Forwarded-Host: elsewhere\r\nVia: 1.0 fred\r\n";
    assert_eq!(world.ask(HTTP, "GET", "/echo/a", sent).status, 200);
    let seen = world.last();
    let forwarded = "for=203.0.113.7,for=\"[2001:db8::7]\",for=127.0.0.1;host=http.test;proto=http";
    assert_eq!(seen.header("forwarded").as_deref(), Some(forwarded));
    assert_eq!(seen.header_values("via").collect::<Vec<_>>().join(", "), "1.0 fred, HTTP/1.1 AmazonAPIGateway");
    for name in ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "x-forwarded-host"] {
        assert_eq!(seen.header(name), None, "{name}");
    }
    assert_eq!(world.ask(REST, "GET", "/echo/a", sent).status, 200);
    let seen = world.last();
    assert_eq!(seen.header("x-forwarded-for").as_deref(), Some("203.0.113.7, 2001:db8::7, 127.0.0.1"));
    assert_eq!(seen.header("x-forwarded-proto").as_deref(), Some("http"));
    assert_eq!(seen.header("x-forwarded-port"), Some(world.address().port().to_string()));
    assert_eq!(seen.header("via"), None);
    assert_eq!(seen.header("forwarded"), None);
}

/// The address that is appended is the connection's peer, whoever it vouches for; the walk is from the right.
#[test]
fn trusted_proxies_are_believed_from_the_right() {
    let world = World::start();
    let text = std::fs::read_to_string(world.site.path("tollgate.toml")).unwrap();
    let trusting = text.replacen(
        "bind = \"127.0.0.1:0\"",
        "bind = \"127.0.0.1:0\"\ntrusted_proxies = [\"127.0.0.0/8\", \"10.0.0.0/8\"]",
        1,
    );
    let site = crate::site::Site::new(&trusting);
    site.write("rest.json", &std::fs::read_to_string(world.site.path("rest.json")).unwrap());
    let node = site.start();
    let sent = "X-Forwarded-For: 198.51.100.1, 203.0.113.7\r\nX-Forwarded-For: 10.0.0.3\r\n";
    for (host, name, value) in [
        (REST, "x-forwarded-for", "198.51.100.1, 203.0.113.7, 10.0.0.3, 127.0.0.1"),
        (HTTP, "forwarded", "for=198.51.100.1,for=203.0.113.7,for=10.0.0.3,for=127.0.0.1;host=http.test;proto=http"),
    ] {
        let mut client = tollgate_testkit::Client::connect(node.listeners()[0]).unwrap();
        assert_eq!(client.request("GET", "/echo/trusted", host, sent).unwrap().status, 200);
        assert_eq!(world.last().header(name).as_deref(), Some(value), "{host}");
        let file = site.path(&format!("{host}.log"));
        crate::site::eventually("the caller's address in the log", || {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            text.lines().any(|line| line.contains("/echo/trusted") && line.contains("\"203.0.113.7\""))
        });
    }
}

/// set-up-logging: REST adopts the client's `x-amzn-RequestId` when it is a UUID.
#[test]
fn a_clients_request_id_is_adopted_by_rest_alone() {
    let world = World::start();
    let id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";
    for (sent, adopted) in [(id, true), ("not-a-uuid", false)] {
        let answer = world.ask(REST, "GET", "/echo/id", &format!("x-amzn-RequestId: {sent}\r\n"));
        assert_eq!(answer.header("x-amzn-requestid") == Some(sent), adopted, "{sent}");
    }
    let answer = world.ask(HTTP, "GET", "/echo/id", &format!("x-amzn-RequestId: {id}\r\n"));
    assert_eq!(answer.header("x-amzn-requestid"), None);
    assert_ne!(world.logged(HTTP, "/echo/id")["requestId"], id);
    assert_eq!(world.logged(REST, "/echo/id")["requestId"], id);
}

#[test]
fn a_trace_is_begun_where_there_is_none_and_is_one_in_both_forms() {
    let world = World::start();
    for host in KINDS {
        world.ask(host, "GET", "/echo/a", "");
        let seen = world.last();
        let (amazon, w3c) = (seen.header("x-amzn-trace-id").unwrap(), seen.header("traceparent").unwrap());
        let root = amazon.strip_prefix("Root=1-").expect("a root").replace('-', "");
        assert_eq!(root.len(), 32, "{amazon}");
        let parts: Vec<_> = w3c.split('-').collect();
        // W3C Trace Context, section 3.2.2
        assert_eq!((parts[0], parts[1], parts[2].len(), parts[3].len()), ("00", root.as_str(), 16, 2), "{w3c}");
    }
}
