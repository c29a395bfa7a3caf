//! First-class integrations of HTTP APIs: an action of an AWS service, its parameters made of the request
//! (http-api-develop-integrations-aws-services).

use crate::{Joined, ValueSource};
use http::HeaderValue;
use std::sync::Arc;
use std::time::Duration;
use tollgate_model::Signing;

/// `integrationSubtype`.
#[derive(Debug)]
pub struct ServiceCall {
    /// Index into [`crate::Stage::groups`].
    pub group: u16,
    pub host: HeaderValue,
    pub wire: Wire,
    /// In the order of the service's reference.
    pub parameters: Box<[ServiceParameter]>,
    pub timeout: Duration,
    /// `None`: it is called without a signature.
    pub signing: Option<Arc<Signing>>,
    /// For people: the subtype, and where it goes.
    pub uri: Box<str>,
}

/// How the service takes its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// As a JSON object; `within`: that object in a list of one, under this name.
    Json { target: &'static str, content_type: &'static str, within: Option<&'static str> },
    /// As a form.
    Query { action: &'static str, version: &'static str },
    /// With GET: those that the path names in braces there, the others in the query.
    Get { path: &'static str },
}

#[derive(Debug)]
pub struct ServiceParameter {
    /// As the service calls it.
    pub name: &'static str,
    pub kind: ParameterKind,
    /// Without a value it is not sent.
    pub value: Joined<ValueSource>,
}

/// What the text of a parameter is to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    Text,
    /// A number, where it is one.
    Number,
    /// A JSON list of texts, or one text.
    List,
    /// Attributes by name: a JSON object.
    Attributes,
    /// Bytes, which the service takes in Base64.
    Blob,
}
