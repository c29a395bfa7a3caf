//! A stage with one route, made by hand, in the manners of each kind.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Version};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tollgate_mapping::media::BinaryMediaTypes;
use tollgate_model::head::Peer;
use tollgate_model::logging::Logging;
use tollgate_model::{FaultKind, GroupKey, Head, Origin};
use tollgate_pipeline::{Identity, Next, World, dress, open, prepare};
use tollgate_routes::{
    Access, ApiEntry, Forwarded, GatewayResponses, HeaderMapping, Hosts, HttpProxy, Integration, Manners,
    MatcherBuilder, Needs, PathPattern, PathPiece, QueryMapping, Release, RequestRules, Route, Segment, Stage,
    StageIndex, Table, Verb,
};

pub(crate) static REST: Manners = Manners {
    kind: "rest",
    no_route: FaultKind::MissingAuthenticationToken,
    unreachable: FaultKind::IntegrationFailure,
    timed_out: FaultKind::IntegrationTimeout,
    forwarded: Forwarded::XForwarded,
    via: None,
    request_id: Some("x-amzn-requestid"),
    extended_request_id: "x-amz-apigw-id",
    error_type: true,
    client_request_id: true,
    user_agent: Some("AmazonAPIGateway_"),
    api_id_header: true,
    content_type: None,
    request_dropped: &["max-forwards"],
    response_dropped: &["via"],
    response_remapped: &["date", "server"],
    method_override: true,
    decodes: true,
    query_separators: &['&', ';'],
    usage_plans: true,
    spaced: &[],
    messages: &[],
};

pub(crate) static HTTP: Manners = Manners {
    kind: "http",
    no_route: FaultKind::NotFound,
    forwarded: Forwarded::Standard,
    via: None,
    request_id: None,
    extended_request_id: "apigw-requestid",
    error_type: false,
    client_request_id: false,
    method_override: false,
    decodes: false,
    query_separators: &['&'],
    usage_plans: false,
    ..REST
};

/// A fixed clock and fixed bits.
pub(crate) struct Fixed;

impl World for Fixed {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_584_039_838)
    }

    fn random(&self) -> u128 {
        0x0123_4567_89ab_cdef_0123_4567_89ab_cdef
    }
}

pub(crate) struct Fixture {
    manners: &'static Manners,
    pieces: Vec<PathPiece>,
    query: Box<str>,
    query_mappings: Vec<QueryMapping>,
    header_mappings: Vec<HeaderMapping>,
}

impl Fixture {
    pub(crate) fn new(manners: &'static Manners) -> Fixture {
        let pieces = vec![PathPiece::RequestPath];
        Fixture { manners, pieces, query: "".into(), query_mappings: vec![], header_mappings: vec![] }
    }

    pub(crate) fn pieces(self, pieces: Vec<PathPiece>) -> Fixture {
        Fixture { pieces, ..self }
    }

    pub(crate) fn query(self, query: &str) -> Fixture {
        Fixture { query: query.into(), ..self }
    }

    pub(crate) fn query_mappings(self, query_mappings: Vec<QueryMapping>) -> Fixture {
        Fixture { query_mappings, ..self }
    }

    pub(crate) fn header_mappings(self, header_mappings: Vec<HeaderMapping>) -> Fixture {
        Fixture { header_mappings, ..self }
    }

    /// The target that a request for this path of the stage is forwarded to; `params` are the raw values in the path.
    pub(crate) fn target(&self, path: &str, query: Option<&str>, params: &[&str]) -> String {
        self.forwarded(path, query, params, &[]).0
    }

    /// The headers that the integration gets.
    pub(crate) fn dressed(&self, path: &str, params: &[&str], headers: &[(&str, &str)]) -> HeaderMap {
        self.forwarded(path, None, params, headers).1
    }

    fn forwarded(
        &self,
        path: &str,
        query: Option<&str>,
        params: &[&str],
        headers: &[(&str, &str)],
    ) -> (String, HeaderMap) {
        let table = self.table(&pattern(path, params), Access::Open);
        let map = header_map(headers);
        let path = format!("/prod{path}");
        let head = head(&map, &path, query);
        let opened = open(&Fixed, &table, &head, Identity::new(&Fixed), &mut ()).expect("the route is there");
        let next = prepare(&Fixed, &table, &opened, &head, None, &mut ()).expect("it is mapped");
        let Next::Forward(forward) = next else { panic!("it is forwarded: {next:?}") };
        let mut out = map.clone();
        dress(&forward, &opened, &head, &mut out);
        (forward.target.clone(), out)
    }

