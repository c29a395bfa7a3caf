//! What each diagnostic means: a paragraph for `tollgate check --explain NAME`.

/// One diagnostic, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub name: &'static str,
    /// Whole sentences: what was found, why it matters, what to do.
    pub text: &'static str,
    /// The page of Amazon's guide that says so, where there is one.
    pub page: Option<&'static str>,
}

/// The paragraph on a diagnostic.
pub fn explain(name: &str) -> Option<&'static Explanation> {
    EXPLANATIONS.binary_search_by(|explanation| explanation.name.cmp(name)).ok().map(|at| &EXPLANATIONS[at])
}

/// Every diagnostic there is, sorted by name.
pub const EXPLANATIONS: &[Explanation] = &[Explanation {
    name: "definition-unreadable",
    text: "The definition is not something an API can be made of: it is empty, too large, no JSON or YAML object, or \
               of a version that cannot be imported. Export it again, or name the right file.",
    page: Some("api-gateway-import-api"),
}];

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
        for explanation in EXPLANATIONS {
            assert_eq!(explain(explanation.name), Some(explanation));
            assert!(explanation.text.ends_with('.'), "{}", explanation.name);
        }
        assert_eq!(explain("no-such-name"), None);
    }
}
