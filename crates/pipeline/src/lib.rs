//! The phases of a request, in order, over a small [`World`]: open, prepare, close, finish, refuse.
//!
//! It does not know which kind of API it serves, reads no clock and no socket, and calls nobody: the data plane moves the
//! bytes. Start at [`open`], then [`prepare`], then [`close`]; [`refuse`] is the one place that turns a fault into bytes.

mod answer;
mod body;
mod call;
mod chain;
mod cors;
mod edits;
mod forward;
mod forwarded;
mod function;
mod gateway;
mod headers;
mod identity;
mod lent;
mod mock;
mod open;
mod parameters;
mod prepare;
mod refuse;
mod render;
mod reply;
mod respond;
mod service;
mod target;
mod text;
mod validate;
mod view;
mod window;
mod world;

pub use body::Body;
pub use forward::{Forward, dress};
pub use function::{malformed_stream, stream};
pub use headers::HeaderEdit;
pub use identity::Identity;
pub use open::{Opened, open};
pub use prepare::{Call, Carried, Invoke, Next, prepare};
pub use refuse::{NEUTRAL, Refused, refuse};
pub use reply::{Field, Fields, Reply};
pub use respond::{AnswerHead, adapt, adapts, close, coding, finish, pass, passes};
pub use world::World;
