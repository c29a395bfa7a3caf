//! A made-up request, written as JSON: what `tollgate render` and tests lend to a template.

use super::lent::{Context, Inputs, Params, Place, Variables};
use crate::json;
use std::borrow::Cow;
use tollgate_vtl::{Limits, Map, Value};

/// `{"body": "text", "params": {"path": {}, "querystring": {}, "header": {}}, "stageVariables": {}, "context": {},
/// "variables": {}}`; each part may be missing.
#[derive(Debug, Default)]
pub struct Event {
    body: String,
    params: Object,
    stage_variables: Object,
    context: Object,
    variables: Vec<(String, Value)>,
}

/// What is wrong with an event's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EventError(String);

#[derive(Debug, Default)]
struct Object(Map);

impl Event {
    pub fn parse(text: &str) -> Result<Event, EventError> {
        match json::parse_exact(text) {
            Ok(value) => Event::of(&value),
            Err(error) => Err(EventError(format!("the event is not JSON: {error}"))),
        }
    }

    /// What is already JSON; null is an event of nothing.
    pub fn of(value: &Value) -> Result<Event, EventError> {
        let mut event = Event::default();
        for (key, value) in object("the event", value)?.0.0.borrow().iter() {
            match &**key {
                "body" => event.body = body(value)?,
                "params" => event.params = places(value)?,
                "stageVariables" => event.stage_variables = object("`stageVariables`", value)?,
                "context" => event.context = object("`context`", value)?,
                "variables" => event.variables = object("`variables`", value)?.entries(),
                other => return Err(EventError(format!("the event has no `{other}`; it has {KEYS}"))),
            }
        }
        Ok(event)
    }

    pub fn inputs(&self) -> Inputs<'_> {
        Inputs {
            body: self.body.as_bytes(),
            params: &self.params,
            context: &self.context,
            stage_variables: &self.stage_variables,
            overrides: None,
            extra: &self.variables,
        }
    }
}

/// One line of a batch: `{"template": "…", "event": {…}}`. Whatever else it has is not read.
#[derive(Debug)]
pub struct Case {
    pub template: String,
    pub event: Event,
}

impl Case {
    pub fn parse(line: &str) -> Result<Case, EventError> {
        let line = json::parse_exact(line).map_err(|error| EventError(format!("the line is not JSON: {error}")))?;
        let line = object("the line", &line)?;
        let line = line.0.0.borrow();
        let Some(Value::Text(template)) = line.get("template") else {
            return Err(EventError("the line has no `template`, a string".to_owned()));
        };
        Ok(Case { template: template.to_string(), event: Event::of(line.get("event").unwrap_or(&Value::Null))? })
    }
}

const KEYS: &str = "body, params, stageVariables, context and variables";

fn object(what: &str, value: &Value) -> Result<Object, EventError> {
    match value {
        Value::Map(map) => Ok(Object(map.clone())),
        Value::Null => Ok(Object::default()),
        _ => Err(EventError(format!("{what} must be a JSON object"))),
    }
}

fn body(value: &Value) -> Result<String, EventError> {
    match value {
        Value::Text(text) => Ok(text.to_string()),
        Value::Null => Ok(String::new()),
        _ => Err(EventError("`body` must be a string: the payload's raw text".to_owned())),
    }
}

fn places(value: &Value) -> Result<Object, EventError> {
    let params = object("`params`", value)?;
    for (name, place) in params.0.0.borrow().iter() {
        if Place::parse(name).is_none() {
            return Err(EventError(format!("`params` has no `{name}`; it has path, querystring and header")));
        }
        object(&format!("`params.{name}`"), place)?;
    }
    Ok(params)
}

impl Object {
    fn entries(&self) -> Vec<(String, Value)> {
        self.0.0.borrow().iter().map(|(name, value)| (name.to_string(), value.clone())).collect()
    }

    /// The object at a dotted path, itself at the empty one.
    fn below(&self, path: &str) -> Option<Object> {
        path.split('.').filter(|name| !name.is_empty()).try_fold(Object(self.0.clone()), |object, name| {
            match object.0.0.borrow().get(name) {
                Some(Value::Map(map)) => Some(Object(map.clone())),
                _ => None,
            }
        })
    }

    fn text(&self, name: &str) -> Option<String> {
        match self.0.0.borrow().get(name)? {
            Value::Null | Value::Map(_) => None,
            value => value.print(&Limits::default()).ok(),
        }
    }
}

impl Params for Object {
    fn value(&self, place: Place, name: &str) -> Option<Cow<'_, str>> {
        self.below(place.name())?.text(name).map(Cow::Owned)
    }

    fn visit(&self, place: Place, visit: &mut dyn FnMut(&str, &str)) {
        if let Some(place) = self.below(place.name()) {
            Variables::visit(&place, visit);
        }
    }
}

impl Variables for Object {
    fn visit(&self, visit: &mut dyn FnMut(&str, &str)) {
        for (name, _) in self.entries() {
            visit(&name, &self.text(&name).unwrap_or_default());
        }
    }
}

impl Context for Object {
    fn value(&self, path: &str) -> Option<Cow<'_, str>> {
        // A claim's name may hold dots of its own: the longest object that fits has it.
        let dots = path.match_indices('.').map(|(at, _)| at).collect::<Vec<_>>();
        let split = dots.into_iter().rev().map(|at| (&path[..at], &path[at + 1..])).chain([("", path)]);
        split.into_iter().find_map(|(object, name)| self.below(object)?.text(name)).map(Cow::Owned)
    }

    fn visit(&self, object: &str, visit: &mut dyn FnMut(&str)) -> bool {
        let found = self.below(object);
        found.iter().flat_map(Object::entries).for_each(|(name, _)| visit(&name));
        found.is_some()
    }
}
