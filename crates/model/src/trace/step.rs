use crate::head::WrittenNames;
use crate::{FaultKind, Origin};
use std::time::Duration;

/// Names and values in the order and the letters they have on the wire.
pub type Fields = Vec<(Box<str>, Box<str>)>;

/// One decision, with the definition's line that made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A custom domain name and the mapping that took the path.
    Domain {
        name: Box<str>,
        base_path: Box<str>,
        origin: Origin,
    },
    Stage {
        api: Box<str>,
        stage: Box<str>,
        origin: Origin,
    },
    /// The stage has a canary: did this request fall to it.
    Canary {
        percent: Box<str>,
        drawn: bool,
        origin: Origin,
    },
    Route {
        key: Box<str>,
        origin: Origin,
    },
    /// The tree or the keys hold no route for this method and path. `resource` is the path that was found, if one was, and
    /// `methods` are what it has.
    NoRoute {
        path: Box<str>,
        resource: Option<Box<str>>,
        methods: Vec<Box<str>>,
        origin: Origin,
    },
    /// Who may call: `what` says it, as in "open to everyone". Not `enforced`: refused, or let through by
    /// `unenforced_access`.
    Access {
        what: Box<str>,
        enforced: bool,
        origin: Origin,
    },
    /// What mappings and logs see of the request: parameters decoded, headers as written.
    MethodRequest {
        path: Fields,
        query: Fields,
        headers: Fields,
    },
    /// The request's body, where something needs it.
    MethodRequestBody {
        body: Box<[u8]>,
    },
    /// A part of the request validator, or the model of a content type, found nothing wrong.
    Validated {
        what: Box<str>,
        origin: Origin,
    },
    /// The mapping template of this content type was rendered.
    Template {
        content_type: Box<str>,
        phase: Phase,
        origin: Origin,
    },
    /// No template fits the content type, and the body goes on as it is.
    PassThrough {
        content_type: Box<str>,
        phase: Phase,
        origin: Origin,
    },
    /// The request goes on to a target group, its body streamed.
    Forward {
        group: Box<str>,
        uri: Box<str>,
        origin: Origin,
    },
    /// What the integration gets. `body` is `None` when the client's is streamed.
    IntegrationRequest {
        method: Box<str>,
        uri: Box<str>,
        headers: Fields,
        body: Option<Box<[u8]>>,
        origin: Origin,
    },
    /// No call is made: the template says the answer's status.
    Mock {
        status: u16,
        origin: Origin,
    },
    /// What the integration answered. `body` is `None` when it is streamed.
    IntegrationResponse {
        status: u16,
        latency: Duration,
        headers: Fields,
        body: Option<Box<[u8]>>,
    },
    /// The integration response that was selected; `pattern` is `None` for the default one.
    Selected {
        pattern: Option<Box<str>>,
        status: u16,
        origin: Origin,
    },
    /// What the client gets, ids and framing aside. `body` is `None` when it is streamed.
    MethodResponse {
        status: u16,
        headers: Fields,
        body: Option<Box<[u8]>>,
        origin: Origin,
    },
    /// What the client gets of a request that was refused; nowhere for one that the API does not customise.
    GatewayResponse {
        status: u16,
        headers: Fields,
        body: Box<[u8]>,
        origin: Origin,
    },
    /// The request ends here, with this gateway response.
    Refused {
        kind: FaultKind,
        status: u16,
        detail: Option<Box<str>>,
        origin: Origin,
    },
}

/// The headers of a message, as they were written.
pub fn written(names: &dyn WrittenNames) -> Fields {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into();
    let mut fields = Fields::new();
    names.visit(&mut |name, value| fields.push((text(name), text(value.as_bytes()))));
    fields
}

/// Which way a body was going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Request,
    Response,
}

impl Step {
    /// The line of the definition that made it so; nowhere for what only the request says.
    pub fn origin(&self) -> Origin {
        match self {
            Step::Domain { origin, .. }
            | Step::Stage { origin, .. }
            | Step::Canary { origin, .. }
            | Step::Route { origin, .. }
            | Step::NoRoute { origin, .. }
            | Step::Access { origin, .. }
            | Step::Validated { origin, .. }
            | Step::Template { origin, .. }
            | Step::PassThrough { origin, .. }
            | Step::Forward { origin, .. }
            | Step::IntegrationRequest { origin, .. }
            | Step::Mock { origin, .. }
            | Step::Selected { origin, .. }
            | Step::MethodResponse { origin, .. }
            | Step::GatewayResponse { origin, .. }
            | Step::Refused { origin, .. } => *origin,
            Step::MethodRequest { .. } | Step::MethodRequestBody { .. } | Step::IntegrationResponse { .. } => {
                Origin::NOWHERE
            }
        }
    }
}
