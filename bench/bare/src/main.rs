//! The least proxy that pingora can be: one upstream, nothing decided, nothing counted. It is built with the gateway's
//! profile and allocator, so that the difference to the gateway is what the gateway itself costs.
//!
//! `bare LISTEN UPSTREAM`, both `IP:PORT`.

use std::env;
use std::error::Error;
use std::net::SocketAddr;

use async_trait::async_trait;
use pingora_core::server::Server;
use pingora_core::server::configuration::ServerConf;
use pingora_core::upstreams::peer::HttpPeer;
use pingora_proxy::{ProxyHttp, Session, http_proxy_service};
use tikv_jemallocator::Jemalloc;

#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// Above any number of connections that a round opens: below it, every miss would cost a connect.
const KEPT_UPSTREAM_CONNECTIONS: usize = 512;

struct Bare {
    peer: HttpPeer,
}

#[async_trait]
impl ProxyHttp for Bare {
    type CTX = ();

    fn new_ctx(&self) {}

    async fn upstream_peer(&self, _: &mut Session, (): &mut ()) -> pingora_core::Result<Box<HttpPeer>> {
        Ok(Box::new(self.peer.clone()))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let [_, listen, upstream] =
        env::args().collect::<Vec<_>>().try_into().map_err(|_| "usage: bare LISTEN UPSTREAM")?;
    let conf = ServerConf {
        threads: 1,
        work_stealing: false,
        upstream_keepalive_pool_size: KEPT_UPSTREAM_CONNECTIONS,
        grace_period_seconds: Some(0),
        graceful_shutdown_timeout_seconds: Some(1),
        ..ServerConf::default()
    };
    let mut server = Server::new_with_opt_and_conf(None, conf);
    server.bootstrap();
    let peer = HttpPeer::new(upstream.parse::<SocketAddr>()?, false, String::new());
    let mut service = http_proxy_service(&server.configuration, Bare { peer });
    service.add_tcp(&listen);
    server.add_service(service);
    server.run_forever()
}
