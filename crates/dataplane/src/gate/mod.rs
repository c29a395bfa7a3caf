//! The head gate: between the listener's sockets and pingora.
//!
//! HTTP/1 heads are read here, under one deadline and a size bound, and judged byte by byte before pingora sees them;
//! bodies are delimited a second time, so that nothing a later parser reads differently can become a request of its own.
//! It never routes, never parses what it does not need to frame and address a request, and never repairs anything.
//! Start reading at [`head`] and [`App`].

mod app;
mod body;
mod body_pace;
mod bytes;
pub mod chunked;
mod fields;
pub mod head;
mod host;
mod http1;
mod http2;
mod http2_head;
mod io;
mod linger;
mod outbox;
mod pace;
mod refusal;
pub mod request_line;
mod settings;
mod stream;

pub use app::App;
pub use body::{BodyFault, body_fault};
pub use body_pace::BodyPace;
pub use refusal::{GateRefusal, PlainRefusals, RefusalAnswer, Refusals};
pub use settings::Settings;
