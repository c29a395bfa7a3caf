//! `[[domain]]`, its mappings and rules.

use super::node::{CERTIFICATE, MUTUAL_TLS};
use super::{Grammar, Kind, key};

pub(super) static DOMAIN: Grammar = Grammar {
    keys: &[
        key("name", Kind::Text, "`api.example.com`, `*.example.com` or `*`.").required(),
        key("tls", Kind::Table(&CERTIFICATE), "The certificate shown to clients that ask for this name."),
        key("mapping", Kind::Entries(&MAPPING, &["path"]), "Which API answers below a base path."),
        key("mutual_tls", Kind::Table(&MUTUAL_TLS), "Only clients with a certificate.").access(),
        key("endpoint", Kind::Choice(&["regional", "edge", "private"]), "Private: for VPC endpoints only.").access(),
        key("policy", Kind::Text, "A private domain name's policy.").access(),
        key("security_policy", Kind::Text, "The least version of TLS; 1.2 and 1.3 are spoken whatever it says.")
            .later(),
        key(
            "routing_mode",
            Kind::Choice(&["base_path_mapping_only", "routing_rule_only", "routing_rule_then_base_path_mapping"]),
            "Whether rules or mappings pick the API.",
        )
        .later(),
        key("rule", Kind::Entries(&RULE, &["priority"]), "Routing rules, lowest priority first.").later(),
    ],
};

static MAPPING: Grammar = Grammar {
    keys: &[
        key("path", Kind::Text, "The base path; \"\" for none.").required(),
        key("api", Kind::Text, "The name of an `[[api]]`.").required(),
        key("stage", Kind::Text, "Its stage.").or("the next segment names it"),
    ],
};

static RULE: Grammar = Grammar {
    keys: &[
        key("priority", Kind::Integer(1, 1_000_000), "Lowest first.").required(),
        key("match_headers", Kind::List(&Kind::Table(&MATCH_HEADER)), "All of them."),
        key("match_base_path", Kind::Either(&[Kind::Text, Kind::List(&Kind::Text)]), "One of them."),
        key("api", Kind::Text, "The name of an `[[api]]`.").required(),
        key("stage", Kind::Text, "Its stage.").required(),
        key("strip_base_path", Kind::Flag, "Before the route is looked for."),
    ],
};

static MATCH_HEADER: Grammar = Grammar {
    keys: &[
        key("header", Kind::Text, "Its name.").required(),
        key("value_glob", Kind::Text, "What its value is like.").required(),
    ],
};
