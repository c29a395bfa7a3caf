//! Bodies of gateway responses: text with variables in it, "not processed by the VTL engine"
//! (api-gateway-swagger-extensions-gateway-responses-responsetemplates).
//!
//! Known are `$context.NAME`, `$stageVariables.NAME`, `$method.request.{path|querystring|header}.NAME` and
//! `$method.request.body`, also in braces. A variable without a value prints nothing. Everything else is text.
//! `$context.error.validationErrorString` prints with its quotes escaped, other values as they are.

use crate::parameter::{ContextPath, Name, RequestPart};
use std::borrow::Cow;

/// A body template, ready to render.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Box<[Piece]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    Variable(Variable),
}

/// What a template may print.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Variable {
    /// `$context.error.messageString` among them: see [`message_string`].
    Context(ContextPath),
    StageVariable(Name),
    Part(RequestPart, Name),
    Body,
}

impl Template {
    /// Every text is a template: what is no variable is printed as it is.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let (mut rest, mut plain) = (text, 0);
        while let Some(at) = rest.get(plain..).and_then(|from| from.find('$')).map(|at| at + plain) {
            let (before, from) = rest.split_at(at);
            let Some((variable, after)) = Variable::read(from) else {
                plain = at + 1;
                continue;
            };
            if !before.is_empty() {
                pieces.push(Piece::Text(before.into()));
            }
            pieces.push(Piece::Variable(variable));
            (rest, plain) = (after, 0);
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.into()));
        }
        Template { pieces: pieces.into() }
    }

    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(variable),
            Piece::Text(_) => None,
        })
    }

    /// Appends to `out`; `value` gives what a variable prints.
    pub fn render<'v>(&self, out: &mut String, mut value: impl FnMut(&Variable) -> Option<Cow<'v, str>>) {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Variable(variable) => {
                    let value = value(variable).unwrap_or_default();
                    out.push_str(&if variable.is_escaped() { escaped(&value) } else { value });
                }
            }
        }
    }
}

impl Variable {
    /// Recorded bodies of `"error": "$context.error.validationErrorString"` are JSON although the text has quotes.
    fn is_escaped(&self) -> bool {
        matches!(self, Variable::Context(path) if path.dotted() == "error.validationErrorString")
    }

    /// The variable that `text` begins with, and what follows it.
    fn read(text: &str) -> Option<(Self, &str)> {
        let bare = text.strip_prefix('$')?;
        let (inner, closing) = match bare.strip_prefix('{') {
            Some(inner) => (inner, "}"),
            None => (bare, ""),
        };
        let name = dotted(inner);
        let variable = Variable::named(name)?;
        let after = inner.get(name.len()..)?.strip_prefix(closing)?;
        Some((variable, after))
    }

    fn named(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("context.") {
            return ContextPath::parse(text, path).ok().map(Variable::Context);
        }
        if let Some(name) = text.strip_prefix("stageVariables.") {
            return Name::parse(text, name).ok().map(Variable::StageVariable);
        }
        let (place, name) = match text.strip_prefix("method.request.")? {
            "body" => return Some(Variable::Body),
            part => part.split_once('.')?,
        };
        let part = RequestPart::parse(place)?;
        Name::parse(text, name).ok().map(|name| Variable::Part(part, name))
    }
}

/// Names joined by dots; a dot or hyphen that no name follows is text.
fn dotted(text: &str) -> &str {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let taken = text.split_once(|c| !is_name(c)).map_or(text, |(taken, _)| taken);
    taken.trim_end_matches(['.', '-'])
}

/// As inside a JSON string.
fn escaped<'v>(text: &str) -> Cow<'v, str> {
    let quoted = serde_json::Value::from(text).to_string();
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or_default().to_owned().into()
}

/// `$context.error.messageString`: `$context.error.message` in quotes, `null` where there is none
/// (api-gateway-mapping-template-reference).
pub fn message_string(message: Option<&str>) -> Cow<'static, str> {
    message.map_or(Cow::Borrowed("null"), |message| serde_json::Value::from(message).to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rendered(template: &str) -> String {
        let mut out = String::new();
        Template::parse(template).render(&mut out, |variable| match variable {
            Variable::Context(path) => match path.dotted() {
                "error.messageString" => Some(message_string(Some("Missing \"Authentication\" Token"))),
                "error.responseType" => Some("MISSING_AUTHENTICATION_TOKEN".into()),
                "stage" => Some("custErr".into()),
                "error.validationErrorString" => {
                    Some(r#"[object has missing required properties (["username"])]"#.into())
                }
                _ => None,
            },
            Variable::StageVariable(name) => (&**name == "a").then_some("A".into()),
            Variable::Part(part, name) => Some(format!("{part:?}:{}", name.as_str()).into()),
            Variable::Body => Some("BODY".into()),
        });
        out
    }

    #[test]
    fn variables_are_substituted_and_nothing_else() {
        for (template, expected) in [
            // supported-gateway-response-types: the default body
            ("{\"message\":$context.error.messageString}", "{\"message\":\"Missing \\\"Authentication\\\" Token\"}"),
            // set-up-gateway-responses-in-swagger
            (
                "{\"type\":  \"$context.error.responseType\",\n \"stage\":  \"$context.stage\",\n \"statusCode\": \"'404'\"}",
                "{\"type\":  \"MISSING_AUTHENTICATION_TOKEN\",\n \"stage\":  \"custErr\",\n \"statusCode\": \"'404'\"}",
            ),
            ("\"stageVariables.a\":  \"$stageVariables.a\"", "\"stageVariables.a\":  \"A\""),
            ("$method.request.header.x-api-key/$method.request.path.petId", "Header:x-api-key/Path:petId"),
            ("$method.request.querystring.q $method.request.body", "QueryString:q BODY"),
            ("${context.stage}x ${stageVariables.a}", "custErrx A"),
            // a full stop ends a sentence
            ("In $context.stage.", "In custErr."),
            // without a value: nothing
            ("[$context.requestId][$stageVariables.b]", "[][]"),
            // recorded from a gateway response for BAD_REQUEST_BODY
            (
                r#""error": "$context.error.validationErrorString""#,
                r#""error": "[object has missing required properties ([\"username\"])]""#,
            ),
            // no variables
            (
                "$5 $input.body $context $method.request.cookie.a ${context.stage $",
                "$5 $input.body $context $method.request.cookie.a ${context.stage $",
            ),
            ("#set($a = 1)$a", "#set($a = 1)$a"),
            ("$$context.stage", "$custErr"),
            ("", ""),
        ] {
            assert_eq!(rendered(template), expected, "{template}");
        }
    }

    #[test]
    fn a_message_is_quoted_and_none_is_null() {
        assert_eq!(message_string(Some("a\n\"b\"")), "\"a\\n\\\"b\\\"\"");
        assert_eq!(message_string(None), "null");
    }

    proptest! {
        #[test]
        fn text_without_variables_is_printed_as_it_is(text in "[^$]{0,40}") {
            prop_assert_eq!(rendered(&text), text);
        }

        #[test]
        fn any_text_is_a_template(text in "\\PC{0,40}|[${}.a-c-]{0,10}(context|stageVariables|method.request)[${}.a-z-]{0,20}") {
            let template = Template::parse(&text);
            if template.variables().next().is_none() {
                prop_assert_eq!(rendered(&text), text);
            }
        }
    }
}
