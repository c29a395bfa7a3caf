//! `x-amazon-apigateway-authorizer` of the security schemes (api-gateway-swagger-extensions-authorizer).

use super::node::{Entry, Kind, Node};
use super::reader::Reader;
use super::support::{AUTHORIZER, JWT_CONFIGURATION};
use super::{fields, texts};
use crate::api::{Authorizer, AuthorizerType, Jwt, Text};
use std::time::Duration;

const KEY: &str = "x-amazon-apigateway-authorizer";

const TYPES: &[(&str, AuthorizerType)] = &[
    ("token", AuthorizerType::Token),
    ("request", AuthorizerType::Request),
    ("cognito_user_pools", AuthorizerType::CognitoUserPools),
    ("jwt", AuthorizerType::Jwt),
];

/// Amazon's bound: an hour.
const MAX_TTL_S: u64 = 3600;

/// Every authorizer of the definition, used or not.
pub(super) fn read<'a>(reader: &mut Reader<'a>, schemes: Option<&'a Node>) -> Vec<Authorizer> {
    let entries = schemes.map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| authorizer(reader, entry)).collect()
}

fn authorizer<'a>(reader: &mut Reader<'a>, entry: &'a Entry) -> Option<Authorizer> {
    let scheme = reader.resolve_quietly(&entry.value)?;
    let node = scheme.get(KEY).filter(|node| !node.is_empty())?;
    let entries = reader.object(node, KEY);
    fields::check_closed(reader, entries, &AUTHORIZER);
    let Some(kind) = node.get("type") else {
        let message = "the authorizer has no `type`; expected `token`, `request`, `cognito_user_pools` or `jwt`";
        reader.error("missing-field", node.span, message);
        return None;
    };
    let kind = reader.choice(kind, "type", TYPES)?;
    Some(Authorizer {
        name: (&*entry.key).into(),
        kind,
        uri: optional(reader, node, "authorizerUri"),
        credentials: optional(reader, node, "authorizerCredentials"),
        identity_source: identity_source(reader, node),
        identity_validation_expression: optional(reader, node, "identityValidationExpression"),
        payload_format_version: optional(reader, node, "authorizerPayloadFormatVersion"),
        header: header(reader, scheme),
        authtype: optional(reader, scheme, "x-amazon-apigateway-authtype"),
        result_ttl: ttl(reader, node),
        provider_arns: texts::list(reader, node.get("providerARNs"), "providerARNs"),
        enable_simple_responses: node
            .get("enableSimpleResponses")
            .and_then(|value| reader.boolean(value, "enableSimpleResponses"))
            .unwrap_or(false),
        jwt: node.get("jwtConfiguration").map(|jwt| read_jwt(reader, jwt)),
        origin: reader.origin(entry.span),
    })
}

fn optional(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Text> {
    node.get(key).filter(|value| !value.is_empty()).and_then(|value| reader.text(value, key))
}

/// The SAM transform writes those of HTTP APIs as a list, as the API itself has them (V2 Authorizer, `IdentitySource`).
fn identity_source(reader: &mut Reader<'_>, node: &Node) -> Option<Text> {
    const KEY: &str = "identitySource";
    let sources = node.get(KEY).filter(|value| matches!(value.kind, Kind::Seq(_)) && !value.is_empty());
    let Some(sources) = sources else { return optional(reader, node, KEY) };
    let written = texts::list(reader, Some(sources), KEY);
    let texts: Vec<&str> = written.iter().map(|text| &*text.text).collect();
    Some(Text { text: texts.join(",").into(), origin: reader.origin(sources.span) })
}

fn header(reader: &mut Reader<'_>, scheme: &Node) -> Option<Text> {
    let in_header = scheme.get("in").and_then(Node::text) == Some("header");
    if in_header { optional(reader, scheme, "name") } else { None }
}

fn ttl(reader: &mut Reader<'_>, node: &Node) -> Option<Duration> {
    const KEY: &str = "authorizerResultTtlInSeconds";
    let value = node.get(KEY).filter(|value| !value.is_empty())?;
    reader.integer(value, KEY, (0, MAX_TTL_S)).map(Duration::from_secs)
}

fn read_jwt(reader: &mut Reader<'_>, node: &Node) -> Jwt {
    let entries = reader.object(node, "jwtConfiguration");
    fields::check_closed(reader, entries, &JWT_CONFIGURATION);
    Jwt { issuer: optional(reader, node, "issuer"), audience: texts::list(reader, node.get("audience"), "audience") }
}
