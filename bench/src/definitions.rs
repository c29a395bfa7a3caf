//! APIs of any size, and requests for them, the same at every run.
//!
//! Nothing here measures or asserts. Start at [`Load`].

use std::sync::Arc;
use tollgate_definition::api::{DeploymentKind, IntegrationType, MethodKey, RequestParameter, RouteKey, Text};
use tollgate_definition::{
    Api, Configuration, Deployment, HttpApi, HttpRoute, Integration, Protocol, RestApi, RestMethod, RestResource, Stage,
};
use tollgate_model::Origin;

/// The sizes that are measured.
pub const SIZES: [usize; 5] = [10, 100, 1000, 10_000, 100_000];

/// Every table and every row of requests comes from this seed.
const SEED: u64 = 0x7011_6a7e;

/// Routes of one service.
const BY_SERVICE: usize = 50;

/// Of so many requests one is for no route.
const MISSES: usize = 16;

/// What names are made of.
const WORDS: [&str; 32] = [
    "accounts",
    "alerts",
    "audit",
    "bookings",
    "carts",
    "catalogue",
    "claims",
    "contracts",
    "customers",
    "devices",
    "documents",
    "events",
    "exports",
    "files",
    "history",
    "inventory",
    "invoices",
    "items",
    "jobs",
    "labels",
    "members",
    "notes",
    "orders",
    "payments",
    "permissions",
    "reports",
    "reviews",
    "shipments",
    "status",
    "subscriptions",
    "tasks",
    "users",
];

/// One API of `size` routes, as definitions.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub protocol: Protocol,
    pub size: usize,
}

/// Methods and paths of requests, side by side in memory as a parser leaves them.
#[derive(Debug)]
pub struct Requests {
    text: String,
    spans: Vec<(usize, usize)>,
}

impl Load {
    /// Paths like those of a company's services: statics, parameters, deeper ones and greedy ones in equal parts. Services and
    /// resources have names of their own; of the names below them three in four are words that others use too.
    fn path(self, at: usize) -> String {
        let (service, resource) = (at / BY_SERVICE, at % BY_SERVICE);
        let mut random = fastrand::Rng::with_seed(SEED ^ service as u64);
        let service = format!("{}-{service}", word(&mut random));
        let mut random = fastrand::Rng::with_seed(SEED ^ (at as u64) << 32);
        let root = format!("/{service}/{}-{}", word(&mut random), random.usize(..20) * BY_SERVICE + resource);
        let below = match random.usize(..4) {
            0 => format!("{}-{at}", word(&mut random)),
            _ => word(&mut random).to_owned(),
        };
        match at % 5 {
            0 => root,
            1 => format!("{root}/{{id}}"),
            2 => format!("{root}/{{id}}/{below}"),
            3 => format!("{root}/{{id}}/{below}/{{part}}"),
            _ => format!("{root}/{{proxy+}}"),
        }
    }

    fn integration(self, at: usize) -> Arc<Integration> {
        let text = |text: String| Text { text: text.into(), origin: Origin(1) };
        let path = self.path(at);
        let names: Vec<&str> =
            path.split(['{', '}']).skip(1).step_by(2).map(|name| name.trim_end_matches('+')).collect();
        let mapped = names.iter().map(|name| RequestParameter {
            target: text(format!("integration.request.path.{name}")),
            source: text(format!("method.request.path.{name}")),
        });
        Arc::new(Integration {
            uri: Some(text(format!("http://service-{}.internal:8080{}", at / BY_SERVICE % 100, path.replace('+', "")))),
            http_method: Some("ANY".into()),
            request_parameters: if self.protocol == Protocol::Rest { mapped.collect() } else { Vec::new() },
            ..Integration::new(IntegrationType::HttpProxy, Origin(1))
        })
    }

    fn kind(self) -> DeploymentKind {
        let method = MethodKey::Method("GET".into());
        match self.protocol {
            Protocol::Rest => {
                let resources = (0..self.size).map(|at| RestResource {
                    path: self.path(at),
                    methods: vec![RestMethod {
                        integration: Some(self.integration(at)),
                        ..RestMethod::new(method.clone(), Origin(1))
                    }],
                    origin: Origin(1),
                });
                DeploymentKind::Rest(RestApi { resources: resources.collect(), ..RestApi::default() })
            }
            Protocol::Http => {
                let routes = (0..self.size).map(|at| HttpRoute {
                    key: RouteKey::Path { method: method.clone(), path: self.path(at) },
                    access: Vec::new(),
                    authorization: Vec::new(),
                    integration: Some(self.integration(at)),
                    origin: Origin(1),
                });
                DeploymentKind::Http(HttpApi { routes: routes.collect(), ..HttpApi::default() })
            }
        }
    }

    /// The configuration that a compilation begins with.
    pub fn configuration(self) -> Configuration {
        let deployment = Deployment { id: "0123456789".into(), title: None, kind: self.kind(), origin: Origin(1) };
        let stage = Stage::new("prod", Arc::new(deployment), Origin(1));
        let api = Api {
            name: "bench".into(),
            id: "bench".into(),
            protocol: self.protocol,
            account: "123456789012".into(),
            region: "us-east-1".into(),
            cors: None,
            disable_execute_api_endpoint: false,
            stages: vec![stage],
            access: Vec::new(),
            origin: Origin(1),
        };
        Configuration { apis: vec![api], ..Configuration::default() }
    }

    /// Requests for routes drawn uniformly, parameters' values drawn too; a few are for none.
    pub fn requests(self, count: usize) -> Requests {
        let mut random = fastrand::Rng::with_seed(SEED);
        let mut requests = Requests { text: String::new(), spans: Vec::with_capacity(count) };
        for at in 0..count {
            let path = self.path(random.usize(..self.size));
            let begin = requests.text.len();
            fill(&path, &mut random, &mut requests.text);
            if at % MISSES == 0 {
                requests.text.push_str("/of/nothing");
            }
            requests.spans.push((begin, requests.text.len()));
        }
        requests
    }
}

fn word(random: &mut fastrand::Rng) -> &'static str {
    WORDS[random.usize(..WORDS.len())]
}

/// Puts a value in the place of each parameter.
fn fill(path: &str, random: &mut fastrand::Rng, out: &mut String) {
    for (at, part) in path.split(['{', '}']).enumerate() {
        match (at % 2, part.ends_with('+')) {
            (0, _) => out.push_str(part),
            (_, false) => out.push_str(&random.u32(..).to_string()),
            (_, true) => out.push_str(&format!("files/{}/{}.txt", random.u16(..), random.u16(..))),
        }
    }
}

impl Requests {
    pub fn paths(&self) -> impl Iterator<Item = &str> + Clone {
        self.spans.iter().map(|(begin, end)| &self.text[*begin..*end])
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// `rest`, `http`.
pub fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Rest => "rest",
        Protocol::Http => "http",
    }
}
