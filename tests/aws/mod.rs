//! Calls to AWS services, against a server that is none of ours: moto, which keeps what it is told and checks signatures.

mod chained;
mod credentials;
mod http;
mod moto;
mod recorded;
mod rest;
mod retried;
mod s3;
