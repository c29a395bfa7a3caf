//! The nouns of serving: what a request, an answer, a refusal and a record are.
//!
//! Pure values: no clock, no socket, no file, no `Deserialize`. Every other room speaks in these words.
//! Start reading at [`head`] (what came in), [`fault`] (why it was refused) and [`record`] (what is told of it).

pub mod aws;
pub mod context;
pub mod fault;
pub mod function;
pub mod head;
pub mod id;
pub mod log_format;
pub mod logging;
pub mod origin;
pub mod record;
pub mod target_group;
pub mod trace;

pub use aws::Signing;
pub use context::Variable;
pub use fault::{Fault, FaultKind};
pub use function::{Function, InvocationType};
pub use head::Head;
pub use id::{ExtendedRequestId, RequestId, TraceId};
pub use log_format::{LogFormat, LogPiece};
pub use logging::{Logging, LoggingLevel};
pub use origin::Origin;
pub use record::Record;
pub use target_group::{GroupKey, TargetGroup};
pub use trace::{Step, Trace};
