use crate::{Scope, Value};
use std::fmt;

/// What the host lends to a template: `$input`, `$util`, `$context`. Its identity is what `==` compares.
///
/// An object lives as long as any value that holds it, so it owns what it keeps. What lives only as long as the rendering
/// it finds in the `scope` that is rendered with, by [`Scope::ask`].
pub trait Object: fmt::Debug {
    /// `$object.name`. [`Value::Null`] for a name that it does not have.
    fn property(&self, scope: &dyn Scope, name: &str) -> Result<Value, Failure>;

    /// `$object.name(arguments)`. `None`: it has no such method, and the reference resolves to nothing.
    fn call(&self, scope: &dyn Scope, name: &str, arguments: &[Value]) -> Result<Option<Value>, Failure>;

    /// `#set($object.name = value)`
    fn set(&self, scope: &dyn Scope, name: &str, value: Value) -> Result<(), Failure>;

    /// As it is printed, and compared with text.
    fn text(&self) -> String {
        String::new()
    }
}

/// Why a host's method ended the template. The renderer adds line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);
