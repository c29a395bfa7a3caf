//! Diagnostics for people, programs and GitHub's annotations.

use crate::args::ReportFormat;
use serde_json::{Value, json};
use std::fmt::Write;
use tollgate_definition::{Diagnostic, Diagnostics, Severity, Sources};
use tollgate_model::Origin;

/// Every finding, and a last line that sums them up.
pub(crate) fn report(diagnostics: &Diagnostics, sources: &Sources, format: ReportFormat) -> String {
    match format {
        ReportFormat::Text => text(diagnostics, sources),
        ReportFormat::Json => format!("{:#}\n", as_json(diagnostics, sources)),
        ReportFormat::Github => github(diagnostics, sources),
    }
}

/// `2 errors, 1 warning`; `clean`.
pub(crate) fn summary(diagnostics: &Diagnostics) -> String {
    let counted = |severity: Severity| match diagnostics.count(severity) {
        0 => None,
        1 => Some(format!("1 {}", severity.as_str())),
        many => Some(format!("{many} {}s", severity.as_str())),
    };
    let counts: Vec<String> = [Severity::Error, Severity::Warning].into_iter().filter_map(counted).collect();
    if counts.is_empty() { "clean".to_owned() } else { counts.join(", ") }
}

pub(crate) fn text(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        diagnostic.render(sources, &mut out);
    }
    out + &summary(diagnostics) + "\n"
}

pub(crate) fn as_json(diagnostics: &Diagnostics, sources: &Sources) -> Value {
    json!({
        "diagnostics": diagnostics.iter().map(|diagnostic| one(diagnostic, sources)).collect::<Vec<_>>(),
        "errors": diagnostics.count(Severity::Error),
        "warnings": diagnostics.count(Severity::Warning),
    })
}

fn one(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let related = |(origin, note): &(Origin, String)| json!({ "note": note, "place": place(*origin, sources) });
    json!({
        "name": diagnostic.name,
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "place": place(diagnostic.origin, sources),
        "related": diagnostic.related.iter().map(related).collect::<Vec<_>>(),
    })
}

fn place(origin: Origin, sources: &Sources) -> Value {
    sources.place(origin).map_or(
        Value::Null,
        |place| json!({ "path": place.path, "line": place.line, "column": place.column, "source": place.source_line }),
    )
}

/// Workflow commands: `::error file=…,line=…,col=…,title=…::message`.
fn github(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        let at = sources.place(diagnostic.origin).map_or_else(String::new, |place| {
            format!("file={},line={},col={},", property(place.path), place.line, place.column)
        });
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "::{} {at}title={}::{}",
            diagnostic.severity.as_str(),
            property(diagnostic.name),
            data(&diagnostic.message)
        );
    }
    out + &summary(diagnostics) + "\n"
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> (Diagnostics, Sources) {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add("conf/a,b.toml", "[node]\nthreds = 2\n");
        let origin = sources.origin(file, 7..13);
        diagnostics.error("unknown-key", origin, "unknown key `threds`: 100% wrong");
        diagnostics.warning("open-route", Origin::NOWHERE, "anyone may call");
        (diagnostics, sources)
    }

    #[test]
    fn the_last_line_sums_up() {
        let (diagnostics, sources) = found();
        let text = report(&diagnostics, &sources, ReportFormat::Text);
        assert!(text.ends_with("\nwarning[open-route]: anyone may call\n1 error, 1 warning\n"), "{text}");
        assert_eq!(report(&Diagnostics::default(), &sources, ReportFormat::Text), "clean\n");
    }

    /// The escapes of GitHub's workflow commands.
    #[test]
    fn annotations_escape_what_would_end_them() {
        let (diagnostics, sources) = found();
        let text = report(&diagnostics, &sources, ReportFormat::Github);
        let first = "::error file=conf/a%2Cb.toml,line=2,col=1,title=unknown-key::unknown key `threds`: 100%25 wrong";
        assert_eq!(text.lines().next(), Some(first));
        assert_eq!(text.lines().nth(1), Some("::warning title=open-route::anyone may call"));
    }

    #[test]
    fn json_tells_places() {
        let (diagnostics, sources) = found();
        let value = as_json(&diagnostics, &sources);
        assert_eq!(value["diagnostics"][0]["place"]["line"], 2);
        assert_eq!(value["diagnostics"][1]["place"], Value::Null);
        assert_eq!((&value["errors"], &value["warnings"]), (&json!(1), &json!(1)));
    }
}
