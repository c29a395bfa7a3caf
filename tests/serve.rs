//! Requests through the real listener to a real upstream.

use crate::site::{NODE, Site, everything_to, get};
use tollgate_testkit::{Answer, Client, Echo, Node};

const REST: &str = r#"
openapi: "3.0.1"
info: { title: t, version: "1" }
paths:
  /a/b:
    get: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "BACK/static" } }
  /a/{id}:
    get:
      x-amazon-apigateway-integration:
        { type: http_proxy, httpMethod: GET, uri: "BACK/param/{x}",
          requestParameters: { integration.request.path.x: method.request.path.id } }
  /{proxy+}:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration:
        { type: http_proxy, httpMethod: ANY, uri: "BACK/greedy/{proxy}",
          requestParameters: { integration.request.path.proxy: method.request.path.proxy } }
"#;

fn two_kinds(upstream: &Echo) -> (Site, Node) {
    let back = format!("http://{}", upstream.address());
    let site = Site::new(&format!(
        r#"{NODE}
[[api]]
name = "rest"
protocol = "rest"
definition = "rest.yaml"
[[api.stage]]
name = "prod"
[[api]]
name = "http"
protocol = "http"
[[api.route]]
key = "GET /a/{{id}}"
integration = {{ type = "http_proxy", uri = "{back}/param/{{id}}" }}
[[api.route]]
key = "ANY /a/{{proxy+}}"
integration = {{ type = "http_proxy", uri = "{back}/greedy/{{proxy}}" }}
[[domain]]
name = "rest.example.com"
[[domain.mapping]]
path = "v1"
api = "rest"
stage = "prod"
[[domain]]
name = "*.example.com"
[[domain.mapping]]
path = ""
api = "http"
stage = "$default"
"#
    ));
    site.write("rest.yaml", &REST.replace("BACK", &back));
    let node = site.start();
    (site, node)
}

fn ask(node: &Node, method: &str, host: &str, target: &str) -> Answer {
    Client::connect(node.listeners()[0]).unwrap().request(method, target, host, "Content-Length: 0\r\n").unwrap()
}

