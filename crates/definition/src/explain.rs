//! What each diagnostic means: a paragraph for `tollgate check --explain NAME`.

/// One diagnostic, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub name: &'static str,
    /// Whole sentences: what was found, why it matters, what to do.
    pub text: &'static str,
    /// The page of Amazon's guide that says so, where there is one.
    pub page: Option<&'static str>,
}

/// The paragraph on a diagnostic.
pub fn explain(name: &str) -> Option<&'static Explanation> {
    EXPLANATIONS.binary_search_by(|explanation| explanation.name.cmp(name)).ok().map(|at| &EXPLANATIONS[at])
}

/// Names that are promised and not found by this build yet: a file may allow or deny them already.
const PROMISED: &[&str] = &[
    "api-key-unusable",
    "cache-identity",
    "cache-unset",
    "default-endpoint-open",
    "function-merged",
    "function-unknown",
    "identity-behind-proxy",
    "limits-per-node",
    "needs-restart",
    "no-throttle",
    "open-route",
    "policy-foreign-arn",
    "private-unreachable",
    "web-acl-ignored",
];

/// Is this the name of a diagnostic, of this build or a promised one.
pub fn is_name(name: &str) -> bool {
    explain(name).is_some() || PROMISED.contains(&name)
}

/// Every diagnostic there is, sorted by name.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "access-unclear",
        text: "Something that decides who may call is misspelled, or stands where Amazon API Gateway does not \
               look for it: an authorization extension on a path instead of an operation, for one. Amazon passes \
               over it and the API is open. Because its writer meant the opposite, this is an error. Write it \
               where the message says; to accept that it has no effect, remove it.",
        page: Some("api-gateway-swagger-extensions"),
    },
    Explanation {
        name: "admin-open",
        text: "The admin address shows routes, requests and metrics, and reloads the gateway. Away from loopback \
               anyone who reaches it could, so a `token` is required there: `token = \"${file:secrets/admin}\"`.",
        page: None,
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
        name: "bad-address",
        text: "An address of another form was expected. Listeners bind IP addresses with a port, because a name may \
               mean several; targets are a host name or IP address with a port; both may be `unix:` and an absolute \
               path. IPv6 addresses stand in brackets.",
        page: None,
    },
    Explanation {
        name: "bad-certificate",
        text: "A file named as certificate, private key or authority was read, but is not PEM or does not hold what \
               was expected. A certificate file holds the server's own certificate first, then its intermediates; a \
               key file holds one unencrypted private key.",
        page: None,
    },
    Explanation {
        name: "bad-duration",
        text: "Durations are a whole number and a unit, in quotes: `\"250ms\"`, `\"3s\"`, `\"5m\"`, `\"1h\"`, \
               `\"7d\"`. A timeout of nothing is refused: no call could be answered in it.",
        page: None,
    },
    Explanation {
        name: "bad-log-format",
        text: "Amazon accepts a custom access log format only if it has `$context.requestId` or \
               `$context.extendedRequestId`, without which a line cannot be matched with what a client saw.",
        page: Some("set-up-logging"),
    },
    Explanation {
        name: "bad-name",
        text: "A name has characters that cannot stand where it is used: an API's id is part of a host name, a \
               stage is a segment of the path, a base path is matched against one.",
        page: None,
    },
    Explanation { name: "bad-number", text: "A number is out of the range that the setting has.", page: None },
    Explanation {
        name: "bad-parameter",
        text: "A mapping of request parameters is none: its target or its source is not one that this kind of API \
               has, it names a path parameter that the route does not have, or a header that the gateway sets \
               itself. REST APIs map `integration.request.…` from `method.request.…`; HTTP APIs map \
               `overwrite:header.name` and its like from `$request.…`.",
        page: Some("request-response-data-mappings"),
    },
    Explanation {
        name: "bad-route-key",
        text: "A route of an HTTP API is picked by a key: a method in capitals (or `ANY`), one space and a path, as \
               `GET /orders/{id}`; or `$default` for every request that no other route takes.",
        page: Some("http-api-develop-routes"),
    },
    Explanation {
        name: "bad-size",
        text: "Sizes are a whole number and a unit, in quotes: `\"512B\"`, `\"10KiB\"`, `\"10MiB\"`, `\"1GiB\"`, or \
               the decimal `KB`, `MB`, `GB`.",
        page: None,
    },
    Explanation {
        name: "bad-uri",
        text: "The `uri` of an integration is no endpoint that requests could be sent to. It is `http://` or \
               `https://`, a host, an optional port and a path; stage variables may stand in it, path parameters \
               only behind the host. An HTTP API's private integration names a listener's ARN instead.",
        page: Some("setup-http-integrations"),
    },
    Explanation {
        name: "conflicting-path",
        text: "Two paths of a REST API have parameters of different names at the same place, like `/pets/{id}` and \
               `/pets/{petId}/toys`. Amazon refuses the second (\"A sibling of this resource already has a variable \
               path part\"), since a segment of a request can fill only one of them. Use one name in both.",
        page: Some("api-gateway-method-settings-method-request"),
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
        name: "duplicate-name",
        text: "Two entries of a list have one identity: the key that references, overlays and reloads know an entry \
               by. Within one file and all it includes that is an error; to change an entry, write it in a later \
               `--config`, which is merged into it.",
        page: None,
    },
    Explanation {
        name: "duplicate-route",
        text: "Two routes take the same requests: the same method and the same path, whatever their parameters are \
               called. Only one of them could ever be chosen, so one must go.",
        page: Some("http-api-develop-routes"),
    },
    Explanation {
        name: "further-findings",
        text: "A definition has more findings than are reported, often because one mistake is repeated on every \
               line. Mend those that are shown and check again.",
        page: None,
    },
    Explanation {
        name: "include-cycle",
        text: "A file includes itself, directly or through the files it includes.",
        page: None,
    },
    Explanation {
        name: "include-matches-nothing",
        text: "A pattern under `include` matches no file. Patterns are relative to the file that writes them; one \
               that matches nothing is more often a mistake in spelling than meant.",
        page: None,
    },
    Explanation {
        name: "inline-routes",
        text: "An `[[api]]` says what it serves in one way: by a `definition` file, or, for HTTP APIs only, by \
               `[[api.route]]` and `[[api.integration]]`.",
        page: None,
    },
    Explanation {
        name: "integration-missing",
        text: "A method or route says nothing about where its requests go. Amazon refuses to deploy such a method \
               (\"No integration defined for method\"). Give it an integration, or remove it.",
        page: Some("how-to-method-settings"),
    },
    Explanation {
        name: "invalid-method",
        text: "A method is none that routes or integrations can have. Routes take DELETE, GET, HEAD, OPTIONS, \
               PATCH, POST, PUT and ANY; an integration's method is any HTTP method, or ANY for the caller's own.",
        page: Some("api-gateway-method-settings-method-request"),
    },
    Explanation {
        name: "invalid-path",
        text: "A path of the definition does not begin with a slash, so it can match no request. Write it with \
               one.",
        page: Some("api-gateway-known-issues"),
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
        name: "missing-key",
        text: "An entry lacks a key that it cannot do without. An entry that a later `--config` adds, and does not \
               merge into one of the same identity, must be complete too.",
        page: None,
    },
    Explanation {
        name: "no-targets",
        text: "A target group has no targets. Every request that is sent to it is answered as if all its targets \
               were down.",
        page: None,
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
        name: "path-parameter-unmapped",
        text: "A `uri` has a placeholder like `{id}`, and nothing says what stands for it. In a REST API that is a \
               request parameter, `integration.request.path.id` mapped from `method.request.path.id`; in an HTTP \
               API a path variable of the route has the same name. Amazon answers 500 to such a route, because a \
               brace cannot stand in a path; so does this gateway.",
        page: Some("setup-http-integrations"),
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
        name: "secret-missing",
        text: "A secret, `${file:PATH}` or `${env:NAME}`, or a private key could not be read. Where secrets are not \
               at hand, as in a build, `tollgate check --without-secrets` checks everything else.",
        page: None,
    },
    Explanation {
        name: "security-several",
        text: "An operation of an HTTP API asks for several things of its callers. Each can have one of IAM \
               authorization, a Lambda authorizer, or a JWT authorizer. Keep one.",
        page: Some("http-api-open-api"),
    },
    Explanation {
        name: "stage-missing",
        text: "A REST API is reached through a stage, whose name is the first segment of the path. Write at least \
               one `[[api.stage]]`. HTTP APIs have a stage `$default` when they name none.",
        page: Some("set-up-stages"),
    },
    Explanation {
        name: "stage-variable-undefined",
        text: "A definition uses `${stageVariables.name}` and the stage has no variable of that name. Amazon puts \
               in an empty text, which sends requests to a wrong place or nowhere; here it is an error. Add the \
               variable to the stage.",
        page: Some("aws-api-gateway-stage-variables-reference"),
    },
    Explanation {
        name: "syntax",
        text: "The file is not TOML here, or a definition not JSON (RFC 8259, without comments) or YAML 1.2. Often the \
               mistake is just before the place that is shown. What follows in the file may have been misunderstood \
               in consequence: mend the first of these errors first.",
        page: None,
    },
    Explanation {
        name: "timeout-range",
        text: "An integration's timeout is one that Amazon does not take: less than 50 ms, or more than 29 s in a \
               REST API and 30 s in an HTTP API. It holds here; the definition cannot be taken back to Amazon as it \
               is.",
        page: Some("limits"),
    },
    Explanation {
        name: "tls-insecure",
        text: "`insecureSkipVerification` lets an integration accept certificates that no known authority has \
               issued. The name and the dates are still verified, but anyone between gateway and backend can make \
               such a certificate. Trust the authority instead: `ca` in `[target_group.tls]`.",
        page: Some("api-gateway-extensions-integration-tls-config"),
    },
    Explanation {
        name: "tls-name-missing",
        text: "Requests go to a target group over TLS, and nothing says which name its certificate must have, so \
               that any valid certificate would do. Write `server_name` in `[target_group.tls]`, \
               `serverNameToVerify` in the integration's `tlsConfig`, or an https `uri` with the name as its host.",
        page: Some("http-api-develop-integrations-private"),
    },
    Explanation {
        name: "too-many-target-groups",
        text: "The integrations of one stage name more different hosts than a stage can hold, which is 65,536. \
               Split the API.",
        page: None,
    },
    Explanation {
        name: "unknown-api",
        text: "A domain's mapping names an API that is not there. `api` is the `name` of an `[[api]]`.",
        page: Some("rest-api-mappings"),
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
        name: "unknown-key",
        text: "There is no such key here. Keys are Amazon's field names in snake_case, without the resource's own \
               name: `payloadFormatVersion` is `payload_format_version`, `IntegrationUri` is `uri`, \
               `timeoutInMillis` is `timeout`. Unknown keys are errors, because a setting that is passed over in \
               silence is worse.",
        page: None,
    },
    Explanation {
        name: "unknown-listener",
        text: "A private integration names a listener, by ARN or by the port of its `uri`, that its VPC link does \
               not have, and the link has no targets of its own to fall back to. Add a `[[vpc_link.listener]]` with \
               that ARN or port, or a `[[vpc_link.target]]`.",
        page: Some("set-up-private-integration"),
    },
    Explanation {
        name: "unknown-name",
        text: "Something is referred to by a name that nothing has. Names are case-sensitive.",
        page: None,
    },
    Explanation {
        name: "unknown-stage",
        text: "A domain's mapping names a stage that its API does not have. Left out, the segment of the path after \
               the mapping's names the stage.",
        page: Some("rest-api-mappings"),
    },
    Explanation {
        name: "unknown-target-group",
        text: "A VPC link's listener names a target group that is not there. `target_group` is the `name` of a \
               `[[target_group]]`.",
        page: None,
    },
    Explanation {
        name: "unknown-value",
        text: "The setting has a fixed set of values, and this is none of them. Case does not matter. The \
               message names what is expected.",
        page: None,
    },
    Explanation {
        name: "unknown-variable",
        text: "An access log format names a `$context` variable that does not exist. Their names are \
               case-sensitive.",
        page: Some("api-gateway-variables-for-access-logging"),
    },
    Explanation {
        name: "unknown-vpc-link",
        text: "A private integration's `connectionId` names a VPC link that is not there. It is the `id` of a \
               `[[vpc_link]]`: at Amazon a link's id is its own, so each link that the definition names needs an \
               entry here.",
        page: Some("set-up-private-integration"),
    },
    Explanation {
        name: "unreadable-file",
        text: "A file that the configuration names could not be opened or is not UTF-8. Relative paths are relative \
               to the file that writes them.",
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
        name: "unused-allow",
        text: "An entry of `[check] allow` matches no warning: what it accepted is gone, or the name is wrong. Take \
               it out, lest it accept something new some day. Errors cannot be allowed.",
        page: None,
    },
    Explanation {
        name: "uri-port",
        text: "Amazon reaches integrations on the ports 80, 443 and 1024 to 65535 only. Another port works here; \
               the definition cannot be taken back to Amazon as it is.",
        page: Some("setup-http-integrations"),
    },
    Explanation {
        name: "vpc-link-unresolved",
        text: "An export names VPC links by id, but not what is behind them. Served without a configuration, routes through a \
               link answer as Amazon does when no target is up. To serve them, write a `tollgate.toml` (`tollgate init` \
               begins one) with a `[[vpc_link]]` of that id and its targets.",
        page: Some("set-up-private-integration"),
    },
    Explanation {
        name: "websocket-unsupported",
        text: "WebSocket APIs are not built yet. REST and HTTP APIs are.",
        page: None,
    },
    Explanation {
        name: "wrong-type",
        text: "A value is of another type than the setting has: a string where a table was expected, for one. \
               `[[api]]` with two brackets makes an entry of a list; `[api]` with one makes a table. In a definition: \
               an object, a list or a string where OpenAPI has another of them.",
        page: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_are_sorted_and_each_name_is_there_once() {
        for pair in EXPLANATIONS.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} before {}", pair[0].name, pair[1].name);
        }
    }

    #[test]
    fn every_explanation_is_found_by_its_name() {
        for explanation in EXPLANATIONS {
            assert_eq!(explain(explanation.name), Some(explanation));
            assert!(explanation.text.ends_with('.'), "{}", explanation.name);
        }
        assert_eq!(explain("no-such-name"), None);
    }
}
