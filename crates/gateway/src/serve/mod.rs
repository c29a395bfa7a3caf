//! A node's life: start, reloads, stop.

mod receipt;
mod restart;
mod signals;
mod watch;
