//! What Amazon calls method settings: a stage's own, for every method, and those of single methods.

use serde::Serialize;
use tollgate_model::Origin;
use tollgate_model::logging::MethodOverride;

/// `[[api.stage.method]]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MethodSettings {
    pub settings: MethodOverride,
    /// Without effect yet, and so in no digest.
    #[serde(skip)]
    pub throttle: Option<Throttle>,
    pub origin: Origin,
}

/// `throttle = { rate, burst }`. Not enforced by this build.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Throttle {
    /// Requests a second; below 0 for no limit.
    pub rate: Option<f64>,
    pub burst: Option<i64>,
    pub origin: Origin,
}
