//! `x-amazon-apigateway-cors` (api-gateway-swagger-extensions-cors-configuration), `[api.cors]`.

use super::Text;
use serde::Serialize;
use tollgate_model::Origin;

/// What scripts of other origins may do with an HTTP API.
#[derive(Clone, Debug, Serialize)]
pub struct Cors {
    /// `https://www.example.com`, `https://*`, `http://*`, `*`.
    pub allow_origins: Vec<Text>,
    pub allow_methods: Vec<Text>,
    pub allow_headers: Vec<Text>,
    pub expose_headers: Vec<Text>,
    pub allow_credentials: bool,
    /// Seconds; -1: preflights are not to be kept.
    pub max_age: Option<i32>,
    pub origin: Origin,
}

impl Cors {
    /// The longest that Amazon takes: a day. The shortest is -1.
    pub const MAX_AGE: std::ops::RangeInclusive<i32> = -1..=86_400;

    /// A configuration that says nothing else: for `..Cors::new(origin)`.
    pub fn new(origin: Origin) -> Self {
        Cors {
            allow_origins: Vec::new(),
            allow_methods: Vec::new(),
            allow_headers: Vec::new(),
            expose_headers: Vec::new(),
            allow_credentials: false,
            max_age: None,
            origin,
        }
    }
}
