//! Who may call: everything a definition says about it, so that nothing of it is passed over.

use super::extension::Place;
use super::fields;
use super::node::{Kind, Node};
use super::reader::Reader;
use super::version::Version;
use crate::api::{AccessControl, Protocol};
use crate::source::Span;
use std::collections::HashSet;

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

    /// What an operation asks of its callers, by `x-amazon-apigateway-auth` and `security`.
    pub(super) fn of_operation(&mut self, reader: &mut Reader<'a>, operation: &Node) -> Vec<AccessControl> {
        let mut access = Vec::new();
        if let Some(auth) = operation.get("x-amazon-apigateway-auth") {
            access.extend(read_auth(reader, auth));
        }
        if let Some(security) = operation.get("security").or(self.root) {
            access.extend(self.requirements(reader, security));
        }
        access
    }

    fn requirements(&mut self, reader: &mut Reader<'a>, security: &Node) -> Vec<AccessControl> {
        if !matches!(security.kind, Kind::Seq(_)) {
            reader.wrong_type(security, "security", "a list");
            let what = "a `security` that cannot be read".to_owned();
            return vec![AccessControl { what, origin: reader.origin(security.span) }];
        }
        let mut access = Vec::new();
        for requirement in security.items() {
            if !matches!(requirement.kind, Kind::Map(_)) {
                let what = "a `security` that cannot be read".to_owned();
                access.push(AccessControl { what, origin: reader.origin(requirement.span) });
            }
            for entry in reader.object(requirement, "security") {
                let what = self.scheme(reader, &entry.key, entry.span);
                access.push(AccessControl { what, origin: reader.origin(entry.span) });
            }
        }
        if reader.protocol() == Protocol::Http && access.len() > 1 {
            let message = "an operation of an HTTP API has one security requirement, and not several";
            reader.error("security-several", security.span, message);
        }
        access
    }

    /// What a security scheme means for callers.
    fn scheme(&mut self, reader: &mut Reader<'a>, name: &str, span: Span) -> String {
        let defined = self.schemes.and_then(|schemes| schemes.get(name));
        let Some(scheme) = defined.and_then(|scheme| reader.resolve(scheme)) else {
            self.missing(reader, name, span, "no security scheme of this name is defined", None);
            return format!("security scheme `{name}`");
        };
        if scheme.get("x-amazon-apigateway-authorizer").is_some_and(|authorizer| !authorizer.is_empty()) {
            return format!("authorizer `{name}`");
        }
        let field = |key| scheme.get(key).and_then(Node::text).unwrap_or_default();
        if field("x-amazon-apigateway-authtype").eq_ignore_ascii_case("awsSigv4") {
            return "AWS_IAM authorization".to_owned();
        }
        if field("type") == "apiKey" && field("in") == "header" && field("name").eq_ignore_ascii_case("x-api-key") {
            return "API key".to_owned();
        }
        self.missing(
            reader,
            name,
            span,
            "its security scheme has no `x-amazon-apigateway-authorizer`",
            Some(scheme.span),
        );
        format!("security scheme `{name}`")
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

fn read_auth(reader: &mut Reader<'_>, auth: &Node) -> Option<AccessControl> {
    let kind = auth.get("type").and_then(Node::text).unwrap_or_default().to_owned();
    if kind.eq_ignore_ascii_case("NONE") {
        return None;
    }
    let origin = reader.origin(auth.span);
    if kind.eq_ignore_ascii_case("AWS_IAM") {
        return Some(AccessControl { what: "AWS_IAM authorization".to_owned(), origin });
    }
    let message = "`x-amazon-apigateway-auth` has a `type` of `NONE` or `AWS_IAM`";
    reader.error("unknown-value", auth.get("type").map_or(auth.span, |value| value.span), message);
    Some(AccessControl { what: format!("authorization of type `{kind}`"), origin })
}
