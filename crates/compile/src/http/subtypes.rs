//! Which actions an HTTP API can call, and what they take (http-api-develop-integrations-aws-services-reference).

use tollgate_routes::ParameterKind::{self, Attributes, Blob, List, Number, Text};
use tollgate_routes::Wire;

pub(super) struct Subtype {
    pub(super) name: &'static str,
    /// As its endpoint is named.
    pub(super) service: &'static str,
    /// Stands before Amazon's own host.
    pub(super) prefix: &'static str,
    pub(super) wire: Wire,
    pub(super) parameters: &'static [Parameter],
}

pub(super) struct Parameter {
    /// In the definition.
    pub(super) written: &'static str,
    /// To the service.
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) kind: ParameterKind,
}

const fn needs(written: &'static str, name: &'static str, kind: ParameterKind) -> Parameter {
    Parameter { written, name, required: true, kind }
}

const fn takes(written: &'static str, name: &'static str, kind: ParameterKind) -> Parameter {
    Parameter { written, name, required: false, kind }
}

const fn json(target: &'static str, content_type: &'static str) -> Wire {
    Wire::Json { target, content_type, within: None }
}

const fn sqs(name: &'static str, action: &'static str, parameters: &'static [Parameter]) -> Subtype {
    // By the query protocol: callers get its XML, as they do at Amazon.
    let wire = Wire::Query { action, version: "2012-11-05" };
    Subtype { name, service: "sqs", prefix: "", wire, parameters }
}

const fn states(
    name: &'static str,
    prefix: &'static str,
    target: &'static str,
    parameters: &'static [Parameter],
) -> Subtype {
    Subtype { name, service: "states", prefix, wire: json(target, JSON_1_0), parameters }
}

const JSON_1_0: &str = "application/x-amz-json-1.0";
const JSON_1_1: &str = "application/x-amz-json-1.1";

/// All of version 1.0.
pub(super) static SUBTYPES: [Subtype; 10] = [
    Subtype {
        name: "EventBridge-PutEvents",
        service: "events",
        prefix: "",
        wire: Wire::Json { target: "AWSEvents.PutEvents", content_type: JSON_1_1, within: Some("Entries") },
        parameters: &[
            needs("Detail", "Detail", Text),
            needs("DetailType", "DetailType", Text),
            needs("Source", "Source", Text),
            takes("Time", "Time", Number),
            takes("EventBusName", "EventBusName", Text),
            takes("Resources", "Resources", List),
            takes("TraceHeader", "TraceHeader", Text),
        ],
    },
    sqs(
        "SQS-SendMessage",
        "SendMessage",
        &[
            needs("QueueUrl", "QueueUrl", Text),
            needs("MessageBody", "MessageBody", Text),
            takes("DelaySeconds", "DelaySeconds", Number),
            takes("MessageAttributes", "MessageAttribute", Attributes),
            takes("MessageDeduplicationId", "MessageDeduplicationId", Text),
            takes("MessageGroupId", "MessageGroupId", Text),
            takes("MessageSystemAttributes", "MessageSystemAttribute", Attributes),
        ],
    ),
    sqs(
        "SQS-ReceiveMessage",
        "ReceiveMessage",
        &[
            needs("QueueUrl", "QueueUrl", Text),
            takes("AttributeNames", "AttributeName", List),
            takes("MaxNumberOfMessages", "MaxNumberOfMessages", Number),
            takes("MessageAttributeNames", "MessageAttributeName", List),
            takes("ReceiveRequestAttemptId", "ReceiveRequestAttemptId", Text),
            takes("VisibilityTimeout", "VisibilityTimeout", Number),
            takes("WaitTimeSeconds", "WaitTimeSeconds", Number),
        ],
    ),
    sqs(
        "SQS-DeleteMessage",
        "DeleteMessage",
        &[needs("ReceiptHandle", "ReceiptHandle", Text), needs("QueueUrl", "QueueUrl", Text)],
    ),
    sqs("SQS-PurgeQueue", "PurgeQueue", &[needs("QueueUrl", "QueueUrl", Text)]),
    Subtype {
        name: "AppConfig-GetConfiguration",
        service: "appconfig",
        prefix: "",
        wire: Wire::Get {
            path: "/applications/{Application}/environments/{Environment}/configurations/{Configuration}",
        },
        parameters: &[
            needs("Application", "Application", Text),
            needs("Environment", "Environment", Text),
            needs("Configuration", "Configuration", Text),
            needs("ClientId", "client_id", Text),
            takes("ClientConfigurationVersion", "client_configuration_version", Text),
        ],
    },
    Subtype {
        name: "Kinesis-PutRecord",
        service: "kinesis",
        prefix: "",
        wire: json("Kinesis_20131202.PutRecord", JSON_1_1),
        parameters: &[
            needs("StreamName", "StreamName", Text),
            needs("Data", "Data", Blob),
            needs("PartitionKey", "PartitionKey", Text),
            takes("SequenceNumberForOrdering", "SequenceNumberForOrdering", Text),
            takes("ExplicitHashKey", "ExplicitHashKey", Text),
        ],
    },
    states(
        "StepFunctions-StartExecution",
        "",
        "AWSStepFunctions.StartExecution",
        &[
            needs("StateMachineArn", "stateMachineArn", Text),
            takes("Name", "name", Text),
            takes("Input", "input", Text),
        ],
    ),
    states(
        "StepFunctions-StartSyncExecution",
        // AWS general reference, step-functions: its endpoint is `sync-states.region.amazonaws.com`.
        "sync-",
        "AWSStepFunctions.StartSyncExecution",
        &[
            needs("StateMachineArn", "stateMachineArn", Text),
            takes("Name", "name", Text),
            takes("Input", "input", Text),
            takes("TraceHeader", "traceHeader", Text),
        ],
    ),
    states(
        "StepFunctions-StopExecution",
        "",
        "AWSStepFunctions.StopExecution",
        &[needs("ExecutionArn", "executionArn", Text), takes("Cause", "cause", Text), takes("Error", "error", Text)],
    ),
];
