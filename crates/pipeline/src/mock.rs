//! Answers without a backend (how-to-mock-integration).

use crate::{Fields, Opened, Reply, text};
use bytes::Bytes;
use tollgate_model::{Fault, FaultKind};
use tollgate_routes::{Mock, Stage};

/// Without a template that names a status, the default integration response.
pub(crate) fn answer(stage: &Stage, mock: &Mock, opened: &Opened) -> Result<Reply, Fault> {
    let response = mock.response.default.as_ref().ok_or(FaultKind::ApiConfigurationError)?;
    let headers: Fields = text::id_fields(stage.manners, &opened.identity).collect();
    Ok(Reply { status: response.status, headers, body: Bytes::new() })
}
