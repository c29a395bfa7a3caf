//! What holds for every route of a deployment.

use super::{add_headers, add_templates};
use crate::changes::flat::digest;
use tollgate_definition::RestApi;
use tollgate_definition::api::{
    ApiKeySource, Authorizer, Cors, DeploymentKind, EndpointConfiguration, GatewayResponse, Text,
};
use tollgate_routes::Facts;

pub(super) fn facts(kind: &DeploymentKind) -> Facts {
    match kind {
        DeploymentKind::Rest(api) => of_rest(api),
        DeploymentKind::Http(api) => authorizers(&api.authorizers).collect(),
    }
}

fn of_rest(api: &RestApi) -> Facts {
    let mut facts: Facts = authorizers(&api.authorizers).collect();
    api.gateway_responses.iter().for_each(|response| add_gateway_response(&mut facts, response));
    facts.extend(api.models.iter().map(|model| (format!("model {}", model.name), digest(&model.schema.text))));
    let some = [
        ("binaryMediaTypes", list(&api.binary_media_types)),
        ("minimumCompressionSize", api.minimum_compression_size.map(|bytes| bytes.to_string())),
        ("apiKeySource", (api.api_key_source == ApiKeySource::Authorizer).then(|| "AUTHORIZER".to_owned())),
        ("policy", api.policy.as_ref().map(|policy| digest(&policy.text))),
    ];
    facts.extend(
        some.into_iter().chain(endpoint(&api.endpoint)).filter_map(|(name, text)| Some((name.to_owned(), text?))),
    );
    facts
}

/// What other origins may do.
pub(super) fn cors(cors: &Cors) -> impl Iterator<Item = (String, String)> + use<> {
    let some = [
        ("allowOrigins", list(&cors.allow_origins)),
        ("allowMethods", list(&cors.allow_methods)),
        ("allowHeaders", list(&cors.allow_headers)),
        ("exposeHeaders", list(&cors.expose_headers)),
        ("allowCredentials", cors.allow_credentials.then(|| "true".to_owned())),
        ("maxAge", cors.max_age.map(|seconds| seconds.to_string())),
    ];
    some.into_iter().filter_map(|(name, text)| Some((format!("cors {name}"), text?)))
}

fn endpoint(endpoint: &EndpointConfiguration) -> [(&'static str, Option<String>); 5] {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.text.to_string());
    [
        ("endpoint types", list(&endpoint.types)),
        ("vpcEndpointIds", list(&endpoint.vpc_endpoint_ids)),
        ("ipAddressType", text(&endpoint.ip_address_type)),
        ("securityPolicy", text(&endpoint.security_policy)),
        ("endpointAccessMode", text(&endpoint.access_mode)),
    ]
}

fn add_gateway_response(facts: &mut Facts, response: &GatewayResponse) {
    let of = format!("{GATEWAY_RESPONSE}{}", response.response_type);
    let status = response.status_code.map_or("as its type has it".to_owned(), |status| status.to_string());
    facts.insert(format!("{of}{STATUS}"), status);
    add_headers(facts, &of, &response.response_parameters);
    add_templates(facts, &of, &response.response_templates);
}

pub(super) const GATEWAY_RESPONSE: &str = "gateway response ";
pub(super) const STATUS: &str = " statusCode";

fn authorizers(authorizers: &[Authorizer]) -> impl Iterator<Item = (String, String)> + '_ {
    authorizers.iter().map(|it| {
        let written = serde_json::to_string(it).unwrap_or_default();
        (format!("authorizer {}", it.name), digest(&written))
    })
}

fn list(texts: &[Text]) -> Option<String> {
    let texts: Vec<&str> = texts.iter().map(|text| &*text.text).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}
