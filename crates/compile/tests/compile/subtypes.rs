//! First-class integrations of HTTP APIs: which actions there are, and what they need.

use crate::build::{NOWHERE, With, found, http, route, table, text};
use tollgate_definition::Configuration;
use tollgate_definition::Integration;
use tollgate_definition::api::IntegrationType;
use tollgate_model::aws::{Aws, CredentialsSource, Role};
use tollgate_routes::{Integration as Compiled, ServiceCall, Table, Wire};

const ROLE: &str = "arn:aws:iam::123456789012:role/apigateway-sqs";

/// The table of http-api-develop-integrations-aws-services-reference: required, then optional.
const REFERENCE: [(&str, &[&str], &[&str]); 10] = [
    (
        "EventBridge-PutEvents",
        &["Detail", "DetailType", "Source"],
        &["Time", "EventBusName", "Resources", "Region", "TraceHeader"],
    ),
    (
        "SQS-SendMessage",
        &["QueueUrl", "MessageBody"],
        &[
            "DelaySeconds",
            "MessageAttributes",
            "MessageDeduplicationId",
            "MessageGroupId",
            "MessageSystemAttributes",
            "Region",
        ],
    ),
    (
        "SQS-ReceiveMessage",
        &["QueueUrl"],
        &[
            "AttributeNames",
            "MaxNumberOfMessages",
            "MessageAttributeNames",
            "ReceiveRequestAttemptId",
            "VisibilityTimeout",
            "WaitTimeSeconds",
            "Region",
        ],
    ),
    ("SQS-DeleteMessage", &["ReceiptHandle", "QueueUrl"], &["Region"]),
    ("SQS-PurgeQueue", &["QueueUrl"], &["Region"]),
    (
        "AppConfig-GetConfiguration",
        &["Application", "Environment", "Configuration", "ClientId"],
        &["ClientConfigurationVersion", "Region"],
    ),
    (
        "Kinesis-PutRecord",
        &["StreamName", "Data", "PartitionKey"],
        &["SequenceNumberForOrdering", "ExplicitHashKey", "Region"],
    ),
    ("StepFunctions-StartExecution", &["StateMachineArn"], &["Name", "Input", "Region"]),
    ("StepFunctions-StartSyncExecution", &["StateMachineArn"], &["Name", "Input", "Region", "TraceHeader"]),
    ("StepFunctions-StopExecution", &["ExecutionArn"], &["Cause", "Error", "Region"]),
];

fn subtype(name: &str, parameters: &[&str]) -> Configuration {
    let value = |name: &str| if name == "Region" { "eu-west-1" } else { "$request.body" };
    let mapped: Vec<(&str, &str)> = parameters.iter().map(|name| (*name, value(name))).collect();
    configured(name, &mapped)
}

fn configured(name: &str, mapped: &[(&str, &str)]) -> Configuration {
    let integration = Integration {
        subtype: Some(text(name)),
        credentials: Some(text(ROLE)),
        ..Integration::new(IntegrationType::AwsProxy, NOWHERE)
    };
    let role = Role { arn: ROLE.into(), source: CredentialsSource::Chain, origin: NOWHERE };
    let aws = Aws { roles: vec![role], ..Aws::default() };
    Configuration { aws, ..http(vec![route("POST /a/{id}", integration.mapped(mapped))]) }
}

fn only(table: &Table) -> &ServiceCall {
    match &table.stages[0].routes[0].integration {
        Compiled::Service(call) => call,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_subtype_takes_its_parameters_and_needs_those_that_are_required() {
    for (name, required, optional) in REFERENCE {
        let all = [required, optional].concat();
        let table = table(&subtype(name, &all));
        let call = only(&table);
        assert_eq!(call.parameters.len(), all.len() - 1, "{name}: `Region` is no parameter of the service");
        assert_eq!(&*call.signing.as_ref().unwrap().region, "eu-west-1", "{name}");
        assert_eq!(found(&subtype(name, required)), (vec![], true), "{name}");
        for missing in required {
            let others: Vec<&str> = all.iter().copied().filter(|other| other != missing).collect();
            assert_eq!(found(&subtype(name, &others)), (vec!["bad-parameter"], false), "{name} without {missing}");
        }
    }
}

#[test]
fn what_is_called_is_the_service_in_its_region() {
    for (name, parameters, host, signed) in [
        ("SQS-PurgeQueue", &["QueueUrl"][..], "sqs.us-east-1.amazonaws.com", "sqs"),
        ("sqs-purgequeue", &["QueueUrl"], "sqs.us-east-1.amazonaws.com", "sqs"),
        ("StepFunctions-StartExecution", &["StateMachineArn"], "states.us-east-1.amazonaws.com", "states"),
        ("StepFunctions-StartSyncExecution", &["StateMachineArn"], "sync-states.us-east-1.amazonaws.com", "states"),
    ] {
        let table = table(&subtype(name, parameters));
        let call = only(&table);
        assert_eq!((call.host.to_str().unwrap(), &*call.signing.as_ref().unwrap().service), (host, signed), "{name}");
        assert_eq!(table.stages[0].groups[usize::from(call.group)].to_string(), format!("https://{host}:443"));
    }
}

#[test]
fn a_json_action_is_named_by_its_target_and_a_query_by_its_action() {
    let wire = |name, parameters| only(&table(&subtype(name, parameters))).wire;
    let json = |target| Wire::Json { target, content_type: "application/x-amz-json-1.0", within: None };
    assert_eq!(wire("StepFunctions-StopExecution", &["ExecutionArn"]), json("AWSStepFunctions.StopExecution"));
    assert_eq!(wire("SQS-PurgeQueue", &["QueueUrl"]), Wire::Query { action: "PurgeQueue", version: "2012-11-05" });
}

#[test]
fn what_cannot_be_called_is_said() {
    let queue = ("QueueUrl", "$request.header.queueUrl");
    for (name, mapped, expected) in [
        ("SQS-SendMessages", &[queue][..], "unknown-subtype"),
        ("SQS-PurgeQueue", &[queue, ("Queue", "a")], "bad-parameter"),
        ("SQS-PurgeQueue", &[("QueueUrl", "$request.path.none")], "bad-parameter"),
        ("SQS-PurgeQueue", &[("QueueUrl", "$request.body..name")], "bad-parameter"),
        ("SQS-PurgeQueue", &[queue, ("Region", "$request.header.region")], "bad-parameter"),
        ("SQS-PurgeQueue", &[queue, ("Region", "evil.example/")], "bad-parameter"),
    ] {
        assert_eq!(found(&configured(name, mapped)), (vec![expected], false), "{name} {mapped:?}");
    }
}
