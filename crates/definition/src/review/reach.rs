//! What nobody can reach, and what can be reached past its guard.

use crate::api::{Api, ApiKeySource, Authorization, DeploymentKind, RestApi, RestMethod, Stage};
use crate::{Configuration, Diagnostics};

/// What the access controls of private APIs are called.
const PRIVATE: &str = "private endpoint";
const MUTUAL_TLS: &str = "mutual TLS";

pub(super) fn check(api: &Api, rest: &RestApi, diagnostics: &mut Diagnostics) {
    check_private(api, rest, diagnostics);
    check_keys(rest, diagnostics);
}

/// "All calls fail until a resource policy is attached" (apigateway-private-apis).
fn check_private(api: &Api, rest: &RestApi, diagnostics: &mut Diagnostics) {
    let private = api.access.iter().chain(&rest.access).find(|access| access.what == PRIVATE);
    if let (Some(private), None) = (private, &rest.policy) {
        let message = format!(
            "`{}` is private and has no resource policy: Amazon refuses every call of such an API; expected \
             `x-amazon-apigateway-policy` with the VPC endpoints that may call it",
            api.name
        );
        diagnostics.warning("private-unreachable", private.origin, message);
    }
}

/// Keys come from an authorizer, and these methods have none that could give one (api-gateway-api-key-source).
fn check_keys(rest: &RestApi, diagnostics: &mut Diagnostics) {
    if rest.api_key_source != ApiKeySource::Authorizer {
        return;
    }
    let gives =
        |method: &&RestMethod| method.authorization.iter().any(|a| matches!(a, Authorization::Authorizer { .. }));
    let methods = rest.resources.iter().flat_map(|resource| &resource.methods);
    for asked in methods.filter(|method| !gives(method)).filter_map(|method| method.api_key_required) {
        let message = "an API key is asked for, keys come from authorizers (`x-amazon-apigateway-api-key-source`), and this \
                       method has none: no caller can have a key";
        diagnostics.warning("api-key-unusable", asked, message);
    }
}

/// A domain asks for client certificates, and the API's own endpoint does not (rest-api-mutual-tls).
pub(super) fn check_domains(configuration: &Configuration, diagnostics: &mut Diagnostics) {
    if !configuration.listeners.iter().any(|listener| listener.execute_api) {
        return;
    }
    for domain in &configuration.domains {
        let guarded = domain.access.iter().any(|access| access.what.starts_with(MUTUAL_TLS));
        for mapping in domain.mappings.iter().filter(|_| guarded) {
            let api = configuration.apis.iter().find(|api| *api.name == *mapping.api.text);
            if let Some(api) = api.filter(|api| !is_disabled(api)) {
                let message = format!(
                    "`{}` asks for client certificates, and `{}` can be called without at its default endpoint; \
                     expected `disable_execute_api_endpoint = true` in the `[[api]]`",
                    domain.name, api.name
                );
                diagnostics.warning("default-endpoint-open", mapping.origin, message);
            }
        }
    }
}

/// By the configuration, or by every definition that it serves.
fn is_disabled(api: &Api) -> bool {
    let by_definition = |stage: &Stage| match &stage.deployment.kind {
        DeploymentKind::Rest(rest) => rest.disable_execute_api_endpoint,
        DeploymentKind::Http(http) => http.disable_execute_api_endpoint,
    };
    api.disable_execute_api_endpoint || api.stages.iter().all(by_definition)
}
