//! What stands at the top of a definition and holds for the whole API.

use super::Tree;
use super::integration::{filled, present, response_parameters, templates, text, texts};
use crate::api::{ApiKeySource, EndpointConfiguration, RequestValidator, RestApi};

/// The extensions at the top, but for the endpoint's, which has its own place.
pub(super) fn extensions(api: &RestApi) -> Vec<(Box<str>, Tree)> {
    let entries = [
        ("request-validators", filled(Tree::map(api.request_validators.iter().map(validator)))),
        ("gateway-responses", filled(gateway_responses(api))),
        ("binary-media-types", filled(texts(&api.binary_media_types))),
        ("minimum-compression-size", api.minimum_compression_size.map(|bytes| Tree::Number(bytes.to_string().into()))),
        ("api-key-source", (api.api_key_source == ApiKeySource::Authorizer).then(|| Tree::text("AUTHORIZER"))),
        ("policy", api.policy.as_ref().map(|policy| Tree::parse(&policy.text))),
        ("security-policy", text(api.endpoint.security_policy.as_ref())),
        ("endpoint-access-mode", text(api.endpoint.access_mode.as_ref())),
        ("documentation", api.documentation.as_ref().map(|documentation| Tree::parse(&documentation.text))),
        ("importexport-version", text(api.importexport_version.as_ref())),
    ];
    let named = |(name, value): (&str, Option<Tree>)| Some((format!("x-amazon-apigateway-{name}").into(), value?));
    entries.into_iter().filter_map(named).collect()
}

/// `x-amazon-apigateway-endpoint-configuration`.
pub(super) fn endpoint(api: &RestApi) -> Option<Tree> {
    let EndpointConfiguration { types, vpc_endpoint_ids, ip_address_type, .. } = &api.endpoint;
    filled(present([
        ("disableExecuteApiEndpoint", api.disable_execute_api_endpoint.then_some(Tree::Bool(true))),
        ("types", filled(texts(types))),
        ("vpcEndpointIds", filled(texts(vpc_endpoint_ids))),
        ("ipAddressType", text(ip_address_type.as_ref())),
    ]))
}

pub(super) fn tags(api: &RestApi) -> Tree {
    Tree::list(api.tags.iter().map(|tag| {
        let value = (!tag.value.is_empty()).then(|| Tree::String(tag.value.clone()));
        present([("name", Some(Tree::String(tag.name.clone()))), ("x-amazon-apigateway-tag-value", value)])
    }))
}

fn validator(validator: &RequestValidator) -> (Box<str>, Tree) {
    let flags = Tree::map([
        ("validateRequestBody", Tree::Bool(validator.validate_request_body)),
        ("validateRequestParameters", Tree::Bool(validator.validate_request_parameters)),
    ]);
    (validator.name.clone(), flags)
}

fn gateway_responses(api: &RestApi) -> Tree {
    Tree::map(api.gateway_responses.iter().map(|response| {
        let status = response.status_code.map(|status| Tree::text(status.to_string()));
        let fields = present([
            ("statusCode", status),
            ("responseParameters", filled(response_parameters(&response.response_parameters))),
            ("responseTemplates", filled(templates(&response.response_templates))),
        ]);
        (response.response_type.clone(), fields)
    }))
}
