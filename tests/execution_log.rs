//! Execution logs of a running node: its stage's own file, in Amazon's words and order.

use crate::site::{NODE, Site, eventually};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tollgate_testkit::{Answer, Client, Echo, Node};

fn stage(settings: &str) -> String {
    format!(
        "{NODE}[[api]]\nname = \"pets\"\nprotocol = \"rest\"\ndefinition = \"pets.json\"\n[[api.stage]]\nname = \"prod\"\n\
         execution_log = {{ path = \"execution.log\", format = \"json\" }}\n{settings}\n"
    )
}

/// `POST /pets` is mapped by a template to an upstream, behind a validator; `GET /plain` is streamed to it.
fn site(settings: &str, upstream: SocketAddr) -> Site {
    let site = Site::new(&stage(settings));
    let mapped = json!({
        "type": "http", "httpMethod": "POST", "uri": format!("http://{upstream}/in"),
        "requestTemplates": { "application/json": "{\"name\": $input.json('$.name')}" },
        "responses": { "default": { "statusCode": "201", "responseTemplates": { "application/json": "{\"done\": true}" } } },
    });
    let plain = json!({ "type": "http_proxy", "httpMethod": "GET", "uri": format!("http://{upstream}/plain") });
    let definition = json!({
        "openapi": "3.0.1", "info": { "title": "pets", "version": "1" },
        "x-amazon-apigateway-request-validators": { "params": { "validateRequestParameters": true, "validateRequestBody": false } },
        "paths": {
            "/pets": { "post": {
                "x-amazon-apigateway-request-validator": "params",
                "parameters": [{ "name": "kind", "in": "query", "required": true, "schema": { "type": "string" } }],
                "responses": { "201": { "description": "made" } },
                "x-amazon-apigateway-integration": mapped,
            } },
            "/plain": { "get": { "responses": { "200": { "description": "ok" } }, "x-amazon-apigateway-integration": plain } },
        },
    });
    site.write("pets.json", &serde_json::to_string_pretty(&definition).unwrap());
    site
}

fn ask(node: &Node, method: &str, target: &str, rest: &str) -> Answer {
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.send(format!("{method} {target} HTTP/1.1\r\nHost: pets.execute-api.test\r\n{rest}")).unwrap();
    client.read_answer().unwrap()
}

/// The messages of this answer's request, without its id, once its last is written.
fn told(site: &Site, answer: &Answer) -> Vec<String> {
    let prefix = format!("({}) ", answer.header("x-amzn-requestid").unwrap());
    let last = format!("Method completed with status: {}", answer.status);
    let mut messages = Vec::new();
    eventually("the request's last message is written", || {
        let text = std::fs::read_to_string(site.path("execution.log")).unwrap_or_default();
        let events = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let events: Vec<Value> = events.collect();
        assert!(events.iter().all(|event| event["logGroup"] == "API-Gateway-Execution-Logs_pets/prod"), "{text}");
        let texts = events.iter().filter_map(|event| event["message"].as_str()?.strip_prefix(&prefix));
        messages = texts.map(str::to_owned).collect();
        messages.last() == Some(&last)
    });
    messages
}

/// What stands before the colon, or before the address, of each message.
fn labels(messages: &[String]) -> Vec<&str> {
    messages
        .iter()
        .map(|message| message.split(": ").next().and_then(|label| label.split(" http:").next()).unwrap())
        .collect()
}

const POST: &str = "Content-Type: application/json\r\nAuthorization: Bearer 0123456789abcdef\r\nContent-Length: 15\r\n\r\n{\"name\": \"Rex\"}";

