//! REST APIs: what the guide's tutorials show, and services by each of their protocols. After each call moto is asked what it
//! came to.

use super::moto::{ACCOUNT, Moto, REGION, send};
use crate::site::{NODE, Site, read};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tollgate_testkit::{Answer, Node};

const ROLE: &str = "arn:aws:iam::123456789012:role/apigAwsProxyRole";

/// APIs of these definitions, whose role is moto's user.
fn site(moto: &Moto, definitions: &[(&str, String)]) -> Site {
    let mut text = NODE.replace("[node]\n", "[node]\nunenforced_access = \"allow\"\n");
    for (name, _) in definitions {
        text += &format!(
            "[[api]]\nname = \"{name}\"\nprotocol = \"rest\"\ndefinition = \"{name}.json\"\n[[api.stage]]\nname = \"prod\"\n"
        );
    }
    text += &format!(
        "[aws.endpoint]\n\"*\" = \"http://{}\"\n[[aws.role]]\narn = \"{ROLE}\"\nsource = {{ access_key = \"{}\", secret = \"${{file:secret}}\" }}\n",
        moto.address, moto.access_key
    );
    let site = Site::new(&text);
    site.write("secret", &format!("{}\n", moto.secret));
    for (name, definition) in definitions {
        site.write(&format!("{name}.json"), definition);
    }
    site
}

/// A method with an `aws` integration that answers 200, and 422 for what the service refuses.
fn method(uri: &str, verb: &str, parameters: &Value, template: Option<&str>) -> Value {
    let refused = json!({ "statusCode": "422", "responseTemplates": { "application/json": "{\"refused\": $input.json('$.__type')}" } });
    let mut integration = json!({
        "type": "aws", "httpMethod": verb, "credentials": ROLE, "requestParameters": parameters,
        "uri": format!("arn:aws:apigateway:{REGION}:{uri}"),
        "responses": { "2\\d{2}": { "statusCode": "200" }, "4\\d{2}": refused, "default": { "statusCode": "502" } },
    });
    if let Some(template) = template {
        integration["requestTemplates"] = json!({ "application/json": template });
    }
    json!({
        "responses": { "200": { "description": "done" }, "422": { "description": "refused" }, "502": { "description": "failed" } },
        "x-amazon-apigateway-integration": integration,
    })
}

fn definition(paths: Value) -> String {
    json!({ "openapi": "3.0.1", "info": { "title": "services", "version": "1" }, "paths": paths }).to_string()
}

fn ask(node: &Node, api: &str, method: &str, target: &str, content_type: &str, body: &str) -> Answer {
    let headers = format!("Host: {api}.execute-api.test\r\nContent-Type: {content_type}\r\n");
    send(node.listeners()[0], method, &format!("/prod{target}"), &headers, body)
}

fn asked(node: &Node, api: &str, method: &str, target: &str, body: &str) -> Answer {
    ask(node, api, method, target, "application/json", body)
}

fn guide(name: &str) -> String {
    read(format!("crates/definition/tests/guide/{name}-proxy-export-swagger-with-extensions-1.json"))
}

