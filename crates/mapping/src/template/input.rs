//! `$input` (api-gateway-mapping-template-reference).

use super::lent::Place;
use super::scope::Scope;
use crate::json::{self, Unreadable};
use std::rc::Rc;
use tollgate_vtl::{Failure, Map, Value};

/// `$input.body`: the payload as it came. An empty one reads `{}`.
pub(super) fn body(scope: &Scope<'_>) -> Value {
    let body = scope.body.get_or_init(|| match scope.inputs.body {
        [] => Rc::from("{}"),
        bytes => Rc::from(String::from_utf8_lossy(bytes)),
    });
    Value::Text(body.clone())
}

pub(super) fn call(scope: &Scope<'_>, name: &str, arguments: &[Value]) -> Result<Option<Value>, Failure> {
    match (name, arguments) {
        ("json", [path]) => json_of(scope, path).map(Some),
        ("path", [path]) => at(scope, path).map(Some),
        ("params", []) => Ok(Some(params(scope))),
        ("params", [Value::Text(name)]) => Ok(Some(param(scope, name))),
        ("params", [_]) => Ok(Some(Value::Text(Rc::from("")))),
        _ => Ok(None),
    }
}

/// `$input.json(path)`: what is there, as JSON. Where there is nothing it is the empty JSON string.
fn json_of(scope: &Scope<'_>, path: &Value) -> Result<Value, Failure> {
    let found = match at(scope, path)? {
        Value::Null => Value::Text(Rc::from("")),
        found => found,
    };
    let mut text = String::new();
    json::print(&found, &mut text, scope.limits.output_bytes).map_err(|error| Failure(error.to_string()))?;
    scope.spend(text.len())?;
    Ok(Value::Text(Rc::from(text)))
}

/// `$input.path(path)`: what is there, itself. Null where there is nothing.
fn at(scope: &Scope<'_>, path: &Value) -> Result<Value, Failure> {
    let Value::Text(path) = path else { return Ok(Value::Null) };
    let document = document(scope)?;
    scope.paths.read(path, &scope.made_paths, &document, &scope.steps_left)
}

fn document(scope: &Scope<'_>) -> Result<Value, Failure> {
    if let Some(document) = scope.document.get() {
        return Ok(document.clone());
    }
    let document = match scope.inputs.body {
        [] => Value::Map(Map::default()),
        bytes => json::parse(&String::from_utf8_lossy(bytes)).map_err(|error| broken(scope, error))?,
    };
    Ok(scope.document.get_or_init(|| document).clone())
}

/// Says so beside the failure, too: this one is the caller's fault and not the template's.
fn broken(scope: &Scope<'_>, error: Unreadable) -> Failure {
    let failure = Failure(format!("the body is not JSON: {error}"));
    scope.broken.replace(Some(error));
    failure
}

/// `$input.params()`: a map of the three places.
fn params(scope: &Scope<'_>) -> Value {
    let all = || {
        let places = Place::ALL.map(|place| (Rc::from(place.name()), Value::Map(place_of(scope, place))));
        Value::Map(Map::new(places.into_iter().collect()))
    };
    scope.params.get_or_init(all).clone()
}

fn place_of(scope: &Scope<'_>, place: Place) -> Map {
    let map = Map::default();
    scope.inputs.params.visit(place, &mut |name, value| {
        map.0.borrow_mut().insert(Rc::from(name), Value::Text(Rc::from(value)));
    });
    map
}

/// `$input.params(name)`: in the path, else the query string, else a header, else empty. Where no parameter is called so,
/// `path`, `querystring` and `header` are those maps, as templates in the field use them.
fn param(scope: &Scope<'_>, name: &str) -> Value {
    if let Some(value) = Place::ALL.into_iter().find_map(|place| scope.inputs.params.value(place, name)) {
        return Value::Text(Rc::from(value));
    }
    let whole = Place::parse(name).and_then(|place| match params(scope) {
        Value::Map(all) => all.0.borrow().get(place.name()).cloned(),
        _ => None,
    });
    whole.unwrap_or_else(|| Value::Text(Rc::from("")))
}
