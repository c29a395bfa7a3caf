//! What a request must have: checked before its integration is asked (api-gateway-method-request-validation).

use crate::HeaderSource;
use tollgate_mapping::media::Keys;
use tollgate_mapping::model::Model;
use tollgate_model::Origin;

/// Empty where no validator is on.
#[derive(Debug, Default)]
pub struct RequestRules {
    /// In the order of their full names: headers, path parameters, query parameters.
    pub required: Box<[RequiredParameter]>,
    /// `None`: bodies are not looked at.
    pub models: Option<Box<BodyModels>>,
}

/// What bodies are held to, by content type.
#[derive(Debug)]
pub struct BodyModels {
    pub keys: Keys,
    /// What `keys` index.
    pub models: Box<[BodyModel]>,
}

#[derive(Debug)]
pub struct BodyModel {
    pub name: Box<str>,
    pub model: Model,
    pub origin: Origin,
}

impl RequestRules {
    /// Is the body of a request held to a model.
    pub fn needs_body(&self) -> bool {
        self.models.is_some()
    }
}

/// A parameter that must be there and not be blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredParameter {
    /// As the error names it.
    pub name: Box<str>,
    pub place: RequiredPlace,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequiredPlace {
    /// Written in exactly these letters.
    Header(HeaderSource),
    /// Index into [`crate::Route::params`].
    Path(u16),
    /// A path parameter that the resource's path does not have: it is always missing.
    NotInPath,
    Query,
}
