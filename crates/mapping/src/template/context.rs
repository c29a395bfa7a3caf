//! `$context` (api-gateway-mapping-template-reference): lent values, and what templates assign.

use super::assigned::{TREES, is_object};
use super::handle::Handle;
use super::scope::Scope;
use std::rc::Rc;
use tollgate_vtl::{Failure, List, ListStyle, Number, Value};

/// A property or a method of `$context` or an object below it. An object as a whole prints nothing.
pub(super) fn ask(
    scope: &Scope<'_>,
    object: &str,
    name: &str,
    arguments: Option<&[Value]>,
) -> Result<Option<Value>, Failure> {
    let object = object.strip_prefix("context").unwrap_or(object);
    let object = object.strip_prefix('.').unwrap_or(object);
    let name_of = |value: &Value| Ok::<Rc<str>, Failure>(Rc::from(scope.text_of(value)?));
    let found = match (name, arguments) {
        (name, None) => property(scope, object, name)?,
        ("get", Some([key])) => property(scope, object, &name_of(key)?)?,
        ("put", Some([key, value])) => return put(scope, object, &name_of(key)?, value).map(Some),
        ("containsKey", Some([key])) => Some(Value::Bool(names(scope, object)?.contains(&name_of(key)?))),
        ("size", Some([])) => Some(Value::Number(Number::Int(names(scope, object)?.len() as i32))),
        ("isEmpty", Some([])) => Some(Value::Bool(names(scope, object)?.is_empty())),
        ("keySet", Some([])) => Some(list(names(scope, object)?.into_iter().map(Value::Text).collect())),
        ("values", Some([])) => Some(list(values(scope, object)?)),
        _ => return Ok(None),
    };
    Ok(Some(found.unwrap_or(Value::Null)))
}

fn list(items: Vec<Value>) -> Value {
    Value::List(List::new(items, ListStyle::Java))
}

fn property(scope: &Scope<'_>, object: &str, name: &str) -> Result<Option<Value>, Failure> {
    let path = join(object, name);
    if is_object(&path) {
        return Ok(Some(Handle::value(&format!("context.{path}"))));
    }
    if let Some(value) = scope.assigned.value(object, name)? {
        return Ok(Some(value));
    }
    if let Some(value) = scope.inputs.context.value(&path) {
        return Ok(Some(typed(&path, &value)));
    }
    let lent = scope.inputs.context.visit(&path, &mut |_| {});
    Ok(lent.then(|| Handle::value(&format!("context.{path}"))))
}

fn put(scope: &Scope<'_>, object: &str, name: &str, value: &Value) -> Result<Value, Failure> {
    let old = property(scope, object, name)?;
    scope.assigned.assign(object, name, value.clone())?;
    Ok(old.unwrap_or(Value::Null))
}

/// Lent names first, then assigned ones.
fn names(scope: &Scope<'_>, object: &str) -> Result<Vec<Rc<str>>, Failure> {
    let mut names: Vec<Rc<str>> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|known| &**known == name) {
            names.push(Rc::from(name));
        }
    };
    scope.inputs.context.visit(object, &mut add);
    if object.is_empty() {
        TREES.into_iter().for_each(&mut add);
    }
    scope.assigned.visit(object, &mut add)?;
    Ok(names)
}

fn values(scope: &Scope<'_>, object: &str) -> Result<Vec<Value>, Failure> {
    let value = |name: Rc<str>| Ok(property(scope, object, &name)?.unwrap_or(Value::Null));
    names(scope, object)?.into_iter().map(value).collect()
}

pub(super) fn join(object: &str, name: &str) -> String {
    if object.is_empty() { name.to_owned() } else { format!("{object}.{name}") }
}

/// All of `$context` is text but for the epoch, with which templates calculate, and the canary's flag.
fn typed(path: &str, value: &str) -> Value {
    match (path, value) {
        ("isCanaryRequest", "true") => Value::Bool(true),
        ("isCanaryRequest", "false") => Value::Bool(false),
        ("requestTimeEpoch", value) => match value.parse() {
            Ok(epoch) => Value::Number(Number::Long(epoch)),
            Err(_) => Value::Text(Rc::from(value)),
        },
        (_, value) => Value::Text(Rc::from(value)),
    }
}
