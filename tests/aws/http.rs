//! HTTP APIs: first-class integrations, one route for each subtype (http-api-develop-integrations-aws-services-reference).

use super::moto::{ACCOUNT, Moto, REGION, send};
use crate::forward::scripted::Scripted;
use crate::site::{NODE, Site};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::mpsc;
use tollgate_testkit::{Answer, Node};

const ROLE: &str = "arn:aws:iam::123456789012:role/apigateway-sqs";

/// Key, subtype and parameters.
type Route<'r> = (&'r str, &'r str, &'r [(&'r str, &'r str)]);

/// Routes by key: subtype, and its parameters. Each tells callers of successes what it is.
fn site(endpoint: SocketAddr, (access_key, secret): (&str, &str), routes: &[Route<'_>]) -> Site {
    let mut text = format!("{NODE}[[api]]\nname = \"edge\"\nprotocol = \"http\"\n");
    for (key, subtype, parameters) in routes {
        let mut pairs = String::new();
        parameters.iter().for_each(|(name, value)| write!(pairs, "{name} = '{value}', ").unwrap());
        write!(
            text,
            "[[api.route]]\nkey = \"{key}\"\nintegration = {{ type = \"aws_proxy\", subtype = \"{subtype}\", credentials = \"{ROLE}\", \
             payload_format_version = \"1.0\", request_parameters = {{ {pairs} }}, \
             response_parameters = {{ 200 = {{ \"append:header.x-by\" = \"{subtype}\" }} }} }}\n"
        )
        .unwrap();
    }
    let site = Site::new(&format!(
        "{text}[aws.endpoint]\n\"*\" = \"http://{endpoint}\"\n[[aws.role]]\narn = \"{ROLE}\"\nsource = {{ access_key = \"{access_key}\", \
         secret = \"${{file:secret}}\" }}\n"
    ));
    site.write("secret", secret);
    site
}

fn ask(node: &Node, method: &str, target: &str, headers: &str, body: &str) -> Answer {
    let headers = format!("Host: edge.execute-api.test\r\nContent-Type: application/json\r\n{headers}");
    send(node.listeners()[0], method, target, &headers, body)
}

#[test]
fn queues_are_written_read_and_emptied() {
    let moto = Moto::start();
    let queue = moto.queue("orders");
    let url = queue.as_str();
    let attributes = r#"{"kind": {"DataType": "String", "StringValue": "${request.header.x-kind}"}}"#;
    let site = site(
        moto.address,
        (&moto.access_key, &moto.secret),
        &[
            (
                "POST /orders",
                "SQS-SendMessage",
                &[
                    ("QueueUrl", "$request.header.queueUrl"),
                    ("MessageBody", "$request.body.message"),
                    ("MessageAttributes", attributes),
                ],
            ),
            (
                "GET /orders",
                "SQS-ReceiveMessage",
                &[("QueueUrl", url), ("MaxNumberOfMessages", "10"), ("MessageAttributeNames", "[\"All\"]")],
            ),
            (
                "DELETE /orders/{receipt}",
                "SQS-DeleteMessage",
                &[("QueueUrl", url), ("ReceiptHandle", "$request.path.receipt")],
            ),
            ("DELETE /orders", "SQS-PurgeQueue", &[("QueueUrl", url), ("Region", "us-east-1")]),
        ],
    );
    let node = site.start();
    moto.check_signatures();
    let headers = format!("queueUrl: {url}\r\nX-Kind: express\r\n");
    let sent = ask(&node, "POST", "/orders", &headers, r#"{"message": "one & two"}"#);
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert!(sent.text().contains("<MessageId>"), "{}", sent.text());
    let received = ask(&node, "GET", "/orders", "", "").text();
    for part in ["<Body>one &amp; two</Body>", "<Name>kind</Name>", "<StringValue>express</StringValue>"] {
        assert!(received.contains(part), "{received}");
    }
    let receipt = received.split_once("<ReceiptHandle>").unwrap().1.split_once('<').unwrap().0;
    let deleted = ask(&node, "DELETE", &format!("/orders/{receipt}"), "", "");
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    ask(&node, "POST", "/orders", &headers, r#"{"message": "three"}"#);
    assert_eq!(ask(&node, "DELETE", "/orders", "", "").status, 200);
    // Of a message that the service does not know, it says so itself.
    let unknown = ask(
        &node,
        "POST",
        "/orders",
        "queueUrl: https://sqs.us-east-1.amazonaws.com/1/none\r\nX-Kind: a\r\n",
        r#"{"message": "x"}"#,
    );
    assert_eq!(unknown.status, 400, "{}", unknown.text());
    moto.trust_all();
    let counted = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
    let counted = moto.json("sqs", "AmazonSQS.GetQueueAttributes", counted);
    assert_eq!(counted["Attributes"]["ApproximateNumberOfMessages"], "0");
    assert_eq!(counted["Attributes"]["ApproximateNumberOfMessagesNotVisible"], "0", "the first was deleted");
}

#[test]
fn events_records_and_executions_come_to_be() {
    let moto = Moto::start();
    let events = moto.queue("events");
    moto.json("events", "AWSEvents.PutRule", json!({ "Name": "all", "EventPattern": "{\"source\": [\"shop\"]}" }));
    let target =
        json!({ "Rule": "all", "Targets": [{ "Id": "1", "Arn": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:events") }] });
    moto.json("events", "AWSEvents.PutTargets", target);
    moto.json("kinesis", "Kinesis_20131202.CreateStream", json!({ "StreamName": "orders", "ShardCount": 1 }));
    let machine = json!({
        "name": "orders", "roleArn": ROLE,
        "definition": r#"{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}"#,
    });
    let machine = moto.json("states", "AWSStepFunctions.CreateStateMachine", machine)["stateMachineArn"].clone();
    let machine = machine.as_str().unwrap();
    let execution = machine.replace(":stateMachine:", ":execution:") + ":first";
    let site = site(
        moto.address,
        (&moto.access_key, &moto.secret),
        &[
            // The guide's example.
            (
                "POST /{source}/{detailType}",
                "EventBridge-PutEvents",
                &[
                    ("Source", "$request.path.source"),
                    ("DetailType", "$request.path.detailType"),
                    ("Detail", "$request.body"),
                ],
            ),
            (
                "PUT /records/{key}",
                "Kinesis-PutRecord",
                &[
                    ("StreamName", "orders"),
                    ("Data", "$request.body"),
                    ("PartitionKey", "${request.path.key}-${request.querystring.part}"),
                ],
            ),
            (
                "PUT /executions/{name}",
                "StepFunctions-StartExecution",
                &[("StateMachineArn", machine), ("Name", "$request.path.name"), ("Input", "$request.body")],
            ),
            (
                "DELETE /executions",
                "StepFunctions-StopExecution",
                &[("ExecutionArn", &execution), ("Cause", "$request.querystring.cause")],
            ),
        ],
    );
    let node = site.start();
    moto.check_signatures();
    let ask = |method: &str, target: &str, body: &str| {
        let answer = ask(&node, method, target, "", body);
        assert_eq!(answer.status, 200, "{method} {target}: {}", answer.text());
        answer.json()
    };
    assert_eq!(ask("POST", "/shop/sold", r#"{"sold": "seven"}"#)["FailedEntryCount"], 0);
    let sequence = ask("PUT", "/records/one?part=2", "raw text")["SequenceNumber"].clone();
    assert_eq!(ask("PUT", "/executions/first", r#"{"order": 7}"#)["executionArn"], execution);
    ask("DELETE", "/executions?cause=over", "");

    moto.trust_all();
    let [event] = moto.messages(&events).try_into().unwrap();
    let event: Value = serde_json::from_str(&event).unwrap();
    assert_eq!(
        (&event["source"], &event["detail-type"], &event["detail"]),
        (&json!("shop"), &json!("sold"), &json!({ "sold": "seven" }))
    );
    let iterator =
        json!({ "StreamName": "orders", "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON" });
    let iterator = moto.json("kinesis", "Kinesis_20131202.GetShardIterator", iterator)["ShardIterator"].clone();
    let records = moto.json("kinesis", "Kinesis_20131202.GetRecords", json!({ "ShardIterator": iterator }));
    let record = &records["Records"][0];
    assert_eq!(STANDARD.decode(record["Data"].as_str().unwrap()).unwrap(), b"raw text");
    assert_eq!((&record["PartitionKey"], &record["SequenceNumber"]), (&json!("one-2"), &sequence));
    let described = moto.json("states", "AWSStepFunctions.DescribeExecution", json!({ "executionArn": execution }));
    assert_eq!((&described["input"], &described["status"]), (&json!(r#"{"order": 7}"#), &json!("ABORTED")));
}

/// What moto does not have: as their API references write them.
#[test]
fn configurations_are_asked_for_by_path_and_synchronous_executions_by_target() {
    let (told, heard) = mpsc::channel();
    let service = Scripted::start(move |mut wire| {
        let head = wire.read_head().unwrap();
        let length =
            head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).map_or(0, |it| it.parse().unwrap());
        let mut body = vec![0; length];
        std::io::Read::read_exact(&mut wire.stream, &mut body).unwrap();
        told.send((head, String::from_utf8(body).unwrap())).unwrap();
        wire.say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone");
    });
    let site = site(
        service.address(),
        ("AKID", "secret"),
        &[
            (
                "GET /{application}",
                "AppConfig-GetConfiguration",
                &[
                    ("Application", "$request.path.application"),
                    ("Environment", "prod"),
                    ("Configuration", "main"),
                    ("ClientId", "$context.requestId"),
                    ("ClientConfigurationVersion", "$request.querystring.version"),
                ],
            ),
            (
                "POST /",
                "StepFunctions-StartSyncExecution",
                &[
                    ("StateMachineArn", "arn:aws:states:us-east-1:123456789012:stateMachine:x"),
                    ("Input", "$request.body"),
                ],
            ),
        ],
    );
    let node = site.start();
    let answer = ask(&node, "GET", "/my%20app", "", "");
    assert_eq!((answer.status, answer.text().as_str()), (200, "done"));
    assert_eq!(
        answer.header("x-by"),
        Some("AppConfig-GetConfiguration"),
        "http-api-parameter-mapping: any integration"
    );
    let (head, body) = heard.recv().unwrap();
    let line = head.lines().next().unwrap();
    let rest = line.strip_prefix("GET /applications/my%20app/environments/prod/configurations/main?client_id=");
    assert!(rest.is_some_and(|rest| !rest.contains('&')), "an optional parameter without a value is not sent: {line}");
    assert!(head.contains("/us-east-1/appconfig/aws4_request") && body.is_empty(), "{head}");
    assert_eq!(ask(&node, "POST", "/", "", "{}").status, 200);
    let (head, body) = heard.recv().unwrap();
    assert!(head.to_ascii_lowercase().contains("x-amz-target: awsstepfunctions.startsyncexecution"), "{head}");
    let expected = json!({ "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:x", "input": "{}" });
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);
}
