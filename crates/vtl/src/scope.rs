use crate::{Failure, Value};

/// The references that a template finds before its own `#set`s.
pub trait Scope {
    /// `$name`. `None` for a name that is not there.
    fn root(&self, name: &str) -> Option<Value>;

    /// What one of this scope's own objects passes on: `object` is the name it goes by in the scope, `name` the property or
    /// method, `arguments` those of the method. So objects can be plain handles, and a scope can lend what it borrows.
    fn ask(&self, object: &str, name: &str, arguments: Option<&[Value]>) -> Result<Option<Value>, Failure> {
        let _ = (object, name, arguments);
        Ok(None)
    }
}
