//! Match, then decide who may call.

use crate::{Identity, Refused, World, chain, cors, validate};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, Method};
use smallvec::SmallVec;
use tollgate_mapping::content::{self, Conversion};
use tollgate_model::{Fault, FaultKind, Head, Origin, Step, Trace};
use tollgate_routes::{Access, Collected, Cors, Found, Located, Params, Release, Route, Stage, StageIndex, Table};

static METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// A request that found its route and may call it. Owns only what was derived: places in the raw path, not copies.
#[derive(Clone, Debug)]
pub struct Opened {
    pub stage: StageIndex,
    pub route: u32,
    pub identity: Identity,
    /// Asked for instead of the request line's (api-gateway-known-issues, `X-HTTP-Method-Override`).
    pub(crate) method: Option<&'static Method>,
    collects: bool,
    lowers_names: bool,
    /// Where in the raw path the part after stage or base path begins.
    pub(crate) rest: u32,
    /// The base path that a mapping matched.
    pub(crate) base_path: Option<Span>,
    /// The values of the route's path parameters.
    pub(crate) params: SmallVec<[Span; 6]>,
}

/// Bytes of the raw path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Where `part` lies in `whole`: at its end, where it is no slice of it.
    fn of(part: &str, whole: &str) -> Span {
        let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize);
        let start = start.filter(|start| *start <= whole.len()).unwrap_or(whole.len());
        let end = (start + part.len()).min(whole.len());
        // Request targets are bounded far below 4 GiB by `limits.uri`.
        Span { start: start as u32, end: end as u32 }
    }

    /// Does it end the path, and is it anything.
    pub(crate) fn ends(self, path: &str) -> bool {
        self.start < self.end && self.end as usize == path.len()
    }

    pub(crate) fn in_path(self, path: &str) -> &str {
        path.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

impl Opened {
    fn at(located: &Located<'_>, found: &Found<'_>, head: &Head<'_>, identity: Identity) -> Opened {
        Opened {
            stage: located.stage,
            route: found.route,
            identity,
            method: None,
            collects: false,
            lowers_names: located.lowers_names,
            rest: Span::of(located.path, head.path).start,
            base_path: located.base_path.map(|base| Span::of(base, head.path)),
            params: found.params.iter().map(|value| Span::of(value, head.path)).collect(),
        }
    }

    /// The stage and route of the table that it was opened on.
    pub fn of<'t>(&self, table: &'t Table) -> Option<(&'t Stage, &'t Route)> {
        let stage = table.stage(self.stage)?;
        Some((stage, stage.routes.get(self.route as usize)?))
    }

    /// Mappings and the integration see header names in lower case, however the client wrote them: the request came by a
    /// domain with mappings of several levels (rest-api-mappings).
    pub fn lowers_names(&self) -> bool {
        self.lowers_names
    }

    /// The head as mappings see it.
    pub(crate) fn seen<'r>(&self, head: &Head<'r>) -> Head<'r> {
        if self.lowers_names { head.lowered() } else { *head }
    }

    /// Is the body collected before the request is mapped: something reads it, or it comes coded and is decoded for the
    /// integration. Else it is the integration's as it comes.
    pub fn collects_body(&self) -> bool {
        self.collects
    }

    /// Is the answer collected before it is mapped.
    pub fn collects_answer(&self, table: &Table) -> Collected {
        self.of(table).map(|(_, route)| route.needs.response_body).unwrap_or_default()
    }

    /// The raw path after stage or base path.
    pub fn rest<'r>(&self, path: &'r str) -> &'r str {
        path.get(self.rest as usize..).filter(|rest| !rest.is_empty()).unwrap_or("/")
    }

    /// `$context.customDomain.basePathMatched`
    pub fn base_path<'r>(&self, path: &'r str) -> Option<&'r str> {
        self.base_path.map(|span| span.in_path(path))
    }

    /// The raw value of the route's path parameter of this index.
    pub(crate) fn param<'r>(&self, index: u16, path: &'r str) -> &'r str {
        self.params.get(usize::from(index)).map_or("", |span| span.in_path(path))
    }
}

/// match → who may call
pub fn open(
    world: &impl World,
    table: &Table,
    head: &Head<'_>,
    mut identity: Identity,
    trace: &mut impl Trace,
) -> Result<Opened, Box<Refused>> {
    let mut located = locate(table, head, identity)?;
    if let Some(domain) = trace.listens().then(|| chain::domain(table, head, &located)).flatten() {
        trace.step(|| domain);
    }
    located.stage = drawn(world, table, located.stage, trace);
    let Some(stage) = table.stage(located.stage) else {
        return Err(unrouted(&located, FaultKind::Forbidden, identity, Origin::NOWHERE));
    };
    if stage.manners.client_request_id {
        identity.adopt(head);
    }
    trace.step(|| Step::Stage { api: (&*stage.api).into(), stage: (&*stage.name).into(), origin: stage.origin });
    let (opened, route) = routed(stage, &located, head, identity, trace)?;
    admitted(stage, route, &opened, &opened.seen(head), trace)?;
    Ok(opened)
}

