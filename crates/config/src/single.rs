//! One API from one exported file, without configuration.

use crate::load::{Loaded, Options, finish};
use crate::loading::Loading;
use crate::uses::{self, Uses};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tollgate_definition::api::{Text, Variable};
use tollgate_definition::node::{Bind, Limits, Listener};
use tollgate_definition::openapi::{self, ImportOptions};
use tollgate_definition::{
    Api, Configuration, Deployment, Domain, Mapping, MissingFunctions, Node, Protocol, Stage, VpcLink,
};
use tollgate_model::aws::DefaultCredentials;
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint};
use tollgate_model::target_group::{Balance, Eject, Protocol as Towards, Retry, TargetGroup, Timeouts};
use tollgate_model::{GroupKey, Origin};

/// What the command line says of it.
#[derive(Clone, Debug)]
pub struct Single {
    /// Without: `$default` for an HTTP API, `prod` for a REST API.
    pub stage: Option<String>,
    pub variables: Vec<(String, String)>,
    /// What answers for functions; an export only names them.
    pub functions: Vec<Function>,
    pub bind: SocketAddr,
}

/// A REST API must have a stage; its name shows in `$context.stage` and in `/_aws/execute-api/{api}/{stage}/…` only.
const REST_STAGE: &str = "prod";
const HTTP_STAGE: &str = "$default";

/// A configuration that serves one exported definition: by `/_aws/execute-api/…`, and under every host name at the root.
pub fn single(definition: &Path, single: &Single) -> Loaded {
    let mut loading = Loading::new(&|_| None, Options::default());
    let Some(file) = loading.source(definition, Origin::NOWHERE) else {
        loading.unreadable = true;
        return finish(loading, None);
    };
    let options = ImportOptions::new(openapi::detect_protocol(&loading.sources, file));
    let deployment = openapi::import(&mut loading.sources, file, &options, &mut loading.diagnostics);
    let configuration = deployment.map(|deployment| {
        let uses = uses::of(&deployment);
        warn(&mut loading, &uses);
        let mut configuration = around(deployment, &options, definition, single);
        links(&mut configuration, &uses, single);
        functions(&mut configuration, single);
        configuration
    });
    finish(loading, configuration)
}

fn warn(loading: &mut Loading<'_>, uses: &Uses) {
    for (id, origin) in &uses.vpc_links {
        let message = format!(
            "the targets of VPC link `{id}` are not in an export: these routes answer that no target is up; \
             a tollgate.toml names them under `[[vpc_link]]`"
        );
        loading.diagnostics.warning("vpc-link-unresolved", *origin, message);
    }
}

fn around(deployment: Deployment, options: &ImportOptions, definition: &Path, single: &Single) -> Configuration {
    let origin = deployment.origin;
    let name: Arc<str> = api_name(definition).into();
    let stage = stage(deployment, options.protocol, single);
    Configuration {
        node: Node { execute_api_paths: Some(true), ..Node::default() },
        listeners: vec![listener(single.bind)],
        domains: vec![everywhere(&name, &stage.name, origin)],
        apis: vec![Api {
            cors: None,
            id: name.clone(),
            name,
            protocol: options.protocol,
            account: options.account.clone(),
            region: options.region.clone(),
            disable_execute_api_endpoint: false,
            stages: vec![stage],
            access: Vec::new(),
            origin,
        }],
        ..Configuration::default()
    }
}

fn stage(deployment: Deployment, protocol: Protocol, single: &Single) -> Stage {
    let default = if protocol == Protocol::Http { HTTP_STAGE } else { REST_STAGE };
    let variable =
        |(name, value): &(String, String)| (name.clone(), Variable { value: value.clone(), origin: Origin::NOWHERE });
    let origin = deployment.origin;
    let name = single.stage.as_deref().unwrap_or(default);
    let variables = single.variables.iter().map(variable).collect();
    Stage { variables, ..Stage::new(name, Arc::new(deployment), origin) }
}

