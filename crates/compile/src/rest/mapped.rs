//! Integrations of mappings: `HTTP` and `MOCK`.

use super::{responses, templates};
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use tollgate_definition::{Integration, api};
use tollgate_mapping::media::PassthroughBehavior;
use tollgate_routes::{Http, HttpProxy, Mock, RequestMap};

pub(crate) fn http(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
    proxy: HttpProxy,
) -> Http {
    let request = request(context, integration);
    Http {
        proxy,
        request,
        response: responses::read(context, scope, draft, integration),
        signing: None,
        service: false,
    }
}

pub(crate) fn mock(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Mock {
    let request = request(context, integration);
    Mock { request, response: responses::read(context, scope, draft, integration) }
}

pub(super) fn request(context: &mut Context<'_>, integration: &Integration) -> RequestMap {
    RequestMap {
        templates: templates::read(context, &integration.request_templates),
        passthrough: match integration.passthrough_behavior {
            api::PassthroughBehavior::WhenNoMatch => PassthroughBehavior::WhenNoMatch,
            api::PassthroughBehavior::WhenNoTemplates => PassthroughBehavior::WhenNoTemplates,
            api::PassthroughBehavior::Never => PassthroughBehavior::Never,
        },
        content_handling: templates::content_handling(integration.content_handling),
        origin: integration.origin,
    }
}
