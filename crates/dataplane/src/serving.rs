//! A node behind its listeners: one `Edge` for each, and the metrics that only listeners know.

use crate::Shown;
use crate::listen::{self, Endpoint, Listening, Running, Service};
use crate::node::{Node, pulled};
use crate::proxy::{Edge, GateRefusals, ListenerFacts};
use pingora_core::server::ShutdownWatch;
use pingora_core::server::configuration::ServerConf;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tollgate_definition::node::Listener;

/// How a node serves.
pub struct Serving {
    /// Worker threads.
    pub threads: usize,
    /// `[node] drain.timeout`.
    pub drain_timeout: Duration,
    /// `[node] execute_api_paths`; `None`: on loopback listeners and unix sockets only.
    pub execute_api_paths: Option<bool>,
    /// Becomes true once, when nothing is to be accepted any more.
    pub shutdown: ShutdownWatch,
}

/// Starts the workers. `listeners` are what `listening` was bound from.
pub fn serve(
    node: &Arc<Node>,
    listening: &Listening,
    listeners: &[Listener],
    serving: &Serving,
) -> io::Result<Running> {
    let counters = listening.counters();
    let scraped = Arc::downgrade(node);
    // The node holds the metrics: a strong reference would keep both for ever.
    node.metrics().pull_from(move || scraped.upgrade().map(|node| pulled(&node, &counters)).unwrap_or_default());
    let shown = listeners.iter().map(|listener| shown(node, listener)).collect::<io::Result<Vec<_>>>()?;
    let service = Service {
        threads: serving.threads,
        conf: Arc::new(ServerConf { threads: serving.threads.max(1), ..ServerConf::default() }),
        refusals: Arc::new(GateRefusals::new(Arc::clone(node))),
        drain_timeout: serving.drain_timeout,
        shutdown: serving.shutdown.clone(),
    };
    listening.serve(&service, |index, listener, address| Endpoint {
        proxy: Edge::new(Arc::clone(node), facts(listener, address, serving.execute_api_paths)),
        certificates: shown.get(index).cloned().flatten(),
        settings: None,
    })
}

fn facts(listener: &Listener, address: Option<SocketAddr>, execute_api_paths: Option<bool>) -> ListenerFacts {
    let local = address.is_none_or(|address| address.ip().is_loopback());
    ListenerFacts {
        port: address.map_or(0, |address| address.port()),
        tls: listener.tls.is_some(),
        execute_api: listener.execute_api,
        execute_api_paths: execute_api_paths.unwrap_or(local),
        trusted_proxies: listener.trusted_proxies.clone(),
        limits: listener.limits.clone(),
    }
}

fn shown(node: &Arc<Node>, listener: &Listener) -> io::Result<Option<Arc<dyn listen::Certificates>>> {
    let Some(tls) = &listener.tls else { return Ok(None) };
    let shown = Shown::new(Arc::clone(node), tls.certificate.as_ref());
    let shown =
        shown.map_err(|problem| io::Error::other(format!("listener {}: {}", listener.bind, problem.message)))?;
    Ok(Some(Arc::new(shown)))
}
