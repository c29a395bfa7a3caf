//! Headers that mappings keep their hands off (http-api-parameter-mapping, "Reserved headers").

use crate::names::BAD_PARAMETER;
use crate::table::Context;
use http::HeaderName;
use tollgate_definition::api::Text;

/// "You can't configure request or response mappings for these headers": whole names, sorted, and beginnings.
const RESERVED: [&str; 18] = [
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-location",
    "forwarded",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
];
const BEGINNINGS: [&str; 4] = ["access-control-", "apigw-", "x-amz-", "x-amzn-"];

/// Not on Amazon's list, but of one connection alone (RFC 9110 section 7.6.1): what a mapping put there would be believed.
const OF_CONNECTION: [&str; 4] = ["expect", "http2-settings", "proxy-connection", "trailer"];

pub(super) fn is_reserved(name: &HeaderName) -> bool {
    let name = name.as_str();
    RESERVED.binary_search(&name).is_ok()
        || OF_CONNECTION.contains(&name)
        || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// A header that is read has no danger in it: it works here.
pub(super) fn tell_read(context: &mut Context<'_>, name: &HeaderName, written: &Text) {
    if is_reserved(name) {
        let message = format!("`{}` reads a reserved header: it works here, and Amazon refuses it", written.text);
        context.diagnostics.warning(BAD_PARAMETER, written.origin, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_list_is_reserved_and_nothing_else() {
        assert!(RESERVED.is_sorted());
        for name in ["Authorization", "TE", "Via", "apigw-requestid", "X-Amzn-Trace-Id", "access-control-max-age"] {
            assert!(is_reserved(&name.parse().unwrap()), "{name}");
        }
        for name in ["Host", "Content-Type", "Accept", "Cookie", "x-forwarded-port", "x-amazon"] {
            assert!(!is_reserved(&name.parse().unwrap()), "{name}");
        }
    }
}
