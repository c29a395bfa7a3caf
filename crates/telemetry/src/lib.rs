//! Metrics, access and execution logs and the process's own log, from [`tollgate_model::Record`].
//!
//! Nothing here makes a request wait: a request increments atomics that its route already holds and hands one line to
//! a bounded queue. What exceeds a bound is counted, never waited for. This is the only room that knows prometheus.
//! It never reads a definition and never decides anything about a request.
//!
//! Start reading at [`names`] (every metric there is), then [`metrics`], [`access_log`] and [`log`].

pub mod access_log;
pub mod execution_log;
pub mod log;
pub mod metrics;
pub mod names;
mod sink;

pub use access_log::{AccessLogs, StageLog};
pub use execution_log::{LogGroup, StageExecutionLog};
pub use log::Log;
pub use metrics::{
    CertificateExpiry, Connections, FunctionState, Metrics, NodeMeters, PoolTargets, Pulled, RouteMeters,
};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What these locks guard is whole after every statement, so that a panic elsewhere is no reason to stop counting.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