    /// One API `abc123`, one stage `prod`, one route for every method.
    pub(crate) fn table(&self, pattern: &str, access: Access) -> Table {
        let stage = Arc::new(self.stage(pattern, access));
        let api = ApiEntry {
            id: "abc123".into(),
            stages: [("prod".into(), StageIndex(0))].into_iter().collect(),
            default_stage: None,
            endpoint_disabled: None,
            no_stage: FaultKind::Forbidden,
            origin: Origin::NOWHERE,
        };
        let hosts = Hosts { apis: [("abc123".into(), Arc::new(api))].into_iter().collect(), ..Hosts::default() };
        Table {
            hosts,
            stages: vec![stage],
            groups: vec![],
            functions: vec![],
            roles: vec![],
            sts: None,
            certificates: Default::default(),
            digest: "".into(),
        }
    }

    fn stage(&self, pattern: &str, access: Access) -> Stage {
        let mut builder = MatcherBuilder::tree();
        let path = PathPattern::parse(pattern).expect("a pattern");
        builder.insert(Verb::Any, &path, 0).expect("the only route");
        let route = self.route(pattern, access);
        Stage {
            api: "pets".into(),
            api_id: "abc123".into(),
            name: "prod".into(),
            account: "123456789012".into(),
            region: "us-east-1".into(),
            deployment_id: "0123456789".into(),
            manners: self.manners,
            matcher: builder.build().matcher,
            routes: vec![route],
            functions: vec![],
            groups: vec![GroupKey::Named("backend".into())],
            access_log: None,
            metrics: true,
            gateway_responses: GatewayResponses::default(),
            cors: None,
            variables: Box::default(),
            binary_media_types: BinaryMediaTypes::default(),
            compression: None,
            endpoint_type: "REGIONAL".into(),
            release: Release::Whole,
            logging: Logging::default(),
            execution_log: None,
            methods: Default::default(),
            facts: Default::default(),
            digest: [0; 32],
            origin: Origin(3),
        }
    }

    /// For every method.
    pub(crate) fn route(&self, pattern: &str, access: Access) -> Route {
        let path = PathPattern::parse(pattern).expect("a pattern");
        let params = path.segments.iter().filter_map(|segment| match segment {
            Segment::Static(_) => None,
            Segment::Param(name) | Segment::Greedy(name) => Some(name.clone()),
        });
        Route {
            key: format!("ANY {pattern}").into(),
            resource_path: pattern.into(),
            params: params.collect(),
            resource_id: "abc1234567".into(),
            access,
            request: RequestRules::default(),
            mapping: None,
            needs: Needs::default(),
            logging: Logging::default(),
            integration: Integration::HttpProxy(Box::new(self.proxy())),
            metrics: true,
            facts: Default::default(),
            origin: Origin(7),
        }
    }

    fn proxy(&self) -> HttpProxy {
        HttpProxy {
            group: 0,
            method: None,
            host: HeaderValue::from_static("backend.internal"),
            path: self.pieces.clone().into(),
            query: self.query.clone(),
            query_mappings: self.query_mappings.clone().into(),
            header_mappings: self.header_mappings.clone().into(),
            timeout: Duration::from_secs(29),
            content_handling: None,
            streams: false,
            uri: "http://backend.internal/".into(),
        }
    }
}

/// The path with its parameters' values replaced by `{p0}`, or `{p0+}` where they have slashes.
fn pattern(path: &str, params: &[&str]) -> String {
    let mut pattern = path.to_owned();
    for (at, value) in params.iter().enumerate() {
        let plus = if value.contains('/') { "+" } else { "" };
        pattern = pattern.replacen(value, &format!("{{p{at}{plus}}}"), 1);
    }
    if pattern.len() > 1 { pattern.trim_end_matches('/').to_owned() } else { pattern }
}

pub(crate) fn header_map(headers: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::try_from(*name).expect("a name"), HeaderValue::from_str(value).expect("a value"));
    }
    map
}

/// A GET at the default endpoint of the API.
pub(crate) fn head<'r>(map: &'r HeaderMap, path: &'r str, query: Option<&'r str>) -> Head<'r> {
    let peer = Peer {
        source_ip: [192, 0, 2, 9].into(),
        address: [192, 0, 2, 9].into(),
        tls: false,
        port: 8080,
        execute_api_paths: false,
        execute_api: true,
    };
    let host = if path.starts_with("/prod") { "abc123.execute-api.us-east-1.amazonaws.com" } else { "unknown.example" };
    Head { method: &Method::GET, path, query, host, headers: map, names: map, version: Version::HTTP_11, peer }
}
