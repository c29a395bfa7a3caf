//! What one route does, as values: no name is looked up, no text parsed, when a request is served.

use crate::{Facts, FunctionCall, Http, Invoked, Mock, ParameterMapping, RequestRules, ServiceCall};
use http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tollgate_mapping::content::ContentHandling;
use tollgate_mapping::jsonpath::Path;
use tollgate_model::logging::Logging;
use tollgate_model::{Fault, FaultKind, Origin, Signing, Variable};

#[derive(Debug)]
pub struct Route {
    /// `GET /pets/{id}`, `ANY /{proxy+}`, `$default`: the `route` label and `$context.routeKey`.
    pub key: Box<str>,
    /// `/pets/{id}`; for `$default`, `$default`.
    pub resource_path: Box<str>,
    /// Names of the path parameters, in the order they stand in the path. A greedy one is named without its `+`.
    pub params: Box<[Box<str>]>,
    /// `$context.resourceId`: made of the path, equal on every node.
    pub resource_id: Box<str>,
    pub access: Access,
    /// What a request must have before its integration is asked.
    pub request: RequestRules,
    pub integration: Integration,
    /// What is changed on the way to it and back, beside what the integration itself maps.
    pub mapping: Option<Box<ParameterMapping>>,
    pub needs: Needs,
    /// What is told of its requests as they are served.
    pub logging: Logging,
    /// A series of its own, or the stage's.
    pub metrics: bool,
    /// Of its integration: templates, mappings, responses.
    pub facts: Facts,
    pub origin: Origin,
}

/// What must be collected whole before it can be mapped; else it is streamed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    pub request_body: Collected,
    pub response_body: Collected,
}

/// Is a body whole before anything becomes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Collected {
    /// It goes on as it comes.
    #[default]
    Never,
    /// Its head says: what stays binary, and declares its length, goes on as it comes where nothing reads it. Text is made
    /// UTF-8 (api-gateway-payload-encodings-workflow), and what has no length gets one (api-gateway-known-issues).
    ByHead,
    Always,
}

impl Collected {
    pub fn always_if(asks: bool) -> Collected {
        if asks { Collected::Always } else { Collected::Never }
    }
}

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Open,
    /// Access control that is not enforced yet: the route answers this fault.
    Refuse(FaultKind),
}

#[derive(Debug)]
pub enum Integration {
    HttpProxy(Box<HttpProxy>),
    /// Request and answer are made of mappings alone.
    Http(Box<Http>),
    /// Answered from mappings, nothing is called.
    Mock(Box<Mock>),
    /// An action of an AWS service is called (first-class integrations of HTTP APIs).
    Service(Box<ServiceCall>),
    /// A Lambda function is invoked.
    Function(Box<FunctionCall>),
    /// A preflight, answered by what the stage's [`Cors`](crate::Cors) says; nothing is called.
    Preflight,
    /// Answered without a call: what is not built yet, or a route without an integration.
    Fault(FaultKind),
}

impl Integration {
    /// Is an API of AWS's called, wherever it is: a service's, or Lambda's own for a function elsewhere.
    pub fn calls_aws(&self) -> bool {
        match self {
            Integration::Http(http) => http.service,
            Integration::Function(call) => matches!(call.invoked, Invoked::Remote(_)),
            Integration::Service(_) => true,
            Integration::HttpProxy(_) | Integration::Mock(_) | Integration::Preflight | Integration::Fault(_) => false,
        }
    }

    /// What its calls are signed for; `None`: they are not.
    pub fn signing(&self) -> Option<&Signing> {
        match self {
            Integration::Http(http) => http.signing.as_deref(),
            Integration::Function(call) => match &call.invoked {
                Invoked::Remote(remote) => remote.signing.as_deref(),
                Invoked::Local(_) => None,
            },
            Integration::Service(call) => call.signing.as_deref(),
            Integration::HttpProxy(_) | Integration::Mock(_) | Integration::Preflight | Integration::Fault(_) => None,
        }
    }
}

