//! Local Lambda functions: processes that speak the Lambda Runtime API (2018-06-01), started when they are called,
//! kept warm, and ended without a trace.
//!
//! It knows no gateway: what is asked is an [`Invocation`], what comes back is what Lambda's Invoke API would answer.
//! It never calls a remote function, never reads a configuration, and hands no variable of its own environment on.
//! Start reading at [`Functions`] (which there are), [`LiveFunction`] (one of them), `pool` and `waiting` (who is called next),
//! `process` (one process's life), `api` (what it is told), [`supervise`] (why none is left behind).

mod api;
mod asynchronous;
mod code;
mod environment;
mod failure;
mod function;
mod functions;
mod invocation;
mod pieces;
mod pool;
mod process;
mod snapshot;
mod supervisor;
mod waiting;

pub use environment::{Environment, Limits};
pub use failure::{EVENT_LIMIT, REQUEST_LIMIT, RESPONSE_LIMIT};
pub use function::LiveFunction;
pub use functions::Functions;
pub use invocation::{Invocation, InvokeFault, Invoked, Streamed, Whole};
pub use pieces::{Pieces, StreamFault};
pub use snapshot::{Ends, Snapshot};
pub use supervisor::supervise;
