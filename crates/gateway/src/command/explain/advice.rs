//! What to do about a refusal, for whoever looks at its picture.

/// What a request that failed was for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Function,
    Other,
}

/// By the name of the gateway response: also of a chain that another version of a node recorded.
pub(super) fn advice(response_type: &str, asked: Asked) -> &'static str {
    match response_type {
        "MISSING_AUTHENTICATION_TOKEN" | "NOT_FOUND" => {
            "no route fits this method and path; `tollgate routes` lists those there are"
        }
        "FORBIDDEN" => {
            "give a whole URL, whose host is a `[[domain]]` or `{api-id}.execute-api.…`, and a path that a mapping or stage takes"
        }
        "AUTHORIZER_CONFIGURATION_ERROR" => {
            "what decides who may call is not enforced by this build, so nobody may; \
             `unenforced_access = \"allow\"` in `[node]` opens it to everyone, on a laptop"
        }
        "BAD_REQUEST_PARAMETERS" => "send the parameters that the method requires: -H, or the query of the URL",
        "BAD_REQUEST_BODY" => "send a body that fits the model of its content type: -d, and -H 'Content-Type: …'",
        "UNSUPPORTED_MEDIA_TYPE" => {
            "add a template for the content type to the integration, or let `passthroughBehavior` pass it through"
        }
        "REQUEST_TOO_LARGE" => "send less, or raise `body` in `[limits]`",
        "API_CONFIGURATION_ERROR" => "the definition asks for what cannot be done: `tollgate check` may say more",
        "INTEGRATION_FAILURE" | "INTEGRATION_TIMEOUT" | "SERVICE_UNAVAILABLE" if asked == Asked::Function => {
            "what the function itself says is in the node's log; how long it may run, and how many at once, \
             is `timeout`, `concurrency` and `queue` in its `[[function]]`"
        }
        "INTEGRATION_FAILURE" | "SERVICE_UNAVAILABLE" => {
            "see whether the integration's targets are up: /pools of the admin listener"
        }
        "INTEGRATION_TIMEOUT" => "the integration took longer than its timeout",
        _ => "see the reason above",
    }
}
