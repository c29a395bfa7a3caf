//! Who may call.

use super::Text;
use serde::Serialize;
use tollgate_model::Origin;

/// Something that decides who may call, and is not enforced by this build.
#[derive(Clone, Debug, Serialize)]
pub struct AccessControl {
    /// For the diagnostic: ``authorizer `users` ``, `API key`, `resource policy`, `AWS_IAM authorization`.
    pub what: String,
    pub origin: Origin,
}

/// What `security` and `x-amazon-apigateway-auth` ask of the callers of a method, an API key aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Authorization {
    /// `AWS_IAM`: requests are signed (Signature Version 4).
    AwsIam(Origin),
    /// An [`Authorizer`](super::Authorizer) by its name, and the scopes that its tokens must have one of.
    Authorizer { name: Text, scopes: Vec<Text> },
}
