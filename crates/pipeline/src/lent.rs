//! What templates see of a request.

use crate::parameters::{self, Source};
use crate::view::View;
use std::borrow::Cow;
use tollgate_mapping::template::{Context, Params, Place, Variables};
use tollgate_model::Variable;
use tollgate_routes::Stage;

/// `$context` has `identity` with the names of a caller who signs, even where they have no value
/// (recorded of the service: a REST API without authorization prints empty texts for them).
const IDENTITY: &str = "identity";

/// Of those one that is no variable of logs: the key that signed, of nobody yet.
const ACCESS_KEY: &str = "accessKey";

/// What of `identity` is there only for callers with an API key, a certificate, or from a VPC (recorded likewise).
fn is_of_some(variable: Variable) -> bool {
    use Variable::{
        ApiKey, ApiKeyId, ClientCertIssuerDn, ClientCertNotAfter, ClientCertNotBefore, ClientCertPem,
        ClientCertSerialNumber, ClientCertSubjectDn, VpcId, VpceId,
    };
    matches!(
        variable,
        ApiKey
            | ApiKeyId
            | ClientCertIssuerDn
            | ClientCertNotAfter
            | ClientCertNotBefore
            | ClientCertPem
            | ClientCertSerialNumber
            | ClientCertSubjectDn
            | VpcId
            | VpceId
    )
}

impl Params for Source<'_> {
    fn value(&self, place: Place, name: &str) -> Option<Cow<'_, str>> {
        match place {
            Place::Path => {
                let at = self.route.params.iter().position(|param| **param == *name)?;
                Some(parameters::decoded(self.opened.param(u16::try_from(at).ok()?, self.head.path)))
            }
            Place::QueryString => {
                parameters::query(self.head).filter(|(key, _)| key == name).last().map(|(_, value)| value)
            }
            Place::Header => parameters::written_values(self.head, name).pop().map(Cow::Owned),
        }
    }

    fn visit(&self, place: Place, visit: &mut dyn FnMut(&str, &str)) {
        let mut names: Vec<(String, String)> = Vec::new();
        let mut last = |name: &str, value: &str| match names.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value.to_owned(),
            None => names.push((name.to_owned(), value.to_owned())),
        };
        match place {
            Place::Path => {
                for (at, name) in self.route.params.iter().enumerate() {
                    last(name, &parameters::decoded(self.opened.param(at as u16, self.head.path)));
                }
            }
            Place::QueryString => parameters::query(self.head).for_each(|(name, value)| last(&name, &value)),
            Place::Header => self.head.names.visit(&mut |name, value| {
                let name = String::from_utf8_lossy(name);
                if parameters::is_seen(&name) {
                    last(&name, &String::from_utf8_lossy(value.as_bytes()));
                }
            }),
        }
        names.iter().for_each(|(name, value)| visit(name, value));
    }
}

/// `$stageVariables`, sorted by name.
pub(crate) struct StageVariables<'a>(pub(crate) &'a Stage);

impl Variables for StageVariables<'_> {
    fn visit(&self, visit: &mut dyn FnMut(&str, &str)) {
        self.0.variables.iter().for_each(|(name, value)| visit(name, value));
    }
}

impl Context for View<'_> {
    fn value(&self, path: &str) -> Option<Cow<'_, str>> {
        let variable = Variable::parse(path)?;
        // Of failures only gateway responses are told.
        self.named(path).filter(|_| !variable.is_of_error()).map(Cow::Owned)
    }

    fn visit(&self, object: &str, visit: &mut dyn FnMut(&str)) -> bool {
        let below = |name: &'static str| match object {
            "" => Some(name),
            object => name.strip_prefix(object)?.strip_prefix('.'),
        };
        let mut known: Vec<&str> = Vec::new();
        // REST APIs have resources, no routes (recorded of the service: `routeKey` is not among the keys).
        let is_told = |variable: &&Variable| {
            !variable.is_logged_only() && !variable.is_of_error() && **variable != Variable::RouteKey
        };
        for variable in Variable::ALL.iter().filter(is_told) {
            let Some(rest) = below(variable.name()) else { continue };
            let is_of_identity = object.split('.').next() == Some(IDENTITY) || rest.starts_with("identity.");
            let is_there = is_of_identity && !is_of_some(*variable);
            let first = rest.split('.').next().unwrap_or(rest);
            if !known.contains(&first) && (is_there || self.named(variable.name()).is_some()) {
                known.push(first);
                visit(first);
            }
        }
        if object == IDENTITY {
            visit(ACCESS_KEY);
        }
        !known.is_empty()
    }
}