/// http-api-develop-routes, rest-api-mappings, api-gateway-gatewayResponse-definition; the addresses are Tollgate's own.
#[test]
fn requests_find_their_stage_and_route() {
    let echo = Echo::start("up").unwrap();
    let (_site, node) = two_kinds(&echo);
    let (missing, forbidden) = (r#"{"message":"Missing Authentication Token"}"#, r#"{"message":"Forbidden"}"#);
    for (method, host, target, status, expected) in [
        ("GET", "rest.example.com", "/v1/a/b", 200, "/static"),
        ("GET", "rest.example.com", "/v1/a/c", 200, "/param/c"),
        ("POST", "rest.example.com", "/v1/a/b", 200, "/greedy/a/b"),
        ("GET", "rest.example.com", "/v1", 403, missing),
        ("POST", "rest.example.com", "/v1/x/y", 200, "/greedy/x/y"),
        ("GET", "rest.example.com", "/v2/a/b", 403, forbidden),
        ("GET", "REST.example.com:80", "/v1/a/b", 200, "/static"),
        ("GET", "any.example.com", "/a/7", 200, "/param/7"),
        ("POST", "any.example.com", "/a/7", 200, "/greedy/7"),
        ("GET", "any.example.com", "/b", 404, r#"{"message":"Not Found"}"#),
        ("GET", "unknown.test", "/a/7", 403, forbidden),
        ("GET", "rest.execute-api.us-east-1.amazonaws.com", "/prod/a/b", 200, "/static"),
        ("GET", "rest.execute-api.us-east-1.amazonaws.com", "/none/a/b", 403, forbidden),
        ("GET", "http.execute-api.localhost", "/a/9", 200, "/param/9"),
        ("GET", "localhost", "/_aws/execute-api/rest/prod/a/b", 200, "/static"),
        ("GET", "localhost", "/_aws/execute-api/http/$default/a/3", 200, "/param/3"),
    ] {
        let answer = ask(&node, method, host, target);
        let said =
            if status == 200 { answer.json()["path"].as_str().unwrap_or_default().to_owned() } else { answer.text() };
        assert_eq!((answer.status, said.as_str()), (status, expected), "{method} {host} {target}");
    }
    assert_eq!(echo.count(), 11, "what is refused never reaches the integration");
}

fn node(echo: &Echo) -> (Site, Node) {
    let site = Site::new(&format!("{NODE}{}", everything_to(echo.address())));
    let node = site.start();
    (site, node)
}

#[test]
fn bodies_pass_whole_both_ways() {
    let echo = Echo::start("up").unwrap();
    let (_site, node) = node(&echo);
    let body = "0123456789abcdef".repeat(64 * 1024);
    let chunked =
        body.as_bytes().chunks(70_000).map(|c| format!("{:x}\r\n{}\r\n", c.len(), String::from_utf8_lossy(c)));
    let chunked: String = chunked.chain(["0\r\n\r\n".to_owned()]).collect();
    let mut digests = Vec::new();
    for (fields, sent) in [
        (format!("Content-Length: {}\r\n", body.len()), body.as_str()),
        ("Transfer-Encoding: chunked\r\n".to_owned(), &chunked),
    ] {
        let mut client = Client::connect(node.listeners()[0]).unwrap();
        client.send(format!("POST / HTTP/1.1\r\nHost: a\r\n{fields}\r\n{sent}")).unwrap();
        let said = client.read_answer().unwrap().json();
        assert_eq!(said["body"]["length"], body.len(), "{fields}");
        digests.push(said["body"]["sha256"].clone());
    }
    assert_eq!(digests[0], digests[1]);
    for framing in ["length", "chunked", "close"] {
        let answer = ask_echo(&node, "GET", &format!("size=300000;framing={framing}"));
        assert_eq!((answer.status, answer.body.len()), (200, 300_000), "{framing}");
    }
}

fn ask_echo(node: &Node, method: &str, instructions: &str) -> Answer {
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.request(method, "/", "a", &format!("x-echo: {instructions}\r\n")).unwrap()
}

#[test]
fn answers_without_a_body_have_none() {
    let echo = Echo::start("up").unwrap();
    let (_site, node) = node(&echo);
    for (method, instructions, status) in
        [("HEAD", "size=10", 200), ("GET", "status=204", 204), ("GET", "status=304", 304)]
    {
        let mut client = Client::connect(node.listeners()[0]).unwrap();
        let answer = client.request(method, "/", "a", &format!("x-echo: {instructions}\r\n")).unwrap();
        assert_eq!((answer.status, answer.body.len()), (status, 0), "{method} {instructions}");
        assert_eq!(client.get("/", "a").unwrap().status, 200, "{method} {instructions}: the connection goes on");
    }
}

#[test]
fn a_streamed_answer_arrives_as_it_is_made() {
    let echo = Echo::start("up").unwrap();
    let (_site, node) = node(&echo);
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nx-echo: steps=gate:3\r\n\r\n").unwrap();
    client.read_head().unwrap();
    for step in ["step 1\n", "step 2\n", "step 3\n"] {
        echo.open("gate", 1);
        assert_eq!(String::from_utf8(client.read_chunk().unwrap()).unwrap(), step);
    }
    assert!(client.read_chunk().unwrap().is_empty());
}

/// An upstream that dies: before its answer the fault of the kind (HTTP API: 503), amid it a cut connection, never a whole
/// answer made of half a body.
#[test]
fn an_upstream_that_dies_is_never_taken_for_one_that_ended() {
    let echo = Echo::start("up").unwrap();
    let (_site, node) = node(&echo);
    assert_eq!(ask_echo(&node, "POST", "abort=start").status, 503);
    for framing in ["length", "chunked"] {
        let mut client = Client::connect(node.listeners()[0]).unwrap();
        let fields = format!("x-echo: size=100000;framing={framing};abort=body\r\n");
        assert!(client.request("GET", "/", "a", &fields).is_err(), "{framing}");
    }
}

/// RFC 9112, section 9.3.2: answers in the order of the requests.
#[test]
fn pipelined_requests_are_answered_in_order() {
    let echo = Echo::start("up").unwrap();
    let (_site, node) = node(&echo);
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    let requests: String = (0..5).map(|n| format!("GET /{n} HTTP/1.1\r\nHost: a\r\n\r\n")).collect();
    client.send(requests).unwrap();
    for n in 0..5 {
        assert_eq!(client.read_answer().unwrap().json()["path"], format!("/{n}"));
    }
    assert_eq!(get(node.listeners()[0], "/").status, 200);
}