impl HttpProxy {
    /// Does anything ask for the body of the request.
    pub fn needs_body(&self) -> bool {
        self.maps_body() || self.content_handling.is_some()
    }

    /// Is a parameter mapped from the body of the request.
    pub fn maps_body(&self) -> bool {
        let of_path = self.path.iter().any(|piece| piece.value().is_some_and(ValueSource::is_of_body));
        let of_query = self.query_mappings.iter().any(|mapping| mapping.source.is_of_body());
        let of_headers = self.header_mappings.iter().any(|mapping| mapping.source.is_of_body());
        of_path || of_query || of_headers
    }
}

impl PathPiece {
    /// The mapped value that stands here.
    pub fn value(&self) -> Option<&ValueSource> {
        match self {
            PathPiece::Value(source) => Some(source),
            PathPiece::Named { piece, .. } => piece.as_deref().and_then(PathPiece::value),
            _ => None,
        }
    }
}

/// The whole request goes to a target group, the whole answer comes back.
#[derive(Debug, PartialEq, Eq)]
pub struct HttpProxy {
    /// Index into [`crate::Stage::groups`].
    pub group: u16,
    /// `None`: the caller's.
    pub method: Option<Method>,
    /// `Host` towards the integration.
    pub host: HeaderValue,
    /// The path, in pieces. Literals are already percent-encoded.
    pub path: Box<[PathPiece]>,
    /// A query of the `uri` itself, percent-encoded, without `?`; empty for none.
    pub query: Box<str>,
    /// Query parameters appended to the caller's (AWS: mapped values are appended), after those that fill the `uri`.
    pub query_mappings: Box<[QueryMapping]>,
    /// Headers set over the caller's.
    pub header_mappings: Box<[HeaderMapping]>,
    /// Amazon's integration timeout: from the first attempt's start to the answer's head, retries included.
    pub timeout: Duration,
    /// What becomes of a request's body: `None` where it is passed on as it comes.
    pub content_handling: Option<ContentHandling>,
    /// `responseTransferMode` STREAM: the answer is passed on as it comes, whatever else could be done with it whole.
    pub streams: bool,
    /// For the trace: the `uri` as written.
    pub uri: Box<str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPiece {
    Literal(Box<str>),
    /// The value of a path parameter (index into [`Route::params`]), decoded and encoded again for one segment.
    Param(u16),
    /// The value of a greedy parameter: as `Param`, but its slashes stay.
    Greedy(u16),
    /// A value mapped to a path parameter of the integration (`integration.request.path.x`).
    Value(ValueSource),
    /// A path parameter of the integration that a template may override by its name. Without a piece only that fills it.
    Named {
        name: Box<str>,
        piece: Option<Box<PathPiece>>,
    },
    /// The path of the request after stage or base path, as received, beginning with `/`.
    RequestPath,
    /// As `RequestPath`, with `/{stage}` before it unless the stage is `$default`.
    StageAndRequestPath,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryMapping {
    /// Percent-encoded.
    pub name: Box<str>,
    pub source: ValueSource,
    /// It fills a placeholder of the `uri`, so it stands before the caller's query.
    pub of_uri: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderMapping {
    pub name: HeaderName,
    /// The letters that the definition wrote.
    pub written: Box<str>,
    pub source: ValueSource,
}

/// Where a mapped value comes from. A source without a value: the parameter is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueSource {
    Static(Box<str>),
    /// Index into [`Route::params`]; decoded.
    Path(u16),
    /// The last value of this query parameter; decoded. Case-sensitive.
    Query(Box<str>),
    /// Every value of this query parameter, repeated.
    MultiQuery(Box<str>),
    Header(HeaderSource),
    /// Every value of this header, joined with `,`.
    MultiHeader(HeaderSource),
    Context(ContextValue),
    /// The whole body, as text.
    Body,
    BodyPath(BodyPlace),
    /// As `BodyPath`, in the beginning of the body; of what is no JSON, nothing.
    BodyWindow(BodyPlace),
    /// The path of the request after stage or base path, as received.
    RequestPath,
}

impl ValueSource {
    /// Does it ask for the body of the request.
    pub fn is_of_body(&self) -> bool {
        matches!(self, ValueSource::Body | ValueSource::BodyPath(_) | ValueSource::BodyWindow(_))
    }
}

/// A place in a JSON body.
#[derive(Clone, Debug)]
pub struct BodyPlace {
    /// `$.redirect.url`
    pub written: Box<str>,
    pub path: Path,
}

impl PartialEq for BodyPlace {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for BodyPlace {}

/// A `$context` variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextValue {
    Variable(Variable),
    /// What an authorizer says of the caller: `authorizer.claims.sub`, without `authorizer`.
    Authorizer(Box<[Box<str>]>),
}

/// A header named in a definition, case-sensitive for REST APIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderSource {
    pub name: HeaderName,
    /// `Some`: only a header written in exactly these letters.
    pub exact: Option<Box<str>>,
}

/// How the caller's address is told to the integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// `X-Forwarded-For`, `-Port`, `-Proto` (REST).
    XForwarded,
    /// `Forwarded`, into which incoming `X-Forwarded-*` are translated (HTTP APIs).
    Standard,
}

