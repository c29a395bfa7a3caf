//! Calls that do not go well, and credentials that must be fetched: against a service that says what a test tells it to.

use super::moto::send;
use crate::forward::scripted::{Scripted, Wire};
use crate::site::{NODE, Site};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tollgate_testkit::{Answer, Node};

const ROLE: &str = "arn:aws:iam::123456789012:role/orders";
const KEYS: &str = "{ access_key = \"AKIDEXAMPLE\", secret = \"secret\" }";

/// `POST /prod/` calls a service at this address; what it answers selects 200, 422 or 502.
pub(super) fn site(service: &Scripted, source: &str) -> Site {
    let site = Site::new(&format!(
        "{NODE}[[api]]\nname = \"shop\"\nprotocol = \"rest\"\ndefinition = \"shop.json\"\n[[api.stage]]\nname = \"prod\"\n\
         [aws.endpoint]\n\"*\" = \"http://{}\"\n[[aws.role]]\narn = \"{ROLE}\"\nsource = {source}\n",
        service.address()
    ));
    let integration = json!({
        "type": "aws", "httpMethod": "POST", "credentials": ROLE, "uri": "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem",
        "responses": { "default": { "statusCode": "200" }, "4\\d{2}": { "statusCode": "422" }, "5\\d{2}": { "statusCode": "502" } },
    });
    let responses = json!({ "200": { "description": "" }, "422": { "description": "" }, "502": { "description": "" } });
    let definition = json!({
        "openapi": "3.0.1", "info": { "title": "shop", "version": "1" },
        "paths": { "/": { "post": { "responses": responses, "x-amazon-apigateway-integration": integration } } },
    });
    site.write("shop.json", &definition.to_string());
    site
}

pub(super) fn ask(node: &Node) -> Answer {
    let headers = "Host: shop.execute-api.test\r\nContent-Type: application/json\r\n";
    send(node.listeners()[0], "POST", "/prod/", headers, "{\"id\": 7}")
}

/// Takes a whole request; `None` when there is no other.
pub(super) fn request(wire: &mut Wire) -> Option<String> {
    let head = wire.read_head()?;
    let mut sent = [0; 9];
    std::io::Read::read_exact(&mut wire.stream, &mut sent).unwrap();
    assert_eq!(&sent, b"{\"id\": 7}");
    Some(head)
}

