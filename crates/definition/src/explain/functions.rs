//! What is found of Lambda functions, and of whoever signs the calls to them and to other services.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "call-unsigned",
        text: "An integration calls Amazon itself, and nothing signs the call, so that every one will be refused. At \
               Amazon the gateway signs for itself where an integration has no `credentials`; here `default = \"chain\"` \
               in `[aws]` signs with the standard chain of credentials (environment, profile, container, instance), and \
               an integration's `credentials` with those of its `[[aws.role]]`.",
        page: Some("api-gateway-swagger-extensions-integration"),
    },
    Explanation {
        name: "credentials-unknown",
        text: "An integration's `credentials` name the role that Amazon calls in. Here an `[[aws.role]]` of that ARN says who \
               signs in its place: the standard chain of AWS's SDKs (`source = \"chain\"`), the role itself assumed with it \
               (`\"assume\"`), or a key (`{ access_key = \"…\", secret = \"${file:…}\" }`). Without one a call would go out \
               under somebody else's name, or none.",
        page: Some("api-gateway-swagger-extensions-integration"),
    },
    Explanation {
        name: "function-kind",
        text: "A `[[function]]` runs on this node, by its `command`, or is asked of an `endpoint`, and exactly one of the \
               two is written. What sets up processes, like `timeout`, `memory` and `concurrency`, goes with a command \
               alone: a function that runs elsewhere has these settings there.",
        page: None,
    },
    Explanation {
        name: "function-limits",
        text: "A function's timeout or memory is one that Lambda does not take: 1 second to 15 minutes, 128 MiB to \
               10,240 MiB. It holds here; the function would behave otherwise at Amazon.",
        page: Some("limits"),
    },
    Explanation {
        name: "function-merged",
        text: "One `[[function]]` that runs on this node answers for several functions of the definition: other names, or \
               other versions and aliases of one. At Amazon each is code of its own; here all of them are one program, \
               which learns from the invoked ARN alone which one was meant. Write an entry for each, like \
               `orders:canary`, or allow the diagnostic.",
        page: Some("aws-api-gateway-stage-variables-reference"),
    },
    Explanation {
        name: "function-unknown",
        text: "An integration invokes a Lambda function, and no `[[function]]` answers for it. An entry is found by the \
               function's name and alias or version (`orders:canary`), else by its name (`orders`), else it is the one \
               for all others (`*`). It runs the function here (`command`), or asks another Invoke API (`endpoint`), \
               Lambda itself among them (`endpoint = \"aws\"`).",
        page: Some("set-up-lambda-proxy-integrations"),
    },
    Explanation {
        name: "function-unused",
        text: "A `[[function]]` is there that no integration of any stage invokes: the name may be misspelt, or another \
               entry is more exact. `*` may be there for nothing.",
        page: None,
    },
    Explanation {
        name: "payload-format",
        text: "A Lambda integration of an HTTP API does not say which version of the payload its function is written for. \
               Amazon takes no such integration: 2.0 and 1.0 are other events, and other rules for the answer. Write \
               `payloadFormatVersion`, in tollgate.toml `payload_format_version`.",
        page: Some("http-api-develop-integrations-lambda"),
    },
    Explanation {
        name: "too-many-functions",
        text: "The integrations of one stage invoke more functions of this node than a stage can hold, which is 65,536. \
               Split the API.",
        page: None,
    },
    Explanation {
        name: "unknown-subtype",
        text: "An HTTP API's `integrationSubtype` names an action of an AWS service that API Gateway calls by itself. There \
               are ten, like `SQS-SendMessage` or `EventBridge-PutEvents`; other actions are called through a REST API's \
               `aws` integration, or by a function.",
        page: Some("http-api-develop-integrations-aws-services-reference"),
    },
];
