//! What Amazon API Gateway's mappings mean: `$input`, `$util` and `$context` in templates, JSONPath, parameter expressions,
//! content handling, body models.
//!
//! It makes no call and reads no clock: whoever serves a request lends it the request's parts.
//!
//! A template is `template::Template::parse(text, &limits)` once, and `template.render(&inputs, &limits)` for each request.
//! `template::Inputs` borrows: the raw body, and the traits `Params`, `Context` and `Variables`, which are asked only for what
//! the template names. It gives `Rendered { text, overrides }`, or a `TemplateFault`: `Body` where the caller's JSON is broken
//! (400 in a request template), `Template` with line and column for the rest (500). `json` and `jsonpath` are behind `$input`.
//!
//! What else a REST API maps is parsed once too: `parameter` expressions, `pattern`s that select a response, `media` types
//! that select templates and models, `content` handling, content `coding`s, body `model`s, bodies of `gateway_response`s.

pub mod answer;
pub mod coding;
pub mod content;
pub mod event;
pub mod gateway_response;
pub mod json;
pub mod jsonpath;
pub mod media;
pub mod model;
pub mod parameter;
pub mod pattern;
pub mod template;
