//! One look at a target.

use crate::endpoint::Socket;
use pingora_core::connectors::http::v1::Connector;
use pingora_core::upstreams::peer::HttpPeer;
use pingora_http::RequestHeader;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::{TcpStream, UnixStream};
use tollgate_model::target_group::{Address, Probe};

/// What the upstream sees as the caller, as Elastic Load Balancing's `ELB-HealthChecker/2.0`.
const USER_AGENT: &str = concat!("tollgate-health-check/", env!("CARGO_PKG_VERSION"));

/// Connects for all probes of a process; made at the first, for it reads the system's trust anchors.
pub(crate) type Connections = Arc<OnceLock<Connector>>;

/// Looks at one endpoint, by the same TLS settings as requests go there with.
pub(crate) struct Prober {
    pub(crate) socket: Socket,
    pub(crate) target: Address,
    pub(crate) peer: HttpPeer,
    pub(crate) connections: Connections,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Unhealthy {
    #[error("{0}")]
    Connect(#[from] std::io::Error),
    #[error("{0}")]
    Exchange(#[from] Box<pingora_core::Error>),
    #[error("answered {0}")]
    Status(u16),
    #[error("no answer within {0:?}")]
    Late(Duration),
}

// === impl Unhealthy ===

impl Unhealthy {
    pub(crate) fn late(timeout: Duration) -> Unhealthy {
        Unhealthy::Late(timeout)
    }
}

// === impl Prober ===

impl Prober {
    /// Without a bound of its own in time.
    pub(crate) async fn probe(&self, probe: &Probe) -> Result<(), Unhealthy> {
        match probe {
            Probe::Tcp => self.connect().await,
            Probe::Http { path, matcher, host } => {
                let status = self.exchange(path, host.as_deref()).await?;
                let healthy = matcher.iter().any(|(first, last)| (*first..=*last).contains(&status));
                if healthy { Ok(()) } else { Err(Unhealthy::Status(status)) }
            }
        }
    }

    async fn connect(&self) -> Result<(), Unhealthy> {
        match &self.socket {
            Socket::Inet(address) => drop(TcpStream::connect(address).await?),
            Socket::Unix(path) => drop(UnixStream::connect(&**path).await?),
        }
        Ok(())
    }

    /// The final status of a `GET path` on a connection of its own.
    async fn exchange(&self, path: &str, host: Option<&str>) -> Result<u16, Unhealthy> {
        let request = self.request(path, host)?;
        let connector = self.connections.get_or_init(|| Connector::new(None));
        let (mut session, _) = connector.get_http_session(&self.peer).await?;
        session.write_request_header(Box::new(request)).await?;
        loop {
            session.read_response().await?;
            let status = session.get_status().map_or(0, |status| status.as_u16());
            if !(100..200).contains(&status) {
                return Ok(status);
            }
        }
    }

    fn request(&self, path: &str, host: Option<&str>) -> Result<RequestHeader, Box<pingora_core::Error>> {
        let own = || match &self.target {
            Address::Unix(_) => "localhost".to_owned(),
            address => address.to_string(),
        };
        let mut request = RequestHeader::build("GET", path.as_bytes(), None)?;
        request.insert_header("Host", host.map_or_else(own, str::to_owned))?;
        request.insert_header("User-Agent", USER_AGENT)?;
        request.insert_header("Connection", "close")?;
        Ok(request)
    }
}
