//! The Velocity template language, 1.x, as Amazon API Gateway runs it: a template is parsed once and rendered many times,
//! bounded in steps, recursion, iterations and output.
//!
//! It is a language, not a gateway: it knows no request, no clock and no JSON; a [`Scope`] feeds it. Start at [`Template`].
//! Where Amazon's engine differs from stock Velocity: a reference that resolves to nothing is the empty string.

mod ast;
mod error;
mod lex;
mod limits;
mod methods;
mod names;
mod number;
mod object;
mod objects;
mod parse;
mod print;
mod regex;
mod release;
mod render;
mod scope;
mod template;
mod value;

pub use error::{Error, ErrorKind};
pub use limits::Limits;
pub use object::{Failure, Object};
pub use scope::Scope;
pub use template::Template;
pub use value::{List, ListStyle, Map, Number, Value};
