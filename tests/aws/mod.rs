//! Calls to AWS services, against a server that is none of ours: moto, which keeps what it is told and checks signatures.

mod http;
mod moto;
mod rest;
mod retried;
