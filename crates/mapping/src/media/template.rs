//! Which mapping template a message meets, and what happens without one (integration-passthrough-behaviors).

use super::{DEFAULT, Keys, first_accepted};

/// What becomes of a request body that no template is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PassthroughBehavior {
    #[default]
    WhenNoMatch,
    WhenNoTemplates,
    Never,
}

/// What becomes of a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestTemplate {
    /// The template of this index is rendered.
    Template(usize),
    /// The body goes to the integration as it is.
    PassThrough,
    /// 415 `UNSUPPORTED_MEDIA_TYPE`
    UnsupportedMediaType,
}

/// The template of an integration request. Proxy integrations have none: the question is not asked for them.
pub fn request_template(
    templates: &Keys,
    content_type: Option<&str>,
    behavior: PassthroughBehavior,
) -> RequestTemplate {
    match (templates.of(content_type), behavior) {
        (Some(index), _) => RequestTemplate::Template(index),
        (None, PassthroughBehavior::WhenNoMatch) => RequestTemplate::PassThrough,
        (None, PassthroughBehavior::WhenNoTemplates) if templates.is_empty() => RequestTemplate::PassThrough,
        (None, PassthroughBehavior::WhenNoTemplates | PassthroughBehavior::Never) => {
            RequestTemplate::UnsupportedMediaType
        }
    }
}

/// The template of an integration response or a gateway response, by the request's `Accept`: its first type's, else
/// `application/json`'s, else the first of the definition. `None`: there is none, the body passes through.
///
/// An empty template also passes the body through, which is how a definition asks for that: the caller knows the texts.
pub fn response_template(templates: &Keys, accept: Option<&str>) -> Option<usize> {
    let first = (!templates.is_empty()).then_some(0);
    templates.exact(first_accepted(accept)).or_else(|| templates.exact(DEFAULT)).or(first)
}

#[cfg(test)]
mod tests {
    use super::PassthroughBehavior::{Never, WhenNoMatch, WhenNoTemplates};
    use super::RequestTemplate::{PassThrough, Template, UnsupportedMediaType};
    use super::*;

    /// The three tables of integration-passthrough-behaviors.
    #[test]
    fn bodies_pass_as_the_guides_tables_say() {
        let json: &[&str] = &["application/json"];
        let xml: &[&str] = &["application/xml"];
        let none: &[&str] = &[];
        for (templates, content_type, no_match, no_templates, never) in [
            (json, None, Template(0), Template(0), Template(0)),
            (json, Some("application/json"), Template(0), Template(0), Template(0)),
            (json, Some("application/xml"), PassThrough, UnsupportedMediaType, UnsupportedMediaType),
            (xml, None, PassThrough, UnsupportedMediaType, UnsupportedMediaType),
            (xml, Some("application/json"), PassThrough, UnsupportedMediaType, UnsupportedMediaType),
            (xml, Some("application/xml"), Template(0), Template(0), Template(0)),
            (none, None, PassThrough, PassThrough, UnsupportedMediaType),
            (none, Some("application/json"), PassThrough, PassThrough, UnsupportedMediaType),
            (none, Some("application/xml"), PassThrough, PassThrough, UnsupportedMediaType),
        ] {
            let keys: Keys = templates.iter().collect();
            for (behavior, expected) in [(WhenNoMatch, no_match), (WhenNoTemplates, no_templates), (Never, never)] {
                let found = request_template(&keys, content_type, behavior);
                assert_eq!(found, expected, "{templates:?} {content_type:?} {behavior:?}");
            }
        }
    }

    #[test]
    fn the_default_template_takes_what_no_other_does() {
        let keys: Keys = ["application/xml", "$default"].into_iter().collect();
        assert_eq!(request_template(&keys, Some("image/png"), Never), Template(1));
        assert_eq!(request_template(&keys, Some("application/xml; charset=utf-8"), Never), Template(0));
    }

    #[test]
    fn responses_fall_back_to_json_and_then_to_the_first() {
        let both: &[&str] = &["text/xml", "application/json"];
        let other: &[&str] = &["text/xml", "text/html"];
        for (templates, accept, expected) in [
            (both, Some("text/xml"), Some(0)),
            (both, Some("text/xml;q=0.9, application/json"), Some(0)),
            (both, Some("*/*"), Some(1)),
            (both, None, Some(1)),
            (both, Some("image/png"), Some(1)),
            (other, Some("text/html"), Some(1)),
            (other, Some("image/png"), Some(0)),
            (other, None, Some(0)),
            (&[], Some("text/html"), None),
        ] {
            let keys: Keys = templates.iter().collect();
            assert_eq!(response_template(&keys, accept), expected, "{templates:?} {accept:?}");
        }
    }
}