fn listener(bind: SocketAddr) -> Listener {
    Listener {
        bind: Bind::Tcp(bind),
        trusted_proxies: Vec::new(),
        proxy_protocol: false,
        tls: None,
        execute_api: true,
        limits: Limits::default(),
        origin: Origin::NOWHERE,
    }
}

/// `curl http://127.0.0.1:8080/path` reaches the stage.
fn everywhere(api: &Arc<str>, stage: &Arc<str>, origin: Origin) -> Domain {
    let text = |text: &Arc<str>| Text { text: (&**text).into(), origin };
    let mapping = Mapping { path: "".into(), api: text(api), stage: Some(text(stage)), origin };
    Domain { name: "*".into(), tls: None, mappings: vec![mapping], access: Vec::new(), origin }
}

/// Those that nothing answers for are no errors: everything else is served.
fn functions(configuration: &mut Configuration, single: &Single) {
    configuration.functions.clone_from(&single.functions);
    configuration.missing_functions = MissingFunctions::AnswerError;
    if single.functions.iter().any(|function| function.kind == FunctionKind::Remote(LambdaEndpoint::Aws)) {
        configuration.aws.default = DefaultCredentials::Chain;
    }
}

/// Links without targets, so that everything else is served.
fn links(configuration: &mut Configuration, uses: &Uses, single: &Single) {
    for (id, origin) in &uses.vpc_links {
        let id: Arc<str> = uses::filled(id, &single.variables).into();
        let key = GroupKey::VpcLink(id.clone());
        if configuration.vpc_links.iter().any(|link| link.id == id) {
            continue;
        }
        configuration.target_groups.push(without_targets(key.clone(), *origin));
        configuration.vpc_links.push(VpcLink { id, listeners: Vec::new(), own_group: Some(key), origin: *origin });
    }
}

fn without_targets(key: GroupKey, origin: Origin) -> TargetGroup {
    TargetGroup {
        key,
        protocol: Towards::Http,
        balance: Balance::RoundRobin,
        targets: Vec::new(),
        health_check: None,
        eject: Eject::default(),
        retry: Retry::default(),
        timeouts: Timeouts::default(),
        tls: None,
        origin,
    }
}

/// The file's name as an API's id: letters, digits and `-`.
pub(crate) fn api_name(definition: &Path) -> String {
    let stem = definition.file_stem().map(|stem| stem.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = stem.chars().map(plain).collect();
    match name.trim_matches('-') {
        "" => "api".to_owned(),
        // A label of a host name has 63 characters at most (RFC 1035, section 2.3.4).
        name => name.chars().take(63).collect(),
    }
}

/// What an export does not tell, in sentences for whoever starts one without a configuration.
pub fn beyond_export(configuration: &Configuration) -> Vec<String> {
    let mut sentences = Vec::new();
    for stage in configuration.apis.iter().flat_map(|api| &api.stages) {
        let uses = uses::of(&stage.deployment);
        let missing: Vec<_> = uses.variables.into_keys().filter(|name| !stage.variables.contains_key(name)).collect();
        if !missing.is_empty() {
            let flags: Vec<_> = missing.iter().map(|name| format!("--var {name}=VALUE")).collect();
            sentences.push(format!("values of stage variables: give them as {}", flags.join(" ")));
        }
        if configuration.functions.is_empty() && !uses.functions.is_empty() {
            let flags: Vec<_> = uses.functions.into_keys().map(|name| format!("--function {name}=COMMAND")).collect();
            sentences.push(format!("what answers for Lambda functions: give it as {}", flags.join(" ")));
        }
        if !uses.vpc_links.is_empty() {
            let ids: Vec<_> = uses.vpc_links.into_keys().collect();
            sentences.push(format!("the targets of VPC links: {}", ids.join(", ")));
        }
    }
    sentences.push("stage settings: throttling, caching, access logs, canaries".to_owned());
    sentences.push("usage plans, API keys, custom domain names and their base paths".to_owned());
    sentences
}
