//! The table itself: one row a field.

use super::Support::{Enforced, Foreign, Kept, NotEnforced, Refused};
use super::{Field, Object, Support};

/// Of both kinds of API.
const fn both(name: &'static str, support: Support) -> Field {
    Field { name, rest: support, http: support }
}

const fn rest(name: &'static str, support: Support) -> Field {
    Field { name, rest: support, http: Foreign }
}

const fn http(name: &'static str, support: Support) -> Field {
    Field { name, rest: Foreign, http: support }
}

/// Those that the table of support lists, in its order.
pub(super) const ALL: &[&Object] = &[
    &INTEGRATION,
    &INTEGRATION_RESPONSE,
    &TLS_CONFIG,
    &REQUEST_VALIDATOR,
    &GATEWAY_RESPONSE,
    &AUTHORIZER,
    &JWT_CONFIGURATION,
    &AUTH,
    &CORS,
    &ENDPOINT_CONFIGURATION,
];

pub(in super::super) const INTEGRATION: Object = Object {
    name: "an integration",
    page: "api-gateway-swagger-extensions-integration",
    fields: &[
        rest("cacheKeyParameters", NotEnforced),
        rest("cacheNamespace", Kept),
        both("connectionId", Enforced),
        both("connectionType", Enforced),
        rest("contentHandling", Enforced),
        both("credentials", Enforced),
        both("httpMethod", Enforced),
        // set-up-private-integration prints this spelling.
        rest("integration-target", Enforced),
        http("integrationSubtype", NotEnforced),
        rest("integrationTarget", Enforced),
        // Exports of HTTP APIs have it, too.
        Field { name: "passthroughBehavior", rest: Enforced, http: Kept },
        http("payloadFormatVersion", Enforced),
        both("requestParameters", Enforced),
        rest("requestTemplates", Enforced),
        http("responseParameters", Enforced),
        rest("responseTransferMode", Enforced),
        rest("responses", Enforced),
        both("timeoutInMillis", Enforced),
        both("tlsConfig", Enforced),
        both("type", Enforced),
        both("uri", Enforced),
    ],
};

pub(in super::super) const INTEGRATION_RESPONSE: Object = Object {
    name: "an integration's response",
    page: "api-gateway-swagger-extensions-integration-response",
    fields: &[
        rest("contentHandling", Enforced),
        rest("responseParameters", Enforced),
        rest("responseTemplates", Enforced),
        rest("statusCode", Enforced),
    ],
};

pub(in super::super) const TLS_CONFIG: Object = Object {
    name: "`tlsConfig`",
    page: "api-gateway-extensions-integration-tls-config",
    fields: &[both("insecureSkipVerification", Enforced), both("serverNameToVerify", Enforced)],
};

pub(in super::super) const REQUEST_VALIDATOR: Object = Object {
    name: "a request validator",
    page: "api-gateway-swagger-extensions-request-validators-requestvalidator",
    fields: &[rest("validateRequestBody", Enforced), rest("validateRequestParameters", Enforced)],
};

pub(in super::super) const GATEWAY_RESPONSE: Object = Object {
    name: "a gateway response",
    page: "api-gateway-swagger-extensions-gateway-responses-gatewayresponse",
    fields: &[rest("responseParameters", Enforced), rest("responseTemplates", Enforced), rest("statusCode", Enforced)],
};

pub(in super::super) const AUTHORIZER: Object = Object {
    name: "an authorizer",
    page: "api-gateway-swagger-extensions-authorizer",
    fields: &[
        both("authorizerCredentials", Refused),
        http("authorizerPayloadFormatVersion", Refused),
        both("authorizerResultTtlInSeconds", Refused),
        both("authorizerUri", Refused),
        http("enableSimpleResponses", Refused),
        both("identitySource", Refused),
        rest("identityValidationExpression", Refused),
        http("jwtConfiguration", Refused),
        rest("providerARNs", Refused),
        both("type", Refused),
    ],
};

pub(in super::super) const JWT_CONFIGURATION: Object = Object {
    name: "`jwtConfiguration`",
    page: "api-gateway-swagger-extensions-authorizer",
    fields: &[http("audience", Refused), http("issuer", Refused)],
};

pub(in super::super) const CORS: Object = Object {
    name: "`x-amazon-apigateway-cors`",
    page: "api-gateway-swagger-extensions-cors-configuration",
    fields: &[
        http("allowCredentials", Enforced),
        http("allowHeaders", Enforced),
        http("allowMethods", Enforced),
        http("allowOrigins", Enforced),
        http("exposeHeaders", Enforced),
        http("maxAge", Enforced),
    ],
};

pub(in super::super) const AUTH: Object = Object {
    name: "`x-amazon-apigateway-auth`",
    page: "api-gateway-swagger-extensions-auth",
    fields: &[both("type", Refused)],
};

pub(in super::super) const ENDPOINT_CONFIGURATION: Object = Object {
    name: "an endpoint configuration",
    page: "api-gateway-swagger-extensions-endpoint-configuration",
    fields: &[
        both("disableExecuteApiEndpoint", Enforced),
        both("ipAddressType", NotEnforced),
        // Not in an export, but templates of CloudFormation have it.
        both("types", Refused),
        both("vpcEndpointIds", Refused),
    ],
};
