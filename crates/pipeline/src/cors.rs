//! What browsers are told of other origins, by the gateway itself (http-api-cors).

use crate::edits::Head as Edited;
use crate::{Fields, HeaderEdit};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    ORIGIN, VARY,
};
use http::{HeaderName, HeaderValue, Method};
use smallvec::SmallVec;
use tollgate_model::Head;
use tollgate_routes::{Allowed, Cors};

/// "For the OPTIONS method, your request must contain an `origin` header and an `Access-Control-Request-Method` header."
pub(crate) fn is_preflight(head: &Head<'_>) -> bool {
    *head.method == Method::OPTIONS
        && head.headers.contains_key(ORIGIN)
        && head.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// What the integration says of other origins is ignored; a caller of an origin that is allowed is told what it may do.
pub(crate) fn tell(cors: &Cors, head: &Head<'_>, is_preflight: bool, out: &mut impl Told) {
    out.forget();
    let Some(origin) = head.headers.get(ORIGIN) else { return };
    let Some(allowed) = cors.origins.allow(origin.as_bytes()) else { return };
    match allowed {
        Allowed::Any => out.tell(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        Allowed::Origin => {
            out.tell(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            // Another origin gets another answer (Fetch, "CORS protocol and HTTP caches").
            out.tell(VARY, HeaderValue::from_static("Origin"));
        }
    }
    if cors.credentials {
        out.tell(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    let mut some = |name, value: &Option<HeaderValue>| {
        if let Some(value) = value {
            out.tell(name, value.clone());
        }
    };
    match is_preflight {
        false => some(ACCESS_CONTROL_EXPOSE_HEADERS, &cors.expose),
        true => {
            some(ACCESS_CONTROL_ALLOW_METHODS, &cors.methods);
            some(ACCESS_CONTROL_ALLOW_HEADERS, &cors.headers);
            some(ACCESS_CONTROL_MAX_AGE, &cors.max_age);
        }
    }
}

/// Headers that this is told in.
pub(crate) trait Told {
    /// Drops what is there of it.
    fn forget(&mut self);
    fn tell(&mut self, name: HeaderName, value: HeaderValue);
}

impl<H: HeaderEdit> Told for Edited<'_, H> {
    fn forget(&mut self) {
        let gone: SmallVec<[HeaderName; 4]> = self.0.map().keys().filter(|name| is_of_cors(name)).cloned().collect();
        gone.iter().for_each(|name| self.0.remove(name));
    }

    fn tell(&mut self, name: HeaderName, value: HeaderValue) {
        self.0.append(name, value);
    }
}

impl Told for Fields {
    fn forget(&mut self) {
        self.retain(|field| !is_of_cors(&field.name));
    }

    fn tell(&mut self, name: HeaderName, value: HeaderValue) {
        self.extend(crate::Field::new(name.as_str().to_owned(), value));
    }
}

/// Of answers: `Access-Control-Allow-Origin` and its like.
fn is_of_cors(name: &HeaderName) -> bool {
    name.as_str().starts_with("access-control-")
}
