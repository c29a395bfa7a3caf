//! What a deployment asks of the configuration around it: stage variables, VPC links, access control.

use std::collections::BTreeMap;
use tollgate_definition::api::{AccessControl, Connection, DeploymentKind, Text};
use tollgate_definition::{Deployment, Integration};
use tollgate_model::Origin;

/// By name, each where it is asked for first.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    pub(crate) variables: BTreeMap<String, Origin>,
    /// Ids of VPC links; they may hold stage variables.
    pub(crate) vpc_links: BTreeMap<String, Origin>,
    pub(crate) access: BTreeMap<String, Origin>,
    /// Lambda functions, with their aliases; these may be stage variables.
    pub(crate) functions: BTreeMap<String, Origin>,
}

const STAGE_VARIABLE: &str = "stageVariables.";

/// What stands before a function's name in its ARN.
const FUNCTION: &str = ":function:";

pub(crate) fn of(deployment: &Deployment) -> Uses {
    let mut uses = Uses::default();
    match &deployment.kind {
        DeploymentKind::Rest(api) => {
            uses.access(&api.access);
            for method in api.resources.iter().flat_map(|resource| &resource.methods) {
                uses.access(&method.access);
                method.integration.iter().for_each(|integration| uses.integration(integration));
            }
        }
        DeploymentKind::Http(api) => {
            uses.access(&api.access);
            for route in &api.routes {
                uses.access(&route.access);
                route.integration.iter().for_each(|integration| uses.integration(integration));
            }
        }
    }
    uses
}

impl Uses {
    fn access(&mut self, access: &[AccessControl]) {
        for control in access {
            self.access.entry(control.what.clone()).or_insert(control.origin);
        }
    }

    fn integration(&mut self, integration: &Integration) {
        integration.uri.iter().chain(&integration.target).for_each(|text| self.text(text));
        integration.request_parameters.iter().for_each(|parameter| self.text(&parameter.source));
        integration.credentials.iter().for_each(|text| self.text(text));
        integration.uri.iter().for_each(|uri| self.function(uri));
        if let Connection::VpcLink(id) = &integration.connection {
            self.text(id);
            self.vpc_links.entry(id.text.to_string()).or_insert(id.origin);
        }
    }

    fn function(&mut self, uri: &Text) {
        if let Some((_, rest)) = uri.text.split_once(FUNCTION) {
            let name = rest.split('/').next().unwrap_or(rest);
            self.functions.entry(name.to_owned()).or_insert(uri.origin);
        }
    }

    fn text(&mut self, text: &Text) {
        for (at, _) in text.text.match_indices(STAGE_VARIABLE) {
            let rest = &text.text[at + STAGE_VARIABLE.len()..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            if end > 0 {
                self.variables.entry(rest[..end].to_owned()).or_insert(text.origin);
            }
        }
    }
}

/// A text with its `${stageVariables.x}` filled in, as far as they are known.
pub(crate) fn filled(text: &str, variables: &[(String, String)]) -> String {
    variables
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{STAGE_VARIABLE}{name}}}"), value))
}
