//! Integrations that are made of mappings: what is sent, and what becomes of the answer.

use crate::{BodyPlace, ContextValue, HeaderSource, HttpProxy};
use http::HeaderName;
use std::sync::Arc;
use tollgate_mapping::content::ContentHandling;
use tollgate_mapping::media::{Keys, PassthroughBehavior};
use tollgate_mapping::pattern::Pattern;
use tollgate_mapping::template::Template;
use tollgate_model::{Origin, Signing};

/// The request is made of its mappings alone, and so is the answer (setup-http-integrations).
#[derive(Debug)]
pub struct Http {
    /// Where it goes, and the parameters that are mapped.
    pub proxy: HttpProxy,
    pub request: RequestMap,
    pub response: ResponseMap,
    /// Of an AWS service: what its requests are signed for.
    pub signing: Option<Arc<Signing>>,
}

/// Nothing is called: the request's template names a status, which selects the answer (how-to-mock-integration).
#[derive(Debug)]
pub struct Mock {
    pub request: RequestMap,
    pub response: ResponseMap,
}

/// What becomes of a request's body.
#[derive(Debug)]
pub struct RequestMap {
    pub templates: Templates,
    pub passthrough: PassthroughBehavior,
    pub content_handling: Option<ContentHandling>,
    /// Of the integration.
    pub origin: Origin,
}

/// Mapping templates in the order of the definition, by the content types that they are for.
#[derive(Debug, Default)]
pub struct Templates {
    pub keys: Keys,
    pub templates: Box<[MappingTemplate]>,
}

#[derive(Debug)]
pub struct MappingTemplate {
    /// As written.
    pub content_type: Box<str>,
    /// `None`: an empty one, which passes the body through.
    pub template: Option<Template>,
    pub origin: Origin,
}

/// The integration responses of a method, in the order of the definition.
#[derive(Debug)]
pub struct ResponseMap {
    pub responses: Box<[IntegrationResponse]>,
    /// Of the integration.
    pub origin: Origin,
}

/// What becomes of an answer that selects it.
#[derive(Debug)]
pub struct IntegrationResponse {
    /// For the whole status; `None`: the default.
    pub pattern: Option<Pattern>,
    /// Of the method response: what the caller gets.
    pub status: u16,
    /// Has the method a response of this status. Without one Amazon answers 500.
    pub declared: bool,
    pub headers: Box<[ResponseHeader]>,
    pub templates: Templates,
    pub content_handling: Option<ContentHandling>,
    pub origin: Origin,
}

/// A header of the answer.
#[derive(Debug)]
pub struct ResponseHeader {
    pub name: HeaderName,
    /// The letters that the definition wrote.
    pub written: Box<str>,
    pub source: ResponseValue,
}

/// Where it comes from. A source without a value: the header is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseValue {
    Static(Box<str>),
    /// The last value of this header of the integration.
    Header(HeaderSource),
    /// All of them, joined with `,`.
    MultiHeader(HeaderSource),
    Context(ContextValue),
    /// The whole body, as text.
    Body,
    BodyPath(BodyPlace),
}

impl Templates {
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }
}
