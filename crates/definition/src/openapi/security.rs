//! Who may call: everything a definition says about it, so that nothing of it is passed over.

use super::extension::Place;
use super::node::{Entry, Kind, Node};
use super::reader::Reader;
use super::support::AUTH;
use super::version::Version;
use super::{authorizers, fields, texts};
use crate::api::{AccessControl, Authorization, Authorizer, Protocol};
use crate::source::Span;
use std::collections::HashSet;
use tollgate_model::Origin;

/// The security schemes of a definition, and what its root asks of operations that say nothing themselves.
pub(super) struct Security<'a> {
    schemes: Option<&'a Node>,
    /// `security` at the root.
    root: Option<&'a Node>,
    /// Schemes whose lack of an authorizer was reported.
    reported: HashSet<String>,
}

impl<'a> Security<'a> {
    pub(super) fn read(reader: &mut Reader<'a>, version: Version) -> Self {
        let root = reader.root;
        let schemes = match version {
            Version::Swagger2 => root.get("securityDefinitions"),
            Version::OpenApi3 => root.get("components").and_then(|components| components.get("securitySchemes")),
        };
        if let Some(schemes) = schemes {
            for scheme in reader.object(schemes, "securitySchemes") {
                fields::check(
                    reader,
                    scheme.value.entries(),
                    SCHEME_FIELDS,
                    Place::SecurityScheme,
                    "a security scheme",
                );
            }
        }
        Security { schemes, root: read_root(reader), reported: HashSet::new() }
    }

    /// Every authorizer there is.
    pub(super) fn authorizers(&self, reader: &mut Reader<'a>) -> Vec<Authorizer> {
        authorizers::read(reader, self.schemes)
    }

    /// What an operation asks of its callers, by `x-amazon-apigateway-auth` and `security`.
    pub(super) fn of_operation(&mut self, reader: &mut Reader<'a>, operation: &'a Node) -> Guards {
        let mut guards = Guards::default();
        if let Some(auth) = operation.get("x-amazon-apigateway-auth") {
            read_auth(reader, auth, &mut guards);
        }
        if let Some(security) = operation.get("security").or(self.root) {
            self.requirements(reader, security, &mut guards);
        }
        guards
    }

    fn requirements(&mut self, reader: &mut Reader<'a>, security: &'a Node, guards: &mut Guards) {
        if !matches!(security.kind, Kind::Seq(_)) {
            reader.wrong_type(security, "security", "a list");
            return guards.unreadable(reader, security);
        }
        let before = guards.access.len();
        for requirement in reader.list(security, "security") {
            if !matches!(requirement.kind, Kind::Map(_)) {
                guards.unreadable(reader, requirement);
            }
            for entry in reader.object(requirement, "security") {
                if reader.protocol() == Protocol::Rest && self.is_marker(&entry.key) {
                    continue;
                }
                let what = self.scheme(reader, entry, guards);
                guards.access.push(AccessControl { what, origin: reader.origin(entry.span) });
            }
        }
        if reader.protocol() == Protocol::Http && guards.access.len() - before > 1 {
            let message = "an operation of an HTTP API has one security requirement, and not several";
            reader.error("security-several", security.span, message);
        }
    }

    /// What the SAM transform leaves in the definitions it deploys, and Amazon imports: a name without a scheme that asks
    /// nothing of callers.
    fn is_marker(&self, name: &str) -> bool {
        MARKERS.contains(&name) && self.schemes.and_then(|schemes| schemes.get(name)).is_none()
    }

    /// What a security scheme means for callers.
    fn scheme(&mut self, reader: &mut Reader<'a>, requirement: &'a Entry, guards: &mut Guards) -> String {
        let (name, span) = (&*requirement.key, requirement.span);
        let defined = self.schemes.and_then(|schemes| schemes.get(name));
        if defined.is_none() && name == API_KEY {
            return self.assumed(reader, span, guards);
        }
        let Some(scheme) = defined.and_then(|scheme| reader.resolve(scheme)) else {
            self.missing(reader, name, span, "no security scheme of this name is defined", None);
            return format!("security scheme `{name}`");
        };
        if scheme.get("x-amazon-apigateway-authorizer").is_some_and(|authorizer| !authorizer.is_empty()) {
            let name = reader.key(requirement);
            let what = format!("authorizer `{}`", name.text);
            let scopes = texts::list(reader, Some(&requirement.value), "scopes");
            guards.authorization.push(Authorization::Authorizer { name, scopes });
            return what;
        }
        let field = |key| scheme.get(key).and_then(Node::text).unwrap_or_default();
        if field("x-amazon-apigateway-authtype").eq_ignore_ascii_case("awsSigv4") {
            guards.authorization.push(Authorization::AwsIam(reader.origin(span)));
            return AWS_IAM.to_owned();
        }
        if field("type") == "apiKey" && field("in") == "header" && field("name").eq_ignore_ascii_case("x-api-key") {
            guards.api_key = Some(reader.origin(span));
            return "API key".to_owned();
        }
        let why = "its security scheme has no `x-amazon-apigateway-authorizer`";
        self.missing(reader, name, span, why, Some(scheme.span));
        format!("security scheme `{name}`")
    }

