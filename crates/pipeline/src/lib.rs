//! The phases of a request, in order, over a small [`World`]: open, prepare, close, finish, refuse.
//!
//! It does not know which kind of API it serves, reads no clock and no socket, and calls nobody: the data plane moves the
//! bytes. Start at [`open`], then [`prepare`], then [`close`]; [`refuse`] is the one place that turns a fault into bytes.

mod forwarded;
mod headers;
mod identity;
mod open;
mod prepare;
mod refuse;
mod respond;
mod target;
mod text;
mod world;

pub use headers::HeaderEdit;
pub use identity::Identity;
pub use open::{Opened, open};
pub use prepare::{Forward, Next, dress, prepare};
pub use refuse::{NEUTRAL, Refused, Reply, refuse};
pub use respond::{close, finish};
pub use world::World;
