//! The grammar of `tollgate.toml`, as one table: what may be written, of which kind, with which default, and whether
//! this build acts on it. Diagnostics, the JSON Schema and the reference come from it, and from nowhere else.

mod api;
mod calls;
mod domain;
mod group;
mod keys;
mod node;

pub(crate) use api::STAGE;
pub(crate) use calls::FUNCTION;
pub(crate) use group::TARGET_GROUP;

/// What a table may hold.
#[derive(Debug)]
pub(crate) struct Grammar {
    pub(crate) keys: &'static [Key],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) doc: &'static str,
    /// As it would be written; empty for none.
    pub(crate) default: &'static str,
    pub(crate) required: bool,
    pub(crate) support: Support,
}

/// Does this build act on the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    Yes,
    /// Read, and then a `not-enforced` warning.
    Later,
    /// Decides who may call and is not enforced: becomes an `AccessControl`, so that what it guards is refused.
    Access,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    /// A text that is never shown.
    Secret,
    /// A file, relative to the file that names it.
    Path,
    Flag,
    Integer(i64, i64),
    Number(f64, f64),
    /// Longer than nothing.
    Duration,
    /// A duration that may be nothing.
    Pause,
    /// At least so many bytes.
    Size(u64),
    /// One of these, case ignored.
    Choice(&'static [&'static str]),
    Bind,
    Address,
    Network,
    RouteKey,
    HostName,
    Table(&'static Grammar),
    /// `[[…]]`; the first of these keys that an entry has names it.
    Entries(&'static Grammar, &'static [&'static str]),
    List(&'static Kind),
    /// Names of the user's own, each with a value of this kind.
    Map(&'static Kind),
    Either(&'static [Kind]),
}

/// A supported key; refine it with the methods below.
const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, doc, default: "", required: false, support: Support::Yes }
}

impl Key {
    const fn or(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn later(mut self) -> Self {
        self.support = Support::Later;
        self
    }

    const fn access(mut self) -> Self {
        self.support = Support::Access;
        self
    }
}

impl Grammar {
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// The whole file.
pub(crate) static ROOT: Grammar = Grammar {
    keys: &[
        key("include", Kind::List(&Kind::Text), "Further files of this grammar: globs, relative to this file."),
        key("node", Kind::Table(&node::NODE), "What belongs to this node alone."),
        key("log", Kind::Table(&node::LOG), "The process's own log."),
        key("limits", Kind::Table(&node::LIMITS), "Bounds on every connection and request."),
        key("listener", Kind::Entries(&node::LISTENER, &["bind"]), "An address to accept connections on."),
        key("admin", Kind::Table(&node::ADMIN), "Metrics, health and reload; none is opened without this table."),
        key("defaults", Kind::Table(&DEFAULTS), "What entries do not say themselves."),
        key("api", Kind::Entries(&api::API, &["name", "id"]), "An API."),
        key("domain", Kind::Entries(&domain::DOMAIN, &["name"]), "A custom domain name."),
        key("vpc_link", Kind::Entries(&group::VPC_LINK, &["id"]), "What a definition's `connectionId` names."),
        key("target_group", Kind::Entries(&TARGET_GROUP, &["name"]), "Servers that share the work, and their health."),
        key("check", Kind::Table(&node::CHECK), "Which diagnostics are accepted or refused."),
        key("function", Kind::Entries(&FUNCTION, &["name"]), "A Lambda function, and what answers for it."),
        key("aws", Kind::Table(&calls::AWS), "Calls to AWS services."),
        key("issuer", Kind::Entries(&keys::ISSUER, &["issuer"]), "Where a token issuer's keys are.").later(),
        key("principal", Kind::Entries(&keys::PRINCIPAL, &["arn"]), "Who may sign with SigV4.").later(),
        key("usage_plan", Kind::Entries(&keys::USAGE_PLAN, &["name"]), "Throttles and quotas by API key.").later(),
        key("api_key", Kind::Entries(&keys::API_KEY, &["name", "file"]), "An API key.").later(),
        key("client_certificate", Kind::Entries(&keys::CLIENT_CERTIFICATE, &["id"]), "Shown to backends.").later(),
    ],
};

pub(crate) static DEFAULTS: Grammar = Grammar {
    keys: &[
        key("stage", Kind::Table(&STAGE), "For every `[[api.stage]]`."),
        key("target_group", Kind::Table(&TARGET_GROUP), "For every `[[target_group]]` and every link's own targets."),
        key("function", Kind::Table(&FUNCTION), "For every `[[function]]`."),
    ],
};
