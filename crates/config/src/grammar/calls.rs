//! `[[function]]` and `[aws]`: what integrations call.

use super::{Grammar, Kind, key};

pub(crate) static FUNCTION: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "`orders` (every version and alias of it), `orders:canary`, or `*` for all others.")
            .required(),
        key("command", Kind::List(&Kind::Text), "Starts a Lambda runtime, which serves the function on this node."),
        key("directory", Kind::Path, "Where it starts; `LAMBDA_TASK_ROOT`.").or("where the gateway runs"),
        key("environment", Kind::Map(&Kind::Text), "Variables of its own, beside those that Lambda sets."),
        key("timeout", Kind::Duration, "Of one invocation; Lambda takes 1 s to 15 min.").or("\"3s\""),
        key("memory", Kind::Size(1), "What one process may hold resident.").or("no bound"),
        key("concurrency", Kind::Integer(1, 100_000), "Processes at once; they start when they are needed.").or("8"),
        key("queue", Kind::Integer(0, 10_000_000), "Calls that may wait for one of them.").or("1000"),
        key(
            "event_queue",
            Kind::Integer(1, 10_000_000),
            "Events (`X-Amz-Invocation-Type: Event`) that may wait, run, or be between two attempts.",
        )
        .or("1000"),
        key(
            "endpoint",
            Kind::Text,
            "Instead of a command, who is asked: `aws` for Lambda itself, or another Invoke API, `http://127.0.0.1:9001`.",
        ),
    ],
};

pub(super) static AWS: Grammar = Grammar {
    keys: &[
        key("default", Kind::Choice(&["none", "chain"]), "What signs the calls of integrations without `credentials`.")
            .or("\"none\""),
        key(
            "endpoint",
            Kind::Map(&Kind::Text),
            "Where a service is, by the name that ARNs give it, `*` for all others; `sts` is where roles are assumed.",
        )
        .or("Amazon's own"),
        key("role", Kind::Entries(&ROLE, &["arn"]), "What stands for an integration's `credentials`."),
    ],
};

static ROLE: Grammar = Grammar {
    keys: &[
        key("arn", Kind::Text, "As definitions say it.").required(),
        key(
            "source",
            Kind::Either(&[Kind::Choice(&["chain", "assume"]), Kind::Table(&SOURCE)]),
            "Who signs in its place: the standard chain of AWS's SDKs, the role itself assumed with it, or a key.",
        )
        .required(),
    ],
};

static SOURCE: Grammar = Grammar {
    keys: &[
        key("access_key", Kind::Text, "The key's id.").required(),
        key("secret", Kind::Secret, "The key.").required(),
    ],
};