/// integrating-api-with-aws-services-kinesis: `action/…` of a JSON protocol.
#[test]
fn the_guides_kinesis_proxy_works_as_it_is_printed() {
    let moto = Moto::start();
    let site = site(&moto, &[("kinesis", guide("api-as-kinesis"))]);
    let node = site.start();
    moto.check_signatures();
    let ask = |method: &str, target: &str, body: &str| {
        let answer = asked(&node, "kinesis", method, target, body);
        assert_eq!(answer.status, 200, "{method} {target}: {}", answer.text());
        answer
    };
    ask("POST", "/streams/orders", "");
    assert_eq!(ask("GET", "/streams", "").json()["StreamNames"], json!(["orders"]));
    assert_eq!(ask("GET", "/streams/orders", "").json()["StreamDescription"]["Shards"].as_array().unwrap().len(), 5);
    let put = ask("PUT", "/streams/orders/record", r#"{"Data": "some data", "PartitionKey": "one"}"#).json();
    let shard = put["ShardId"].as_str().unwrap();
    let iterator = ask("GET", &format!("/streams/orders/sharditerator?shard-id={shard}"), "").json();
    moto.trust_all();
    let records =
        moto.json("kinesis", "Kinesis_20131202.GetRecords", json!({ "ShardIterator": iterator["ShardIterator"] }));
    let data = STANDARD.decode(records["Records"][0]["Data"].as_str().unwrap()).unwrap();
    assert_eq!(String::from_utf8(data).unwrap(), "\"some data\"");
    moto.check_signatures();
    ask("DELETE", "/streams/orders", "");
    assert_eq!(asked(&node, "kinesis", "DELETE", "/streams/orders", "").status, 400, "selected by `4\\d{{2}}`");
}

/// integrating-api-with-aws-services-s3: `path/{bucket}/{object}`.
#[test]
fn the_guides_s3_proxy_works_as_it_is_printed() {
    let moto = Moto::start();
    let site = site(&moto, &[("s3", guide("api-as-s3"))]);
    let node = site.start();
    moto.check_signatures();
    let here = "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>us-west-2\
                </LocationConstraint></CreateBucketConfiguration>";
    let made = ask(&node, "s3", "PUT", "/photos", "application/xml", here);
    assert_eq!(made.status, 200, "{}", made.text());
    for (item, text) in [("a.txt", "first"), ("with%20space%2Band%2Fslash.txt", "second")] {
        let put = ask(&node, "s3", "PUT", &format!("/photos/{item}"), "text/plain", text);
        assert_eq!(put.status, 200, "{item}: {}", put.text());
        let got = asked(&node, "s3", "GET", &format!("/photos/{item}"), "");
        assert_eq!((got.status, got.text().as_str()), (200, text), "{item}");
        assert_eq!(got.header("content-type"), Some("text/plain"), "{item}");
        moto.trust_all();
        assert_eq!(moto.object("photos", item), text);
        moto.check_signatures();
    }
    assert_eq!(asked(&node, "s3", "GET", "/photos/none.txt", "").status, 400);
    assert_eq!(asked(&node, "s3", "DELETE", "/photos/a.txt", "").status, 200);
    assert_eq!(asked(&node, "s3", "GET", "/photos/a.txt", "").status, 400);
}

#[test]
fn queues_and_topics_are_called_by_query_and_by_json() {
    let moto = Moto::start();
    let (orders, notices) = (moto.queue("orders"), moto.queue("notices"));
    let topic = format!("arn:aws:sns:{REGION}:{ACCOUNT}:news");
    moto.query("sns", "Action=CreateTopic&Name=news&Version=2010-03-31");
    let endpoint = format!("arn:aws:sqs:{REGION}:{ACCOUNT}:notices");
    moto.query(
        "sns",
        &format!("Action=Subscribe&Protocol=sqs&TopicArn={topic}&Endpoint={endpoint}&Attributes.entry.1.key=RawMessageDelivery&Attributes.entry.1.value=true&Version=2010-03-31"),
    );
    let form = json!({ "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" });
    let target = json!({
        "integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
        "integration.request.header.X-Amz-Target": "'AmazonSQS.SendMessage'",
    });
    let published = json!({
        "integration.request.querystring.TopicArn": format!("'{topic}'"),
        "integration.request.querystring.Message": "method.request.querystring.message",
    });
    let by_form = "Action=SendMessage&MessageBody=$util.urlEncode($input.path('$.text'))";
    let by_json = format!("{{\"QueueUrl\": \"{orders}\", \"MessageBody\": $input.json('$.text')}}");
    let paths = json!({
        "/form": { "post": method(&format!("sqs:path/{ACCOUNT}/orders"), "POST", &form, Some(by_form)) },
        "/json": { "post": method("sqs:path/", "POST", &target, Some(&by_json)) },
        "/news": { "post": method("sns:action/Publish", "POST", &published, None) },
    });
    let site = site(&moto, &[("services", definition(paths))]);
    let node = site.start();
    moto.check_signatures();
    let sent = asked(&node, "services", "POST", "/form", r#"{"text": "a & b = c"}"#);
    assert!(sent.status == 200 && sent.text().contains("<MessageId>"), "{}", sent.text());
    let sent = asked(&node, "services", "POST", "/json", r#"{"text": "second"}"#);
    assert!(sent.status == 200 && sent.json()["MessageId"].is_string(), "{}", sent.text());
    let sent = asked(&node, "services", "POST", "/news?message=extra%20%2B%20news", "");
    assert!(sent.status == 200, "{}", sent.text());
    moto.trust_all();
    assert_eq!(moto.messages(&orders), ["a & b = c", "second"]);
    assert_eq!(moto.messages(&notices), ["extra + news"]);
}

#[test]
fn items_parameters_executions_and_events_come_to_be() {
    let moto = Moto::start();
    let table = json!({
        "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
    });
    moto.json("dynamodb", "DynamoDB_20120810.CreateTable", table);
    let machine = json!({
        "name": "orders", "roleArn": ROLE,
        "definition": r#"{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}"#,
    });
    let machine = moto.json("states", "AWSStepFunctions.CreateStateMachine", machine)["stateMachineArn"].clone();
    let events = moto.queue("events");
    moto.json("events", "AWSEvents.PutRule", json!({ "Name": "all", "EventPattern": "{\"source\": [\"shop\"]}" }));
    let target =
        json!({ "Rule": "all", "Targets": [{ "Id": "1", "Arn": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:events") }] });
    moto.json("events", "AWSEvents.PutTargets", target);

    let none = json!({});
    let item = r#"{"TableName": "$input.path('$.table')", "Item": {"id": {"S": "$input.params('id')"}, "text": {"S": $input.json('$.text')}}}"#;
    let parameter = r#"{"Name": "/shop/name", "Value": $input.json('$.value'), "Type": "String"}"#;
    let target = json!({
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
        "integration.request.header.X-Amz-Target": "'AmazonSSM.PutParameter'",
    });
    let execution = format!(
        "{{\"stateMachineArn\": {machine}, \"name\": \"first\", \"input\": \"$util.escapeJavaScript($input.json('$'))\"}}"
    );
    let event = r#"{"Entries": [{"Source": "shop", "DetailType": "sold", "Detail": "$util.escapeJavaScript($input.json('$'))"}]}"#;
    let paths = json!({
        "/items/{id}": { "put": method("dynamodb:action/PutItem", "POST", &none, Some(item)) },
        "/name": { "put": method("ssm:path/", "POST", &target, Some(parameter)) },
        "/executions": { "post": method("states:action/StartExecution", "POST", &none, Some(&execution)) },
        "/events": { "post": method("events:action/PutEvents", "POST", &none, Some(event)) },
    });
    let site = site(&moto, &[("services", definition(paths))]);
    let node = site.start();
    moto.check_signatures();
    let ask = |method: &str, target: &str, body: &str| {
        let answer = asked(&node, "services", method, target, body);
        assert_eq!(answer.status, 200, "{method} {target}: {}", answer.text());
    };
    ask("PUT", "/items/7", r#"{"table": "items", "text": "seven"}"#);
    ask("PUT", "/name", r#"{"value": "The shop"}"#);
    ask("POST", "/executions", r#"{"order": 7}"#);
    ask("POST", "/events", r#"{"sold": "seven"}"#);
    let refused = asked(&node, "services", "PUT", "/items/7", r#"{"table": "other", "text": "seven"}"#);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.json()["refused"].as_str().unwrap().ends_with("ResourceNotFoundException"), "{}", refused.text());

    moto.trust_all();
    let key = json!({ "TableName": "items", "Key": { "id": { "S": "7" } } });
    assert_eq!(moto.json("dynamodb", "DynamoDB_20120810.GetItem", key)["Item"]["text"]["S"], "seven");
    let parameter = moto.json("ssm", "AmazonSSM.GetParameter", json!({ "Name": "/shop/name" }));
    assert_eq!(parameter["Parameter"]["Value"], "The shop");
    let arn = machine.as_str().unwrap().replace(":stateMachine:", ":execution:") + ":first";
    let execution = moto.json("states", "AWSStepFunctions.DescribeExecution", json!({ "executionArn": arn }));
    assert_eq!(execution["input"], r#"{"order":7}"#);
    let [event] = moto.messages(&events).try_into().unwrap();
    let event: Value = serde_json::from_str(&event).unwrap();
    assert_eq!((&event["detail-type"], &event["detail"]), (&json!("sold"), &json!({ "sold": "seven" })));
}

/// moto compares the signature that it calculates itself.
#[test]
fn a_wrong_secret_is_refused_by_the_service() {
    let mut moto = Moto::start();
    moto.queue("orders");
    moto.secret = "another".into();
    let paths = json!({ "/": { "get": method("sqs:action/ListQueues", "POST", &json!({}), None) } });
    let site = site(&moto, &[("services", definition(paths))]);
    let node = site.start();
    assert_eq!(asked(&node, "services", "GET", "/", "").status, 200, "while signatures are not checked");
    moto.check_signatures();
    assert_eq!(asked(&node, "services", "GET", "/", "").status, 422);
}
