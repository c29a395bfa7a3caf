//! Integrations that are made of mappings: what is sent, and what becomes of the answer.

use crate::HttpProxy;
use tollgate_model::Origin;

/// The request is made of its mappings alone, and so is the answer (setup-http-integrations).
#[derive(Debug)]
pub struct Http {
    /// Where it goes, and the parameters that are mapped.
    pub proxy: HttpProxy,
    pub response: ResponseMap,
}

/// Nothing is called: the request's template names a status, which selects the answer (how-to-mock-integration).
#[derive(Debug)]
pub struct Mock {
    pub response: ResponseMap,
}

/// The integration responses of a method.
#[derive(Debug, Default)]
pub struct ResponseMap {
    /// In the order of the definition, but the default one.
    pub selected: Box<[IntegrationResponse]>,
    /// What is answered when none of them is selected.
    pub default: Option<IntegrationResponse>,
}

/// What becomes of an answer that selects it.
#[derive(Debug)]
pub struct IntegrationResponse {
    /// Of the method response: what the caller gets.
    pub status: u16,
    pub origin: Origin,
}
