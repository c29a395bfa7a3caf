//! Credentials and signatures of calls to AWS services: who signs, kept fresh, and Signature Version 4 itself.
//!
//! It sends no request but those that fetch credentials (STS, the container's and the instance's metadata), and knows no
//! integration: what is called, and where, is compiled elsewhere. The credentials chain reads the process's environment and
//! `~/.aws` as every AWS SDK does, see `docs/adr/010-aws-calls.md`.
//! Start at [`Signers`], then [`Signer::sign`].

mod credentials;
mod event_stream;
mod fresh;
mod sign;
mod signer;
mod source;

pub use event_stream::{EVENT_STREAM, NoFrame, ResponseEvent, ResponseStream};
pub use sign::{REPLACED, Signable, Unsignable, canonical, digest};
pub use signer::{Signer, Signers, SigningFault};
