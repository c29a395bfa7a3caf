//! `[node]`, `[log]`, `[limits]`, `[[listener]]`, `[admin]`, `[check]`.

use super::{Grammar, Kind, key};

const COUNT: Kind = Kind::Integer(1, u32::MAX as i64);

pub(super) static NODE: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "The node's name in logs.").or("the host name"),
        key("threads", Kind::Integer(0, 1024), "Worker threads; 0: one for each core.").or("0"),
        key("data", Kind::Path, "For what must outlive the process.").later(),
        key("runtime_dir", Kind::Path, "Process id and upgrade socket; only its owner may enter it."),
        key(
            "unenforced_access",
            Kind::Choice(&["refuse", "allow"]),
            "Routes whose access control is not enforced yet: answered 500, or open to all.",
        )
        .or("\"refuse\""),
        key("drain", Kind::Table(&DRAIN), "How a stop goes."),
        key("watch", Kind::Flag, "Also reload when a file that was read changes.").or("false"),
        key("region", Kind::Text, "In ARNs and `$context`, where an API has none of its own.").or("\"us-east-1\""),
        key("account", Kind::Text, "As `region`.").or("\"123456789012\""),
        key("execute_api_paths", Kind::Flag, "Also answer `/_aws/execute-api/{api}/{stage}/…`.")
            .or("on loopback listeners only"),
        key("throttle", Kind::Table(&THROTTLE), "The account's rate limit.").later(),
        key("cache", Kind::Table(&NODE_CACHE), "Where cached answers are kept.").later(),
    ],
};

static DRAIN: Grammar = Grammar {
    keys: &[
        key("delay", Kind::Pause, "Between `/readyz` turning 503 and the stop of accepting.").or("\"0s\""),
        key("timeout", Kind::Pause, "When the last connections are cut.").or("\"30s\""),
    ],
};

pub(super) static THROTTLE: Grammar = Grammar {
    keys: &[
        key("rate", Kind::Number(-1.0, 1e12), "Requests a second; -1: no limit."),
        key("burst", Kind::Integer(-1, u32::MAX as i64), "Requests at once."),
    ],
};

static NODE_CACHE: Grammar = Grammar {
    keys: &[
        key("size", Kind::Size(0), "In memory."),
        key(
            "disk",
            Kind::Table(&Grammar {
                keys: &[key("path", Kind::Path, "A directory."), key("size", Kind::Size(0), "On disk.")],
            }),
            "A second tier.",
        ),
    ],
};

pub(super) static LOG: Grammar = Grammar {
    keys: &[
        key("level", Kind::Choice(&["error", "warn", "info", "debug", "trace"]), "How much is told.").or("\"info\""),
        key("format", Kind::Choice(&["text", "json"]), "How a line reads.").or("\"text\""),
        key("path", Kind::Text, "A file, or `-` for standard error.").or("\"-\""),
    ],
};

pub(super) static LIMITS: Grammar = Grammar {
    keys: &[
        key("headers", Kind::Size(1), "All header fields together; more is 431.").or("\"10KiB\""),
        key("uri", Kind::Size(1), "The request target; more is 414.").or("\"8KiB\""),
        key("body", Kind::Size(0), "A request's body, by length or chunked; more is 413.").or("\"10MiB\""),
        key("stream", Kind::Duration, "A streamed answer's longest life.").or("\"15m\""),
        key("header_deadline", Kind::Duration, "For the whole head.").or("\"10s\""),
        key("body_rate", Kind::Size(0), "A second, at least.").or("\"1KiB\""),
        key("idle", Kind::Duration, "Between requests of a connection.").or("\"310s\""),
        key("requests", COUNT, "By connection.").or("1000"),
        key("streams", COUNT, "At once on an HTTP/2 connection.").or("100"),
        key("connections", COUNT, "At once.").or("50_000"),
    ],
};

pub(super) static LISTENER: Grammar = Grammar {
    keys: &[
        key("bind", Kind::Bind, "`127.0.0.1:8080`, `[::1]:8080` or `unix:/path`.").required(),
        key("trusted_proxies", Kind::List(&Kind::Network), "X-Forwarded-For is walked from the right past these.")
            .or("[]"),
        key("proxy_protocol", Kind::Flag, "Read PROXY v1 and v2, from trusted proxies only.").or("false"),
        key("tls", Kind::Table(&CERTIFICATE), "Speak TLS; `{}`: with the domains' certificates only."),
        key("execute_api", Kind::Flag, "Answer `{id}.execute-api.*` here.").or("true"),
        key("limits", Kind::Table(&LIMITS), "For this listener; what it leaves out is the node's."),
        key("mutual_tls", Kind::Table(&MUTUAL_TLS), "Client certificates for the default endpoints.").access(),
        key("vpc_endpoint", Kind::Text, "This listener is that endpoint, for private APIs.").later(),
        key("vpc", Kind::Text, "The VPC of the endpoint.").later(),
    ],
};

pub(super) static CERTIFICATE: Grammar = Grammar {
    keys: &[
        key("certificate", Kind::Path, "PEM: the certificate, then its intermediates."),
        key("key", Kind::Path, "PEM: its private key."),
    ],
};

pub(super) static MUTUAL_TLS: Grammar = Grammar {
    keys: &[
        key("truststore", Kind::Path, "PEM: the authorities whose clients are let in.").required(),
        key("truststore_version", Kind::Text, "A name for this version."),
    ],
};

pub(super) static ADMIN: Grammar = Grammar {
    keys: &[
        key("bind", Kind::Bind, "Where; `unix:/path` too.").or("\"127.0.0.1:9901\""),
        key("token", Kind::Secret, "Bearer token; off loopback it is required."),
        key("series", COUNT, "Bound on metric series.").or("100_000"),
        key("requests", Kind::Integer(0, 10_000_000), "Refused or failed requests kept for `explain --request`.")
            .or("10_000"),
        key("ready_requires", Kind::List(&Kind::Text), "Target groups without which the node is not ready.").or("[]"),
    ],
};

pub(super) static CHECK: Grammar = Grammar {
    keys: &[
        key("allow", Kind::List(&Kind::Text), "Warnings that are accepted, by name.").or("[]"),
        key("deny", Kind::List(&Kind::Text), "Warnings that count as errors, by name.").or("[]"),
    ],
};
