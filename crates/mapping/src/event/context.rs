//! `requestContext`, of `$context`.

use super::write::Writer;
use super::{Context, Request};
use tollgate_model::Variable;

/// Members that are variables of `$context`.
pub(super) struct Members<'c> {
    context: &'c dyn Context,
    text: String,
}

impl<'c> Members<'c> {
    pub(super) fn of(request: &Request<'c>) -> Members<'c> {
        Members { context: request.context, text: String::new() }
    }

    pub(super) fn value(&mut self, variable: Variable) -> Option<&str> {
        self.text.clear();
        self.context.write(variable, &mut self.text).then_some(self.text.as_str())
    }

    /// Null without a value.
    pub(super) fn nullable(&mut self, key: &str, variable: Variable, out: &mut Writer) {
        out.maybe(key, self.value(variable));
    }

    /// Left out without a value.
    pub(super) fn optional(&mut self, key: &str, variable: Variable, out: &mut Writer) {
        if let Some(value) = self.value(variable) {
            out.text(key, value);
        }
    }

    /// A number or a truth value.
    pub(super) fn bare(&mut self, key: &str, variable: Variable, out: &mut Writer) {
        if let Some(value) = self.value(variable) {
            out.raw(key, value);
        }
    }

    /// Of a caller that presented a certificate.
    pub(super) fn client_cert(&mut self, out: &mut Writer) {
        if self.value(Variable::ClientCertPem).is_none() {
            return;
        }
        out.object("clientCert", |out| {
            self.nullable("clientCertPem", Variable::ClientCertPem, out);
            self.nullable("subjectDN", Variable::ClientCertSubjectDn, out);
            self.nullable("issuerDN", Variable::ClientCertIssuerDn, out);
            self.nullable("serialNumber", Variable::ClientCertSerialNumber, out);
            out.object("validity", |out| {
                self.nullable("notBefore", Variable::ClientCertNotBefore, out);
                self.nullable("notAfter", Variable::ClientCertNotAfter, out);
            });
        });
    }
}

/// Which kind of API tells who calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Rest,
    Http,
}

/// Null where nobody was asked who calls; `apiKey` and `apiKeyId` only where the method asks for a key. An HTTP API has
/// `cognitoAmr`, and an empty `userAgent` where the caller says none (all recorded of the service).
pub(super) fn identity(of: Of, request: &Request<'_>, members: &mut Members<'_>, out: &mut Writer) {
    out.object("identity", |out| {
        out.maybe("accessKey", request.access_key);
        members.nullable("accountId", Variable::CallerAccountId, out);
        members.optional("apiKey", Variable::ApiKey, out);
        members.optional("apiKeyId", Variable::ApiKeyId, out);
        members.nullable("caller", Variable::Caller, out);
        if of == Of::Http {
            out.raw("cognitoAmr", "null");
        }
        members.nullable("cognitoAuthenticationProvider", Variable::CognitoAuthenticationProvider, out);
        members.nullable("cognitoAuthenticationType", Variable::CognitoAuthenticationType, out);
        members.nullable("cognitoIdentityId", Variable::CognitoIdentityId, out);
        members.nullable("cognitoIdentityPoolId", Variable::CognitoIdentityPoolId, out);
        members.nullable("principalOrgId", Variable::PrincipalOrgId, out);
        members.nullable("sourceIp", Variable::SourceIp, out);
        members.nullable("user", Variable::User, out);
        match of {
            Of::Rest => members.nullable("userAgent", Variable::UserAgent, out),
            Of::Http => out.text("userAgent", members.value(Variable::UserAgent).unwrap_or("")),
        }
        members.nullable("userArn", Variable::UserArn, out);
        members.optional("vpcId", Variable::VpcId, out);
        members.optional("vpceId", Variable::VpceId, out);
        members.client_cert(out);
    });
}