/// What a kind of API does its own way. One static value for each kind, made by `compile`.
#[derive(Debug)]
pub struct Manners {
    /// `rest`, `http`.
    pub kind: &'static str,
    /// No route for the path or the method.
    pub no_route: FaultKind,
    /// The integration cannot be reached: no target up, connect failed, reset.
    pub unreachable: FaultKind,
    /// The integration did not answer in time.
    pub timed_out: FaultKind,
    pub forwarded: Forwarded,
    /// Appended to `Via` towards the integration (RFC 9110 section 7.6.3).
    pub via: Option<&'static str>,
    /// Carries the request id in answers: `x-amzn-RequestId`, or `None` for kinds that do not send it.
    pub request_id: Option<&'static str>,
    /// Carries the extended request id: `x-amz-apigw-id`, `apigw-requestid`.
    pub extended_request_id: &'static str,
    /// Do refusals carry `x-amzn-ErrorType`.
    pub error_type: bool,
    /// May the client's own `x-amzn-RequestId` replace ours.
    pub client_request_id: bool,
    /// Sent to the integration as `User-Agent` when the caller sent none, followed by the API's id.
    pub user_agent: Option<&'static str>,
    /// Does the integration get `x-amzn-apigateway-api-id`.
    pub api_id_header: bool,
    /// Sent to the caller as `Content-Type` of an integration's answer that has none.
    pub content_type: Option<&'static str>,
    /// Caller's headers that never reach the integration, lower case, sorted.
    pub request_dropped: &'static [&'static str],
    /// Integration's headers that never reach the caller, lower case, sorted.
    pub response_dropped: &'static [&'static str],
    /// Integration's headers renamed to `x-amzn-Remapped-{name}`, lower case, sorted.
    pub response_remapped: &'static [&'static str],
    /// May `X-HTTP-Method-Override` name the method.
    pub method_override: bool,
    /// Is a request's `Content-Encoding` undone for the integration.
    pub decodes: bool,
    /// What stands between the parameters of a query string: `&`, and of REST APIs `;` too.
    pub query_separators: &'static [char],
    /// Can its stages be in usage plans: execution logs tell of them.
    pub usage_plans: bool,
    /// Faults whose default body is written with a space after its colon, as the service writes them that fails a request
    /// while it executes it.
    pub spaced: &'static [FaultKind],
    /// `{"message": …}` for each fault that this kind words differently than the table.
    pub messages: &'static [(FaultKind, &'static str)],
}

impl Manners {
    /// What its caller and `$context.error.message` say of a fault.
    pub fn message<'f>(&self, fault: &'f Fault) -> Option<&'f str> {
        let worded = self.messages.iter().find(|(kind, _)| *kind == fault.kind).map(|(_, message)| *message);
        fault.message.as_deref().or(worded).or_else(|| fault.message())
    }
}
