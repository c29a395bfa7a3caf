//! AWS's services: where each is, what it is signed for, and how its actions are named.

mod credentials;
mod endpoint;
mod names;

pub(crate) use credentials::{is_of_caller, signing};
pub(crate) use endpoint::Endpoint;
pub(crate) use names::target;
