//! What a method asks of its requests (api-gateway-request-validation-set-up).

use crate::expression::exact_header;
use crate::stage::RoutePath;
use tollgate_definition::api::{MethodParameter, ParameterLocation, RequestValidator};
use tollgate_definition::{RestApi, RestMethod};
use tollgate_routes::{RequestRules, RequiredParameter, RequiredPlace};

pub(super) fn rules(api: &RestApi, method: &RestMethod, key: &RoutePath) -> RequestRules {
    // A name that is none is said where the definition is read.
    let named = |name: &str| api.request_validators.iter().find(|validator| *validator.name == *name);
    let Some(validator) = method.request_validator.as_ref().and_then(|name| named(&name.text)) else {
        return RequestRules::default();
    };
    RequestRules { required: required(validator, method, key) }
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
            // One that the path does not have is always there: nothing could bring it.
            ParameterLocation::Path => RequiredPlace::Path(key.param(&parameter.name)?.0),
            ParameterLocation::Querystring => RequiredPlace::Query,
            ParameterLocation::Header => RequiredPlace::Header(exact_header(&parameter.name)?),
        };
        Some(RequiredParameter { name: parameter.name.clone(), place, origin: parameter.origin })
    });
    compiled.collect()
}
