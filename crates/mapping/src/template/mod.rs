//! Mapping templates: Velocity with Amazon's `$input`, `$util`, `$context` and `$stageVariables`
//! (api-gateway-mapping-template-reference).
//!
//! [`Template::parse`] when a definition is compiled; [`Template::render`] for each request, with what the request lends in
//! [`Inputs`]. The answer is the text and the [`Overrides`] that the template set; the request template's overrides are lent
//! to the response template by [`Inputs::overrides`].

mod assigned;
mod context;
mod event;
mod handle;
mod input;
mod lent;
mod overrides;
mod paths;
mod render;
mod scope;
mod util;

pub use event::{Case, Event, EventError};
pub use lent::{Context, Inputs, Params, Place, Variables};
pub use overrides::{Overrides, RequestOverride, ResponseOverride};
pub use render::{Rendered, Template, TemplateFault};
pub use tollgate_vtl::{Error, ErrorKind, Limits};