/// Takes a whole request, and answers it; the connection is not used again.
fn answer(wire: &mut Wire, status: &str, body: &str) -> String {
    let head = request(wire).unwrap();
    let length = body.len();
    wire.say(&format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"));
    head
}

pub(super) fn field(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
    Some(line.split_once(':').unwrap().1.trim().to_owned())
}

/// feature-retry-behavior: three attempts for what is transient or throttled; the method is POST each time.
#[test]
fn what_a_service_cannot_answer_now_is_asked_again() {
    let throttled = "{\"__type\": \"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException\"}";
    let denied = "{\"__type\": \"com.amazon.coral.service#AccessDeniedException\"}";
    let rows: [(&[(&str, &str)], u16); 6] = [
        (&[("200 OK", "{}")], 200),
        (&[("503 Slow Down", ""), ("200 OK", "{}")], 200),
        (&[("429 Too Many Requests", ""), ("400 Bad Request", throttled), ("200 OK", "{}")], 200),
        (&[("400 Bad Request", throttled), ("400 Bad Request", throttled), ("400 Bad Request", throttled)], 422),
        (&[("500 Internal Server Error", ""), ("502 Bad Gateway", ""), ("500 Internal Server Error", "")], 502),
        (&[("400 Bad Request", denied)], 422),
    ];
    for ((script, status), is_signed) in rows.into_iter().flat_map(|row| [(row, true), (row, false)]) {
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (seen, answers) = (heads.clone(), script.to_vec());
        let service = Scripted::start(move |mut wire| {
            let (status, body) = answers[wire.number as usize - 1];
            let head = answer(&mut wire, status, body);
            seen.lock().unwrap().push(head);
        });
        let site = site(&service, KEYS);
        if !is_signed {
            let shop = std::fs::read_to_string(site.path("shop.json")).unwrap();
            site.write("shop.json", &shop.replace(&format!("\"credentials\":\"{ROLE}\","), ""));
        }
        let node = site.start();
        assert_eq!(ask(&node).status, status, "{script:?}\n{}", node.printed());
        assert_eq!(service.accepted(), script.len() as u64, "{script:?}");
        for head in heads.lock().unwrap().iter() {
            let signed = field(head, "authorization");
            assert_eq!(signed.is_some(), is_signed);
            let Some(signed) = signed else { continue };
            assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{signed}");
            assert!(signed.contains("/us-east-1/dynamodb/aws4_request"), "{signed}");
            assert_eq!(field(head, "x-amz-target").as_deref(), Some("DynamoDB_20120810.PutItem"));
            assert_eq!(field(head, "x-amz-content-sha256").map(|digest| digest.len()), Some(64));
        }
    }
}

/// Lambda developer guide, services-apigateway-errors: "API Gateway does not retry any Lambda invocations." Nobody knows what
/// became of a call that no answer came to; what may be done twice (RFC 9110 section 9.2.2) is done again.
#[test]
fn a_call_that_no_answer_came_to_is_sent_again_only_if_that_changes_nothing() {
    for (method, status, calls) in [("POST", 504, 1), ("PUT", 200, 2)] {
        let service = Scripted::start(|mut wire| match wire.number {
            1 => drop(request(&mut wire)),
            _ => drop(answer(&mut wire, "200 OK", "{}")),
        });
        let site = site(&service, KEYS);
        let shop = std::fs::read_to_string(site.path("shop.json")).unwrap();
        site.write("shop.json", &shop.replace("\"httpMethod\":\"POST\"", &format!("\"httpMethod\":\"{method}\"")));
        let node = site.start();
        assert_eq!(ask(&node).status, status, "{method}: {}", node.printed());
        assert_eq!(service.accepted(), calls, "{method}");
    }
}

/// A service that cannot be reached was not asked.
#[test]
fn a_service_that_cannot_be_reached_is_tried_again() {
    let (_nobody, dead) = crate::scenarios::nobody();
    let service = Scripted::start(|_| panic!("was called"));
    let site = site(&service, KEYS);
    let text = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    site.write("tollgate.toml", &text.replace(&service.address().to_string(), &dead));
    let node = site.start();
    let failed = ask(&node);
    assert_eq!(
        (failed.status, failed.text().as_str()),
        (504, "{\"message\": \"Network error communicating with endpoint\"}")
    );
    assert_eq!(service.accepted(), 0);
}

/// A kept connection that is dead was closed while it was idle: the call is made anew, whatever its method.
#[test]
fn a_kept_connection_that_is_dead_is_not_the_end_of_a_call() {
    let service = Scripted::start(|mut wire| {
        request(&mut wire);
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        // It goes on as if it would take another.
        if wire.number == 1 {
            wire.read_head();
        }
    });
    let site = site(&service, KEYS);
    let text = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    site.write("tollgate.toml", &text.replace("threads = 2", "threads = 1"));
    let node = site.start();
    assert_eq!((ask(&node).status, ask(&node).status), (200, 200), "{}", node.printed());
    assert_eq!(service.accepted(), 2);
}

/// One connection for call after call, of HTTP/1.1 and HTTP/2 clients.
#[test]
fn connections_to_a_service_are_kept() {
    let service = Scripted::start(|mut wire| {
        while request(&mut wire).is_some() {
            wire.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        }
    });
    let site = site(&service, KEYS);
    let text = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    site.write("tollgate.toml", &text.replace("threads = 2", "threads = 1"));
    let node = site.start();
    assert!((0..20).all(|_| ask(&node).status == 200), "{}", node.printed());
    assert_eq!(service.accepted(), 1);
}

/// The chain's container provider (AWS SDKs and tools reference, feature-container-credentials).
#[test]
fn credentials_of_a_container_are_fetched_once_and_again_before_they_end() {
    let (seen, heads) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let told = seen.clone();
    let container = Scripted::start(move |mut wire| {
        while let Some(head) = wire.read_head() {
            told.lock().unwrap().push(head);
            let number = told.lock().unwrap().len();
            // The first end in a minute: they serve, and others are fetched at once.
            let expiration = if number == 1 { in_seconds(60) } else { in_seconds(6 * 3600) };
            let body = json!({
                "AccessKeyId": format!("AKID{number}"), "SecretAccessKey": "secret", "Token": format!("token{number}"),
                "Expiration": expiration,
            })
            .to_string();
            let length = body.len();
            wire.say(&format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            ));
        }
    });
    let signed = heads.clone();
    let service = Scripted::start(move |mut wire| {
        let head = answer(&mut wire, "200 OK", "{}");
        signed.lock().unwrap().push(head);
    });
    let site = site(&service, "\"chain\"");
    let uri = format!("http://{}/credentials", container.address());
    let node = site.start_in(&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", &uri), ("AWS_EC2_METADATA_DISABLED", "true")]);
    assert_eq!(seen.lock().unwrap().len(), 0, "nothing is fetched before something is signed");
    for _ in 0..10 {
        assert_eq!(ask(&node).status, 200, "{}", node.printed());
    }
    crate::site::eventually("calls are signed with the second credentials", || {
        ask(&node);
        heads
            .lock()
            .unwrap()
            .last()
            .is_some_and(|head| field(head, "x-amz-security-token").as_deref() == Some("token2"))
    });
    let tokens: BTreeSet<_> =
        heads.lock().unwrap().iter().filter_map(|head| field(head, "x-amz-security-token")).collect();
    assert_eq!(tokens, BTreeSet::from(["token1".to_owned(), "token2".to_owned()]));
    assert_eq!(seen.lock().unwrap().len(), 2);
}

/// As Amazon writes times, so many seconds from now.
pub(super) fn in_seconds(seconds: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() + seconds;
    let (days, time) = (now / 86_400, now % 86_400);
    let (mut year, mut day) = (1970, days);
    let length = |year: u64| {
        if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) { 366 } else { 365 }
    };
    while day >= length(year) {
        day -= length(year);
        year += 1;
    }
    let months = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while day >= months[month] {
        day -= months[month];
        month += 1;
    }
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", month + 1, day + 1)
}

#[test]
fn without_credentials_nothing_is_sent_and_the_log_says_why() {
    let service = Scripted::start(|_| panic!("was called"));
    let site = site(&service, "\"chain\"");
    let node = site.start_in(&[("AWS_EC2_METADATA_DISABLED", "true")]);
    let answer = ask(&node);
    assert_eq!((answer.status, answer.text().as_str()), (500, "{\"message\": \"Internal server error\"}"));
    assert!(node.wait_for_line("no credentials").is_some());
    assert_eq!(service.accepted(), 0);
}
