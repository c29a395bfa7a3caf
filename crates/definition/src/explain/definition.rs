//! What is found in definitions when they are imported.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "access-unclear",
        text: "Something that decides who may call is misspelled, or stands where Amazon API Gateway does not \
               look for it: an authorization extension on a path instead of an operation, for one. Amazon passes \
               over it and the API is open. Because its writer meant the opposite, this is an error. Write it \
               where the message says; to accept that it has no effect, remove it.",
        page: Some("api-gateway-swagger-extensions"),
    },
    Explanation {
        name: "authorizer-missing",
        text: "An operation asks its callers to pass a security scheme that is not defined, or that has no \
               authorizer. That is how an API looks that was exported without its authorizers. Until the \
               definition has them the operation is refused, because nobody can tell who may call it. Export the \
               API again with `extensions=apigateway`, or define the scheme with `x-amazon-apigateway- \
               authorizer`.",
        page: Some("api-gateway-swagger-extensions-authorizer"),
    },
    Explanation {
        name: "definition-unreadable",
        text: "The definition is not something an API can be made of: it is empty, too large, no JSON or YAML object, or \
               of a version that cannot be imported. Export it again, or name the right file.",
        page: Some("api-gateway-import-api"),
    },
    Explanation {
        name: "duplicate-key",
        text: "A key is written twice, in one file or in two that belong together by `include`, and nothing says \
               which holds. To change a value of one file by another, give the second as a later `--config`. \
               In a definition a path, a method or a security requirement might be lost without a word: remove one.",
        page: None,
    },
    Explanation {
        name: "further-findings",
        text: "A definition has more findings than are reported, often because one mistake is repeated on every \
               line. Mend those that are shown and check again.",
        page: None,
    },
    Explanation {
        name: "misplaced-extension",
        text: "An extension of API Gateway stands where it has no effect. Move it to where the message says, or \
               remove it.",
        page: Some("api-gateway-swagger-extensions"),
    },
    Explanation {
        name: "missing-field",
        text: "Something that Amazon API Gateway requires is not there. Add what the message names.",
        page: Some("api-gateway-swagger-extensions-integration"),
    },
    Explanation {
        name: "model-name",
        text: "The name of a schema has other characters than letters and digits. Amazon API Gateway refuses to \
               import it (\"Model name must be alphanumeric\"). Rename the schema, and whatever refers to it.",
        page: Some("api-gateway-known-issues"),
    },
    Explanation {
        name: "no-effect",
        text: "The definition says something that Amazon API Gateway passes over: a form or cookie parameter, a \
               response without a status, a gateway response that cannot be changed. Requests are served as if it \
               were not there.",
        page: Some("api-gateway-known-issues"),
    },
    Explanation {
        name: "not-enforced",
        text: "The setting is part of the grammar and was understood, but this build does not act on it yet. What \
               decides who may call is never passed over like this: routes it guards are refused instead.",
        page: None,
    },
    Explanation {
        name: "openapi-version",
        text: "The definition is of a version of OpenAPI that is not imported. REST APIs are imported from \
               OpenAPI 3.0 and Swagger 2.0, HTTP APIs from OpenAPI 3.0 only, as at Amazon. Export the API again \
               in one of these.",
        page: Some("http-api-open-api"),
    },
    Explanation {
        name: "other-protocol",
        text: "The definition has a setting that only the other kind of API has: Amazon API Gateway passes over \
               it. Remove it, or import the definition as the kind of API it was written for.",
        page: Some("http-api-vs-rest"),
    },
    Explanation {
        name: "out-of-range",
        text: "A number is less or more than the setting can be. Choose one within the bounds that the \
               message gives.",
        page: None,
    },
    Explanation {
        name: "root-security",
        text: "The definition has `security` at its top. Amazon API Gateway does not use it for REST APIs, so \
               that operations without their own `security` are open there. Here they are as closed as the \
               definition says. Write `security` in each operation, or `security: []` in those that are to be \
               open.",
        page: Some("api-gateway-known-issues"),
    },
    Explanation {
        name: "schema-keyword",
        text: "A schema uses a keyword that Amazon API Gateway leaves out of models at import, so that bodies are \
               not held to it: `discriminator`, `exclusiveMinimum`, `maxItems`, `minItems`, `nullable`. It is left \
               out here, too.",
        page: Some("api-gateway-known-issues"),
    },
    Explanation {
        name: "security-scheme-assumed",
        text: "An operation asks for `api_key`, and no security scheme of this name is defined. Exports call the \
               scheme of API keys so; it is taken for a key in the header `x-api-key`, so that the operation stays \
               closed. Define the scheme: type `apiKey`, name `x-api-key`, in `header`.",
        page: Some("api-key-usage-plan-oas"),
    },
    Explanation {
        name: "security-several",
        text: "An operation of an HTTP API asks for several things of its callers. Each can have one of IAM \
               authorization, a Lambda authorizer, or a JWT authorizer. Keep one.",
        page: Some("http-api-open-api"),
    },
    Explanation {
        name: "unknown-extension",
        text: "The name of an extension begins with `x-amazon-apigateway-` and is none of those that API Gateway \
               has. Amazon passes over it, so what it asks for does not happen. Correct the name or remove it.",
        page: Some("api-gateway-swagger-extensions"),
    },
    Explanation {
        name: "unknown-field",
        text: "An object has a field that it cannot have. Amazon passes over it, so what it asks for does not \
               happen. Correct the name, remove it, or begin it with `x-` if it is a note of your own.",
        page: Some("api-gateway-swagger-extensions"),
    },
    Explanation {
        name: "unknown-model",
        text: "A schema refers to a model by Amazon's address of it, \
               `https://apigateway.amazonaws.com/restapis/…/models/NAME`, and the definition has no schema of that \
               name. Amazon passes over the reference, and so bodies are not held to it. Export the API again with \
               its models.",
        page: Some("models-mappings-models"),
    },
    Explanation {
        name: "unknown-name",
        text: "Something is referred to by a name that nothing has. Names are case-sensitive.",
        page: None,
    },
    Explanation {
        name: "unknown-value",
        text: "The setting has a fixed set of values, and this is none of them. Case does not matter. The \
               message names what is expected.",
        page: None,
    },
    Explanation {
        name: "unresolved-placeholder",
        text: "A value has a `${…}` that nothing replaces: more often than not one of Terraform or CloudFormation, \
               which should have been filled in before. Only `${file:PATH}` and `${env:NAME}` are replaced; \
               `${stageVariables.x}` and `${AWS::Region}`, `${AWS::AccountId}`, `${AWS::Partition}` are Amazon's \
               own.",
        page: None,
    },
    Explanation {
        name: "unresolved-reference",
        text: "A `$ref` leads nowhere: to nothing in the file, to another file, which Amazon API Gateway does not \
               follow, or round in a circle. Correct the reference, or write out what it stands for.",
        page: Some("api-gateway-known-issues"),
    },
    Explanation {
        name: "web-acl-ignored",
        text: "The definition says how the API answers what its web ACL filters. Web ACLs (AWS WAF) are not part of \
               an export, and there is none here: what it kept out comes through. Put a filter before the gateway, \
               or guard the routes by a resource policy or an authorizer, and accept this by `[check] allow`.",
        page: Some("apigateway-control-access-aws-waf"),
    },
    Explanation {
        name: "wrong-type",
        text: "A value is of another type than the setting has: a string where a table was expected, for one. \
               `[[api]]` with two brackets makes an entry of a list; `[api]` with one makes a table. In a definition: \
               an object, a list or a string where OpenAPI has another of them.",
        page: None,
    },
];
