//! Definitions by hand, in few words.

use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_compile::compile;
use tollgate_definition::api::{
    AccessControl, Connection, DeploymentKind, IntegrationType, MethodKey, RequestParameter, RouteKey, TlsConfig,
    Variable,
};
use tollgate_definition::api::{Deployment, HttpApi, HttpRoute, Integration, RestApi, RestMethod, RestResource, Text};
use tollgate_definition::domain::{LinkListener, ListenerMatch};
use tollgate_definition::{Api, Configuration, Diagnostics, Domain, Mapping, Protocol, Stage, VpcLink};
use tollgate_model::target_group::{Address, Balance, Eject, Protocol as Wire, Retry, Target, Timeouts, Tls, Verify};
use tollgate_model::{GroupKey, Origin, TargetGroup};
use tollgate_routes::{ContextValue, HttpProxy, PathPiece, Table, ValueSource};

pub(crate) const NOWHERE: Origin = Origin::NOWHERE;

pub(crate) fn text(text: &str) -> Text {
    Text { text: text.into(), origin: NOWHERE }
}

/// An `http_proxy` to this uri.
pub(crate) fn proxy(uri: &str) -> Integration {
    Integration { uri: Some(text(uri)), ..Integration::new(IntegrationType::HttpProxy, NOWHERE) }
}

pub(crate) trait With: Sized {
    fn mapped(self, parameters: &[(&str, &str)]) -> Self;
    fn on_link(self, id: &str) -> Self;
    fn tls(self, insecure: bool, name: Option<&str>) -> Self;
}

impl With for Integration {
    fn mapped(mut self, parameters: &[(&str, &str)]) -> Self {
        let mapped = parameters.iter().map(|(to, from)| RequestParameter { target: text(to), source: text(from) });
        self.request_parameters = mapped.collect();
        self
    }

    fn on_link(mut self, id: &str) -> Self {
        self.connection = Connection::VpcLink(text(id));
        self
    }

    fn tls(mut self, insecure: bool, name: Option<&str>) -> Self {
        let server_name_to_verify = name.map(text);
        self.tls = Some(TlsConfig { insecure_skip_verification: insecure, server_name_to_verify, origin: NOWHERE });
        self
    }
}

fn method_key(name: &str) -> MethodKey {
    if name == "ANY" { MethodKey::Any } else { MethodKey::Method(name.into()) }
}

/// `GET /pets/{id}`: a resource with one method.
pub(crate) fn resource(key: &str, integration: Integration) -> RestResource {
    let (name, path) = key.split_once(' ').expect("a method and a path");
    let method = RestMethod { integration: Some(Arc::new(integration)), ..RestMethod::new(method_key(name), NOWHERE) };
    RestResource { path: path.to_owned(), methods: vec![method], origin: NOWHERE }
}

/// `GET /pets/{id}` or `$default`.
pub(crate) fn route(key: &str, integration: Integration) -> HttpRoute {
    let key = match key.split_once(' ') {
        None => RouteKey::Default,
        Some((method, path)) => RouteKey::Path { method: method_key(method), path: path.to_owned() },
    };
    HttpRoute {
        key,
        access: Vec::new(),
        authorization: Vec::new(),
        integration: Some(Arc::new(integration)),
        origin: NOWHERE,
    }
}

pub(crate) fn rest_kind(resources: Vec<RestResource>) -> DeploymentKind {
    DeploymentKind::Rest(RestApi { resources, ..RestApi::default() })
}

pub(crate) fn http_kind(routes: Vec<HttpRoute>) -> DeploymentKind {
    DeploymentKind::Http(HttpApi { routes, ..HttpApi::default() })
}

pub(crate) fn stage(name: &str, kind: DeploymentKind) -> Stage {
    let variable = |value: &str| Variable { value: value.to_owned(), origin: NOWHERE };
    let variables = [("backend", "http://backend.example:9000/v1"), ("host", "stage.example"), ("link", "internal")];
    let deployment = Deployment { id: "0123456789".into(), title: None, kind, origin: NOWHERE };
    Stage {
        variables: variables
            .map(|(name, value)| (name.to_owned(), variable(value)))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        ..Stage::new(name, Arc::new(deployment), NOWHERE)
    }
}

pub(crate) fn api(name: &str, stages: Vec<Stage>) -> Api {
    let http = stages.iter().any(|stage| matches!(stage.deployment.kind, DeploymentKind::Http(_)));
    Api {
        name: name.into(),
        id: name.into(),
        protocol: if http { Protocol::Http } else { Protocol::Rest },
        account: "123456789012".into(),
        region: "us-east-1".into(),
        cors: None,
        disable_execute_api_endpoint: false,
        stages,
        access: Vec::new(),
        origin: NOWHERE,
    }
}

/// A REST API `a` with the stage `prod`.
pub(crate) fn rest(resources: Vec<RestResource>) -> Configuration {
    Configuration { apis: vec![api("a", vec![stage("prod", rest_kind(resources))])], ..Configuration::default() }
}

/// An HTTP API `a` with the stage `$default`.
pub(crate) fn http(routes: Vec<HttpRoute>) -> Configuration {
    Configuration { apis: vec![api("a", vec![stage("$default", http_kind(routes))])], ..Configuration::default() }
}