    /// Exports call the scheme of API keys so. Where they leave it out, it means the same.
    fn assumed(&mut self, reader: &mut Reader<'a>, span: Span, guards: &mut Guards) -> String {
        if self.reported.insert(API_KEY.to_owned()) {
            let message = "no security scheme `api_key` is defined; taken for an API key in the header `x-api-key`";
            reader.warning("security-scheme-assumed", span, message);
        }
        guards.api_key = Some(reader.origin(span));
        "API key".to_owned()
    }

    /// A definition that was exported without its authorizers: reported once for each scheme.
    fn missing(&mut self, reader: &mut Reader<'a>, name: &str, span: Span, why: &str, at: Option<Span>) {
        if !self.reported.insert(name.to_owned()) {
            return;
        }
        let message = format!(
            "`{name}` is asked of callers and {why}; export the API again with its authorizers (`extensions=apigateway`)"
        );
        match at {
            Some(at) => reader.error_with_note("authorizer-missing", span, message, (at, "the scheme is defined here")),
            None => reader.error("authorizer-missing", span, message),
        }
    }
}

/// What decides who may call an operation.
#[derive(Default)]
pub(super) struct Guards {
    pub(super) access: Vec<AccessControl>,
    pub(super) authorization: Vec<Authorization>,
    pub(super) api_key: Option<Origin>,
}

impl Guards {
    fn unreadable(&mut self, reader: &mut Reader<'_>, node: &Node) {
        let what = "a `security` that cannot be read".to_owned();
        self.access.push(AccessControl { what, origin: reader.origin(node.span) });
    }
}

/// The security scheme of API keys in Amazon's exports.
const API_KEY: &str = "api_key";
const AWS_IAM: &str = "AWS_IAM authorization";
/// `Authorizer: NONE` and `ApiKeyRequired: false` of a function's event (sam-property-function-apifunctionauth).
const MARKERS: [&str; 2] = ["NONE", "api_key_false"];

const SCHEME_FIELDS: &[&str] = &[
    "$ref",
    "authorizationUrl",
    "bearerFormat",
    "description",
    "flow",
    "flows",
    "in",
    "name",
    "openIdConnectUrl",
    "scheme",
    "scopes",
    "tokenUrl",
    "type",
];

/// Amazon does not use `security` at the root of a REST API (api-gateway-known-issues). Whoever wrote it meant the API to
/// be closed, so it is: for every operation without `security` of its own.
fn read_root<'a>(reader: &mut Reader<'a>) -> Option<&'a Node> {
    let root = reader.root;
    let entry = root.entry("security")?;
    let asks = !matches!(&entry.value.kind, Kind::Seq(items) if items.iter().all(Node::is_empty));
    if asks && reader.protocol() == Protocol::Rest {
        let message = "Amazon API Gateway does not use `security` at the top of a definition; here it holds for every \
                       operation without its own. Write it in the operations";
        reader.warning("root-security", entry.span, message);
    }
    Some(&entry.value)
}

fn read_auth(reader: &mut Reader<'_>, auth: &Node, guards: &mut Guards) {
    fields::check_closed(reader, auth.entries(), &AUTH);
    let kind = auth.get("type").and_then(Node::text).unwrap_or_default().to_owned();
    if kind.eq_ignore_ascii_case("NONE") {
        return;
    }
    let origin = reader.origin(auth.span);
    if kind.eq_ignore_ascii_case("AWS_IAM") {
        guards.authorization.push(Authorization::AwsIam(origin));
        return guards.access.push(AccessControl { what: AWS_IAM.to_owned(), origin });
    }
    let message = "`x-amazon-apigateway-auth` has a `type` of `NONE` or `AWS_IAM`";
    reader.error("unknown-value", auth.get("type").map_or(auth.span, |value| value.span), message);
    guards.access.push(AccessControl { what: format!("authorization of type `{kind}`"), origin });
}
