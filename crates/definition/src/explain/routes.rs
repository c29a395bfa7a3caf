//! What is found when stages, routes and domains are compiled.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "bad-cors",
        text: "What an HTTP API says of other origins cannot be told to browsers: an origin is a scheme and a host, \
               `https://www.example.com`, without a path, or `https://*`, `http://*` or `*`; methods and headers are \
               names or `*`; and credentials are never allowed to every origin, which Amazon refuses, too.",
        page: Some("http-api-cors"),
    },
    Explanation {
        name: "bad-parameter",
        text: "A mapping of request parameters is none: its target or its source is not one that this kind of API \
               has, it names a path parameter that the route does not have, or a header that the gateway sets \
               itself. REST APIs map `integration.request.…` from `method.request.…`; HTTP APIs map \
               `overwrite:header.name` and its like from `$request.…`, which is a variable only where it stands alone: \
               inside a longer text it needs braces, `pet-${request.path.id}`, or is sent as it is written.",
        page: Some("request-response-data-mappings"),
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
        name: "methods-missing",
        text: "A REST API has no method, so that every request is refused. Amazon imports such a definition and \
               refuses to deploy it (\"The REST API doesn't contain any methods\"). Write an operation under a path \
               of `paths`, with its integration.",
        page: Some("set-up-deployments"),
    },
    Explanation {
        name: "no-targets",
        text: "A target group has no targets. Every request that is sent to it is answered as if all its targets \
               were down.",
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
        name: "unknown-listener",
        text: "A private integration names a listener, by ARN or by the port of its `uri`, that its VPC link does \
               not have, and the link has no targets of its own to fall back to. Add a `[[vpc_link.listener]]` with \
               that ARN or port, or a `[[vpc_link.target]]`.",
        page: Some("set-up-private-integration"),
    },
    Explanation {
        name: "unknown-method",
        text: "`[[api.stage.method]]` sets something for a method that the stage's deployment does not have. The key is \
               the route's own, as `tollgate routes` prints it: settings for `GET /pets` do not reach a route `ANY /pets`.",
        page: Some("set-up-stages"),
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
        name: "unknown-vpc-link",
        text: "A private integration's `connectionId` names a VPC link that is not there. It is the `id` of a \
               `[[vpc_link]]`: at Amazon a link's id is its own, so each link that the definition names needs an \
               entry here.",
        page: Some("set-up-private-integration"),
    },
    Explanation {
        name: "uri-port",
        text: "Amazon reaches integrations on the ports 80, 443 and 1024 to 65535 only. Another port works here; \
               the definition cannot be taken back to Amazon as it is.",
        page: Some("setup-http-integrations"),
    },
];
