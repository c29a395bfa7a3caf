use crate::objects::Own;
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

    /// What `#foreach` walks. `None`: nothing, and the loop is passed over.
    fn items(&self) -> Option<Vec<Value>> {
        None
    }

    /// The value that it gives access to, so that cycles through it are found. `None` when it holds none that a
    /// template can change.
    fn holds(&self) -> Option<Value> {
        None
    }

    /// Of the language's own objects.
    #[doc(hidden)]
    fn own(&self) -> Option<Own<'_>> {
        None
    }
}

/// Why a host's method ended the template. The renderer adds line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);