#[test]
fn a_mapped_request_is_told_from_its_parameters_to_its_status() {
    let echo = Echo::start("echo").unwrap();
    let site = site("logging_level = \"info\"\ndata_trace = true", echo.address());
    let node = site.start();
    let answer = ask(&node, "POST", "/prod/pets?kind=dog", POST);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let messages = told(&site, &answer);
    assert_eq!(
        labels(&messages),
        [
            "Extended Request Id",
            "Verifying Usage Plan for request",
            "API Key  authorized because method 'POST /pets' does not require API Key. Request will not contribute to throttle or quota limits",
            "Usage Plan check succeeded for API Key  and API Stage pets/prod",
            "Starting execution for request",
            "HTTP Method",
            "Method request path",
            "Method request query string",
            "Method request headers",
            "Method request body before transformations",
            "Endpoint request URI",
            "Endpoint request headers",
            "Endpoint request body after transformations",
            "Sending request to",
            "Received response. Status",
            "Endpoint response headers",
            "Endpoint response body before transformations",
            "Method response body after transformations",
            "Method response headers",
            "Successfully completed execution",
            "Method completed with status",
        ]
    );
    for told in [
        "HTTP Method: POST, Resource Path: /prod/pets",
        "Method request query string: {kind=dog}",
        "Endpoint request body after transformations: {\"name\": \"Rex\"}",
        "Method response body after transformations: {\"done\": true}",
    ] {
        assert!(messages.iter().any(|message| message == told), "{told}\n{messages:#?}");
    }
    assert!(!messages.iter().any(|message| message.contains("0123456789")), "{messages:#?}");
    assert!(messages.iter().any(|message| message.contains("Authorization=******abcdef")), "{messages:#?}");
}

#[test]
fn a_streamed_request_is_told_without_its_bodies() {
    let echo = Echo::start("echo").unwrap();
    let site = site("logging_level = \"info\"\ndata_trace = true", echo.address());
    let node = site.start();
    let messages = told(&site, &ask(&node, "GET", "/prod/plain", "\r\n"));
    let uri = format!("Endpoint request URI: http://{}/plain", echo.address());
    assert!(messages.contains(&uri), "{messages:#?}");
    let of_answer = labels(&messages);
    assert!(of_answer.contains(&"Received response. Status") && of_answer.contains(&"Method response headers"));
    assert!(!messages.iter().any(|message| message.contains("body")), "{messages:#?}");
}

/// 4xx by validation, 5xx by a target that is not there; a request that goes well says nothing at this level.
#[test]
fn errors_only_are_what_failed() {
    let echo = Echo::start("echo").unwrap();
    let of_echo = site("logging_level = \"error\"", echo.address());
    let node = of_echo.start();
    assert_eq!(ask(&node, "GET", "/prod/plain", "\r\n").status, 200);
    let invalid = ask(&node, "POST", "/prod/pets", POST);
    assert_eq!(invalid.status, 400);
    let prefix = format!("({}) ", invalid.header("x-amzn-requestid").unwrap());
    let expected = [
        format!("{prefix}Missing required request parameters: [kind]"),
        format!("{prefix}Gateway response type: DEFAULT_4XX with status code: 400"),
    ];
    eventually("what failed is told, and nothing else", || written(&of_echo) == expected);
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let of_nobody = site("logging_level = \"error\"", gone);
    let node = of_nobody.start();
    assert_eq!(ask(&node, "GET", "/prod/plain", "\r\n").status, 504);
    eventually("the network error is told", || {
        let messages = written(&of_nobody);
        messages.len() == 2
            && messages[0].contains("Execution failed due to a network error communicating with endpoint")
            && messages[1].ends_with("Gateway response type: DEFAULT_5XX with status code: 504")
    });
}

fn written(site: &Site) -> Vec<String> {
    let text = std::fs::read_to_string(site.path("execution.log")).unwrap_or_default();
    let events = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    events.filter_map(|event| Some(event["message"].as_str()?.to_owned())).collect()
}

#[test]
fn a_method_says_otherwise_than_its_stage() {
    let echo = Echo::start("echo").unwrap();
    let settings = "logging_level = \"info\"\n[[api.stage.method]]\nkey = \"GET /plain\"\nlogging_level = \"off\"";
    let site = site(settings, echo.address());
    let node = site.start();
    let quiet = ask(&node, "GET", "/prod/plain", "\r\n");
    let loud = ask(&node, "POST", "/prod/pets?kind=cat", POST);
    let messages = told(&site, &loud);
    assert_eq!(messages.len(), 8, "{messages:#?}");
    let quiet = quiet.header("x-amzn-requestid").unwrap().to_owned();
    assert!(!written(&site).iter().any(|message| message.contains(&quiet)));
}
