//! `[check] allow` and `deny`, and `--deny`: which warnings pass and which count as errors.

use std::collections::BTreeSet;
use tollgate_definition::{Check, Diagnostic, Diagnostics, Severity};

/// Every warning, as `--deny warnings` says it.
const WARNINGS: &str = "warnings";

/// Found only where they are denied by name: right for most who never asked.
const ON_REQUEST: &[&str] = &["open-route"];

/// Applied to all diagnostics of a check, those of compiling included: allowed warnings go, denied ones (by the file, or
/// by `denied`, a name or `warnings`) become errors, those found on request are there only if denied by name, and an `allow` that matched nothing is a warning of its own.
/// Errors cannot be allowed.
pub fn accept(check: &Check, denied: &[String], diagnostics: &mut Diagnostics) {
    let mut used = BTreeSet::new();
    let mut judged = Diagnostics::default();
    for finding in std::mem::take(diagnostics) {
        let warning = finding.severity == Severity::Warning;
        if warning && check.allow.iter().any(|(name, _)| name == finding.name) {
            used.insert(finding.name);
            continue;
        }
        if warning && ON_REQUEST.contains(&finding.name) && !is_denied(finding.name, check, denied) {
            continue;
        }
        judged.push(raised(finding, check, denied));
    }
    for (name, origin) in check.allow.iter().filter(|(name, _)| !used.contains(name.as_str())) {
        let unused =
            Diagnostic::warning("unused-allow", *origin, format!("no warning `{name}` is there to be allowed"));
        judged.push(raised(unused, check, denied));
    }
    *diagnostics = judged;
}

fn raised(finding: Diagnostic, check: &Check, denied: &[String]) -> Diagnostic {
    let severity = match is_denied(finding.name, check, denied) || is_denied(WARNINGS, check, denied) {
        true => Severity::Error,
        false => finding.severity,
    };
    Diagnostic { severity, ..finding }
}

fn is_denied(name: &str, check: &Check, denied: &[String]) -> bool {
    check.deny.iter().map(|(name, _)| name).chain(denied).any(|known| known == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate_model::Origin;

    fn judged(allow: &[&str], deny: &[&str], denied: &[&str]) -> Vec<(&'static str, Severity)> {
        let placed = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), Origin::NOWHERE)).collect();
        let check = Check { allow: placed(allow), deny: placed(deny) };
        let mut diagnostics = Diagnostics::default();
        diagnostics.warning("open-route", Origin::NOWHERE, "anyone");
        diagnostics.warning("tls-insecure", Origin::NOWHERE, "open");
        diagnostics.warning("not-enforced", Origin::NOWHERE, "later");
        diagnostics.error("syntax", Origin::NOWHERE, "wrong");
        accept(&check, &denied.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), &mut diagnostics);
        diagnostics.iter().map(|finding| (finding.name, finding.severity)).collect()
    }

    #[test]
    fn warnings_are_allowed_and_denied_by_name() {
        use Severity::{Error, Warning};
        for (allow, deny, denied, expected) in [
            (&[][..], &[][..], &[][..], &[("tls-insecure", Warning), ("not-enforced", Warning), ("syntax", Error)][..]),
            (&["tls-insecure"], &[], &[], &[("not-enforced", Warning), ("syntax", Error)]),
            (&[], &["tls-insecure"], &[], &[("tls-insecure", Error), ("not-enforced", Warning), ("syntax", Error)]),
            (
                &[],
                &["open-route"],
                &[],
                &[("open-route", Error), ("tls-insecure", Warning), ("not-enforced", Warning), ("syntax", Error)],
            ),
            (&[], &[], &["warnings"], &[("tls-insecure", Error), ("not-enforced", Error), ("syntax", Error)]),
            (
                &["syntax"],
                &[],
                &["not-enforced"],
                &[("tls-insecure", Warning), ("not-enforced", Error), ("syntax", Error), ("unused-allow", Warning)],
            ),
        ] {
            assert_eq!(judged(allow, deny, denied), expected, "{allow:?} {deny:?} {denied:?}");
        }
    }
}
