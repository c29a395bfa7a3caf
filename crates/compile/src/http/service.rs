//! First-class integrations with AWS services (http-api-develop-integrations-aws-services).

use super::LONGEST_TIMEOUT;
use super::subtypes::{SUBTYPES, Subtype};
use super::value::Reader;
use crate::hosts::nearest;
use crate::integration::{self, Bounds};
use crate::names::{BAD_PARAMETER, UNKNOWN_SUBTYPE};
use crate::service::{Endpoint, signing};
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use crate::variables;
use tollgate_definition::Integration;
use tollgate_definition::api::RequestParameter;
use tollgate_model::target_group::Verify;
use tollgate_routes::{ServiceCall, ServiceParameter};

/// The parameter that every subtype has: where the service is called.
const REGION: &str = "Region";

/// `None`: it cannot be called as it is written, which is said.
pub(crate) fn service(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<ServiceCall> {
    let subtype = subtype(context, integration)?;
    let parameters = parameters(context, scope, draft, integration, subtype);
    let region = region(context, scope, integration)?;
    let (partition, configuration) = (partition(integration), context.configuration);
    let endpoint = Endpoint::of(&configuration.aws, partition, &region, subtype.service)?.before(subtype.prefix)?;
    let signing = signing(context, scope, integration, &endpoint.region, &endpoint.service);
    let group = context.groups.public(&endpoint.uri, Verify::Full, integration.origin);
    let group = integration::group_index(context, scope, integration, group)?;
    let timeout = integration::timeout(context, integration, &Bounds { longest: LONGEST_TIMEOUT, total: None });
    Some(ServiceCall {
        group,
        uri: format!("{} {}", subtype.name, endpoint.uri.authority()).into(),
        host: endpoint.host,
        wire: subtype.wire,
        parameters: parameters?.into(),
        timeout,
        signing: signing?,
    })
}

/// `SQS-SendMessage`; Amazon's names, case ignored as it is for every enumeration.
fn subtype(context: &mut Context<'_>, integration: &Integration) -> Option<&'static Subtype> {
    let written = integration.subtype.as_ref()?;
    let found = SUBTYPES.iter().find(|subtype| subtype.name.eq_ignore_ascii_case(&written.text));
    if found.is_none() {
        let near = nearest(&written.text, SUBTYPES.iter().map(|subtype| subtype.name));
        let message = format!("`{}` is no integration subtype{near}", written.text);
        context.diagnostics.error(UNKNOWN_SUBTYPE, written.origin, message);
    }
    found
}

fn parameters(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
    subtype: &Subtype,
) -> Option<Vec<ServiceParameter>> {
    let written = &integration.request_parameters;
    unknown(context, written, subtype);
    let mut found = Vec::new();
    let mut is_whole = true;
    for parameter in subtype.parameters {
        let Some(written) = written.iter().find(|written| *written.target.text == *parameter.written) else {
            if parameter.required {
                let message = format!("`{}` needs the parameter `{}`", subtype.name, parameter.written);
                context.diagnostics.error(BAD_PARAMETER, integration.origin, message);
                is_whole = false;
            }
            continue;
        };
        let mut reader = Reader { context, scope, key: &draft.key };
        match reader.value(&written.source) {
            Some(value) => found.push(ServiceParameter { name: parameter.name, kind: parameter.kind, value }),
            None => is_whole = false,
        }
    }
    is_whole.then_some(found)
}

fn unknown(context: &mut Context<'_>, written: &[RequestParameter], subtype: &Subtype) {
    let names = || subtype.parameters.iter().map(|parameter| parameter.written).chain([REGION]);
    for RequestParameter { target, .. } in written {
        if !names().any(|name| *name == *target.text) {
            let message =
                format!("`{}` has no parameter `{}`{}", subtype.name, target.text, nearest(&target.text, names()));
            context.diagnostics.error(BAD_PARAMETER, target.origin, message);
        }
    }
}

/// Known when it is compiled: it is part of the service's address, and of what is signed.
fn region(context: &mut Context<'_>, scope: &Scope<'_>, integration: &Integration) -> Option<String> {
    let Some(written) = integration.request_parameters.iter().find(|it| *it.target.text == *REGION) else {
        return Some(scope.api.region.to_string());
    };
    let region = variables::fill(context, scope, &written.source)?;
    let is_region = !region.is_empty() && region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !is_region {
        let message = format!("`Region` is `{region}`; expected one like `us-east-1`");
        context.diagnostics.error(BAD_PARAMETER, written.source.origin, message);
    }
    is_region.then_some(region)
}

/// Of the role: a definition names no other.
fn partition(integration: &Integration) -> &str {
    let arn = integration.credentials.as_ref().map_or("", |credentials| &*credentials.text);
    arn.split(':').nth(1).filter(|partition| partition.starts_with("aws")).unwrap_or("aws")
}
