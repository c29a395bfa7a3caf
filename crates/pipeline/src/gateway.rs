//! The parts of a customised gateway response: headers and a body of plain substitution.

use crate::view::View;
use crate::{Field, Opened, parameters};
use bytes::Bytes;
use http::HeaderValue;
use http::header::ACCEPT;
use std::borrow::Cow;
use tollgate_mapping::gateway_response::Variable;
use tollgate_mapping::media;
use tollgate_mapping::parameter::RequestPart;
use tollgate_model::Head;
use tollgate_routes::{GatewayResponse, GatewayValue, HeaderSource, Route, Stage};

/// What of the request the parts may name. Without a head there is none, without a route no path parameter.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) head: Option<&'a Head<'a>>,
    pub(crate) stage: Option<&'a Stage>,
    pub(crate) route: Option<&'a Route>,
    pub(crate) opened: Option<&'a Opened>,
    pub(crate) view: &'a View<'a>,
}

/// The headers that are mapped. One without a value, or with one that no header can carry, is not sent.
pub(crate) fn headers(response: &GatewayResponse, request: Request<'_>) -> Vec<Field> {
    let field = |header: &tollgate_routes::GatewayHeader| {
        let value = request.value(&header.source).filter(|value| !value.is_empty())?;
        let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
        Some(Field { name: header.name.clone(), written: header.written.to_string().into(), value })
    };
    response.headers.iter().filter_map(field).collect()
}

/// The body, and the content type that its template is for; `None` without a template.
pub(crate) fn body<'r>(response: &'r GatewayResponse, request: Request<'_>) -> Option<(&'r str, Bytes)> {
    let accept = request.head.and_then(|head| head.header(&ACCEPT));
    let at = media::response_template(&response.keys, accept)?;
    let (content_type, template) = response.templates.get(at)?;
    let mut text = String::new();
    template.render(&mut text, |variable| request.variable(variable).map(Cow::Owned));
    Some((content_type, text.into()))
}

impl Request<'_> {
    fn variable(&self, variable: &Variable) -> Option<String> {
        match variable {
            Variable::Context(path) => self.view.named(path.dotted()),
            Variable::StageVariable(name) => self.stage?.variable(name).map(str::to_owned),
            Variable::Part(part, name) => self.part(*part, name),
            // A refused request's body is not kept.
            Variable::Body => None,
        }
    }

    fn part(&self, part: RequestPart, name: &str) -> Option<String> {
        match part {
            RequestPart::Path => self.path(name),
            RequestPart::QueryString => self.query(name).pop(),
            RequestPart::MultiValueQueryString => joined(self.query(name)),
            RequestPart::Header => self.header_written(name).pop(),
            RequestPart::MultiValueHeader => joined(self.header_written(name)),
        }
    }

    fn value(&self, value: &GatewayValue) -> Option<String> {
        match value {
            GatewayValue::Text(text) => Some(text.to_string()),
            GatewayValue::Context(context) => self.view.text(context),
            GatewayValue::Path(name) => self.path(name),
            GatewayValue::Query(name) => self.query(name).pop(),
            GatewayValue::MultiQuery(name) => joined(self.query(name)),
            GatewayValue::Header(source) => self.header(source).pop(),
            GatewayValue::MultiHeader(source) => joined(self.header(source)),
            GatewayValue::Param(source) => {
                let header = || self.header(source).pop();
                let name = source.exact.as_deref().unwrap_or_default();
                self.path(name).or_else(|| self.query(name).pop()).or_else(header)
            }
        }
    }

    fn path(&self, name: &str) -> Option<String> {
        let at = self.route?.params.iter().position(|param| **param == *name)?;
        let raw = self.opened?.param(u16::try_from(at).ok()?, self.head?.path);
        Some(parameters::decoded(raw).into_owned())
    }

    fn query(&self, name: &str) -> Vec<String> {
        let values = |head| parameters::query_values(head, name).map(|value| value.into_owned()).collect();
        self.head.map(values).unwrap_or_default()
    }

    fn header_written(&self, name: &str) -> Vec<String> {
        self.head.map(|head| parameters::written_values(head, name)).unwrap_or_default()
    }

    fn header(&self, source: &HeaderSource) -> Vec<String> {
        self.head.map(|head| parameters::header_values(head, source)).unwrap_or_default()
    }
}

fn joined(values: Vec<String>) -> Option<String> {
    (!values.is_empty()).then(|| values.join(","))
}
