//! The gate's scanners, which are pure, taken from their room without the dataplane framework around them.

#![allow(dead_code, unreachable_pub)]

#[path = "../../../crates/dataplane/src/gate/bytes.rs"]
mod bytes;
#[path = "../../../crates/dataplane/src/gate/chunked.rs"]
pub mod chunked;
#[path = "../../../crates/dataplane/src/gate/fields.rs"]
mod fields;
#[path = "../../../crates/dataplane/src/gate/head.rs"]
pub mod head;
#[path = "../../../crates/dataplane/src/gate/host.rs"]
mod host;
#[path = "../../../crates/dataplane/src/gate/request_line.rs"]
pub mod request_line;
