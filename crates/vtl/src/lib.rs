//! The Velocity template language, 1.x, as Amazon API Gateway runs it: a template is parsed once and rendered many times,
//! bounded in steps, recursion, iterations and output.
//!
//! It is a language, not a gateway: it knows no request, no clock and no JSON; a [`Scope`] feeds it. Start at [`Template`].

mod object;
mod scope;
mod value;

pub use object::{Failure, Object};
pub use scope::Scope;
pub use value::{List, ListStyle, Map, Number, Value};
