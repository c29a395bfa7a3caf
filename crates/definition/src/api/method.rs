//! A method of a REST API: what it takes, and what it may answer.

use super::{AccessControl, Authorization, Integration, Text};
use serde::Serialize;
use std::sync::Arc;
use tollgate_model::Origin;

#[derive(Clone, Debug, Serialize)]
pub struct RestMethod {
    pub method: MethodKey,
    pub operation_name: Option<String>,
    pub access: Vec<AccessControl>,
    /// `None`: a method without an integration, which Amazon refuses to deploy.
    pub integration: Option<Arc<Integration>>,
    /// Amazon has one at most; whatever a definition asks for beyond the first is here too.
    pub authorization: Vec<Authorization>,
    /// Where an API key is asked for.
    pub api_key_required: Option<Origin>,
    /// In the order of the definition.
    pub request_parameters: Vec<MethodParameter>,
    pub request_models: Vec<BodyModel>,
    /// The name of a [`RequestValidator`]: the operation's own, else the API's.
    pub request_validator: Option<Text>,
    pub method_responses: Vec<MethodResponse>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum MethodKey {
    Any,
    /// Upper case.
    Method(Box<str>),
}

/// `method.request.querystring.x`, and whether a request must have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MethodParameter {
    pub location: ParameterLocation,
    /// In the letters written: names are compared in them.
    pub name: Box<str>,
    pub required: bool,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterLocation {
    Path,
    Querystring,
    Header,
}

/// The model of bodies of a content type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BodyModel {
    /// `application/json`, `$default`.
    pub content_type: Text,
    /// The name of a [`Model`](super::Model), or `Empty` or `Error`, which every API has.
    pub model: Text,
}

/// One status that a method may answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MethodResponse {
    pub status_code: u16,
    pub headers: Vec<ResponseHeader>,
    pub models: Vec<BodyModel>,
    pub origin: Origin,
}

/// `method.response.header.x`. `required` is documentation: Amazon does not enforce it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResponseHeader {
    pub name: Box<str>,
    pub required: bool,
    pub origin: Origin,
}

/// `x-amazon-apigateway-request-validators.requestValidator`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestValidator {
    pub name: Box<str>,
    pub validate_request_body: bool,
    pub validate_request_parameters: bool,
    pub origin: Origin,
}

impl RestMethod {
    /// A method that says nothing else: for `..RestMethod::new(method, origin)`.
    pub fn new(method: MethodKey, origin: Origin) -> Self {
        RestMethod {
            method,
            operation_name: None,
            access: Vec::new(),
            integration: None,
            authorization: Vec::new(),
            api_key_required: None,
            request_parameters: Vec::new(),
            request_models: Vec::new(),
            request_validator: None,
            method_responses: Vec::new(),
            origin,
        }
    }
}

impl ParameterLocation {
    /// As `method.request.….x` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            ParameterLocation::Path => "path",
            ParameterLocation::Querystring => "querystring",
            ParameterLocation::Header => "header",
        }
    }
}
