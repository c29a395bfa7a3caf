//! What is found of Lambda functions, and of whoever signs the calls to them and to other services.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
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
];
