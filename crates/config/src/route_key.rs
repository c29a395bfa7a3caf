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

/// The key of method settings: as a route's, or as Amazon writes it, `/pets/{id}/GET` and `~1pets~1{id}/GET`
/// (UpdateStage: `{resource_path}/{http_method}`, the path's slashes as `~1`).
pub(crate) fn of_method(text: &str) -> Result<String, &'static str> {
    if !text.starts_with(['/', '~']) {
        return parse(text).map(|_| text.to_owned());
    }
    let Some((path, method)) = text.rsplit_once('/') else {
        return Err("a path and a method like \"/pets/{id}/GET\", or a method and a path like \"GET /pets/{id}\"");
    };
    let path = path.replace("~1", "/");
    let key = format!("{method} {}", if path.is_empty() { "/" } else { &path });
    parse(&key).map(|_| key)
}

#[cfg(test)]
mod tests {
    use super::of_method;

    #[test]
    fn method_settings_are_keyed_in_both_spellings() {
        for (text, key) in [
            ("GET /pets/{id}", Some("GET /pets/{id}")),
            ("/pets/{id}/GET", Some("GET /pets/{id}")),
            ("~1pets~1{id}/GET", Some("GET /pets/{id}")),
            ("//GET", Some("GET /")),
            ("/GET", Some("GET /")),
            ("/pets/ANY", Some("ANY /pets")),
            ("$default", Some("$default")),
            ("/pets/get", None),
            ("/pets/{id}", None),
            ("pets", None),
        ] {
            assert_eq!(of_method(text).ok().as_deref(), key, "{text}");
        }
    }
}
