//! Functions that run elsewhere: Lambda's Invoke API, asked in Amazon's words, answered whole and as a stream.

use crate::site::{EVERY_HOST, NODE, Site};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use tollgate_testkit::{Client, Node};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:orders:live";

/// What the Invoke API was asked.
struct Asked {
    line: String,
    headers: Vec<String>,
    event: Value,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|header| {
            let (known, value) = header.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// An Invoke API that gives each connection one answer.
struct Lambda {
    address: SocketAddr,
    asked: Receiver<Asked>,
}

impl Lambda {
    /// `answer` writes what is to be said to the request.
    fn start(mut answer: impl FnMut(&mut TcpStream) + Send + 'static) -> Lambda {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, asked) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                // Whoever listened may have what it wanted.
                if tell.send(read(&stream)).is_err() {
                    return;
                }
                answer(&mut stream);
            }
        });
        Lambda { address, asked }
    }

    fn of(answer: String) -> Lambda {
        Lambda::start(move |stream| stream.write_all(answer.as_bytes()).unwrap())
    }

    /// One answer after the other; of an empty one, the end of the connection.
    fn script(answers: Vec<Vec<u8>>) -> Lambda {
        let mut answers = answers.into_iter();
        Lambda::start(move |stream| stream.write_all(&answers.next().expect("no call too many")).unwrap())
    }
}

fn read(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers = lines.split_off(1);
    let mut asked = Asked { line: lines.remove(0), headers, event: Value::Null };
    let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    asked.event = serde_json::from_slice(&body).unwrap_or_default();
    asked
}

