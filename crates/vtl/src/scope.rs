use crate::Value;

/// The references that a template finds before its own `#set`s.
pub trait Scope {
    /// `$name`. `None` for a name that is not there.
    fn root(&self, name: &str) -> Option<Value>;
}
