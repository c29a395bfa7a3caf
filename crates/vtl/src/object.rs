use crate::Value;
use std::fmt;

/// What the host lends to a template: `$input`, `$util`, `$context`. Its identity is what `==` compares.
pub trait Object: fmt::Debug {
    /// `$object.name`. [`Value::Null`] for a name that it does not have.
    fn property(&self, name: &str) -> Result<Value, Failure>;

    /// `$object.name(arguments)`. `None`: it has no such method, and the reference resolves to nothing.
    fn call(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Failure>;

    /// `#set($object.name = value)`
    fn set(&self, name: &str, value: Value) -> Result<(), Failure>;

    /// As it is printed, and compared with text.
    fn text(&self) -> String {
        String::new()
    }
}

/// Why a host's method ended the template. The renderer adds line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);