pub(crate) fn control(what: &str) -> AccessControl {
    AccessControl { what: what.to_owned(), origin: NOWHERE }
}

pub(crate) fn domain(name: &str, mappings: &[(&str, &str, Option<&str>)]) -> Domain {
    let mappings = mappings.iter().map(|(path, api, stage)| Mapping {
        path: (*path).into(),
        api: text(api),
        stage: stage.map(text),
        origin: NOWHERE,
    });
    Domain { name: name.into(), tls: None, mappings: mappings.collect(), access: Vec::new(), origin: NOWHERE }
}

pub(crate) fn group(key: GroupKey, https: bool, server_name: Option<&str>) -> TargetGroup {
    let tls =
        Tls { ca: None, server_name: server_name.map(Into::into), client_certificate: None, verify: Verify::Full };
    let address = Address::Host { host: "10.0.0.1".into(), port: 8080 };
    TargetGroup {
        key,
        protocol: if https { Wire::Https } else { Wire::Http },
        balance: Balance::RoundRobin,
        targets: vec![Target { address, weight: 1, origin: NOWHERE }],
        health_check: None,
        eject: Eject::default(),
        retry: Retry::default(),
        timeouts: Timeouts::default(),
        tls: https.then_some(tls),
        origin: NOWHERE,
    }
}

pub(crate) fn named(name: &str) -> GroupKey {
    GroupKey::Named(name.into())
}

pub(crate) fn link(id: &str, listeners: &[(ListenerMatch, &str)], own: bool) -> VpcLink {
    let listeners =
        listeners.iter().map(|(on, name)| LinkListener { on: on.clone(), target_group: text(name), origin: NOWHERE });
    let own_group = own.then(|| GroupKey::VpcLink(id.into()));
    VpcLink { id: id.into(), listeners: listeners.collect(), own_group, origin: NOWHERE }
}

/// The table; panics with the diagnostics if there are errors.
pub(crate) fn table(configuration: &Configuration) -> Table {
    let mut diagnostics = Diagnostics::default();
    compile(configuration, None, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// The names of what is found, sorted, each once.
pub(crate) fn found(configuration: &Configuration) -> (Vec<&'static str>, bool) {
    let mut diagnostics = Diagnostics::default();
    let table = compile(configuration, None, &mut diagnostics);
    let mut names: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.name).collect();
    names.sort_unstable();
    names.dedup();
    (names, table.is_some())
}

/// The only route's proxy.
pub(crate) fn only(table: &Table) -> &HttpProxy {
    let [route] = table.stages[0].routes.as_slice() else { panic!("one route") };
    match &route.integration {
        tollgate_routes::Integration::HttpProxy(proxy) => proxy,
        fault => panic!("{fault:?}"),
    }
}

/// A proxy in one line: method, host, path, query, and what is mapped.
pub(crate) fn shown(proxy: &HttpProxy) -> String {
    let method = proxy.method.as_ref().map_or("ANY", http::Method::as_str);
    let mut line = format!("{method} {} ", proxy.host.to_str().unwrap());
    proxy.path.iter().for_each(|piece| line.push_str(&shown_piece(piece)));
    if !proxy.query.is_empty() {
        line.push_str(&format!("?{}", proxy.query));
    }
    for mapping in &proxy.query_mappings {
        line.push_str(&format!(" &{}={}", mapping.name, shown_source(&mapping.source)));
    }
    for mapping in &proxy.header_mappings {
        line.push_str(&format!(" {}:{}", mapping.written, shown_source(&mapping.source)));
    }
    line
}

fn shown_piece(piece: &PathPiece) -> String {
    match piece {
        PathPiece::Literal(text) => text.to_string(),
        PathPiece::Param(index) => format!("<{index}>"),
        PathPiece::Greedy(index) => format!("<{index}+>"),
        PathPiece::Value(source) => format!("<{}>", shown_source(source)),
        PathPiece::Named { name, piece } => {
            format!("<{name}: {}>", piece.as_ref().map(|piece| shown_piece(piece)).unwrap_or_default())
        }
        PathPiece::RequestPath => "<path>".to_owned(),
        PathPiece::StageAndRequestPath => "<stage+path>".to_owned(),
    }
}

pub(crate) fn shown_source(source: &ValueSource) -> String {
    match source {
        ValueSource::Static(text) => format!("'{text}'"),
        ValueSource::Path(index) => format!("path {index}"),
        ValueSource::Query(name) => format!("query {name}"),
        ValueSource::Context(ContextValue::Variable(variable)) => format!("context {}", variable.name()),
        ValueSource::Context(ContextValue::Authorizer(path)) => format!("context authorizer {}", path.join(".")),
        ValueSource::Body => "body".to_owned(),
        ValueSource::BodyPath(place) => format!("body {}", place.written),
        ValueSource::BodyWindow(place) => format!("window {}", place.written),
        ValueSource::RequestPath => "path".to_owned(),
        ValueSource::MultiQuery(name) => format!("queries {name}"),
        ValueSource::Header(header) => format!("header {}", header.exact.as_deref().unwrap_or(header.name.as_str())),
        ValueSource::MultiHeader(header) => {
            format!("headers {}", header.exact.as_deref().unwrap_or(header.name.as_str()))
        }
    }
}
