//! `[[function]]` and `[aws]`: read, and not acted on yet.

use super::{Grammar, Kind, key};

pub(super) static FUNCTION: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "`orders`, `orders:canary`, or `*` for all others.").required(),
        key("command", Kind::List(&Kind::Text), "The runtime to start."),
        key("directory", Kind::Path, "Where it starts."),
        key("environment", Kind::Map(&Kind::Text), "Its environment."),
        key("timeout", Kind::Duration, "Of one call."),
        key("memory", Kind::Size(0), "At most."),
        key("concurrency", Kind::Integer(1, 100_000), "Processes at once."),
        key("queue", Kind::Integer(0, 10_000_000), "Calls that may wait."),
        key("endpoint", Kind::Text, "A Lambda Invoke API, or `aws`."),
    ],
};

pub(super) static AWS: Grammar = Grammar {
    keys: &[
        key("default", Kind::Choice(&["none", "chain"]), "What signs an integration without credentials."),
        key("endpoint", Kind::Map(&Kind::Text), "Where a service is."),
        key("role", Kind::Entries(&ROLE, &["arn"]), "What stands for a credentials ARN."),
    ],
};

static ROLE: Grammar = Grammar {
    keys: &[
        key("arn", Kind::Text, "As definitions say it.").required(),
        key("source", Kind::Either(&[Kind::Choice(&["chain", "assume"]), Kind::Table(&SOURCE)]), "Its credentials."),
    ],
};

static SOURCE: Grammar = Grammar {
    keys: &[
        key("access_key", Kind::Text, "The key's id.").required(),
        key("secret", Kind::Secret, "The key.").required(),
    ],
};
