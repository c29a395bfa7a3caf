//! A node behind its listeners: one `Edge` for each, and the metrics that only listeners know.

use crate::certificates::{CertificateProblem, Shown, own_key};
use crate::listen::{self, Endpoint, Listening, Running, Service};
use crate::node::{Node, pulled};
use crate::proxy::{Edge, GateRefusals, ListenerFacts};
use pingora_core::server::ShutdownWatch;
use pingora_core::server::configuration::ServerConf;
use rustls::sign::CertifiedKey;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tollgate_definition::node::{Bind, Listener};

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
) -> io::Result<(Running, OwnCertificates)> {
    let counters = listening.counters();
    let scraped = Arc::downgrade(node);
    // The node holds the metrics: a strong reference would keep both for ever.
    node.metrics().pull_from(move || scraped.upgrade().map(|node| pulled(&node, &counters)).unwrap_or_default());
    let own = OwnCertificates::of(node, listeners)?;
    let service = Service {
        threads: serving.threads,
        conf: Arc::new(ServerConf { threads: serving.threads.max(1), ..ServerConf::default() }),
        refusals: Arc::new(GateRefusals::new(Arc::clone(node))),
        drain_timeout: serving.drain_timeout,
        shutdown: serving.shutdown.clone(),
    };
    let running = listening.serve(&service, |_, listener, address| Endpoint {
        proxy: Edge::new(Arc::clone(node), facts(listener, address, serving.execute_api_paths)),
        certificates: own.of_listener(&listener.bind),
        settings: None,
    })?;
    Ok((running, own))
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

/// What TLS listeners show of their own, which a reload may renew.
pub struct OwnCertificates(Vec<(Bind, Arc<Shown>)>);

/// Certificates that were found right, and are not shown yet.
pub struct Renewal(Vec<(Arc<Shown>, Option<Arc<CertifiedKey>>)>);

impl OwnCertificates {
    fn of(node: &Arc<Node>, listeners: &[Listener]) -> io::Result<OwnCertificates> {
        let mut own = Vec::new();
        for listener in listeners {
            let Some(tls) = &listener.tls else { continue };
            let shown = Shown::new(Arc::clone(node), tls.certificate.as_ref());
            let shown = shown
                .map_err(|problem| io::Error::other(format!("listener {}: {}", listener.bind, problem.message)))?;
            own.push((listener.bind.clone(), Arc::new(shown)));
        }
        Ok(OwnCertificates(own))
    }

    fn of_listener(&self, bind: &Bind) -> Option<Arc<dyn listen::Certificates>> {
        let (_, shown) = self.0.iter().find(|(known, _)| known == bind)?;
        Some(shown.clone())
    }

    /// Checks what these listeners have now. Those that are not served, or served without TLS, are passed over.
    pub fn prepare(&self, listeners: &[Listener]) -> Result<Renewal, CertificateProblem> {
        let mut renewal = Vec::new();
        for (bind, shown) in &self.0 {
            let listener = listeners.iter().find(|listener| listener.bind == *bind);
            let Some(tls) = listener.and_then(|listener| listener.tls.as_ref()) else { continue };
            renewal.push((shown.clone(), own_key(tls.certificate.as_ref())?));
        }
        Ok(Renewal(renewal))
    }
}

impl Renewal {
    /// From the next handshake on.
    pub fn show(self) {
        for (shown, key) in self.0 {
            shown.renew(key);
        }
    }
}
