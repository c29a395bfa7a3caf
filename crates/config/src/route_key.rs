//! `GET /orders/{id}`, `ANY /{proxy+}`, `$default`.

use tollgate_definition::api::{MethodKey, RouteKey};

/// The methods of HTTP API routes (http-api-develop-routes).
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "HEAD", "OPTIONS", "DELETE"];

/// The key, or what was expected.
pub(crate) fn parse(text: &str) -> Result<RouteKey, &'static str> {
    if text == "$default" {
        return Ok(RouteKey::Default);
    }
    let Some((method, path)) = text.split_once(' ') else {
        return Err("a method and a path like \"GET /orders/{id}\", or \"$default\"");
    };
    if !path.starts_with('/') || path.contains(|c: char| c.is_whitespace() || c == '?' || c == '#') {
        return Err("a path that begins with \"/\", after one space, without a query");
    }
    let method = match method {
        "ANY" => MethodKey::Any,
        _ if METHODS.contains(&method) => MethodKey::Method(method.into()),
        _ => return Err("one of the methods GET, POST, PUT, PATCH, HEAD, OPTIONS, DELETE, or ANY, in capitals"),
    };
    Ok(RouteKey::Path { method, path: path.to_owned() })
}
