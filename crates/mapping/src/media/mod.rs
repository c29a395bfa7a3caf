//! Media types, as far as they decide anything: which template or model is meant, what is binary, what passes through.
//!
//! Types are compared without parameters and in any case of letters (RFC 9110 section 8.3.1); a message that names none
//! counts as `application/json` (integration-passthrough-behaviors).

mod binary;
mod keys;
mod template;

pub use binary::{BinaryMediaTypes, MediaTypeError};
pub use keys::Keys;
pub use template::{PassthroughBehavior, RequestTemplate, request_template, response_template};

/// What a message without `Content-Type`, or a request without `Accept`, counts as.
pub const DEFAULT: &str = "application/json";

/// The key of a model or a request template for what no other key names.
pub const ANY_KEY: &str = "$default";

/// `type/subtype` of a `Content-Type`, without parameters: `text/html; charset=utf-8` is `text/html`.
/// Absent and blank count as [`DEFAULT`].
pub fn essence(content_type: Option<&str>) -> &str {
    let written = content_type.unwrap_or_default();
    let essence = written.split_once(';').map_or(written, |(essence, _)| essence).trim_ascii();
    if essence.is_empty() { DEFAULT } else { essence }
}

/// The first media type of an `Accept`, without parameters: Amazon honours no other
/// (api-gateway-payload-encodings-workflow). Absent and blank count as [`DEFAULT`].
pub fn first_accepted(accept: Option<&str>) -> &str {
    essence(accept.map(|accept| accept.split_once(',').map_or(accept, |(first, _)| first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_no_part_of_a_type() {
        for (written, expected) in [
            (None, "application/json"),
            (Some(""), "application/json"),
            (Some("  ; charset=utf-8"), "application/json"),
            (Some("application/xml"), "application/xml"),
            (Some("text/html ; charset=\"a;b\""), "text/html"),
            (Some(" image/png"), "image/png"),
        ] {
            assert_eq!(essence(written), expected, "{written:?}");
        }
    }

    #[test]
    fn the_first_accepted_type_is_honoured_alone() {
        for (written, expected) in [
            // api-gateway-payload-encodings-workflow
            (Some("image/webp,image/*,*/*;q=0.8"), "image/webp"),
            (Some("text/html;q=0.1, application/json;q=1"), "text/html"),
            (Some("*/*"), "*/*"),
            (Some(", image/png"), "application/json"),
            (None, "application/json"),
        ] {
            assert_eq!(first_accepted(written), expected, "{written:?}");
        }
    }
}
