//! Who may call: security schemes, and what operations ask for.

use super::Tree;
use super::integration::{filled, present, text, texts};
use crate::api::{Authorization, Authorizer, AuthorizerType, RestApi, RestMethod};

/// The names under which schemes that are no authorizers are written.
pub(super) struct Schemes<'a> {
    authorizers: &'a [Authorizer],
    api_key: String,
    sigv4: String,
}

impl<'a> Schemes<'a> {
    pub(super) fn new(api: &'a RestApi) -> Self {
        let free = |name: &str| {
            let taken = |name: &String| api.authorizers.iter().any(|authorizer| *authorizer.name == **name);
            let mut names = (0..=api.authorizers.len()).map(|at| format!("{name}{}", "_".repeat(at)));
            names.find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
        };
        Schemes { authorizers: &api.authorizers, api_key: free("api_key"), sigv4: free("sigv4") }
    }

    /// `security` of an operation; `None` when it asks for nothing.
    pub(super) fn of_method(&self, method: &RestMethod) -> Option<Tree> {
        let one = |name: &str, scopes: Tree| Tree::map([(name, scopes)]);
        let authorizations = method.authorization.iter().map(|authorization| match authorization {
            Authorization::AwsIam(_) => one(&self.sigv4, Tree::list([])),
            Authorization::Authorizer { name, scopes } => one(&name.text, texts(scopes)),
        });
        let key = method.api_key_required.map(|_| one(&self.api_key, Tree::list([])));
        filled(Tree::list(authorizations.chain(key)))
    }

    /// `securityDefinitions` or `components.securitySchemes`: the authorizers, and what else methods ask for.
    pub(super) fn write(&self, api: &RestApi, with_authorizers: bool) -> Tree {
        let methods = || api.resources.iter().flat_map(|resource| &resource.methods);
        let signed = |method: &RestMethod| method.authorization.iter().any(|a| matches!(a, Authorization::AwsIam(_)));
        let authorizers =
            self.authorizers.iter().map(|authorizer| (authorizer.name.clone(), scheme(authorizer, with_authorizers)));
        let key = methods().any(|method| method.api_key_required.is_some());
        let key = key.then(|| (self.api_key.as_str().into(), plain("x-api-key", None)));
        let sigv4 = methods().any(signed);
        let sigv4 = sigv4.then(|| (self.sigv4.as_str().into(), plain("Authorization", Some("awsSigv4"))));
        Tree::Map(authorizers.chain(key).chain(sigv4).collect())
    }
}

fn plain(name: &str, authtype: Option<&str>) -> Tree {
    present([
        ("type", Some(Tree::text("apiKey"))),
        ("name", Some(Tree::text(name))),
        ("in", Some(Tree::text("header"))),
        ("x-amazon-apigateway-authtype", authtype.map(Tree::text)),
    ])
}

pub(super) fn scheme(authorizer: &Authorizer, whole: bool) -> Tree {
    if authorizer.kind == AuthorizerType::Jwt {
        return present([
            ("type", Some(Tree::text("oauth2"))),
            ("x-amazon-apigateway-authorizer", whole.then(|| extension(authorizer))),
        ]);
    }
    // "Must be "Unused" for multiple identity sources" (api-gateway-swagger-extensions-authorizer). One that was not in a
    // header is in the query, of which nothing but the identity source is kept.
    let (name, place) = match &authorizer.header {
        Some(header) => (Tree::String(header.text.clone()), "header"),
        None => (Tree::text("Unused"), "query"),
    };
    present([
        ("type", Some(Tree::text("apiKey"))),
        ("name", Some(name)),
        ("in", Some(Tree::text(place))),
        ("x-amazon-apigateway-authtype", text(authorizer.authtype.as_ref())),
        ("x-amazon-apigateway-authorizer", whole.then(|| extension(authorizer))),
    ])
}

fn extension(authorizer: &Authorizer) -> Tree {
    let seconds = |ttl: std::time::Duration| Tree::Number(ttl.as_secs().to_string().into());
    present([
        ("type", Some(Tree::text(type_name(authorizer.kind)))),
        ("authorizerUri", text(authorizer.uri.as_ref())),
        ("authorizerCredentials", text(authorizer.credentials.as_ref())),
        ("providerARNs", filled(texts(&authorizer.provider_arns))),
        ("identitySource", text(authorizer.identity_source.as_ref())),
        ("identityValidationExpression", text(authorizer.identity_validation_expression.as_ref())),
        ("authorizerResultTtlInSeconds", authorizer.result_ttl.map(seconds)),
        ("authorizerPayloadFormatVersion", text(authorizer.payload_format_version.as_ref())),
        ("enableSimpleResponses", authorizer.enable_simple_responses.then_some(Tree::Bool(true))),
        (
            "jwtConfiguration",
            authorizer.jwt.as_ref().map(|jwt| {
                present([("issuer", text(jwt.issuer.as_ref())), ("audience", filled(texts(&jwt.audience)))])
            }),
        ),
    ])
}

fn type_name(kind: AuthorizerType) -> &'static str {
    match kind {
        AuthorizerType::Token => "token",
        AuthorizerType::Request => "request",
        AuthorizerType::CognitoUserPools => "cognito_user_pools",
        AuthorizerType::Jwt => "jwt",
    }
}
