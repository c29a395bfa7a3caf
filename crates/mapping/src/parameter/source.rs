//! Where a mapping takes its value from.

use super::{BodyPath, ContextPath, ExpressionError, Name};

/// What every expression may name, whatever message it maps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Given {
    /// `stageVariables.NAME`
    StageVariable(Name),
    /// `context.NAME`
    Context(ContextPath),
    /// `'VALUE'`, without the quotes; may be empty.
    Static(Box<str>),
}

/// Which of the method request's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestPart {
    Path,
    QueryString,
    MultiValueQueryString,
    Header,
    MultiValueHeader,
}

/// The source of an integration's `requestParameters`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RequestSource {
    /// `method.request.{path|querystring|multivaluequerystring|header|multivalueheader}.NAME`
    Part(RequestPart, Name),
    /// `method.request.body`
    Body,
    /// `method.request.body.JSONPATH`
    BodyPath(BodyPath),
    Given(Given),
}

/// The source of an integration response's `responseParameters`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ResponseSource {
    /// `integration.response.header.NAME`
    Header(Name),
    /// `integration.response.multivalueheader.NAME`
    MultiValueHeader(Name),
    /// `integration.response.body`
    Body,
    /// `integration.response.body.JSONPATH`
    BodyPath(BodyPath),
    Given(Given),
}

/// The source of a gateway response's `responseParameters`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GatewayResponseSource {
    /// `method.request.{path|querystring|multivaluequerystring|header|multivalueheader}.NAME`
    Part(RequestPart, Name),
    /// `method.input.params.NAME`: looked up in the path, then the query string, then the header
    /// (set-up-gateway-responses-in-swagger).
    Params(Name),
    Given(Given),
}

const REQUEST: &str = "`method.request.{path|querystring|multivaluequerystring|header|multivalueheader}.NAME`, \
                       `method.request.body[.JSONPATH]`, `stageVariables.NAME`, `context.NAME` or `'STATIC'`";
const RESPONSE: &str = "`integration.response.{header|multivalueheader}.NAME`, `integration.response.body[.JSONPATH]`, \
                        `stageVariables.NAME`, `context.NAME` or `'STATIC'`";
const GATEWAY_RESPONSE: &str = "`method.request.{path|querystring|multivaluequerystring|header|multivalueheader}.NAME`, \
                                `stageVariables.NAME`, `context.NAME` or `'STATIC'`";

impl RequestSource {
    /// # Errors
    /// Where the text is no source of an integration request.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if let Some(given) = Given::parse(text)? {
            return Ok(RequestSource::Given(given));
        }
        let Some(rest) = text.strip_prefix("method.request.") else { return Err(unknown(text, REQUEST)) };
        match body(text, rest)? {
            Some(None) => Ok(RequestSource::Body),
            Some(Some(path)) => Ok(RequestSource::BodyPath(path)),
            None => part(text, rest, REQUEST).map(|(part, name)| RequestSource::Part(part, name)),
        }
    }
}

impl ResponseSource {
    /// # Errors
    /// Where the text is no source of a method response.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if let Some(given) = Given::parse(text)? {
            return Ok(ResponseSource::Given(given));
        }
        let Some(rest) = text.strip_prefix("integration.response.") else { return Err(unknown(text, RESPONSE)) };
        match body(text, rest)? {
            Some(None) => return Ok(ResponseSource::Body),
            Some(Some(path)) => return Ok(ResponseSource::BodyPath(path)),
            None => {}
        }
        match rest.split_once('.').unwrap_or((rest, "")) {
            ("header", name) => Name::parse(text, name).map(ResponseSource::Header),
            ("multivalueheader", name) => Name::parse(text, name).map(ResponseSource::MultiValueHeader),
            (place, _) => Err(misplaced(text, rest, place, RESPONSE)),
        }
    }
}

impl GatewayResponseSource {
    /// # Errors
    /// Where the text is no source of a gateway response.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if let Some(given) = Given::parse(text)? {
            return Ok(GatewayResponseSource::Given(given));
        }
        if let Some(name) = text.strip_prefix("method.input.params.") {
            return Name::parse(text, name).map(GatewayResponseSource::Params);
        }
        let Some(rest) = text.strip_prefix("method.request.") else { return Err(unknown(text, GATEWAY_RESPONSE)) };
        part(text, rest, GATEWAY_RESPONSE).map(|(part, name)| GatewayResponseSource::Part(part, name))
    }
}

impl Given {
    fn parse(text: &str) -> Result<Option<Self>, ExpressionError> {
        if let Some(quoted) = text.strip_prefix('\'') {
            let Some(value) = quoted.strip_suffix('\'') else {
                return Err(ExpressionError::at(text, "", "the static value has no closing single quote"));
            };
            return Ok(Some(Given::Static(value.into())));
        }
        if let Some(name) = text.strip_prefix("stageVariables.") {
            return Name::parse(text, name).map(|name| Some(Given::StageVariable(name)));
        }
        match text.strip_prefix("context.") {
            Some(path) => ContextPath::parse(text, path).map(|path| Some(Given::Context(path))),
            None => Ok(None),
        }
    }
}

impl RequestPart {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "path" => RequestPart::Path,
            "querystring" => RequestPart::QueryString,
            "multivaluequerystring" => RequestPart::MultiValueQueryString,
            "header" => RequestPart::Header,
            "multivalueheader" => RequestPart::MultiValueHeader,
            _ => return None,
        })
    }
}

fn part(text: &str, rest: &str, expected: &str) -> Result<(RequestPart, Name), ExpressionError> {
    let (place, name) = rest.split_once('.').unwrap_or((rest, ""));
    let part = RequestPart::parse(place).ok_or_else(|| misplaced(text, rest, place, expected))?;
    Ok((part, Name::parse(text, name)?))
}

/// `body`, or a place in it; `None` where `rest` names no body.
fn body(text: &str, rest: &str) -> Result<Option<Option<BodyPath>>, ExpressionError> {
    match rest.strip_prefix("body") {
        Some("") => Ok(Some(None)),
        Some(path) if path.starts_with('[') => BodyPath::parse(text, path).map(|path| Some(Some(path))),
        Some(path) => match path.strip_prefix('.') {
            Some(path) => BodyPath::parse(text, path).map(|path| Some(Some(path))),
            None => Ok(None),
        },
        None => Ok(None),
    }
}

fn misplaced(text: &str, rest: &str, place: &str, expected: &str) -> ExpressionError {
    ExpressionError::at(text, rest, format!("`{place}` is nothing that can be mapped; expected {expected}"))
}

/// What people write instead of an expression, each with what they meant.
fn unknown(text: &str, expected: &str) -> ExpressionError {
    let inner = text.trim_matches(['"', '$', '{', '}', ' ']);
    let what = if text.is_empty() {
        format!("nothing is written; expected {expected}")
    } else if text.contains('$') && (inner.starts_with("context.") || inner.starts_with("stageVariables.")) {
        format!("expressions are written without `$` and braces: `{inner}`")
    } else if text.contains('.') && ["method.", "integration."].iter().any(|lead| text.starts_with(lead)) {
        format!("`{text}` is not known here; expected {expected}")
    } else {
        format!("`{text}` is no expression; a static value stands in single quotes: `'{inner}'`; expected {expected}")
    };
    ExpressionError::at(text, text, what)
}
