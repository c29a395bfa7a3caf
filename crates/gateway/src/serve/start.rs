//! From a configuration that was found right to a node that accepts.

use super::admin_socket::AdminSocket;
use super::control::{Control, Stopping};
use super::functions;
use super::greeting;
use super::reloader::Reloader;
use super::signals::Signals;
use super::status::{Known, LastReload, Status};
use super::{First, NotStarted, node_digest, say, upgrade};
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tollgate_dataplane::listen::{Listening, Running};
use tollgate_dataplane::{Admin, Node, OwnCertificates, Serving, Settings, serve_admin, serve_listeners};
use tollgate_definition::node::Bind;
use tollgate_definition::{Configuration, Sources};
use tollgate_routes::Table;
use tollgate_telemetry::Metrics;
use tollgate_telemetry::log::Log;
use tollgate_upstream::Environment;
use upgrade::{Claim, PidFile, Sockets, Taking};

/// Of metric series, where `[admin]` says nothing because there is none.
const SERIES: usize = 100_000;

/// Where what is no request runs.
#[derive(Clone, Copy)]
pub(super) struct Handles<'h> {
    pub(super) background: &'h Handle,
    pub(super) functions: &'h Handle,
}

pub(super) fn start(
    first: First,
    upgrade: bool,
    signals: Signals,
    log: Log,
    handles: Handles<'_>,
) -> Result<Control, NotStarted> {
    let background = handles.background;
    let First { source, configuration: started, table, sources, files, watch } = first;
    let (mut sockets, taking) = sockets(&started, upgrade)?;
    let listening = bind(&started, &mut sockets)?;
    let sources = Arc::new(sources);
    let node = node(&started, table, Arc::clone(&sources), handles)?;
    node.metrics().watch_log(&log);
    let (shutdown, stops) = watch::channel(false);
    let (running, certificates) = listen(&node, &listening, &started, stops.clone())?;
    let (status, wishes) = Status::new(&started.node.name, Arc::clone(&node), known(&started, sources, files));
    let admin = admin(&started, &mut sockets, &node, &status, background, stops)?;
    // Of listeners that the new configuration does not have.
    drop(sockets);
    let generation = node.generation();
    node.metrics().node().reloaded(generation.number, &generation.table.digest, generation.since);
    let mut stopping = Stopping { listening, running, admin, shutdown, pid_file: None };
    match settle(&started, taking) {
        Ok(pid_file) => stopping.pid_file = pid_file,
        Err(why) => {
            stopping.give_up();
            return Err(why);
        }
    }
    let address = stopping.admin.as_ref().map(|admin| admin.address.as_str());
    say(&greeting::text(&stopping.listening, address, &generation, &started, &source));
    let watching = started.node.watch;
    let reloader = Reloader { source, node, status, watch, watching, log, certificates, started };
    Ok(Control { signals, wishes, reloader, stopping })
}

fn known(configuration: &Configuration, sources: Arc<Sources>, files: Vec<PathBuf>) -> Known {
    let last_reload = LastReload { at: SystemTime::now(), by: "start", error: None, needs_restart: Vec::new() };
    let node_digest = node_digest(configuration);
    let settings = tollgate_compile::NodeSettings::of(configuration);
    Known { sources, files, node_digest, settings, last_reload }
}

fn told<E: std::fmt::Display>(what: &str) -> impl Fn(E) -> NotStarted {
    move |error| NotStarted(format!("{what}: {error}"))
}

/// None, or those of the process that still serves.
fn sockets(configuration: &Configuration, upgrade: bool) -> Result<(Sockets, Option<Taking>), NotStarted> {
    if !upgrade {
        return Ok((Sockets::default(), None));
    }
    let directory = configuration.node.runtime_dir.as_deref();
    let directory = directory.ok_or_else(|| {
        NotStarted("an upgrade needs [node] runtime_dir: the running process is found there".to_owned())
    })?;
    let (sockets, taking) = upgrade::take(directory).map_err(|error| NotStarted(error.to_string()))?;
    Ok((sockets, Some(taking)))
}

