//! What Amazon calls method settings: a stage's own, for every method, and those of single methods.

use super::RouteKey;
use serde::Serialize;
use tollgate_model::{LoggingLevel, Origin};

/// `[[api.stage.method]]`. What it does not say, the stage says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MethodSettings {
    pub key: RouteKey,
    pub logging_level: Option<LoggingLevel>,
    pub data_trace: Option<bool>,
    /// A series of its own, or the stage's.
    pub metrics: Option<bool>,
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