fn answer(status: &str, headers: &str, body: &Value) -> String {
    let body = body.to_string();
    format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn start(lambda: &Lambda, more: &Value) -> (Site, Node) {
    let path = match more["responseTransferMode"] == "STREAM" {
        true => "2021-11-15/functions/{}/response-streaming-invocations",
        false => "2015-03-31/functions/{}/invocations",
    };
    let uri = format!("arn:aws:apigateway:us-east-1:lambda:path/{}", path.replace("{}", ARN));
    let mut integration = json!({ "type": "aws_proxy", "httpMethod": "POST", "uri": uri });
    integration.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let method =
        json!({ "responses": { "200": { "description": "" } }, "x-amazon-apigateway-integration": integration });
    let definition = json!({
        "openapi": "3.0.1",
        "info": { "title": "t", "version": "1" },
        "paths": { "/orders": { "post": method } },
    });
    let site = Site::new(&format!(
        "{NODE}{}[[function]]\nname = \"orders\"\nendpoint = \"http://{}\"\n[[api]]\nname = \"edge\"\nprotocol = \"rest\"\n\
         definition = \"edge.json\"\n[[api.stage]]\nname = \"prod\"\n",
        EVERY_HOST.replace("$default", "prod"),
        lambda.address
    ));
    site.write("edge.json", &definition.to_string());
    let node = site.start();
    (site, node)
}

fn post(node: &Node) -> Client {
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.send("POST /orders HTTP/1.1\r\nHost: edge.test\r\nContent-Length: 2\r\n\r\nhi").unwrap();
    client
}

/// Lambda API, Invoke; set-up-lambda-proxy-integrations.
#[test]
fn a_remote_function_is_invoked_as_lambda_is() {
    let ok = json!({ "statusCode": 201, "headers": { "x-from": "lambda" }, "body": "done" });
    let failed = json!({ "errorMessage": "as asked", "errorType": "E" });
    let throttled = json!({ "Type": "User", "message": "Rate Exceeded." });
    for (said, status, body) in [
        (answer("200 OK", "X-Amz-Executed-Version: 3\r\n", &ok), 201, "done"),
        (
            answer("200 OK", "X-Amz-Function-Error: Unhandled\r\n", &failed),
            502,
            r#"{"message": "Internal server error"}"#,
        ),
        (answer("429 Too Many Requests", "", &throttled), 500, r#"{"message": "Internal server error"}"#),
    ] {
        let lambda = Lambda::of(said);
        let (_site, node) = start(&lambda, &json!({}));
        let answered = post(&node).read_answer().unwrap();
        assert_eq!((answered.status, answered.text().as_str()), (status, body));
        let asked = lambda.asked.recv().unwrap();
        let encoded = ARN.replace(':', "%3A");
        assert_eq!(asked.line, format!("POST /2015-03-31/functions/{encoded}/invocations HTTP/1.1"));
        assert_eq!(asked.header("x-amz-invocation-type"), Some("RequestResponse"));
        assert_eq!((&asked.event["body"], &asked.event["resource"]), (&json!("hi"), &json!("/orders")));
    }
}

/// feature-retry-behavior: what the Invoke API says is passing is asked again, also where nobody signs. What the function itself
/// did is told with 200, and never repeated; nor is a call that no answer came to: "API Gateway does not retry any Lambda
/// invocations" (Lambda developer guide, services-apigateway-errors).
#[test]
fn what_lambda_cannot_do_now_is_asked_again_and_what_a_function_did_is_not() {
    let said = |status: &str, headers: &str, body: Value| answer(status, headers, &body).into_bytes();
    let ok = || said("200 OK", "", json!({ "statusCode": 201 }));
    let busy = || said("429 Too Many Requests", "", json!({ "Type": "User", "message": "Rate Exceeded." }));
    let broken = || said("500 Internal Server Error", "", json!({ "message": "ServiceException" }));
    let missing =
        || said("404 Not Found", "X-Amzn-ErrorType: ResourceNotFoundException\r\n", json!({ "Message": "no" }));
    let failed = || said("200 OK", "X-Amz-Function-Error: Unhandled\r\n", json!({ "errorMessage": "no" }));
    for (script, status) in [
        (vec![busy(), ok()], 201),
        (vec![broken(), said("503 Service Unavailable", "", json!({})), ok()], 201),
        (vec![busy(), busy(), busy()], 500),
        (vec![said("502 Bad Gateway", "", json!({})), broken(), said("504 Gateway Timeout", "", json!({}))], 502),
        (vec![missing()], 500),
        (vec![failed()], 502),
        (vec![Vec::new()], 504),
    ] {
        let calls = script.len();
        let lambda = Lambda::script(script);
        let (_site, node) = start(&lambda, &json!({}));
        assert_eq!(post(&node).read_answer().unwrap().status, status, "{}", node.printed());
        assert_eq!(lambda.asked.try_iter().count(), calls, "{status}");
    }
}

/// response-transfer-mode-lambda: whatever is no stream is no answer of the function's, and never the caller's.
#[test]
fn what_is_no_stream_is_refused_whole() {
    let internal = r#"{"message": "Internal server error"}"#;
    let events = "Content-Type: application/vnd.amazon.eventstream\r\n";
    let head = format!("HTTP/1.1 200 OK\r\n{events}Connection: close\r\n\r\n");
    let stream = |frames: &[Vec<u8>]| [head.as_bytes().to_vec(), frames.concat()].concat();
    let busy = || answer("429 Too Many Requests", "", &json!({ "message": "Rate Exceeded." })).into_bytes();
    let good = [br#"{"statusCode":203}"#.as_slice(), &[0; 8], b"one"].concat();
    let mut torn = frame("PayloadChunk", &good);
    *torn.last_mut().unwrap() ^= 1;
    let whole = || stream(&[frame("PayloadChunk", &good), frame("InvokeComplete", b"{}")]);
    for (what, script, status, body) in [
        ("throttled, then not", vec![busy(), whole()], 203, "one"),
        ("throttled", vec![busy(), busy(), busy()], 500, internal),
        ("denied", vec![answer("403 Forbidden", "", &json!({ "Message": "no" })).into_bytes()], 500, internal),
        ("elsewhere", vec![answer("307 Elsewhere", "Location: /x\r\n", &json!({})).into_bytes()], 500, internal),
        (
            "an answer in one piece",
            vec![answer("200 OK", "", &json!({ "statusCode": 200 })).into_bytes()],
            500,
            internal,
        ),
        ("a prelude without end", vec![stream(&[frame("PayloadChunk", &[b' '; 20_000])])], 500, internal),
        (
            "a prelude that is none",
            vec![stream(&[frame("PayloadChunk", &[b"nonsense".as_slice(), &[0; 8]].concat())])],
            500,
            internal,
        ),
        ("an end before the prelude", vec![stream(&[frame("InvokeComplete", b"{}")])], 500, internal),
        (
            "a function that fails first",
            vec![stream(&[frame("InvokeComplete", br#"{"ErrorCode":"Unhandled","ErrorDetails":"{}"}"#)])],
            500,
            internal,
        ),
        ("no frames", vec![stream(&[b"nonsense, and more of it".to_vec()])], 500, internal),
        ("a frame that is torn", vec![stream(&[torn.clone()])], 500, internal),
        ("a frame of two gigabytes", vec![stream(&[vec![0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]])], 500, internal),
        ("half a frame", vec![stream(&[frame("PayloadChunk", &good)[..20].to_vec()])], 500, internal),
        ("nothing", vec![stream(&[])], 500, internal),
    ] {
        let calls = script.len();
        let lambda = Lambda::script(script);
        let (_site, node) = start(&lambda, &json!({ "responseTransferMode": "STREAM" }));
        let answered = post(&node).read_answer().unwrap();
        assert_eq!((answered.status, answered.text().as_str()), (status, body), "{what}: {}", node.printed());
        assert_eq!(lambda.asked.try_iter().count(), calls, "{what}");
        assert_eq!(answered.header("location"), None, "{what}");
    }
}

/// The integration's timeout runs to the head of an answer that is streamed; a client that leaves is not waited for.
#[test]
fn a_stream_that_does_not_begin_is_late() {
    let lambda = Lambda::start(|stream| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&frame("PayloadChunk", br#"{"statusCode":"#)).unwrap();
        // Until the other side has had enough.
        let _ = stream.read(&mut [0; 1]);
    });
    let (_site, node) = start(&lambda, &json!({ "responseTransferMode": "STREAM", "timeoutInMillis": 300 }));
    let late = post(&node).read_answer().unwrap();
    assert_eq!((late.status, late.text().as_str()), (504, r#"{"message": "Endpoint request timed out"}"#));
}

/// Lambda quotas: 6 MB for a synchronous request and answer. They are Lambda's to hold: of a gateway the bound is 10 MB.
#[test]
fn payloads_that_are_too_large_for_lambda_are_lambdas_to_refuse() {
    const SIX_MB: usize = 6 * 1024 * 1024;
    let too_large = json!({ "Type": "User", "message": "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)" });
    let (refused, large) = (answer("413 Request Entity Too Large", "", &too_large), "x".repeat(SIX_MB + 1));
    let lambda =
        Lambda::script(vec![refused.into_bytes(), answer("200 OK", "", &json!({ "body": large })).into_bytes()]);
    let (_site, node) = start(&lambda, &json!({}));
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    let head = format!("POST /orders HTTP/1.1\r\nHost: edge.test\r\nContent-Length: {}\r\n\r\n", large.len());
    client.send(head).unwrap();
    client.send(&large).unwrap();
    let refused = client.read_answer().unwrap();
    assert_eq!((refused.status, refused.text().as_str()), (413, r#"{"message":"Request Too Long"}"#));
    let answered = post(&node).read_answer().unwrap();
    assert_eq!((answered.status, answered.body.len()), (200, SIX_MB + 1));
}

/// set-up-lambda-integration-async: "Event" is answered by Lambda alone, 202 and nothing.
#[test]
fn an_asynchronous_invocation_is_asked_for_by_a_mapped_header() {
    let lambda = Lambda::of("HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_owned());
    let more = json!({
        "type": "aws",
        "requestParameters": { "integration.request.header.X-Amz-Invocation-Type": "'Event'" },
        "requestTemplates": { "application/json": "{\"order\": 1}" },
        "responses": { "default": { "statusCode": "200" } },
    });
    let (_site, node) = start(&lambda, &more);
    assert_eq!(post(&node).read_answer().unwrap().status, 200);
    let asked = lambda.asked.recv().unwrap();
    assert_eq!(asked.header("x-amz-invocation-type"), Some("Event"));
    assert_eq!(asked.event, json!({ "order": 1 }));
}

/// One frame of `application/vnd.amazon.eventstream`.
fn frame(event: &str, payload: &[u8]) -> Vec<u8> {
    let mut headers = Vec::new();
    for (name, value) in [(":message-type", "event"), (":event-type", event)] {
        headers.push(u8::try_from(name.len()).unwrap());
        headers.extend_from_slice(name.as_bytes());
        // A string.
        headers.push(7);
        headers.extend_from_slice(&u16::try_from(value.len()).unwrap().to_be_bytes());
        headers.extend_from_slice(value.as_bytes());
    }
    let length = |bytes: usize| u32::try_from(bytes).unwrap().to_be_bytes();
    let mut frame = [length(headers.len() + payload.len() + 16), length(headers.len())].concat();
    frame.extend(crc(&frame));
    frame.extend(headers);
    frame.extend_from_slice(payload);
    frame.extend(crc(&frame));
    frame
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum().to_be_bytes()
}

fn streaming(end: &'static [u8]) -> (Lambda, Sender<()>) {
    let (go_on, gate) = channel();
    let lambda = Lambda::start(move |stream| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\nConnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let prelude = [br#"{"statusCode":203,"headers":{"x-from":"stream"}}"#.as_slice(), &[0; 8], b"one"].concat();
        stream.write_all(&frame("PayloadChunk", &prelude)).unwrap();
        // Only when the client has that may the rest come.
        gate.recv().unwrap();
        stream.write_all(&frame("PayloadChunk", b"two")).unwrap();
        stream.write_all(&frame("InvokeComplete", end)).unwrap();
    });
    (lambda, go_on)
}

/// Lambda API, InvokeWithResponseStream; response-transfer-mode-lambda.
#[test]
fn a_streamed_answer_is_passed_on_as_it_comes() {
    let (lambda, go_on) = streaming(b"{}");
    let (_site, node) = start(&lambda, &json!({ "responseTransferMode": "STREAM" }));
    let mut client = post(&node);
    let head = client.read_head().unwrap();
    assert_eq!((head.status, head.header("x-from")), (203, Some("stream")));
    assert_eq!(client.read_chunk().unwrap(), b"one");
    let asked = lambda.asked.recv().unwrap();
    let path = format!("/2021-11-15/functions/{}/response-streaming-invocations", ARN.replace(':', "%3A"));
    assert_eq!(asked.line, format!("POST {path} HTTP/1.1"));
    go_on.send(()).unwrap();
    assert_eq!(client.read_chunk().unwrap(), b"two");
    assert_eq!(client.read_chunk().unwrap(), b"");
}

/// A client must be able to tell half an answer from a whole one (RFC 9112 section 8).
#[test]
fn a_streamed_answer_that_fails_is_broken_off() {
    let (lambda, go_on) = streaming(br#"{"ErrorCode":"Unhandled","ErrorDetails":"{}"}"#);
    let (_site, node) = start(&lambda, &json!({ "responseTransferMode": "STREAM" }));
    let mut client = post(&node);
    client.read_head().unwrap();
    go_on.send(()).unwrap();
    let rest = client.read_to_end().unwrap();
    assert!(!rest.ends_with(b"0\r\n\r\n"), "{}", String::from_utf8_lossy(&rest));
}
