//! What a Lambda function is told of a request: the events of proxy integrations.
//!
//! Their keys stand in the order in which the guide prints them (set-up-lambda-proxy-integrations,
//! http-api-develop-integrations-lambda). `null` or absent is a rule of each format: REST APIs and format 1.0 say `null`
//! for a map without entries, format 2.0 leaves it out.

mod body;
mod context;
mod http_v2;
mod proxy;
mod query;
mod values;
mod write;

#[cfg(test)]
mod tests;

pub use body::Body;
pub use http_v2::http_v2;
pub use proxy::{http_v1, rest};

use std::borrow::Cow;
use tollgate_model::Variable;

/// A request that found its route, borrowed from whoever serves it.
#[derive(Clone, Copy)]
pub struct Request<'r> {
    /// As it is taken.
    pub method: &'r str,
    /// `/{proxy+}`; of the route `$default`, `$default`.
    pub resource: &'r str,
    /// The raw path that a REST API's function sees: without the stage, with the base path of a domain.
    pub path: &'r str,
    /// The raw path as requested, with the stage. Of HTTP APIs the only one that is told.
    pub whole_path: &'r str,
    /// Raw, without its `?`.
    pub query: Option<&'r str>,
    /// As they go to the integration: names in the letters that they are told in, each value once, in their order.
    pub headers: &'r [(&'r str, Cow<'r, str>)],
    /// Names and raw values.
    pub path_parameters: &'r [(&'r str, &'r str)],
    pub stage_variables: &'r [(Box<str>, Box<str>)],
    pub body: Body<'r>,
    pub context: &'r dyn Context,
    /// Of a caller that signed the request; no variable of `$context` has it.
    pub access_key: Option<&'r str>,
    /// What the authorizer of the route left, as JSON: `{"principalId": …}` and the keys of its context, `{"claims": …}`; in
    /// format 2.0 `{"jwt": …}`, `{"lambda": …}` or `{"iam": …}`.
    pub authorizer: Option<&'r str>,
}

/// `$context`, where the values of `requestContext` come from.
pub trait Context {
    /// Appends the text of a variable; `false` when it has no value.
    fn write(&self, variable: Variable, out: &mut String) -> bool;
}
