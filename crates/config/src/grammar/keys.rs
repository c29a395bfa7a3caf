//! `[[issuer]]`, `[[principal]]`, `[[usage_plan]]`, `[[api_key]]`, `[[client_certificate]]`: read, and not acted on yet.

use super::node::THROTTLE;
use super::{Grammar, Key, Kind, key};

pub(super) static ISSUER: Grammar = Grammar {
    keys: &[
        key("issuer", Kind::Text, "As tokens say it.").required(),
        key("jwks", Kind::Path, "A file of keys."),
        key("jwks_uri", Kind::Text, "Where the keys are fetched."),
        key("leeway", Kind::Pause, "For clocks that differ."),
        key("revoked", Kind::Path, "Tokens that are refused."),
    ],
};

pub(super) static PRINCIPAL: Grammar = Grammar {
    keys: &[
        key("arn", Kind::Text, "Who.").required(),
        key("policies", Kind::List(&Kind::Path), "What they may."),
        key("access_key", Kind::Entries(&ACCESS_KEY, &["id"]), "What they sign with."),
    ],
};

static ACCESS_KEY: Grammar = Grammar {
    keys: &[key("id", Kind::Text, "`AKIA…`").required(), key("secret", Kind::Secret, "The key.").required()],
};

pub(super) static USAGE_PLAN: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "What keys say.").required(),
        key("throttle", Kind::Table(&THROTTLE), "For each key."),
        key("quota", Kind::Table(&QUOTA), "For each key."),
        key("stages", Kind::List(&Kind::Table(&STAGE)), "Where it holds."),
        key("api_stage", Kind::List(&Kind::Table(&API_STAGE)), "Where it holds, with methods of their own."),
    ],
};

static QUOTA: Grammar = Grammar {
    keys: &[
        key("limit", Kind::Integer(0, i64::MAX), "Requests in a period.").required(),
        key("period", Kind::Choice(&["day", "week", "month"]), "The period.").required(),
        key("offset", Kind::Integer(0, 31), "Days into the period."),
    ],
};

static STAGE: Grammar = Grammar { keys: &[API, API_STAGE_NAME] };

static API_STAGE: Grammar = Grammar {
    keys: &[API, API_STAGE_NAME, key("method", Kind::Entries(&METHOD, &["key"]), "A method's own throttle.")],
};

const API: Key = key("api", Kind::Text, "The name of an `[[api]]`.").required();
const API_STAGE_NAME: Key = key("stage", Kind::Text, "Its stage.").required();

static METHOD: Grammar = Grammar {
    keys: &[
        key("key", Kind::Text, "`GET /pets/{id}`").required(),
        key("throttle", Kind::Table(&THROTTLE), "Of the method."),
    ],
};

pub(super) static API_KEY: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "The key's name."),
        key("file", Kind::Path, "Keys in Amazon's import format."),
        key("value", Kind::Either(&[Kind::Secret, Kind::List(&Kind::Secret)]), "The key, or two while rotating."),
        key("enabled", Kind::Flag, "On or off."),
        key("usage_plans", Kind::List(&Kind::Text), "Its plans."),
    ],
};

pub(super) static CLIENT_CERTIFICATE: Grammar = Grammar {
    keys: &[
        key("id", Kind::Text, "What stages say.").required(),
        key("certificate", Kind::Path, "PEM."),
        key("key", Kind::Path, "PEM."),
    ],
};
