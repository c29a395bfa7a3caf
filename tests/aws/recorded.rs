//! What Amazon's own gateway was seen to send to services, and to make of their answers: the integrations of LocalStack's
//! `tests/aws/services/apigateway/test_apigateway_{sqs,kinesis,dynamodb,stepfunctions,eventbridge,ssm}.py`, whose
//! `.snapshot.json` were recorded of AWS. The service here says what was recorded, and keeps what it is sent.

use super::moto::send;
use super::retried::field;
use crate::forward::scripted::Scripted;
use crate::site::{NODE, Site};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::Read;
use std::sync::{Arc, Mutex};
use tollgate_testkit::{Answer, Node};

const ROLE: &str = "arn:aws:iam::123456789012:role/recorded";

#[derive(Default)]
struct Said {
    status: u16,
    content_type: &'static str,
    body: String,
}

/// A request as the service got it.
struct Asked {
    line: String,
    head: String,
    body: String,
}

impl Asked {
    fn header(&self, name: &str) -> Option<String> {
        field(&self.head, name)
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

struct World {
    node: Node,
    _service: Scripted,
    _site: Site,
    says: Arc<Mutex<Said>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl World {
    /// One API of these paths; each integration's uri without `arn:aws:apigateway:us-east-1:`.
    fn start(paths: Value) -> World {
        let (says, asked) = (Arc::new(Mutex::new(Said::default())), Arc::new(Mutex::new(Vec::new())));
        let (to_say, heard) = (says.clone(), asked.clone());
        let service = Scripted::start(move |mut wire| {
            while let Some(head) = wire.read_head() {
                let length = field(&head, "content-length").map_or(0, |length| length.parse().unwrap());
                let mut body = vec![0; length];
                wire.stream.read_exact(&mut body).unwrap();
                let line = head.lines().next().unwrap().to_owned();
                heard.lock().unwrap().push(Asked { line, head, body: String::from_utf8(body).unwrap() });
                let Said { status, content_type, body } = &*to_say.lock().unwrap();
                let length = body.len();
                wire.say(&format!(
                    "HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
                ));
            }
        });
        let definition = json!({ "openapi": "3.0.1", "info": { "title": "recorded", "version": "1" }, "paths": paths });
        let site = Site::new(&format!(
            "{NODE}[[api]]\nname = \"recorded\"\nprotocol = \"rest\"\ndefinition = \"recorded.json\"\n[[api.stage]]\nname = \"testing\"\n\
             [aws.endpoint]\n\"*\" = \"http://{}\"\n[[aws.role]]\narn = \"{ROLE}\"\nsource = {{ access_key = \"AKID\", secret = \"s\" }}\n",
            service.address()
        ));
        site.write("recorded.json", &definition.to_string());
        World { node: site.start(), _service: service, _site: site, says, asked }
    }

    /// What the service got, and what the caller got of its answer.
    fn ask(&self, request: (&str, &str, &str, &str), said: (u16, &'static str, &str)) -> (Asked, Answer) {
        let (method, path, headers, body) = request;
        *self.says.lock().unwrap() = Said { status: said.0, content_type: said.1, body: said.2.to_owned() };
        let headers = format!("Host: recorded.execute-api.test\r\n{headers}");
        let answer = send(self.node.listeners()[0], method, &format!("/testing{path}"), &headers, body);
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        assert_eq!(asked.len(), 1, "{method} {path}: {}\n{}", answer.text(), self.node.printed());
        (asked.remove(0), answer)
    }
}

/// A method whose integration answers 200 with what the service says.
fn method(verb: &str, uri: &str, more: Value) -> Value {
    let mut integration = json!({
        "type": "aws", "httpMethod": "POST", "credentials": ROLE, "uri": format!("arn:aws:apigateway:us-east-1:{uri}"),
        "responses": { "default": { "statusCode": "200" } },
    });
    integration.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let responses = json!({ "200": { "description": "" }, "400": { "description": "" } });
    json!({ verb: { "responses": responses, "x-amazon-apigateway-integration": integration } })
}

/// test_sqs_aws_integration, test_sqs_request_and_response_xml_templates_integration,
/// test_sqs_aws_integration_with_message_attribute.
#[test]
fn queues_by_the_query_protocol() {
    let form = json!({ "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" });
    let sending = |template: &str, responses: Value| {
        method(
            "post",
            "sqs:path/123456789012/orders",
            json!({
                "requestParameters": form, "requestTemplates": { "application/json": template }, "passthroughBehavior": "never",
                "responses": { "default": responses },
            }),
        )
    };
    let plain = "Action=SendMessage&MessageBody=$input.body";
    let attributes = "Action=SendMessage&MessageBody=$input.body&MessageAttribute.1.Name=user-agent&\
                      MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=$input.params('HeaderFoo')";
    let ids = "\n#set($responseBody = $input.path('$.SendMessageResponse'))\n#set($requestId = $input.path('$.SendMessageResponse.ResponseMetadata.RequestId'))\n\
               #set($messageId = $responseBody.SendMessageResult.MessageId)\n{\n\"requestId\": \"$requestId\",\n\"messageId\": \"$messageId\"\n}\n";
    let success = json!({ "statusCode": "200", "responseTemplates": { "application/json": "{\"message\": \"great success!\"}" } });
    let mut xml = sending(plain, json!({ "statusCode": "200" }));
    xml["post"]["x-amazon-apigateway-integration"]["requestParameters"]["integration.request.header.Accept"] =
        json!("'application/xml'");
    let world = World::start(json!({
        "/sqs": sending(plain, success),
        "/ids": sending(plain, json!({ "statusCode": "200", "responseTemplates": { "application/json": ids } })),
        "/xml": xml,
        "/attribute": sending(attributes, json!({ "statusCode": "200" })),
    }));
    // SQS speaks JSON by this protocol too, to whom accepts it.
    let json = r#"{"SendMessageResponse":{"ResponseMetadata":{"RequestId":"r-1"},"SendMessageResult":{"MD5OfMessageBody":"m","MessageId":"m-1"}}}"#;
    let said = (200, "application/json", json);
    let (asked, answer) = world.ask(("POST", "/sqs", "Content-Type: application/json\r\n", r#"{"foo": "bar"}"#), said);
    assert_eq!(asked.line, "POST /123456789012/orders HTTP/1.1");
    assert_eq!(asked.body, r#"Action=SendMessage&MessageBody={"foo": "bar"}"#);
    assert_eq!(asked.header("content-type").as_deref(), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked.header("accept").as_deref(), Some("application/json"));
    assert_eq!((answer.status, answer.json()), (200, json!({ "message": "great success!" })));
    // "Body": {}, MD5 99914b932bd37a50b983c5e7c90ae93b.
    let (asked, answer) = world.ask(("POST", "/sqs", "", ""), said);
    assert_eq!((asked.body.as_str(), answer.status), ("Action=SendMessage&MessageBody={}", 200));
    let (asked, answer) = world.ask(("POST", "/ids", "", "<xml>Hello World</xml>"), said);
    assert_eq!(asked.body, "Action=SendMessage&MessageBody=<xml>Hello World</xml>");
    assert_eq!(answer.json(), json!({ "requestId": "r-1", "messageId": "m-1" }));
    let said = (200, "text/xml", "<SendMessageResponse><MessageId>m-1</MessageId></SendMessageResponse>");
    let (asked, answer) = world.ask(("POST", "/xml", "", "<xml>Hello World</xml>"), said);
    assert_eq!(asked.header("accept").as_deref(), Some("application/xml"));
    assert_eq!(answer.text(), said.2);
    let headers = "Content-Type: application/json\r\nHeaderFoo: BAR-Header\r\n";
    let (asked, _) = world.ask(("POST", "/attribute", headers, r#"{"foo": "bar"}"#), said);
    assert!(asked.body.ends_with("&MessageAttribute.1.Value.StringValue=BAR-Header"), "{}", asked.body);
}

/// test_sqs_amz_json_protocol: `$context` walked through, its maps as texts.
#[test]
fn a_queue_by_the_json_protocol_is_told_the_whole_context() {
    let walked = |map: &str| {
        format!(
            "{{#foreach( $key in {map}.keySet() )\\\"$key\\\": \\\"{map}.get($key)\\\"#if($foreach.hasNext),#end#end}}"
        )
    };
    let maps = [
        "$context",
        "$context.identity",
        "$context.requestOverride",
        "$context.responseOverride",
        "$context.authorizer",
    ];
    let names = ["context", "identity", "requestOverride", "responseOverride", "authorizer_keys"];
    let parts: Vec<_> = names.iter().zip(maps).map(|(name, map)| format!("\\\"{name}\\\": {}", walked(map))).collect();
    let template = format!("{{\"QueueUrl\": \"q\", \"MessageBody\": \"{{{}}}\"}}", parts.join(","));
    let failure =
        json!({ "statusCode": "400", "responseTemplates": { "application/json": "{\"message\": \"failure :(\"}" } });
    let success = json!({ "statusCode": "200", "responseTemplates": { "application/json": "{\"message\": \"great success!\"}" } });
    let world = World::start(json!({ "/sqs": method("post", "sqs:path/123456789012/orders", json!({
        "requestParameters": {
            "integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
            "integration.request.header.X-Amz-Target": "'AmazonSQS.SendMessage'",
        },
        "requestTemplates": { "application/json": template }, "passthroughBehavior": "never",
        "responses": { "400": failure, "default": success },
    })) }));
    let agent = "User-Agent: python/requests/tests\r\n";
    let (asked, answer) = world.ask(("POST", "/sqs", agent, ""), (200, "application/x-amz-json-1.0", "{}"));
    assert_eq!((answer.status, answer.json()), (200, json!({ "message": "great success!" })));
    assert_eq!(asked.header("x-amz-target").as_deref(), Some("AmazonSQS.SendMessage"));
    assert_eq!(asked.header("content-type").as_deref(), Some("application/x-amz-json-1.0"));
    let message: Value = serde_json::from_str(asked.json()["MessageBody"].as_str().unwrap()).unwrap();
    let keys = |name: &str| {
        let mut keys: Vec<_> = message[name].as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(
        keys("context"),
        "accountId apiId deploymentId domainName domainPrefix extendedRequestId httpMethod identity path protocol requestId \
         requestOverride requestTime requestTimeEpoch resourceId resourcePath responseOverride stage"
    );
    assert_eq!(
        keys("identity"),
        "accessKey accountId caller cognitoAuthenticationProvider cognitoAuthenticationType cognitoIdentityId \
         cognitoIdentityPoolId principalOrgId sourceIp user userAgent userArn"
    );
    assert_eq!(
        (keys("requestOverride"), keys("responseOverride")),
        ("header path querystring".into(), "header".into())
    );
    assert_eq!(message["authorizer_keys"], json!({}));
    let context = &message["context"];
    assert_eq!((&context["path"], &context["resourcePath"]), (&json!("/testing/sqs"), &json!("/sqs")));
    assert_eq!((&context["identity"], &context["requestOverride"]), (&json!(""), &json!("")));
    assert_eq!(
        (&message["identity"]["userAgent"], &message["identity"]["caller"]),
        (&json!("python/requests/tests"), &json!(""))
    );
    let denied = r#"{"__type":"com.amazon.coral.service#AccessDeniedException"}"#;
    let (_, answer) = world.ask(("POST", "/sqs", agent, ""), (400, "application/x-amz-json-1.0", denied));
    assert_eq!((answer.status, answer.json()), (400, json!({ "message": "failure :(" })));
}

/// test_apigateway_to_kinesis[PutRecord, PutRecords]: what is undefined is unequal to nothing.
#[test]
fn records_are_put_one_by_one_and_together() {
    let one = "\n{\n    \"StreamName\": \"orders\",\n    \"Data\": \"$util.base64Encode($input.body)\",\n    \"PartitionKey\": \"test\"\n}";
    let several = r##"{
    "StreamName": "orders",
    "Records": [
        #set( $numRecords = $input.path('$.records').size() )
        #if($numRecords > 0)
            #set( $maxIndex = $numRecords - 1 )
            #foreach( $idx in [0..$maxIndex] )
                #set( $elem = $input.path("$.records[${idx}]") )
                #set( $elemJsonB64 = $util.base64Encode($elem.data) )
                {
                    "Data": "$elemJsonB64",
                    "PartitionKey": #if( $foo.bar.stuff != '')"$elem.partitionKey"#else"$elemJsonB64.length()"#end
                }#if($foreach.hasNext),#end
            #end
        #end
    ]
}"##;
    let put = |action: &str, template: &str| {
        method(
            "post",
            &format!("kinesis:action/{action}"),
            json!({ "requestTemplates": { "application/json": template } }),
        )
    };
    let world = World::start(json!({ "/one": put("PutRecord", one), "/several": put("PutRecords", several) }));
    let said = (200, "application/x-amz-json-1.1", r#"{"SequenceNumber":"1","ShardId":"shardId-0"}"#);
    let headers = "Content-Type: application/json\r\n";
    let (asked, answer) = world.ask(("POST", "/one", headers, r#"{"kinesis": "snapshot"}"#), said);
    assert_eq!(asked.header("x-amz-target").as_deref(), Some("Kinesis_20131202.PutRecord"));
    let data = STANDARD.encode(r#"{"kinesis": "snapshot"}"#);
    assert_eq!(asked.json(), json!({ "StreamName": "orders", "Data": data, "PartitionKey": "test" }));
    assert_eq!(answer.json(), json!({ "SequenceNumber": "1", "ShardId": "shardId-0" }));
    let payload = json!({ "records": [{ "data": "{\"foo\": \"bar1\"}" }, { "data": "{\"foo\": \"bar2\"}" }] });
    let (asked, _) = world.ask(("POST", "/several", headers, &payload.to_string()), said);
    let record = |text: &str| json!({ "Data": STANDARD.encode(text), "PartitionKey": "20" });
    let records = [record(r#"{"foo": "bar1"}"#), record(r#"{"foo": "bar2"}"#)];
    assert_eq!(asked.json(), json!({ "StreamName": "orders", "Records": records }));
}

/// test_rest_api_to_dynamodb_integration[PutItem, Query, Scan]: the headers of the answer, all of them.
#[test]
fn tables_are_written_and_queried() {
    let action = |name: &str, template: Value| {
        method(
            "post",
            &format!("dynamodb:action/{name}"),
            json!({ "requestTemplates": { "application/json": template.to_string() } }),
        )
    };
    let world = World::start(json!({
        "/PutItem": action("PutItem", json!({ "TableName": "t", "Item": { "id": { "S": "$input.params('id')" } } })),
        "/Query": action("Query", json!({
            "TableName": "t", "KeyConditionExpression": "id = :id",
            "ExpressionAttributeValues": { ":id": { "S": "$input.params('id')" } },
        })),
        "/Scan": action("Scan", json!({ "TableName": "t" })),
    }));
    for (name, said) in [
        ("PutItem", "{}"),
        ("Query", r#"{"Count":1,"Items":[{"id":{"S":"test 3"}}],"ScannedCount":1}"#),
        ("Scan", r#"{"Count":0,"Items":[],"ScannedCount":0}"#),
    ] {
        let path = format!("/{name}?id=test%203");
        let (asked, answer) = world.ask(("POST", &path, "", ""), (200, "application/x-amz-json-1.0", said));
        assert_eq!(asked.header("x-amz-target"), Some(format!("DynamoDB_20120810.{name}")));
        assert_eq!(asked.line, format!("POST /?Action={name} HTTP/1.1"));
        let told = asked.json();
        let id = if name == "Query" { &told["ExpressionAttributeValues"][":id"] } else { &told["Item"]["id"] };
        assert_eq!(id["S"], if name == "Scan" { Value::Null } else { json!("test 3") });
        assert_eq!((answer.status, answer.text().as_str()), (200, said));
        let mut names: Vec<_> = answer.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.sort();
        let expected = [
            "connection",
            "content-length",
            "content-type",
            "date",
            "x-amz-apigw-id",
            "x-amzn-requestid",
            "x-amzn-trace-id",
        ];
        assert_eq!(names, expected);
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

/// test_apigateway_with_step_function_integration[StartExecution, DeleteStateMachine].
#[test]
fn executions_are_started_and_machines_deleted() {
    let started = "\n{\n\"input\": \"$util.escapeJavaScript($input.json('$'))\",\n\"stateMachineArn\": \"arn:aws:states:us-east-1:1:stateMachine:m\"\n}\n";
    let world = World::start(json!({
        "/start": method("post", "states:action/StartExecution", json!({ "requestTemplates": { "application/json": started } })),
        "/delete": method("post", "states:action/DeleteStateMachine", json!({ "requestTemplates": {} })),
    }));
    let said = (200, "application/x-amz-json-1.0", r#"{"executionArn":"e","startDate":1.7E9}"#);
    let (asked, answer) = world.ask(("POST", "/start", "", r#"{"test": "test-value"}"#), said);
    let expected =
        json!({ "input": "{\"test\":\"test-value\"}", "stateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:m" });
    assert_eq!(asked.json(), expected);
    assert_eq!(answer.text(), said.2);
    let machine = r#"{"stateMachineArn": "m"}"#;
    let (asked, answer) = world.ask(("POST", "/delete", "", machine), (200, "application/x-amz-json-1.0", "{}"));
    assert_eq!((asked.body.as_str(), answer.text().as_str()), (machine, "{}"));
    assert_eq!(asked.header("x-amz-target").as_deref(), Some("AWSStepFunctions.DeleteStateMachine"));
}

/// test_apigateway_to_eventbridge: the target is set by the template, quotes are put back by `replaceAll`.
#[test]
fn events_are_put_as_a_template_makes_them() {
    let template = r##"
              #set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutEvents")
              #set($context.requestOverride.header.Content-Type = "application/x-amz-json-1.1")
              #set($inputRoot = $input.path('$'))
              {
                "Entries": [
                  #foreach($elem in $inputRoot.items)
                  {
                    "Detail": "$util.escapeJavaScript($elem.Detail).replaceAll("\\'","'")",
                    "DetailType": "$elem.DetailType",
                    "Source":"$elem.Source"
                  }#if($foreach.hasNext),#end
                  #end
                ]
              }
            "##;
    let world = World::start(json!({ "/event": method("post", "events:action/PutEvents", json!({
        "passthroughBehavior": "when_no_templates", "requestTemplates": { "application/json": template },
        "responses": { "default": { "statusCode": "200", "responseTemplates": { "application/json": "#set($inputRoot = $input.json('$'))\n$inputRoot" } } },
    })) }));
    let items =
        json!({ "items": [{ "Detail": "{\"data\":\"Order's created\"}", "DetailType": "Test", "Source": "order" }] });
    let headers = "Content-Type: application/json\r\nAccept: application/json\r\n";
    let said = (200, "application/x-amz-json-1.1", r#"{"Entries":[{"EventId":"e-1"}],"FailedEntryCount":0}"#);
    let (asked, answer) = world.ask(("POST", "/event", headers, &items.to_string()), said);
    assert_eq!(
        asked.json(),
        json!({ "Entries": [{ "Detail": "{\"data\":\"Order's created\"}", "DetailType": "Test", "Source": "order" }] })
    );
    assert_eq!(asked.header("x-amz-target").as_deref(), Some("AWSEvents.PutEvents"));
    assert_eq!(asked.header("content-type").as_deref(), Some("application/x-amz-json-1.1"));
    assert_eq!(answer.json(), json!({ "Entries": [{ "EventId": "e-1" }], "FailedEntryCount": 0 }));
}

/// test_ssm_aws_integration: an action of Systems Manager is of the query protocol, as its answer shows.
#[test]
fn a_parameter_is_asked_for_by_the_query_protocol() {
    let parameters = json!({ "integration.request.querystring.Name": "'param-test-123'" });
    let world = World::start(json!({ "/ssm": method("get", "ssm:action/GetParameter", json!({
        "passthroughBehavior": "when_no_templates", "requestParameters": parameters,
    })) }));
    let said = r#"{"GetParameterResponse":{"GetParameterResult":{"Parameter":{"Value":"123"}},"ResponseMetadata":{"RequestId":"r"}}}"#;
    let (asked, answer) = world.ask(("GET", "/ssm", "", ""), (200, "application/json", said));
    assert_eq!(asked.line, "POST /?Action=GetParameter&Name=param-test-123 HTTP/1.1");
    assert_eq!((asked.header("x-amz-target"), asked.body.as_str()), (None, ""));
    assert_eq!(asked.header("accept").as_deref(), Some("application/json"));
    assert_eq!(answer.json()["GetParameterResponse"]["GetParameterResult"]["Parameter"]["Value"], "123");
}
