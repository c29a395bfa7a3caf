//! What each diagnostic means: a paragraph for `tollgate check --explain NAME`.

mod definition;
mod files;
mod functions;
mod mappings;
mod review;
mod routes;

use std::sync::LazyLock;

/// One diagnostic, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub name: &'static str,
    /// Whole sentences: what was found, why it matters, what to do.
    pub text: &'static str,
    /// The page of Amazon's guide that says so, where there is one.
    pub page: Option<&'static str>,
}

/// Every explanation, sorted by name.
pub static EXPLANATIONS: LazyLock<Vec<Explanation>> = LazyLock::new(|| {
    let tables = [
        definition::EXPLANATIONS,
        files::EXPLANATIONS,
        functions::EXPLANATIONS,
        mappings::EXPLANATIONS,
        review::EXPLANATIONS,
        routes::EXPLANATIONS,
    ];
    let mut all = tables.concat();
    all.sort_by_key(|explanation| explanation.name);
    all
});

/// The paragraph on a diagnostic.
pub fn explain(name: &str) -> Option<&'static Explanation> {
    EXPLANATIONS.binary_search_by(|explanation| explanation.name.cmp(name)).ok().map(|at| &EXPLANATIONS[at])
}

/// Names that are promised and not found by this build yet: a file may allow or deny them already.
const PROMISED: &[&str] =
    &["cache-identity", "cache-unset", "identity-behind-proxy", "limits-per-node", "needs-restart", "no-throttle"];

/// Is this the name of a diagnostic, of this build or a promised one.
pub fn is_name(name: &str) -> bool {
    explain(name).is_some() || PROMISED.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_are_sorted_and_each_name_is_there_once() {
        for pair in EXPLANATIONS.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} before {}", pair[0].name, pair[1].name);
        }
    }

    #[test]
    fn every_explanation_is_found_by_its_name() {
        for explanation in EXPLANATIONS.iter() {
            assert_eq!(explain(explanation.name), Some(explanation));
            assert!(explanation.text.ends_with('.'), "{}", explanation.name);
        }
        assert_eq!(explain("no-such-name"), None);
    }
}
