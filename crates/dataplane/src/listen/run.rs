//! The worker threads: each accepts from every listener, serves what it accepted, and drains.

use super::accept::{Acceptor, Door};
use super::bind::Listening;
use super::tls::{self, Certificates};
use crate::gate::{App, Refusals, Settings};
use pingora_core::server::ShutdownWatch;
use pingora_core::server::configuration::ServerConf;
use pingora_proxy::ProxyHttp;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::runtime;
use tollgate_definition::node::Listener;

/// What all listeners share.
pub struct Service {
    /// Worker threads; 0 counts as 1.
    pub threads: usize,
    /// Pingora's own settings: connection pools to upstreams, retries.
    pub conf: Arc<ServerConf>,
    pub refusals: Arc<dyn Refusals>,
    /// `node.drain.timeout`: from `shutdown` to the end of what is still open then.
    pub drain_timeout: Duration,
    /// Becomes true once, when nothing is to be accepted any more.
    pub shutdown: ShutdownWatch,
}

/// What one listener has of its own.
pub struct Endpoint<P> {
    pub proxy: P,
    /// Asked at each handshake; needed where the listener has `tls`.
    pub certificates: Option<Arc<dyn Certificates>>,
    /// `None`: the listener's `limits`.
    pub settings: Option<Settings>,
}

/// Serving until it has drained.
#[derive(Debug)]
pub struct Running {
    workers: Vec<JoinHandle<()>>,
    finished: tokio::sync::watch::Receiver<()>,
}

// === impl Listening ===

impl Listening {
    /// Starts the workers. `endpoint` is called once a listener, with its index and bound address.
    ///
    /// The sockets stay open in `self`, for a successor to take over, until it is dropped; after `shutdown` the workers
    /// have let go of them.
    pub fn serve<P>(
        &self,
        service: &Service,
        mut endpoint: impl FnMut(usize, &Listener, Option<SocketAddr>) -> Endpoint<P>,
    ) -> io::Result<Running>
    where
        P: ProxyHttp + Send + Sync + 'static,
        P::CTX: Send + Sync,
    {
        let mut doors = Vec::with_capacity(self.bound.len());
        for (index, bound) in self.bound.iter().enumerate() {
            let endpoint = endpoint(index, &bound.listener, bound.address());
            doors.push((Arc::new(open_door(index, bound, endpoint, service)?), &bound.socket));
        }
        let (finish, finished) = tokio::sync::watch::channel(());
        let finish = Arc::new(finish);
        let mut workers = Vec::new();
        for worker in 0..service.threads.max(1) {
            let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
            let acceptors = doors
                .iter()
                .map(|(door, socket)| Ok(Acceptor { door: door.clone(), socket: socket.try_clone()? }))
                .collect::<io::Result<Vec<_>>>()?;
            let (shutdown, drain, finish) = (service.shutdown.clone(), service.drain_timeout, finish.clone());
            let thread = std::thread::Builder::new().name(format!("worker-{worker}"));
            workers.push(thread.spawn(move || {
                runtime.block_on(super::accept::work(acceptors, shutdown, drain));
                // Ends what the drain's time was too short for.
                runtime.shutdown_background();
                drop(finish);
            })?);
        }
        Ok(Running { workers, finished })
    }
}

fn open_door<P>(
    index: usize,
    bound: &super::bind::Bound,
    endpoint: Endpoint<P>,
    service: &Service,
) -> io::Result<Door<P>>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    let tls = match (&bound.listener.tls, endpoint.certificates) {
        (Some(_), Some(certificates)) => Some(tls::acceptor(certificates).map_err(io::Error::other)?),
        (Some(_), None) => return Err(io::Error::other(format!("{}: tls without certificates", bound.listener.bind))),
        (None, _) => None,
    };
    let settings = endpoint.settings.unwrap_or_else(|| Settings::from(&bound.listener.limits));
    Ok(Door {
        index,
        app: Arc::new(App::new(&service.conf, endpoint.proxy, settings, service.refusals.clone())),
        tls,
        listener: bound.listener.clone(),
        counters: bound.counters.clone(),
    })
}

// === impl Running ===

impl Running {
    /// Returns when the last connection is gone, or the drain's time is over, after `shutdown`.
    pub async fn drained(&self) {
        let mut finished = self.finished.clone();
        // An error is what is waited for: the last worker has dropped its end.
        while finished.changed().await.is_ok() {}
    }

    /// The same for a thread without a runtime.
    pub fn join(self) {
        for worker in self.workers {
            if worker.join().is_err() {
                tracing::error!("a worker thread panicked");
            }
        }
    }
}
