//! Which integration response an answer meets.

use super::Pattern;

/// What came of the patterns of one integration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The integration response's index. `None`: no pattern matches and there is no default, which is 500
    /// `API_CONFIGURATION_ERROR` (supported-gateway-response-types).
    pub response: Option<usize>,
    /// The first pattern that was given up before the choice fell; it counts as one that does not match.
    pub exceeded: Option<usize>,
}

/// The first integration response whose pattern matches `value`, in the order of the definition; else the first that
/// has no pattern, which is the default.
///
/// `value` is the status of an HTTP, service or mock integration as text; of a Lambda function it is `errorMessage`,
/// `None` where the function did not fail: only patterns for any text, such as `.*`, match that
/// (handle-errors-in-lambda-integration).
pub fn select<'p>(patterns: impl IntoIterator<Item = Option<&'p Pattern>>, value: Option<&str>) -> Selection {
    let value = value.unwrap_or_default();
    let (mut default, mut exceeded) = (None, None);
    for (index, pattern) in patterns.into_iter().enumerate() {
        match pattern.map(|pattern| pattern.is_match(value)) {
            Some(Ok(true)) => return Selection { response: Some(index), exceeded },
            Some(Ok(false)) => {}
            Some(Err(_)) => exceeded = exceeded.or(Some(index)),
            None => default = default.or(Some(index)),
        }
    }
    Selection { response: default, exceeded }
}
