//! What scripts of other origins may do, as the gateway itself tells browsers (http-api-cors).

use http::HeaderValue;

#[derive(Debug, Default)]
pub struct Cors {
    pub origins: Origins,
    /// `Access-Control-Allow-Credentials: true`
    pub credentials: bool,
    /// `Access-Control-Expose-Headers`
    pub expose: Option<HeaderValue>,
    /// Of preflights: `Access-Control-Allow-Methods`, `-Allow-Headers` and `-Max-Age`.
    pub methods: Option<HeaderValue>,
    pub headers: Option<HeaderValue>,
    pub max_age: Option<HeaderValue>,
    /// Which of the stage's routes answers preflights; no matcher leads to it.
    pub preflight: u32,
}

/// Whose scripts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// `*`
    pub any: bool,
    /// `https://*`, `http://*`: beginnings.
    pub schemes: Box<[Box<str>]>,
    pub exact: Box<[Box<str>]>,
}

/// What an origin that is allowed is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// `*`
    Any,
    /// The origin itself.
    Origin,
}

impl Origins {
    pub fn allow(&self, origin: &[u8]) -> Option<Allowed> {
        if self.any {
            return Some(Allowed::Any);
        }
        let is_listed = self.exact.iter().any(|exact| exact.as_bytes() == origin)
            || self.schemes.iter().any(|scheme| origin.starts_with(scheme.as_bytes()));
        is_listed.then_some(Allowed::Origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// http-api-cors, "CORS configuration": an origin, `*`, `https://*`, `http://*`.
    #[test]
    fn origins_are_exact_or_of_a_scheme_or_any() {
        let origins = |any, schemes: &[&str], exact: &[&str]| Origins {
            any,
            schemes: schemes.iter().map(|text| (*text).into()).collect(),
            exact: exact.iter().map(|text| (*text).into()).collect(),
        };
        for (origins, origin, expected) in [
            (origins(true, &[], &[]), "http://a.example", Some(Allowed::Any)),
            (origins(false, &["https://"], &[]), "https://a.example", Some(Allowed::Origin)),
            (origins(false, &["https://"], &[]), "http://a.example", None),
            (origins(false, &["http://"], &[]), "http://a.example:8080", Some(Allowed::Origin)),
            (origins(false, &["http://"], &[]), "null", None),
            (origins(false, &[], &["https://www.example.com"]), "https://www.example.com", Some(Allowed::Origin)),
            (origins(false, &[], &["https://www.example.com"]), "https://www.example.com:443", None),
            (origins(false, &[], &["https://www.example.com"]), "https://www.example.com.evil.example", None),
            (origins(false, &[], &[]), "https://www.example.com", None),
        ] {
            assert_eq!(origins.allow(origin.as_bytes()), expected, "{origins:?} {origin}");
        }
    }
}
