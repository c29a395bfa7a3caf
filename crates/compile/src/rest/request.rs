//! What a method asks of its requests (api-gateway-request-validation-set-up).

use crate::expression::exact_header;
use crate::names::BAD_MODEL;
use crate::stage::RoutePath;
use crate::table::Context;
use serde_json::Value;
use tollgate_definition::api::{MethodParameter, ParameterLocation, RequestValidator};
use tollgate_definition::{RestApi, RestMethod};
use tollgate_mapping::model::Models;
use tollgate_model::Origin;
use tollgate_routes::{BodyModel, BodyModels, RequestRules, RequiredParameter, RequiredPlace};

pub(super) fn rules(api: &RestApi, models: &Models, method: &RestMethod, key: &RoutePath) -> RequestRules {
    // A name that is none is said where the definition is read.
    let named = |name: &str| api.request_validators.iter().find(|validator| *validator.name == *name);
    let Some(validator) = method.request_validator.as_ref().and_then(|name| named(&name.text)) else {
        return RequestRules::default();
    };
    RequestRules { required: required(validator, method, key), models: bodies(validator, models, method) }
}

/// Every model of an API, where some validator asks for one.
pub(super) fn models(context: &mut Context<'_>, api: &RestApi) -> Models {
    if !api.request_validators.iter().any(|validator| validator.validate_request_body) {
        return Models::default();
    }
    let mut schemas: Vec<(&str, Value)> = Vec::new();
    for model in &api.models {
        match serde_json::from_str(&model.schema.text) {
            Ok(schema) => schemas.push((&model.name, schema)),
            Err(error) => context.diagnostics.error(BAD_MODEL, model.origin, format!("it is not JSON: {error}")),
        }
    }
    Models::compile(schemas.iter().map(|(name, schema)| (*name, schema))).unwrap_or_else(|errors| {
        for error in errors {
            let model = api.models.iter().find(|model| *model.name == error.model);
            context.diagnostics.error(
                BAD_MODEL,
                model.map_or(Origin::NOWHERE, |model| model.origin),
                error.to_string(),
            );
        }
        Models::default()
    })
}

/// A model that is not there was said where the definition is read: bodies are not held to it.
fn bodies(validator: &RequestValidator, models: &Models, method: &RestMethod) -> Option<Box<BodyModels>> {
    let written = method.request_models.iter().filter(|_| validator.validate_request_body);
    let mut keys = Vec::new();
    let mut found = Vec::new();
    for body in written {
        let Some(model) = models.find(&body.model.text) else { continue };
        keys.push(&*body.content_type.text);
        found.push(BodyModel { name: body.model.text.clone(), model, origin: body.model.origin });
    }
    (!found.is_empty()).then(|| Box::new(BodyModels { keys: keys.into_iter().collect(), models: found.into() }))
}

/// In the order of their full names, as Amazon's error has them: `method.request.header.…`, `….path.…`, `….querystring.…`.
fn required(validator: &RequestValidator, method: &RestMethod, key: &RoutePath) -> Box<[RequiredParameter]> {
    if !validator.validate_request_parameters {
        return Box::default();
    }
    let mut required: Vec<&MethodParameter> = method.request_parameters.iter().filter(|it| it.required).collect();
    required.sort_by_key(|parameter| (parameter.location.as_str(), &*parameter.name));
    let compiled = required.into_iter().filter_map(|parameter| {
        let place = match parameter.location {
            // One that the path does not have is always missing (recorded of the service).
            ParameterLocation::Path => {
                key.param(&parameter.name).map_or(RequiredPlace::NotInPath, |(index, _)| RequiredPlace::Path(index))
            }
            ParameterLocation::Querystring => RequiredPlace::Query,
            ParameterLocation::Header => RequiredPlace::Header(exact_header(&parameter.name)?),
        };
        Some(RequiredParameter { name: parameter.name.clone(), place, origin: parameter.origin })
    });
    compiled.collect()
}
