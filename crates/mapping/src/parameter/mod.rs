//! Parameter mappings of REST APIs: `target: source` (rest-api-parameter-mapping-sources, request-response-data-mappings).
//!
//! One expression is one whole value: nothing is interpolated. Each side of each mapping has its own type, so that what
//! was parsed is what that side allows. Nothing here holds a request; whoever serves one looks the values up:
//!
//! - a source for one value takes the **last** value of the parameter;
//! - `multivaluequerystring` maps all values, `multivalueheader` all values joined with `,`;
//! - a source that is missing or empty maps nothing: the target is not sent;
//! - header names are compared in the letters written (api-gateway-known-issues).

mod body;
mod error;
mod name;
mod source;
mod target;
#[cfg(test)]
mod tests;

pub use body::{BodyPath, MAX_VALUE_BYTES, document};
pub use error::ExpressionError;
pub use name::{ContextPath, Name};
pub use source::{GatewayResponseSource, Given, RequestPart, RequestSource, ResponseSource};
pub use target::{GatewayResponseTarget, RequestTarget, ResponseTarget, is_taken, is_taken_by_service};
