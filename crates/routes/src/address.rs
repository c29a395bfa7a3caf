//! From host and path to a stage (CONTRACT: Addressing).

use crate::{StageIndex, Table};
use tollgate_model::FaultKind;

/// A stage, and what of the raw path is left for its matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located<'r> {
    pub stage: StageIndex,
    /// Begins with `/`.
    pub path: &'r str,
    /// `$context.customDomain.basePathMatched`, when a mapping decided.
    pub base_path: Option<&'r str>,
}

/// Unknown host, API, mapping or stage; a disabled endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLocated {
    pub fault: FaultKind,
    /// For logs: `unknown host`, `no mapping for the path`, …
    pub why: &'static str,
}

impl Table {
    /// Which stage a request is for. `host` may carry a port and any letters; `path` is raw and begins with `/`.
    /// `execute_api` and `execute_api_paths` are what the listener answers.
    pub fn locate<'r>(
        &self,
        _host: &str,
        _path: &'r str,
        _execute_api: bool,
        _execute_api_paths: bool,
    ) -> Result<Located<'r>, NotLocated> {
        Err(NotLocated { fault: FaultKind::Forbidden, why: "unknown host" })
    }
}
