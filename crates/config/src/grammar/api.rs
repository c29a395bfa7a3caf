//! `[[api]]` and what stands in it.

use super::node::THROTTLE;
use super::{Grammar, Kind, key};

const TEXTS: Kind = Kind::List(&Kind::Text);
const LEVEL: Kind = Kind::Choice(&["off", "error", "info"]);

pub(super) static API: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "The handle used here and in metric labels.").or("the id"),
        key("id", Kind::Text, "The execute-api id.").or("the name"),
        key("protocol", Kind::Choice(&["rest", "http", "websocket"]), "Which kind of API.")
            .or("what the definition was written for; http without one"),
        key("definition", Kind::Path, "OpenAPI 3.0 or Swagger 2.0, YAML or JSON; `{stage}` in it is the stage's name."),
        key("basepath", Kind::Choice(&["ignore", "prepend", "split"]), "What becomes of basePath or servers.")
            .or("\"ignore\""),
        key("account", Kind::Text, "In ARNs and `$context`.").or("the node's"),
        key("region", Kind::Text, "In ARNs and `$context`.").or("the node's"),
        key("disable_execute_api_endpoint", Kind::Flag, "Reached through custom domain names only.").or("false"),
        key("stage", Kind::Entries(&STAGE, &["name"]), "A stage."),
        key("integration", Kind::Entries(&INTEGRATION, &["name"]), "A backend that routes name."),
        key("route", Kind::Entries(&ROUTE, &["key"]), "A route of an HTTP API that has no definition."),
        key("endpoint", Kind::Choice(&["regional", "edge", "private"]), "Private: for VPC endpoints only.").access(),
        key("vpc_endpoints", TEXTS, "The endpoints of a private API.").access(),
        key("policy", Kind::Either(&[Kind::Text, Kind::Path]), "The resource policy.").access(),
        key("authorizer", Kind::Entries(&AUTHORIZER, &["name"]), "Who decides who may call.").later(),
        key("cors", Kind::Table(&CORS), "What scripts of other origins may do; over what the definition says."),
        key("model", Kind::Entries(&MODEL, &["name"]), "A schema for bodies.").later(),
        key("binary_media_types", TEXTS, "Bodies that are not text.").later(),
        key("minimum_compression_size", Kind::Size(0), "Compress answers from this size on.").later(),
        key("api_key_source", Kind::Choice(&["header", "authorizer"]), "Where the API key stands.").later(),
        key("route_selection_expression", Kind::Text, "How a message picks its route.").later(),
    ],
};

pub(crate) static STAGE: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "`prod`, or `$default` for an HTTP API.").required(),
        key("variables", Kind::Map(&Kind::Text), "Stage variables."),
        key("access_log", Kind::Table(&ACCESS_LOG), "One line for each request."),
        key("metrics", Kind::Flag, "Metrics for each route; without, the stage's routes share one series.").or("true"),
        key("definition", Kind::Path, "This stage's own deployment.").or("the API's"),
        key("throttle", Kind::Table(&THROTTLE), "Each method's own bucket.").later(),
        key("cache", Kind::Table(&CACHE), "Keep answers.").later(),
        key("logging_level", LEVEL, "Execution logs: none, of what fails, of every request.").or("\"off\""),
        key("data_trace", Kind::Flag, "Parameters, headers and bodies in execution logs.").or("false"),
        key("execution_log", Kind::Table(&EXECUTION_LOG), "Where execution logs go.").or("the process's own log"),
        key("canary", Kind::Table(&CANARY), "A share of requests to another deployment."),
        key("client_certificate", Kind::Text, "Shown to backends.").later(),
        key("method", Kind::Entries(&METHOD, &["key"]), "Settings of one method; what it leaves out is the stage's."),
    ],
};

static ACCESS_LOG: Grammar = Grammar {
    keys: &[
        key("path", Kind::Text, "A file, or `-` for standard output.").or("\"-\""),
        key("format", Kind::Text, "`json`, `clf`, `xml`, `csv`, or a text with `$context` variables.").or("\"json\""),
    ],
};

static EXECUTION_LOG: Grammar = Grammar {
    keys: &[
        key("path", Kind::Text, "A file, or `-` for standard output.").or("\"-\""),
        key("format", Kind::Choice(&["text", "json"]), "How a line reads.").or("\"text\""),
    ],
};

static CACHE: Grammar = Grammar {
    keys: &[
        key("enabled", Kind::Flag, "On or off."),
        key("ttl", Kind::Pause, "How long."),
        key("encrypted", Kind::Flag, "At rest."),
        key("require_authorization", Kind::Flag, "For a request that invalidates an entry."),
        key(
            "unauthorized",
            Kind::Choice(&["fail_with_403", "succeed_with_response_header", "succeed_without_response_header"]),
            "What such a request gets without.",
        ),
        key("stale_while_revalidate", Kind::Pause, "Serve the old answer while the new one is fetched."),
    ],
};

static CANARY: Grammar = Grammar {
    keys: &[
        key("percent", Kind::Number(0.0, 100.0), "Of the requests.").or("0"),
        key("definition", Kind::Path, "The other deployment.").or("the stage's"),
        key("variables", Kind::Map(&Kind::Text), "Stage variables over those of the stage."),
        key("use_stage_cache", Kind::Flag, "Share the stage's cache.").later(),
    ],
};

