//! What can be said of a whole configuration before anything is compiled: definitions that were right at Amazon and are not,
//! or not quite, where they are now.
//!
//! Start at [`review`].

mod open;
mod policy;
mod reach;

use crate::api::{Api, DeploymentKind, RestApi};
use crate::{Configuration, Diagnostics};

/// Every finding; none of them is an error.
pub fn review(configuration: &Configuration, diagnostics: &mut Diagnostics) {
    for api in &configuration.apis {
        open::check(api, diagnostics);
        for rest in definitions(api) {
            policy::check(api, rest, diagnostics);
            reach::check(api, rest, diagnostics);
        }
    }
    reach::check_domains(configuration, diagnostics);
}

/// The definitions of a REST API: its stages' own, or one that all of them share, once.
fn definitions(api: &Api) -> Vec<&RestApi> {
    let mut known: Vec<&RestApi> = Vec::new();
    for stage in &api.stages {
        if let DeploymentKind::Rest(rest) = &stage.deployment.kind
            && !known.iter().any(|other| std::ptr::eq(*other, rest))
        {
            known.push(rest);
        }
    }
    known
}
