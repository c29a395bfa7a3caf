//! The values of parameter mappings: `$request.path.id`, `${request.path.id}-${context.requestId}`, `edge`
//! (http-api-parameter-mapping).

use super::{context, reserved};
use crate::names::BAD_PARAMETER;
use crate::stage::{RoutePath, Scope};
use crate::table::Context;
use crate::variables;
use http::HeaderName;
use tollgate_definition::api::Text;
use tollgate_mapping::jsonpath::Path;
use tollgate_routes::{BodyPlace, ContextValue, HeaderSource, Joined, ResponseValue, ValueSource};

/// What reads the values of one side.
pub(super) struct Reader<'a, 'c, 's> {
    pub(super) context: &'a mut Context<'c>,
    pub(super) scope: &'a Scope<'s>,
    pub(super) key: &'a RoutePath,
}

/// The parts of a value: its literals and variables (names without `$` and braces).
enum Part<'t> {
    Literal(&'t str),
    Variable(&'t str),
    /// `${` that nothing ends.
    Open,
}

/// A side of an integration that values come from.
pub(super) trait Side: Sized {
    /// `request`, `response`.
    const NAME: &'static str;
    /// What its variables may be, for people.
    const VARIABLES: &'static str;

    fn text(text: Box<str>) -> Self;
    fn context(value: ContextValue) -> Self;
    fn header(source: HeaderSource) -> Self;
    fn body() -> Self;
    fn place(place: BodyPlace) -> Self;
    /// Of this side alone, after its name. `None`: there is no such variable.
    fn own(reader: &mut Reader<'_, '_, '_>, name: &str, written: &Text) -> Option<Found<Self>>;
}

/// A variable, found or said to be wrong.
pub(super) enum Found<S> {
    Source(S),
    Said,
}

impl Side for ValueSource {
    const NAME: &'static str = "request";
    const VARIABLES: &'static str = "`$request.header.NAME`, `$request.querystring.NAME`, `$request.body[.PATH]`, \
                                     `$request.path[.NAME]`, `$context.NAME` or `$stageVariables.NAME`";

    fn text(text: Box<str>) -> Self {
        ValueSource::Static(text)
    }

    fn context(value: ContextValue) -> Self {
        ValueSource::Context(value)
    }

    /// "API Gateway combines multiple header values with commas".
    fn header(source: HeaderSource) -> Self {
        ValueSource::MultiHeader(source)
    }

    fn body() -> Self {
        ValueSource::Body
    }

    fn place(place: BodyPlace) -> Self {
        ValueSource::BodyWindow(place)
    }

    fn own(reader: &mut Reader<'_, '_, '_>, name: &str, written: &Text) -> Option<Found<Self>> {
        if name == "path" {
            return Some(Found::Source(ValueSource::RequestPath));
        }
        if let Some(name) = name.strip_prefix("querystring.").filter(|name| !name.is_empty()) {
            return Some(Found::Source(ValueSource::MultiQuery(name.into())));
        }
        let name = name.strip_prefix("path.")?;
        if let Some((index, _)) = reader.key.param(name) {
            return Some(Found::Source(ValueSource::Path(index)));
        }
        let why = format!("names the path parameter `{name}`, which `{}` does not have", reader.key);
        reader.bad(written, &why);
        Some(Found::Said)
    }
}

impl Side for ResponseValue {
    const NAME: &'static str = "response";
    const VARIABLES: &'static str =
        "`$response.header.NAME`, `$response.body[.PATH]`, `$context.NAME` or `$stageVariables.NAME`";

    fn text(text: Box<str>) -> Self {
        ResponseValue::Static(text)
    }

    fn context(value: ContextValue) -> Self {
        ResponseValue::Context(value)
    }

    fn header(source: HeaderSource) -> Self {
        ResponseValue::MultiHeader(source)
    }

    fn body() -> Self {
        ResponseValue::Body
    }

    fn place(place: BodyPlace) -> Self {
        ResponseValue::BodyWindow(place)
    }

    fn own(_: &mut Reader<'_, '_, '_>, _: &str, _: &Text) -> Option<Found<Self>> {
        None
    }
}

impl Reader<'_, '_, '_> {
    /// `None`: it is no value, which is said.
    pub(super) fn value<S: Side>(&mut self, written: &Text) -> Option<Joined<S>> {
        let (mut sources, mut text) = (Vec::new(), String::new());
        let mut is_whole = true;
        for part in parts(&written.text) {
            match part {
                Part::Literal(literal) => {
                    self.tell_bare(literal, written);
                    text.push_str(literal);
                }
                Part::Open => {
                    self.bad(written, "has a `${` that no `}` ends");
                    is_whole = false;
                }
                Part::Variable(name) => match self.variable(name, written, &mut text) {
                    Found::Said => is_whole = false,
                    Found::Source(None) => {}
                    Found::Source(Some(source)) => {
                        flush(&mut text, &mut sources);
                        sources.push(source);
                    }
                },
            }
        }
        flush(&mut text, &mut sources);
        is_whole.then(|| Joined(sources.into()))
    }

    /// Stage variables are text already. What has no value at all is no source.
    fn variable<S: Side>(&mut self, name: &str, written: &Text, text: &mut String) -> Found<Option<S>> {
        if let Some(name) = name.strip_prefix("stageVariables.") {
            let value = variables::value(self.context, self.scope, name, written.origin);
            return value.map_or(Found::Said, |value| {
                text.push_str(&value);
                Found::Source(None)
            });
        }
        if let Some(name) = name.strip_prefix("context.") {
            return Found::Source(context::variable(self.context, name, written.origin).map(S::context));
        }
        let own = name.strip_prefix(S::NAME).and_then(|name| name.strip_prefix('.'));
        match own.and_then(|own| self.of_message(own, written)) {
            Some(Found::Source(source)) => Found::Source(Some(source)),
            Some(Found::Said) => Found::Said,
            None => {
                self.bad(written, &format!("is no value of a {}; expected {} or a text", S::NAME, S::VARIABLES));
                Found::Said
            }
        }
    }

    /// `header.x`, `body`, `body.x.y`, and what only one side has.
    fn of_message<S: Side>(&mut self, name: &str, written: &Text) -> Option<Found<S>> {
        if let Some(name) = name.strip_prefix("header.") {
            let header = HeaderName::from_bytes(name.as_bytes()).ok()?;
            reserved::tell_read(self.context, &header, written);
            return Some(Found::Source(S::header(HeaderSource { name: header, exact: None })));
        }
        let Some(path) = name.strip_prefix("body").filter(|path| path.is_empty() || path.starts_with(['.', '[']))
        else {
            return S::own(self, name, written);
        };
        if path.is_empty() {
            return Some(Found::Source(S::body()));
        }
        Some(self.place(path, written).map_or(Found::Said, |place| Found::Source(S::place(place))))
    }

    fn place(&mut self, path: &str, written: &Text) -> Option<BodyPlace> {
        if path.contains("..") || path.contains("?(") {
            self.bad(written, "asks for a recursive descent or a filter, which parameter mappings do not have");
            return None;
        }
        let place: Box<str> = format!("${path}").into();
        match Path::parse(&place) {
            Ok(path) => Some(BodyPlace { written: place, path }),
            Err(error) => {
                self.bad(written, &format!("is no JSONPath: {error}"));
                None
            }
        }
    }

    /// Only a value that is nothing else, or braces, make a variable of it; Amazon, too, sends the rest as it is written.
    fn tell_bare(&mut self, literal: &str, written: &Text) {
        let Some(name) = bare(literal) else { return };
        let message = format!(
            "`${name}` stands inside a longer text and is sent as it is written, here as at Amazon; expected `${{{name}}}` \
             if its value is meant"
        );
        self.context.diagnostics.warning(BAD_PARAMETER, written.origin, message);
    }

    pub(super) fn bad(&mut self, text: &Text, why: &str) {
        self.context.diagnostics.error(BAD_PARAMETER, text.origin, format!("`{}` {why}", text.text));
    }
}

fn flush<S: Side>(text: &mut String, sources: &mut Vec<S>) {
    if !text.is_empty() {
        sources.push(S::text(std::mem::take(text).into()));
    }
}

/// `request.path.id` of `/pets/$request.path.id/toys`: what looks like a variable and is none.
fn bare(literal: &str) -> Option<&str> {
    let start = VARIABLES.iter().filter_map(|lead| literal.find(lead)).min()?;
    let rest = &literal[start + 1..];
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '.' | '_' | '-'));
    let name = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', '-']);
    name.contains('.').then_some(name)
}

/// How variables begin.
const VARIABLES: [&str; 4] = ["$request.", "$response.", "$context.", "$stageVariables."];

/// `$request.path.id` alone, or text with `${request.path.id}` in it.
fn parts(text: &str) -> Vec<Part<'_>> {
    if let Some(name) = text.strip_prefix('$').filter(|name| !name.starts_with('{')) {
        return vec![Part::Variable(name)];
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if !before.is_empty() {
            parts.push(Part::Literal(before));
        }
        let Some((name, after)) = after.split_once('}') else {
            parts.push(Part::Open);
            return parts;
        };
        parts.push(Part::Variable(name));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}