static METHOD: Grammar = Grammar {
    keys: &[
        key("key", Kind::Text, "`GET /pets/{id}`, or Amazon's `/pets/{id}/GET`.").required(),
        key("throttle", Kind::Table(&THROTTLE), "The method's bucket.").later(),
        key("cache", Kind::Table(&CACHE), "Keep answers.").later(),
        key("logging_level", LEVEL, "Execution logs.").or("the stage's"),
        key("data_trace", Kind::Flag, "Parameters, headers and bodies in them.").or("the stage's"),
        key("metrics", Kind::Flag, "Metrics of its own.").or("the stage's"),
    ],
};

static INTEGRATION: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "What routes say.").required(),
        key("type", Kind::Choice(&["http_proxy", "http", "aws_proxy", "aws", "mock"]), "Which kind of backend.")
            .required(),
        key(
            "uri",
            Kind::Text,
            "The backend; `{name}` is a path parameter, `${stageVariables.x}` a stage variable. A function's ARN.",
        ),
        key("method", Kind::Text, "The verb towards the backend.").or("the caller's"),
        key("vpc_link", Kind::Text, "The id of a `[[vpc_link]]`."),
        key("target", Kind::Text, "The ARN of the link's listener."),
        key("timeout", Kind::Duration, "From the attempt's start to the answer's head.")
            .or("\"29s\", or \"30s\" for an HTTP API"),
        key(
            "request_parameters",
            Kind::Map(&Kind::Text),
            "`overwrite:header.x`, `append:querystring.x`, `remove:header.x`, `overwrite:path`.",
        ),
        key("tls_config", Kind::Table(&TLS_CONFIG), "How the backend's certificate is verified."),
        key(
            "response_parameters",
            Kind::Map(&Kind::Map(&Kind::Text)),
            "By the backend's status: `append:header.x`, `overwrite:header.x`, `remove:header.x`, `overwrite:statuscode`.",
        ),
        key(
            "function",
            Kind::Text,
            "With `aws_proxy`: the function, `orders` or `orders:canary`; in the API's account and region.",
        ),
        key("payload_format_version", Kind::Choice(&["1.0", "2.0"]), "Of a function's event and answer."),
        key("credentials", Kind::Text, "The ARN of the role that signs the call.").or("what `[aws]` says"),
        key(
            "subtype",
            Kind::Text,
            "An AWS service's action that is called with the `request_parameters`: `SQS-SendMessage`.",
        ),
    ],
};

/// The same without a name: `integration = { … }` in a route.
static INLINE_INTEGRATION: Grammar = Grammar { keys: INTEGRATION.keys.split_at(1).1 };

static TLS_CONFIG: Grammar = Grammar {
    keys: &[
        key("server_name_to_verify", Kind::HostName, "The name on the backend's certificate."),
        key("insecure_skip_verification", Kind::Flag, "Do not check who issued the certificate.").or("false"),
    ],
};

static ROUTE: Grammar = Grammar {
    keys: &[
        key("key", Kind::RouteKey, "`GET /orders/{id}`, `ANY /{proxy+}` or `$default`.").required(),
        key(
            "integration",
            Kind::Either(&[Kind::Text, Kind::Table(&INLINE_INTEGRATION)]),
            "A name, or the integration itself.",
        )
        .required(),
        key("operation_name", Kind::Text, "A name for people.").later(),
        key("authorizer", Kind::Text, "The name of an `[[api.authorizer]]`.").access(),
        key("scopes", TEXTS, "One of which the token must have.").access(),
        key("authorization", Kind::Choice(&["none", "aws_iam", "jwt", "custom"]), "`aws_iam` for SigV4.").access(),
        key("api_key_required", Kind::Flag, "Only with an API key.").access(),
    ],
};

static AUTHORIZER: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "What routes say.").required(),
        key("type", Kind::Choice(&["jwt", "request", "token", "cognito_user_pools"]), "Which kind.").required(),
        key("issuer", Kind::Text, "Of the tokens."),
        key("audience", TEXTS, "Of the tokens."),
        key("identity_source", Kind::Either(&[Kind::Text, TEXTS]), "Where the token stands."),
        key("identity_validation_expression", Kind::Text, "What a token looks like."),
        key("uri", Kind::Text, "The function that decides."),
        key("function", Kind::Text, "The name of a `[[function]]`."),
        key("credentials", Kind::Text, "The role that the call is made in."),
        key("payload_format_version", Kind::Choice(&["1.0", "2.0"]), "The event's shape."),
        key("simple_responses", Kind::Flag, "The function answers yes or no."),
        key("provider_arns", TEXTS, "The user pools."),
        key("ttl", Kind::Pause, "How long an answer is kept."),
    ],
};

static CORS: Grammar = Grammar {
    keys: &[
        key("allow_origins", TEXTS, "Origins, `https://*`, `http://*` or `*`."),
        key("allow_methods", TEXTS, "Methods, or `*`."),
        key("allow_headers", TEXTS, "Headers, or `*`."),
        key("expose_headers", TEXTS, "Headers that scripts may read."),
        key("allow_credentials", Kind::Flag, "With cookies."),
        key("max_age", Kind::Pause, "How long a preflight's answer holds."),
    ],
};

static MODEL: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "What routes say.").required(),
        key("content_type", Kind::Text, "Of the bodies."),
        key("schema", Kind::Text, "JSON Schema."),
    ],
};
