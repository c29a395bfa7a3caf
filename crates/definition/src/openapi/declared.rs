//! What mappings name and the method does not declare. It is mapped here; Amazon refuses the import: "Invalid mapping
//! expression parameter specified: method.request.header.x".

use super::operation::Operation;
use super::reader::Reader;
use crate::api::{Integration, IntegrationResponse, MethodResponse, ParameterLocation, Protocol};

const UNDECLARED: &str = "parameter-undeclared";

pub(super) fn check(reader: &mut Reader<'_>, path: &str, operation: &Operation) {
    let Some(integration) = operation.integration.as_ref().filter(|_| reader.protocol() == Protocol::Rest) else {
        return;
    };
    check_request(reader, path, operation, integration);
    for response in &integration.responses {
        let declared = operation.responses.iter().find(|declared| declared.status_code == response.status_code);
        // That there is none of this status is said when it is compiled.
        if let Some(declared) = declared {
            check_response(reader, declared, response);
        }
    }
}

fn check_request(reader: &mut Reader<'_>, path: &str, operation: &Operation, integration: &Integration) {
    for parameter in &integration.request_parameters {
        let Some((location, name)) = of_request(&parameter.source.text) else { continue };
        let is_it = |known: &str| match location {
            ParameterLocation::Header => known.eq_ignore_ascii_case(name),
            _ => known == name,
        };
        let declared = operation.taken.parameters.iter().any(|it| it.location == location && is_it(&it.name));
        // One that the path does not have is an error of its own.
        let is_there = location != ParameterLocation::Path || has_parameter(path, name);
        if !declared && is_there {
            let message = format!(
                "`{}` is no parameter of this method, and Amazon refuses to import a mapping of it; expected `{name}` among \
                 its `parameters`",
                parameter.source.text
            );
            reader.warning_at(UNDECLARED, parameter.source.origin, message);
        }
    }
}

/// `method.request.querystring.x`, or its `multivalue…`.
fn of_request(source: &str) -> Option<(ParameterLocation, &str)> {
    let (place, name) = source.strip_prefix("method.request.")?.split_once('.')?;
    let location = match place {
        "path" => ParameterLocation::Path,
        "querystring" | "multivaluequerystring" => ParameterLocation::Querystring,
        "header" | "multivalueheader" => ParameterLocation::Header,
        _ => return None,
    };
    Some((location, name))
}

fn has_parameter(path: &str, name: &str) -> bool {
    let parameters = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    parameters.map(|parameter| parameter.strip_suffix('+').unwrap_or(parameter)).any(|known| known == name)
}

fn check_response(reader: &mut Reader<'_>, declared: &MethodResponse, response: &IntegrationResponse) {
    for parameter in &response.response_parameters {
        let Some(name) = parameter.target.text.strip_prefix("method.response.header.") else { continue };
        if !declared.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name)) {
            let message = format!(
                "`{}` is no header of the method response {}, and Amazon refuses to import a mapping to it; expected `{name}` \
                 among its `headers`",
                parameter.target.text, declared.status_code
            );
            reader.warning_at(UNDECLARED, parameter.target.origin, message);
        }
    }
}
