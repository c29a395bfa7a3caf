//! What the admin listener tells of requests that were refused or failed, by the id that their clients saw.

use crate::site::{NODE, Site, admin};
use serde_json::{Value, json};
use tollgate_testkit::{Answer, Client, Echo, Node};

/// A REST API whose routes end in each way: `/pets` at an upstream, `/dead` where nobody listens.
fn site(requests: usize, upstream: &Echo, dead: std::net::SocketAddr) -> Site {
    let configuration = NODE.replace("[admin]", &format!("[admin]\nrequests = {requests}"));
    let site = Site::new(&format!(
        "{configuration}[[api]]\nname = \"pets\"\nprotocol = \"rest\"\ndefinition = \"pets.json\"\n\
         [[api.stage]]\nname = \"prod\"\n"
    ));
    let to = |address: std::net::SocketAddr| {
        json!({ "get": { "x-amazon-apigateway-integration": {
        "type": "http_proxy", "httpMethod": "GET", "uri": format!("http://{address}/") } } })
    };
    let paths = json!({ "/pets": to(upstream.address()), "/dead": to(dead) });
    let definition = json!({ "openapi": "3.0.1", "info": { "title": "pets", "version": "1" }, "paths": paths });
    site.write("pets.json", &serde_json::to_string_pretty(&definition).unwrap());
    site
}

fn ask(node: &Node, target: &str, headers: &str) -> Answer {
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.request("GET", target, "pets.execute-api.test", headers).unwrap()
}

fn chain_of(node: &Node, answer: &Answer) -> Value {
    let page = admin(node, &format!("/requests/{}", answer.header("x-amzn-requestid").unwrap()));
    assert_eq!(page.status, 200, "{}", page.text());
    page.json()
}

fn words(chain: &Value) -> Vec<(&str, &str)> {
    let steps = chain["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    steps.iter().map(|step| (step["step"].as_str().unwrap(), step["what"].as_str().unwrap())).collect()
}

fn nobody() -> (socket2::Socket, std::net::SocketAddr) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, address)
}

#[test]
fn a_refused_request_tells_each_step_with_the_line_that_made_it_so() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let node = site(100, &echo, nobody).start();
    let refused = ask(&node, "/prod/nowhere?access_token=0123456789abcdefghij", "");
    let chain = chain_of(&node, &refused);
    assert_eq!(chain["status"], 403, "{chain:#}");
    assert_eq!(chain["path"], "/prod/nowhere", "{chain:#}");
    assert_eq!(chain["response_type"], "MISSING_AUTHENTICATION_TOKEN", "{chain:#}");
    let told = words(&chain);
    assert_eq!(told.first(), Some(&("stage", "pets/prod")), "{told:?}");
    assert!(told.contains(&("refused", "403 MISSING_AUTHENTICATION_TOKEN")), "{told:?}");
    let place = chain["steps"][0]["origin"].as_str().unwrap();
    assert!(place.contains("tollgate.toml:"), "{place}");
}

#[test]
fn a_failed_request_tells_where_it_was_to_go_and_why_it_did_not_get_there() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let node = site(100, &echo, nobody).start();
    let secret = "Bearer 0123456789abcdefghij";
    let failed = ask(&node, "/prod/dead?access_token=0123456789abcdefghij", &format!("Authorization: {secret}\r\n"));
    assert_eq!(failed.status, 504);
    let chain = chain_of(&node, &failed);
    let told = words(&chain);
    assert!(told.contains(&("route", "GET /dead")), "{told:?}");
    let refused =
        chain["steps"].as_array().and_then(|steps| steps.iter().find(|step| step["step"] == "refused")).unwrap();
    assert_eq!(refused["what"], "504 INTEGRATION_FAILURE", "{chain:#}");
    assert!(refused["facts"]["because"].as_str().is_some_and(|why| why.contains(&nobody.to_string())), "{chain:#}");
    assert!(told.iter().any(|(_, what)| what.contains("access_token=******")), "{told:?}");
    let whole = chain.to_string();
    assert!(!whole.contains("0123456789abcd"), "no secret is in it: {whole}");
}

