//! Who may call: what is not enforced yet fails closed.

use crate::names::NOT_ENFORCED;
use crate::table::Context;
use tollgate_definition::{api::AccessControl, node::UnenforcedAccess};
use tollgate_model::FaultKind;
use tollgate_routes::Access;

/// `Some` when the thing must refuse every request, as something decides who may call it that is not enforced. A warning for
/// each such thing either way.
pub(crate) fn refusal(context: &mut Context<'_>, controls: &[AccessControl], what: &str) -> Option<FaultKind> {
    let open = context.configuration.node.unenforced_access == UnenforcedAccess::Allow;
    for control in controls {
        let message = match open {
            false => format!(
                "{what} answers 500 to every request, because its {} is not enforced by this build yet; \
                 `unenforced_access = \"allow\"` in `[node]` would open it to everyone",
                control.what
            ),
            true => format!(
                "{what} is open to everyone: its {} is not enforced by this build yet, and `unenforced_access` is \"allow\"",
                control.what
            ),
        };
        context.diagnostics.warning(NOT_ENFORCED, control.origin, message);
    }
    (!controls.is_empty() && !open).then_some(FaultKind::AuthorizerConfigurationError)
}

/// Of a route, when its API may (`None`) or may not be called.
pub(crate) fn route(
    context: &mut Context<'_>,
    api: Option<FaultKind>,
    controls: &[AccessControl],
    key: &str,
) -> Access {
    let own = refusal(context, controls, &format!("`{key}`"));
    api.or(own).map_or(Access::Open, Access::Refuse)
}
