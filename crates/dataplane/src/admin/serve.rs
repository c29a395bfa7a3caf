//! The admin listener's accept loop.

use super::Admin;
use pingora_core::apps::ServerApp;
use pingora_core::protocols::l4::stream::Stream;
use pingora_core::server::ShutdownWatch;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;

/// Connections open at once; what comes beyond is closed. A scraper and its probes need a handful.
const CONNECTIONS: usize = 256;
/// A connection's longest life, whatever it does: nobody can hold one for ever with half a head.
const LIFETIME: Duration = Duration::from_secs(600);
/// After an accept failed (no descriptors left, for one).
const BACK_OFF: Duration = Duration::from_millis(100);

/// Where the admin interface listens. Already bound and non-blocking.
pub enum AdminListener {
    Tcp(std::net::TcpListener),
    Unix(std::os::unix::net::UnixListener),
}

enum Accepting {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// Serves until the process ends: probes and metrics are wanted while it drains, too.
pub async fn serve(listener: AdminListener, admin: Arc<Admin>, shutdown: ShutdownWatch) -> io::Result<()> {
    let accepting = match listener {
        AdminListener::Tcp(listener) => Accepting::Tcp(TcpListener::from_std(listener)?),
        AdminListener::Unix(listener) => Accepting::Unix(UnixListener::from_std(listener)?),
    };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        match accepting.accept().await {
            Ok(stream) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
                let (admin, shutdown) = (Arc::clone(&admin), shutdown.clone());
                tokio::spawn(async move {
                    let _place = place;
                    let _ = tokio::time::timeout(LIFETIME, admin.process_new(Box::new(stream), &shutdown)).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the admin listener cannot accept");
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }
}

impl Accepting {
    async fn accept(&self) -> io::Result<Stream> {
        Ok(match self {
            Accepting::Tcp(listener) => listener.accept().await?.0.into(),
            Accepting::Unix(listener) => listener.accept().await?.0.into(),
        })
    }
}
