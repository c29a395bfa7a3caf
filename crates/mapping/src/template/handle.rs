//! The objects of a template are names; the scope that is rendered with answers for them.

use std::rc::Rc;
use tollgate_vtl::{Failure, Object, Scope, Value};

/// `$input`, `$util`, `$context` and the objects below it, by their path: `context.identity`.
#[derive(Debug)]
pub(super) struct Handle(Rc<str>);

impl Handle {
    pub(super) fn value(path: &str) -> Value {
        Value::Object(Rc::new(Handle(Rc::from(path))))
    }
}

impl Object for Handle {
    fn property(&self, scope: &dyn Scope, name: &str) -> Result<Value, Failure> {
        Ok(scope.ask(&self.0, name, None)?.unwrap_or(Value::Null))
    }

    fn call(&self, scope: &dyn Scope, name: &str, arguments: &[Value]) -> Result<Option<Value>, Failure> {
        scope.ask(&self.0, name, Some(arguments))
    }

    fn set(&self, scope: &dyn Scope, name: &str, value: Value) -> Result<(), Failure> {
        scope.ask(&self.0, "put", Some(&[Value::Text(Rc::from(name)), value])).map(|_| ())
    }
}
