//! Integrations that are made of mappings: what is sent, and what becomes of the answer.

use crate::{BodyPlace, Collected, ContextValue, HeaderSource, HttpProxy, Needs};
use http::HeaderName;
use std::sync::Arc;
use tollgate_mapping::content::ContentHandling;
use tollgate_mapping::media::{BinaryMediaTypes, Keys, PassthroughBehavior};
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
    /// Is it an AWS service that is called (`aws`).
    pub service: bool,
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
    /// `None`: an empty one, which passes the body through. An error: why the text is no template, so that requests it is
    /// chosen for answer 500.
    pub template: Option<Result<Template, Box<str>>>,
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
    /// As `BodyPath`, in the beginning of the body; of what is no JSON, nothing.
    BodyWindow(BodyPlace),
}

impl ResponseValue {
    /// Does it ask for the body of the answer.
    pub fn is_of_body(&self) -> bool {
        matches!(self, ResponseValue::Body | ResponseValue::BodyPath(_) | ResponseValue::BodyWindow(_))
    }
}

impl Http {
    /// What its mappings ask for, in an API of these binary media types.
    pub fn needs(&self, binary: &BinaryMediaTypes) -> Needs {
        let of = |reads: bool| match reads || binary.is_empty() {
            true => Collected::Always,
            false => Collected::ByHead,
        };
        // What is signed is signed with its body.
        let request = self.request.reads_body() || self.proxy.maps_body() || self.signing.is_some();
        Needs {
            request_body: of(request),
            response_body: of(self.response.responses.iter().all(IntegrationResponse::reads_body)),
        }
    }
}

impl RequestMap {
    /// Is there a template that may be applied, or text made of what is binary.
    fn reads_body(&self) -> bool {
        let renders = self.templates.templates.iter().any(|template| template.template.is_some());
        renders || self.content_handling == Some(ContentHandling::ConvertToText)
    }
}

impl IntegrationResponse {
    /// Of every answer that selects it, whatever the caller accepts.
    fn reads_body(&self) -> bool {
        let templates = &self.templates.templates;
        let renders = !templates.is_empty() && templates.iter().all(|template| template.template.is_some());
        renders || self.maps_body() || self.content_handling == Some(ContentHandling::ConvertToText)
    }

    /// Is a header mapped from the body.
    pub fn maps_body(&self) -> bool {
        self.headers.iter().any(|header| matches!(header.source, ResponseValue::Body | ResponseValue::BodyPath(_)))
    }
}

impl Templates {
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }
}
