//! `x-amazon-apigateway-integration`.

use super::{Tree, http};
use crate::api::{
    Connection, ContentHandling, Integration, IntegrationResponse, IntegrationType, PassthroughBehavior,
    RequestParameter, ResponseParameter, ResponseTransferMode, Template, Text, TlsConfig,
};

pub(super) fn write(integration: &Integration) -> Tree {
    let (connection_type, connection_id) = match &integration.connection {
        Connection::Internet => (None, None),
        Connection::VpcLink(id) => (Some(Tree::text("VPC_LINK")), text(Some(id))),
    };
    let stream = integration.response_transfer_mode == ResponseTransferMode::Stream;
    let milliseconds = |timeout: std::time::Duration| Tree::Number(timeout.as_millis().to_string().into());
    present([
        ("type", Some(Tree::text(type_name(integration.kind)))),
        ("httpMethod", integration.http_method.clone().map(Tree::String)),
        ("uri", text(integration.uri.as_ref())),
        ("credentials", text(integration.credentials.as_ref())),
        ("connectionType", connection_type),
        ("connectionId", connection_id),
        ("integrationTarget", text(integration.target.as_ref())),
        ("responses", filled(responses(&integration.responses))),
        ("requestParameters", filled(request_parameters(&integration.request_parameters))),
        ("requestTemplates", filled(templates(&integration.request_templates))),
        ("passthroughBehavior", Some(Tree::text(passthrough(integration.passthrough_behavior)))),
        ("contentHandling", content_handling(integration.content_handling)),
        ("timeoutInMillis", integration.timeout.map(milliseconds)),
        ("cacheNamespace", text(integration.cache_namespace.as_ref())),
        ("cacheKeyParameters", filled(texts(&integration.cache_key_parameters))),
        ("tlsConfig", integration.tls.as_ref().map(tls)),
        ("payloadFormatVersion", text(integration.payload_format_version.as_ref())),
        ("integrationSubtype", text(integration.subtype.as_ref())),
        ("responseParameters", filled(http::response_parameters(integration))),
        ("responseTransferMode", stream.then(|| Tree::text("STREAM"))),
    ])
}

/// Those that are there.
pub(super) fn present<const N: usize>(entries: [(&str, Option<Tree>); N]) -> Tree {
    Tree::map(entries.into_iter().filter_map(|(key, value)| Some((key, value?))))
}

/// `None` for a collection with nothing in it.
pub(super) fn filled(tree: Tree) -> Option<Tree> {
    match &tree {
        Tree::List(items) if items.is_empty() => None,
        Tree::Map(entries) if entries.is_empty() => None,
        _ => Some(tree),
    }
}

pub(super) fn text(text: Option<&Text>) -> Option<Tree> {
    text.map(|text| Tree::String(text.text.clone()))
}

pub(super) fn texts(texts: &[Text]) -> Tree {
    Tree::list(texts.iter().map(|text| Tree::String(text.text.clone())))
}

pub(super) fn templates(templates: &[Template]) -> Tree {
    Tree::map(templates.iter().map(|t| (t.content_type.text.clone(), Tree::String(t.template.text.clone()))))
}

pub(super) fn response_parameters(parameters: &[ResponseParameter]) -> Tree {
    Tree::map(parameters.iter().map(|p| (p.target.text.clone(), Tree::String(p.source.text.clone()))))
}

pub(super) fn request_parameters(parameters: &[RequestParameter]) -> Tree {
    Tree::map(parameters.iter().map(|p| (p.target.text.clone(), Tree::String(p.source.text.clone()))))
}

/// A second default response can only be one that was written as the empty pattern.
fn responses(responses: &[IntegrationResponse]) -> Tree {
    let mut defaults = ["default", ""].into_iter();
    Tree::map(responses.iter().filter_map(|response| {
        let key = match &response.selection_pattern {
            Some(pattern) => pattern.text.clone(),
            None => defaults.next()?.into(),
        };
        let fields = present([
            ("statusCode", Some(Tree::text(response.status_code.to_string()))),
            ("responseParameters", filled(response_parameters(&response.response_parameters))),
            ("responseTemplates", filled(templates(&response.response_templates))),
            ("contentHandling", content_handling(response.content_handling)),
        ]);
        Some((key, fields))
    }))
}

fn tls(tls: &TlsConfig) -> Tree {
    present([
        ("insecureSkipVerification", tls.insecure_skip_verification.then_some(Tree::Bool(true))),
        ("serverNameToVerify", text(tls.server_name_to_verify.as_ref())),
    ])
}

fn type_name(kind: IntegrationType) -> &'static str {
    match kind {
        IntegrationType::Http => "http",
        IntegrationType::HttpProxy => "http_proxy",
        IntegrationType::Aws => "aws",
        IntegrationType::AwsProxy => "aws_proxy",
        IntegrationType::Mock => "mock",
    }
}

fn passthrough(behavior: PassthroughBehavior) -> &'static str {
    match behavior {
        PassthroughBehavior::WhenNoMatch => "when_no_match",
        PassthroughBehavior::WhenNoTemplates => "when_no_templates",
        PassthroughBehavior::Never => "never",
    }
}

fn content_handling(handling: Option<ContentHandling>) -> Option<Tree> {
    handling.map(|handling| match handling {
        ContentHandling::ConvertToBinary => Tree::text("CONVERT_TO_BINARY"),
        ContentHandling::ConvertToText => Tree::text("CONVERT_TO_TEXT"),
    })
}
