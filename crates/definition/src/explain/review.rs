//! What is found in a whole configuration: definitions that were right at Amazon and are not, or not quite, here.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "api-key-unusable",
        text: "A method asks for an API key, the API takes keys from its authorizers (`AUTHORIZER`), and the method has \
               none. No caller can have a key, so that every request is refused. Give the method a Lambda authorizer, \
               or take keys from the header.",
        page: Some("api-gateway-api-key-source"),
    },
    Explanation {
        name: "default-endpoint-open",
        text: "A domain asks for client certificates, and the API behind it can be called without one at its default \
               endpoint, `{id}.execute-api.…`. Disable that endpoint: `disable_execute_api_endpoint = true` in the \
               `[[api]]`.",
        page: Some("rest-api-mutual-tls"),
    },
    Explanation {
        name: "open-route",
        text: "Anyone can call a route: nothing asks for an authorizer, an API key, a signature or a resource policy. \
               `OPTIONS` is left out, which browsers ask without credentials. Many routes are meant to be open, so this \
               is found only where `[check] deny` or `--deny` names it.",
        page: Some("apigateway-control-access-to-api"),
    },
    Explanation {
        name: "policy-foreign-arn",
        text: "A resource policy names an ARN that no request to this API can have: another region, account or API id, \
               as when the policy came with an export. A permission by it permits nothing, a denial by it denies \
               nothing. Write `execute-api:/stage/method/path`, which is always this API's, or give the `[[api]]` the \
               `id`, `region` and `account` that the policy was written for.",
        page: Some("apigateway-resource-policies-examples"),
    },
    Explanation {
        name: "private-unreachable",
        text: "A private API has no resource policy. Amazon refuses every call of such an API until one is attached. \
               Add `x-amazon-apigateway-policy`, or make the API a regional one.",
        page: Some("apigateway-private-apis"),
    },
];
