//! What Amazon API Gateway's mappings mean: `$input`, `$util` and `$context` in templates, JSONPath, parameter expressions,
//! content handling, body models.
//!
//! It makes no call and reads no clock: whoever serves a request lends it the request's parts.

pub mod coding;
pub mod content;
pub mod gateway_response;
pub mod json;
pub mod jsonpath;
pub mod media;
pub mod parameter;
pub mod pattern;
