//! What pools need of the process around them.

use crate::health::Connections;
use crate::resolve::{Resolve, ResolveError, SystemResolver};
use std::sync::Arc;
use tokio::runtime::Handle;

/// What pools need of the process: who resolves names, and where probes and resolutions run.
#[derive(Clone)]
pub struct Environment {
    pub resolver: Arc<dyn Resolve>,
    /// Must outlive the pools. No request ever runs on it, nor waits for it but in [`crate::Pool::ready`].
    pub background: Handle,
    pub(crate) probes: Connections,
}

impl Environment {
    pub fn new(resolver: Arc<dyn Resolve>, background: Handle) -> Environment {
        Environment { resolver, background, probes: Connections::default() }
    }

    /// Names by the system's own configuration (`/etc/resolv.conf`, `/etc/hosts`).
    pub fn system(background: Handle) -> Result<Environment, ResolveError> {
        Ok(Environment::new(Arc::new(SystemResolver::new()?), background))
    }
}
