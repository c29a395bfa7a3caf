//! The driver of one listener's connections.

use super::io::GateIo;
use super::refusal::Refusals;
use super::settings::Settings;
use super::{http1, http2};
use crate::listen::{Facts, Identity, Wire};
use pingora_core::server::ShutdownWatch;
use pingora_core::server::configuration::ServerConf;
use pingora_proxy::{HttpProxy, ProxyHttp, http_proxy};
use std::os::fd::AsRawFd;
use std::sync::Arc;

/// Pingora's proxy behind the head gate, for one listener.
pub struct App<P> {
    pub(super) proxy: Arc<HttpProxy<P>>,
    pub(super) settings: Settings,
    pub(super) refusals: Arc<dyn Refusals>,
}

// === impl App ===

impl<P> App<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    pub fn new(conf: &Arc<ServerConf>, proxy: P, settings: Settings, refusals: Arc<dyn Refusals>) -> Self {
        App { proxy: Arc::new(http_proxy(conf, proxy)), settings, refusals }
    }

    /// Serves a connection until it ends. Once `shutdown` is true, each answer is the connection's last, and an idle
    /// connection stays open for the request that may already be under way.
    pub async fn serve(self: &Arc<Self>, wire: Wire, facts: Facts, shutdown: &ShutdownWatch) {
        let identity = match Identity::new(facts, wire.as_raw_fd()) {
            Ok(identity) => identity,
            Err(error) => return tracing::error!(%error, "a connection without identity is dropped"),
        };
        if wire.is_h2() {
            http2::serve(self, Box::new(GateIo::open(wire, identity, &self.settings)), shutdown).await;
        } else {
            http1::serve(self, Box::new(GateIo::gated(wire, identity, &self.settings)), shutdown).await;
        }
    }
}
