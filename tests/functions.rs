//! Functions of the node behind the gateway: runtimes of a few lines, in Python's standard library.

use crate::site::{NODE, Site, get};
use serde_json::json;
use tollgate_testkit::Node;

/// Asks for events; what it does with one is `code`.
const RUNTIME: &str = r#"
import http.client, json, os, sys
address = os.environ["AWS_LAMBDA_RUNTIME_API"]
runtime = http.client.HTTPConnection(address)
def call(method, path, body=None):
    runtime.request(method, "/2018-06-01/runtime/" + path, body)
    answer = runtime.getresponse()
    return answer.headers, answer.read()
import app
while True:
    headers, event = call("GET", "invocation/next")
    app.handle(call, headers["Lambda-Runtime-Aws-Request-Id"], json.loads(event))
"#;

/// A REST API at `/prod/{path+}` whose integration is the function, with these members more.
fn start(code: &str, transfer: &str, more: serde_json::Value) -> (Site, Node) {
    let site = Site::new(&format!(
        "{NODE}[[api]]\nname = \"rest\"\nprotocol = \"rest\"\ndefinition = \"rest.json\"\n[[api.stage]]\nname = \"prod\"\n\
         [[domain]]\nname = \"*\"\n[[domain.mapping]]\npath = \"\"\napi = \"rest\"\nstage = \"prod\"\n\
         [[function]]\nname = \"pets\"\ncommand = [\"python3\", \"bootstrap.py\"]\ndirectory = \"function\"\n\
         timeout = \"100s\"\n"
    ));
    let uri = format!(
        "arn:aws:apigateway:us-east-1:lambda:path/{transfer}",
        transfer = transfer.replace("{}", "arn:aws:lambda:us-east-1:123456789012:function:pets")
    );
    let mut integration = json!({ "type": "aws_proxy", "httpMethod": "POST", "uri": uri });
    integration.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let paths = json!({ "/{path+}": { "x-amazon-apigateway-any-method": {
        "parameters": [{ "name": "path", "in": "path", "required": true, "schema": { "type": "string" } }],
        "responses": {},
        "x-amazon-apigateway-integration": integration,
    } } });
    site.write(
        "rest.json",
        &json!({ "openapi": "3.0.1", "info": { "title": "t", "version": "1" }, "paths": paths }).to_string(),
    );
    site.write("function/bootstrap.py", RUNTIME);
    site.write("function/app.py", code);
    let node = site.start();
    (site, node)
}

const WHOLE: &str = "2015-03-31/functions/{}/invocations";
const STREAMED: &str = "2021-11-15/functions/{}/response-streaming-invocations";

fn answering(body: &str) -> String {
    format!(
        "import json\ndef handle(call, id, event):\n    call('POST', f'invocation/{{id}}/response', json.dumps({{'statusCode': 200, 'body': '{body}'}}))\n"
    )
}

#[test]
fn a_reload_after_a_handler_was_edited_serves_the_new_code() {
    let (site, node) = start(&answering("one"), WHOLE, json!({}));
    let address = node.listeners()[0];
    let ask = || get(address, "/pets").text();
    assert_eq!(ask(), "one", "{}", node.printed());
    let receipt = site.reload(&node);
    assert!(receipt.status == 0 && !receipt.out.contains("pets"), "{}{}", receipt.out, receipt.err);
    site.write("function/app.py", &answering("the other"));
    assert_eq!(ask(), "one", "a warm process is not touched before");
    let receipt = site.reload(&node);
    assert_eq!(receipt.status, 0, "{}", receipt.err);
    assert!(receipt.out.contains("function pets: its code changed"), "{}", receipt.out);
    assert_eq!(ask(), "the other");
}

/// response-transfer-mode-lambda: the payload's stream begins after the metadata and its delimiter; until then the
/// integration's timeout runs (response-transfer-mode: 50 ms to 15 min).
#[test]
fn a_stream_whose_head_does_not_come_in_time_is_a_timeout() {
    let code = r#"
import http.client, os, time
def handle(call, id, event):
    post = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    post.putrequest("POST", f"/2018-06-01/runtime/invocation/{id}/response")
    post.putheader("Lambda-Runtime-Function-Response-Mode", "streaming")
    post.putheader("Transfer-Encoding", "chunked")
    post.endheaders()
    post.send(b"3\r\n{\"s\r\n")
    time.sleep(1000)
"#;
    let more = json!({ "responseTransferMode": "STREAM", "timeoutInMillis": 2000 });
    let (_site, node) = start(code, STREAMED, more);
    let answer = get(node.listeners()[0], "/pets");
    assert_eq!((answer.status, answer.text().as_str()), (504, r#"{"message": "Endpoint request timed out"}"#));
}
