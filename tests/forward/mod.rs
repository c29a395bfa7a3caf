//! Requests to an integration and answers back, through the real listener: what is sent, what is kept, what breaks.
//!
//! Both kinds of API stand in one node, on the hosts [`HTTP`] and [`REST`], their routes alike:
//! `/echo/…` to the echo upstream, `/short/…` to it with a short integration timeout, `/raw/…` to an upstream that a test
//! scripts, `/dead/…` to a port where nobody listens. The REST API has `/mapped-{name}/…` for each as well: the same, with
//! the body of request and answer mapped; `/passed-{name}/…`, where nothing reads them; and mocks.

mod bodies;
mod bounds;
mod broken;
mod http2;
mod leaving;
mod mapped;
mod mapped_answers;
mod methods;
mod nonsense;
mod passed;
mod request_headers;
mod response_headers;
pub(crate) mod scripted;
mod streaming;
mod targets;
mod told;

use crate::site::{NODE, Site};
use scripted::Scripted;
use std::net::SocketAddr;
use tollgate_testkit::{Answer, Client, Echo, Node, Received};

const HTTP: &str = "http.test";
const REST: &str = "rest.test";
const KINDS: [&str; 2] = [HTTP, REST];

/// Long enough for a loaded machine to answer at once, short enough to wait for.
const SHORT_TIMEOUT: &str = "700";

struct World {
    echo: Echo,
    raw: Scripted,
    site: Site,
    node: Node,
    /// Bound but not listening: connections to it are refused for as long as it is kept.
    _dead: socket2::Socket,
}

impl World {
    fn start() -> World {
        World::start_with(NODE, |_| {})
    }

    /// Where what a worker keeps for itself is looked at.
    fn start_one_worker() -> World {
        World::start_with(&NODE.replace("threads = 2", "threads = 1"), |_| {})
    }

    /// With this upstream for `/raw`.
    fn scripted(script: impl Fn(scripted::Wire) + Send + Sync + 'static) -> World {
        World::start_with(NODE, script)
    }

    fn start_with(head: &str, script: impl Fn(scripted::Wire) + Send + Sync + 'static) -> World {
        let (echo, raw) = (Echo::start("echo").unwrap(), Scripted::start(script));
        let (dead, nobody) = nobody();
        let site = Site::new(&format!("{head}{APIS}{}", http_api(echo.address(), raw.address(), nobody)));
        site.write("rest.json", &rest_api(echo.address(), raw.address(), nobody));
        let node = site.start();
        World { echo, raw, site, node, _dead: dead }
    }

    fn address(&self) -> SocketAddr {
        self.node.listeners()[0]
    }

    fn client(&self) -> Client {
        Client::connect(self.address()).unwrap()
    }

    /// Asks on a connection of its own.
    fn ask(&self, host: &str, method: &str, target: &str, headers: &str) -> Answer {
        self.client().request(method, target, host, headers).unwrap()
    }

    /// What the upstream got last.
    fn last(&self) -> Received {
        self.echo.seen().pop().expect("a request")
    }

    /// The lines of an API's access log that are of this path, once there is one.
    fn logged(&self, kind: &str, path: &str) -> serde_json::Value {
        let (file, mut found) = (self.site.path(&format!("{kind}.log")), None);
        crate::site::eventually(&format!("a log line of {path} in {kind}.log"), || {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let lines = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            found = lines.into_iter().find(|line| line["path"] == path);
            found.is_some()
        });
        found.unwrap()
    }
}

fn nobody() -> (socket2::Socket, SocketAddr) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, address)
}

const APIS: &str = r#"
[[domain]]
name = "http.test"
[[domain.mapping]]
path = ""
api = "http"
stage = "$default"
[[domain]]
name = "rest.test"
[[domain.mapping]]
path = ""
api = "rest"
stage = "prod"
[[api]]
name = "rest"
protocol = "rest"
definition = "rest.json"
[[api.stage]]
name = "prod"
access_log = { path = "rest.test.log", format = "json" }
[[api]]
name = "http"
protocol = "http"
[[api.stage]]
name = "$default"
access_log = { path = "http.test.log", format = "json" }
"#;

/// `(route, upstream)`
fn upstreams(echo: SocketAddr, raw: SocketAddr, nobody: SocketAddr) -> [(&'static str, SocketAddr); 4] {
    [("echo", echo), ("short", echo), ("raw", raw), ("dead", nobody)]
}

fn http_api(echo: SocketAddr, raw: SocketAddr, nobody: SocketAddr) -> String {
    let route = |(name, upstream): (&str, SocketAddr)| {
        let timeout = if name == "short" { format!(", timeout = \"{SHORT_TIMEOUT}ms\"") } else { String::new() };
        format!(
            "[[api.route]]\nkey = \"ANY /{name}/{{proxy+}}\"\n\
             integration = {{ type = \"http_proxy\", uri = \"http://{upstream}/{{proxy}}\"{timeout} }}\n"
        )
    };
    upstreams(echo, raw, nobody).into_iter().map(route).collect()
}

fn rest_api(echo: SocketAddr, raw: SocketAddr, nobody: SocketAddr) -> String {
    let path = |(name, upstream): (&str, SocketAddr)| {
        let timeout = if name == "short" { SHORT_TIMEOUT.parse().unwrap() } else { 29_000 };
        let integration = serde_json::json!({
            "type": "http_proxy",
            "httpMethod": "ANY",
            "uri": format!("http://{upstream}/{{proxy}}"),
            "requestParameters": { "integration.request.path.proxy": "method.request.path.proxy" },
            "timeoutInMillis": timeout,
        });
        let parameter =
            serde_json::json!({ "name": "proxy", "in": "path", "required": true, "schema": { "type": "string" } });
        let method = serde_json::json!({ "parameters": [parameter], "x-amazon-apigateway-integration": integration });
        (format!("/{name}/{{proxy+}}"), serde_json::json!({ "x-amazon-apigateway-any-method": method }))
    };
    let upstreams = upstreams(echo, raw, nobody);
    let mut paths: serde_json::Map<String, serde_json::Value> = upstreams.into_iter().map(path).collect();
    paths.extend(mapped::paths(&upstreams, raw));
    paths.extend(passed::paths(&upstreams));
    let document = serde_json::json!({
        "openapi": "3.0.1",
        "info": { "title": "rest", "version": "1" },
        "x-amazon-apigateway-binary-media-types": [passed::BINARY],
        "paths": paths,
    });
    document.to_string()
}