fn bind(configuration: &Configuration, sockets: &mut Sockets) -> Result<Listening, NotStarted> {
    let binds = configuration.listeners.iter().map(|listener| listener.bind.clone());
    let inherited: Vec<(Bind, OwnedFd)> =
        binds.filter_map(|bind| Some((bind.clone(), sockets.take(&listener_name(&bind))?))).collect();
    Listening::bind(&configuration.listeners, inherited).map_err(|error| NotStarted(error.to_string()))
}

pub(super) fn listener_name(bind: &Bind) -> String {
    format!("listener {bind}")
}

pub(super) fn admin_name(bind: &Bind) -> String {
    format!("admin {bind}")
}

fn node(
    configuration: &Configuration,
    table: Table,
    sources: Arc<Sources>,
    handles: Handles<'_>,
) -> Result<Arc<Node>, NotStarted> {
    let environment = Environment::system(handles.background.clone()).map_err(told("name resolution"))?;
    let metrics = Metrics::new(configuration.admin.as_ref().map_or(SERIES, |admin| admin.series));
    // Without an admin listener nobody can ask for them.
    let requests = configuration.admin.as_ref().map_or(0, |admin| admin.requests);
    let functions = functions::environment(configuration, handles.functions);
    Node::start(Settings { environment, functions, metrics, requests }, table, sources).map_err(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        NotStarted(errors.join("\n"))
    })
}

fn listen(
    node: &Arc<Node>,
    listening: &Listening,
    configuration: &Configuration,
    shutdown: watch::Receiver<bool>,
) -> Result<(Running, OwnCertificates), NotStarted> {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let serving = Serving {
        threads: configuration.node.threads.unwrap_or_else(cores),
        drain_timeout: configuration.node.drain.timeout,
        execute_api_paths: configuration.node.execute_api_paths,
        shutdown,
    };
    serve_listeners(node, listening, &configuration.listeners, &serving).map_err(|error| NotStarted(error.to_string()))
}

/// The admin interface as it runs.
pub(super) struct Administration {
    pub(super) admin: Arc<Admin>,
    pub(super) task: tokio::task::JoinHandle<()>,
    pub(super) name: String,
    pub(super) kept: OwnedFd,
    pub(super) address: String,
    /// Of a unix socket.
    pub(super) socket_file: Option<PathBuf>,
}

fn admin(
    configuration: &Configuration,
    sockets: &mut Sockets,
    node: &Arc<Node>,
    status: &Arc<Status>,
    background: &Handle,
    shutdown: watch::Receiver<bool>,
) -> Result<Option<Administration>, NotStarted> {
    let Some(wanted) = &configuration.admin else { return Ok(None) };
    let name = admin_name(&wanted.bind);
    let socket = AdminSocket::open(&wanted.bind, sockets.take(&name))
        .map_err(|error| NotStarted(format!("[admin] bind {}: {error}", wanted.bind)))?;
    let AdminSocket { listener, kept, address } = socket;
    let admin = Admin::new(Arc::clone(node), status.clone(), wanted.token.clone(), wanted.ready_requires.clone());
    admin.accepts();
    let serving = Arc::clone(&admin);
    let task = background.spawn(async move {
        if let Err(error) = serve_admin(listener, serving, shutdown).await {
            tracing::error!(%error, "the admin listener does not serve");
        }
    });
    let socket_file = match &wanted.bind {
        Bind::Unix(path) => Some(path.clone()),
        Bind::Tcp(_) => None,
    };
    Ok(Some(Administration { admin, task, name, kept, address, socket_file }))
}

/// The last step: from here on, this process is the one that serves.
fn settle(configuration: &Configuration, taking: Option<Taking>) -> Result<Option<PidFile>, NotStarted> {
    if let Some(taking) = taking {
        return taking.ready().map(Some).map_err(|error| NotStarted(error.to_string()));
    }
    let Some(directory) = &configuration.node.runtime_dir else { return Ok(None) };
    let failed = |error: io::Error| NotStarted(format!("[node] runtime_dir {}: {error}", directory.display()));
    upgrade::prepare_directory(directory).map_err(failed)?;
    match PidFile::claim(directory).map_err(failed)? {
        Claim::Ours(file) => Ok(Some(file)),
        Claim::Held(pid) => Err(NotStarted(format!(
            "process {} serves already with runtime_dir {}: take over with `run --upgrade`, or use another directory",
            pid.as_raw_nonzero(),
            directory.display()
        ))),
    }
}
