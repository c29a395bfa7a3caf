//! The places of a definition that a compiled stage points back to: part of its digest, so that a reused stage never
//! points at where something was before.

use std::iter::once;
use tollgate_definition::api::{
    DeploymentKind, Integration, IntegrationResponse, ResponseParameter, RestMethod, Template,
};
use tollgate_definition::{Deployment, RestApi, Stage};
use tollgate_model::Origin;

pub(crate) fn of_stage(stage: &Stage) -> Vec<Origin> {
    let Deployment { kind, .. } = &*stage.deployment;
    let mut places = vec![stage.origin];
    match kind {
        DeploymentKind::Rest(api) => places.extend(of_rest(api)),
        DeploymentKind::Http(api) => places.extend(api.routes.iter().map(|route| route.origin)),
    }
    places
}

fn of_rest(api: &RestApi) -> impl Iterator<Item = Origin> {
    let methods = api.resources.iter().flat_map(|resource| &resource.methods).flat_map(of_method);
    let models = api.models.iter().map(|model| model.origin);
    let responses = api.gateway_responses.iter().flat_map(|response| {
        let mapped = of_mapped(&response.response_parameters, &response.response_templates);
        once(response.origin).chain(mapped)
    });
    methods.chain(models).chain(responses)
}

fn of_method(method: &RestMethod) -> impl Iterator<Item = Origin> {
    let parameters = method.request_parameters.iter().map(|parameter| parameter.origin);
    let models = method.request_models.iter().map(|model| model.model.origin);
    let integration = method.integration.iter().flat_map(|integration| of_integration(integration));
    once(method.origin).chain(parameters).chain(models).chain(integration)
}

fn of_integration(integration: &Integration) -> impl Iterator<Item = Origin> {
    let parameters = integration.request_parameters.iter().map(|parameter| parameter.source.origin);
    let templates = integration.request_templates.iter().map(|template| template.template.origin);
    let responses = integration.responses.iter().flat_map(of_response);
    once(integration.origin).chain(parameters).chain(templates).chain(responses)
}

fn of_response(response: &IntegrationResponse) -> impl Iterator<Item = Origin> {
    once(response.origin).chain(of_mapped(&response.response_parameters, &response.response_templates))
}

fn of_mapped<'a>(parameters: &'a [ResponseParameter], templates: &'a [Template]) -> impl Iterator<Item = Origin> + 'a {
    let parameters = parameters.iter().map(|parameter| parameter.source.origin);
    parameters.chain(templates.iter().map(|template| template.template.origin))
}
