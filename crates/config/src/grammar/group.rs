//! `[[target_group]]` and `[[vpc_link]]`.

use super::{Grammar, Kind, key};

const THRESHOLD: Kind = Kind::Integer(1, 1000);

pub(crate) static TARGET_GROUP: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "What VPC links say.").required(),
        key("protocol", Kind::Choice(&["http", "https", "h2", "grpc"]), "Towards the targets.").or("\"http\""),
        key("balance", Kind::Choice(&["round_robin", "least_connections", "consistent"]), "Who gets the next request.")
            .or("\"round_robin\""),
        key(
            "hash",
            Kind::Text,
            "With `consistent`: `$context.identity.sourceIp`, `$context.path` or `$request.header.NAME`.",
        ),
        key("health_check", Kind::Table(&HEALTH_CHECK), "Ask targets how they are; none without this table."),
        key("eject", Kind::Table(&EJECT), "Rest targets that fail."),
        key("retry", Kind::Table(&RETRY), "Try another target."),
        key("timeouts", Kind::Table(&TIMEOUTS), "Of connections and calls."),
        key("tls", Kind::Table(&TLS), "With `protocol = \"https\"`."),
        key("target", Kind::Entries(&TARGET, &["address"]), "A server."),
    ],
};

static TARGET: Grammar = Grammar {
    keys: &[
        key("address", Kind::Address, "`10.0.0.12:8080`, `orders.internal:8080`, `[::1]:8080` or `unix:/path`.")
            .required(),
        key("weight", Kind::Integer(1, 999), "Its share.").or("1"),
    ],
};

static HEALTH_CHECK: Grammar = Grammar {
    keys: &[
        key("protocol", Kind::Choice(&["http", "tcp"]), "A request, or only a connection.")
            .or("\"http\" with a path, else \"tcp\""),
        key("path", Kind::Text, "What is asked for.").or("\"/\""),
        key("host", Kind::Text, "The Host it is asked with.").or("the target's address"),
        key("matcher", Kind::Text, "Healthy statuses: `200`, `200-299`, `200,204`.").or("\"200-299\""),
        key("interval", Kind::Duration, "Between two checks of a target.").or("\"5s\""),
        key("timeout", Kind::Duration, "Of one check.").or("\"2s\""),
        key("healthy_threshold", THRESHOLD, "Good checks in a row until a target is up.").or("2"),
        key("unhealthy_threshold", THRESHOLD, "Failed checks in a row until a target is down.").or("3"),
    ],
};

static EJECT: Grammar = Grammar {
    keys: &[
        key("failures", Kind::Integer(0, 1_000_000), "Failed requests in a row; 0: never.").or("5"),
        key("backoff", Kind::Pause, "How long it rests the first time, doubled each time.").or("\"30s\""),
        key("keep", Kind::Number(0.0, 1.0), "The share of targets that always stays.").or("0.5"),
    ],
};

static RETRY: Grammar = Grammar {
    keys: &[
        key("attempts", Kind::Integer(1, 100), "In all; 1 is no retry.").or("2"),
        key("budget", Kind::Number(0.0, 100.0), "Retries allowed for each request.").or("0.2"),
    ],
};

static TIMEOUTS: Grammar = Grammar {
    keys: &[
        key("connect", Kind::Duration, "Until a connection stands, TLS included.").or("\"1s\""),
        key("read", Kind::Duration, "Between two reads of a streamed answer.").or("\"60s\""),
        key("write", Kind::Duration, "Between two writes of a streamed request.").or("\"60s\""),
        key("total", Kind::Duration, "Of a call whose integration has no timeout.").or("the integration's"),
        key("idle", Kind::Pause, "How long an unused connection is kept.").or("\"60s\""),
    ],
};

static TLS: Grammar = Grammar {
    keys: &[
        key("ca", Kind::Path, "PEM: whom to trust.").or("the system's authorities"),
        key("server_name", Kind::HostName, "The name to verify and to ask for.").or("the host of each target"),
        key("certificate", Kind::Path, "PEM: shown to the targets."),
        key("key", Kind::Path, "PEM: its private key."),
    ],
};

pub(super) static VPC_LINK: Grammar = Grammar {
    keys: &[
        key("id", Kind::Text, "What definitions say in `connectionId`.").required(),
        key("listener", Kind::Entries(&LINK_LISTENER, &["arn", "port"]), "Which target group a listener stands for."),
        key("target", Kind::Entries(&TARGET, &["address"]), "The link's own targets, used when no listener matches."),
    ],
};

static LINK_LISTENER: Grammar = Grammar {
    keys: &[
        key("arn", Kind::Text, "The listener's ARN, for a link of version 2."),
        key("port", Kind::Integer(1, 65_535), "The port in the `uri`, for a link of version 1."),
        key("target_group", Kind::Text, "The name of a `[[target_group]]`.").required(),
    ],
};
