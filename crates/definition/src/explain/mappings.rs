//! What is found when the mappings of a REST API are compiled.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "bad-media-type",
        text: "An entry of `x-amazon-apigateway-binary-media-types` is no media type. Each is `type/subtype`, \
               `type/*` or `*/*`; parameters have no meaning there.",
        page: Some("api-gateway-payload-encodings"),
    },
    Explanation {
        name: "bad-model",
        text: "A model that a request validator would hold bodies to is no JSON Schema (draft 4), refers to a model \
               that is not there, or is larger than can be checked for each request.",
        page: Some("models-mappings-models"),
    },
    Explanation {
        name: "bad-pattern",
        text: "The key of an integration response, its selection pattern, is no regular expression as Java has \
               them, so that no answer could select it. It is matched against the whole status of the backend: \
               `4\\d{2}`, `200|201`.",
        page: Some("api-gateway-swagger-extensions-integration-responses"),
    },
    Explanation {
        name: "bad-template",
        text: "A mapping template cannot be parsed as Velocity, or is larger than Amazon takes. The place is \
               that in the definition file where it can be told, and the template's start otherwise; line and column \
               in the message count inside the template. Amazon finds this out at the first request, and answers 500, \
               as is done here; `[check] deny = [\"bad-template\"]` refuses it before.",
        page: Some("models-mappings"),
    },
    Explanation {
        name: "parameter-undeclared",
        text: "A mapping names a parameter of the request that the method does not declare, or a header that the \
               method response does not. It is mapped here. Amazon refuses to import it (\"Invalid mapping expression \
               parameter specified: method.request.header.x\"), so the definition cannot be taken back to Amazon as it \
               is: add the parameter to the operation's `parameters`, or the header to the response's `headers`.",
        page: Some("request-response-data-mappings"),
    },
    Explanation {
        name: "response-missing",
        text: "What the backend answers has nowhere to go: the integration has no integration response, or one \
               whose status is none of the method's responses. Amazon answers 500 then, and so does Tollgate. Add \
               a `default` to the integration's `responses`, or the status to the operation's.",
        page: Some("api-gateway-integration-settings-integration-response"),
    },
];