/// The route for the path and the method.
fn routed<'t>(
    stage: &'t Stage,
    located: &Located<'_>,
    head: &Head<'_>,
    identity: Identity,
    trace: &mut impl Trace,
) -> Result<(Opened, &'t Route), Box<Refused>> {
    let method = if stage.manners.method_override { overriding(head) } else { None };
    let found = stage.matcher.find(method.unwrap_or(head.method), located.path).ok();
    let found = if let Some(cors) = &stage.cors { preflight(stage, cors, head, found) } else { found };
    let matched = found.and_then(|found| stage.routes.get(found.route as usize).map(|route| (found, route)));
    let Some((found, route)) = matched else {
        trace.step(|| chain::no_route(stage, located.path, stage.origin));
        let mut refused = unrouted(located, stage.manners.no_route, identity, stage.origin);
        refused.opened = sibling(stage, located, head, identity);
        return Err(refused);
    };
    trace.routed(route.logging);
    trace.step(|| Step::Route { key: route.key.clone(), origin: route.origin });
    let collects = collects(stage, route, head);
    Ok((Opened { method, collects, ..Opened::at(located, &found, head, identity) }, route))
}

/// A refusal of what came no farther than to its stage.
fn unrouted(located: &Located<'_>, kind: FaultKind, identity: Identity, origin: Origin) -> Box<Refused> {
    let fault = Fault::from(kind);
    Box::new(Refused { fault, identity, stage: Some(located.stage), route: None, opened: None, origin })
}

/// Who may call, with which parameters.
fn admitted(
    stage: &Stage,
    route: &Route,
    opened: &Opened,
    head: &Head<'_>,
    trace: &mut impl Trace,
) -> Result<(), Box<Refused>> {
    trace.step(|| chain::method_request(head, opened, stage, route));
    if let Access::Refuse(kind) = route.access {
        return Err(Refused::of(opened, kind.into(), route.origin));
    }
    if !route.request.required.is_empty() {
        validate::parameters(route, opened, head, trace).map_err(|fault| Refused::of(opened, fault, route.origin))?;
    }
    Ok(())
}

/// Must the body be there before the request is mapped.
fn collects(stage: &Stage, route: &Route, head: &Head<'_>) -> bool {
    let asks = match route.needs.request_body {
        Collected::Never => false,
        Collected::ByHead => !is_as_sent(stage, head),
        Collected::Always => true,
    };
    asks || stage.manners.decodes && is_coded(head)
}

/// Binary, and as long as it says.
fn is_as_sent(stage: &Stage, head: &Head<'_>) -> bool {
    let content_type = head.header(&CONTENT_TYPE);
    head.headers.contains_key(CONTENT_LENGTH)
        && content::of_request(&stage.binary_media_types, content_type, None) == Conversion::Binary
}

/// The gateway answers preflights itself, and any OPTIONS that no route is for. Where a route takes them, `$default` and `ANY`
/// too, that one says first who may call (http-api-cors, "Configuring CORS for an HTTP API with a $default route and an
/// authorizer").
fn preflight<'r>(stage: &Stage, cors: &Cors, head: &Head<'_>, found: Option<Found<'r>>) -> Option<Found<'r>> {
    let is_answered = match &found {
        None => *head.method == Method::OPTIONS,
        Some(found) => {
            let access = stage.routes.get(found.route as usize).map(|route| route.access);
            cors::is_preflight(head) && access == Some(Access::Open)
        }
    };
    if is_answered { Some(Found { route: cors.preflight, params: Params::new() }) } else { found }
}

/// The resource is there and the method is not: what of it gateway responses name (set-up-gateway-response-using-the-console
/// prints the resource's path).
fn sibling(stage: &Stage, located: &Located<'_>, head: &Head<'_>, identity: Identity) -> Option<Opened> {
    let found = METHODS.iter().find_map(|method| stage.matcher.find(method, located.path).ok())?;
    Some(Opened::at(located, &found, head, identity))
}

static METHODS: [Method; 7] =
    [Method::DELETE, Method::GET, Method::HEAD, Method::OPTIONS, Method::PATCH, Method::POST, Method::PUT];

/// "API Gateway overrides the method" with that of `X-HTTP-Method-Override` (api-gateway-known-issues).
fn overriding(head: &Head<'_>) -> Option<&'static Method> {
    let asked = head.headers.get(&METHOD_OVERRIDE)?;
    METHODS.iter().find(|method| asked.as_bytes().eq_ignore_ascii_case(method.as_str().as_bytes()))
}

fn is_coded(head: &Head<'_>) -> bool {
    head.headers.get(CONTENT_ENCODING).is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// The stage, or its canary: by request, at random (canary-release).
fn drawn(world: &impl World, table: &Table, index: StageIndex, trace: &mut impl Trace) -> StageIndex {
    let Some(stage) = table.stage(index) else { return index };
    let Release::Shared { percent } = stage.release else { return index };
    // 53 bits are what a float holds exactly: never quite a hundred.
    let share = (world.random() >> 75) as f64 / 2f64.powi(53) * 100.0;
    let drawn = share < percent;
    trace.step(|| Step::Canary { percent: percent.to_string().into(), drawn, origin: stage.origin });
    if drawn { StageIndex(index.0 + 1) } else { index }
}

fn locate<'r>(table: &Table, head: &Head<'r>, identity: Identity) -> Result<Located<'r>, Box<Refused>> {
    table.locate(head.host, head.path, head.peer.execute_api, head.peer.execute_api_paths).map_err(|not| {
        Box::new(Refused {
            fault: Fault::with_detail(not.fault, not.why),
            identity,
            stage: None,
            route: None,
            opened: None,
            origin: Origin::NOWHERE,
        })
    })
}