/// The picture that an operator gets of it, by the id that the client saw.
#[test]
fn explain_shows_what_a_node_kept_of_a_request() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let site = site(100, &echo, nobody);
    let node = site.start();
    let admin = node.admin().unwrap().to_string();
    let explain = |id: &str, more: &[&str]| {
        let arguments = ["explain", "--config", "tollgate.toml", "--admin", &admin, "--request", id];
        site.say(&[&arguments[..], more].concat())
    };
    let failed = ask(&node, "/prod/dead?a=b", "");
    let id = failed.header("x-amzn-requestid").unwrap();
    let said = explain(id, &[]);
    assert_eq!((said.status, said.err.as_str()), (1, ""), "{}", said.out);
    assert!(said.out.starts_with("GET /prod/dead\n"), "{}", said.out);
    let line = |step: &str| said.out.lines().find(|line| line.contains(step)).unwrap_or_default();
    assert!(line("  ✓ route").contains("GET /dead") && line("  ✓ route").contains("pets.json:"), "{}", said.out);
    assert!(line("  ✗ refused").contains("504 INTEGRATION_FAILURE"), "{}", said.out);
    assert!(said.out.contains("  ✗ the client got 504\n"), "{}", said.out);

    let said = explain(failed.header("x-amz-apigw-id").unwrap(), &["--format", "json"]);
    let chain: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.status, &chain["request_id"]), (1, &json!(id)), "{chain:#}");
    assert_eq!(chain["response_type"], "INTEGRATION_FAILURE", "{chain:#}");

    let served = ask(&node, "/prod/pets", "");
    let said = explain(served.header("x-amzn-requestid").unwrap(), &[]);
    assert_eq!((said.status, said.out.as_str()), (2, ""), "{}", said.err);
    assert!(said.err.contains("the node has no chain of"), "{}", said.err);
}

/// What the head gate refuses has an id as well.
#[test]
fn a_malformed_request_is_found_too() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let node = site(100, &echo, nobody).start();
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.send("GET /prod/pets?x=1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").unwrap();
    let chain = chain_of(&node, &client.read_answer().unwrap());
    assert_eq!((&chain["status"], &chain["path"]), (&json!(400), &json!("/prod/pets")), "{chain:#}");
    assert_eq!(words(&chain), [("refused", "400 BAD_REQUEST")]);
}

#[test]
fn what_is_kept_is_bounded_and_only_of_what_failed() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let node = site(1, &echo, nobody).start();
    let served = ask(&node, "/prod/pets", "");
    assert_eq!(served.status, 200);
    let (first, second) = (ask(&node, "/prod/first", ""), ask(&node, "/prod/second", ""));
    let status =
        |answer: &Answer| admin(&node, &format!("/requests/{}", answer.header("x-amzn-requestid").unwrap())).status;
    assert_eq!([status(&served), status(&first), status(&second)], [404, 404, 200]);
    assert_eq!(admin(&node, "/requests/").status, 404);
}

/// Cross-site request forgery: a page in the operator's browser could otherwise reload the node.
#[test]
fn the_admin_listener_takes_no_post_from_a_web_page() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let site = site(1, &echo, nobody);
    let node = site.start();
    let post = |headers: &str| {
        let mut client = Client::connect(node.admin().unwrap()).unwrap();
        client.request("POST", "/reload", "localhost", &format!("Content-Length: 0\r\n{headers}")).unwrap().status
    };
    assert_eq!(post("Origin: https://evil.example\r\n"), 403);
    assert_eq!(post("Origin: null\r\n"), 403);
    assert_eq!(post(""), 200);
}

#[test]
fn the_admin_listener_has_256_places() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let node = site(1, &echo, nobody).start();
    let address = node.admin().unwrap();
    let mut open: Vec<Client> = (0..256).map(|_| Client::connect(address).unwrap()).collect();
    let mut beyond = Client::connect(address).unwrap();
    assert!(beyond.is_closed(), "there is no place for it");
    assert_eq!(open[255].get("/healthz", "localhost").unwrap().status, 200, "the last that has one is served");
    drop(open);
    crate::site::eventually("a place is free again", || {
        Client::connect(address)
            .and_then(|mut client| client.get("/healthz", "localhost"))
            .is_ok_and(|a| a.status == 200)
    });
}

#[test]
fn none_are_kept_where_none_are_wanted() {
    let (echo, (_dead, nobody)) = (Echo::start("echo").unwrap(), nobody());
    let node = site(0, &echo, nobody).start();
    let refused = ask(&node, "/prod/nowhere", "");
    let page = admin(&node, &format!("/requests/{}", refused.header("x-amzn-requestid").unwrap()));
    assert_eq!(page.status, 404);
}
