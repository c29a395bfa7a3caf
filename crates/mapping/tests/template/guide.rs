//! Every template that the developer guide prints, with what it prints for it, or what follows from it.

use crate::render;
use serde_json::Value;
use std::path::Path;

struct Case<'t> {
    name: &'t str,
    template: &'t str,
    event: &'t str,
    json: bool,
    expected: &'t str,
    overrides: Option<&'t str>,
}

#[test]
fn the_guides_templates_come_to_what_it_prints() {
    let mut cases = 0;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/template/guide")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for case in text.split("\n######## ").skip(1).map(case) {
            check(&path.file_stem().unwrap().to_string_lossy(), &case);
            cases += 1;
        }
    }
    assert!(cases >= 80, "{cases}");
}

fn case(text: &str) -> Case<'_> {
    let mut sections = text.split("\n==== ");
    let name = sections.next().unwrap();
    let mut case = Case { name, template: "", event: "", json: false, expected: "", overrides: None };
    for section in sections {
        let (kind, content) = section.split_once('\n').unwrap();
        let content = content.strip_suffix('\n').unwrap_or(content);
        match kind {
            "template" => case.template = content,
            "event" => case.event = content,
            "json" | "exact" => (case.json, case.expected) = (kind == "json", content),
            "overrides" => case.overrides = Some(content),
            other => panic!("{name}: {other}"),
        }
    }
    case
}

fn check(page: &str, case: &Case<'_>) {
    let place = format!("{page}, {}", case.name);
    let rendered = render(case.template, case.event).unwrap_or_else(|fault| panic!("{place}: {fault}"));
    let json =
        |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{place}: {error}: {text}"));
    if case.json {
        assert_eq!(json(&rendered.text), json(case.expected), "{place}");
    } else {
        assert_eq!(rendered.text, case.expected, "{place}");
    }
    let overrides = (!rendered.overrides.is_empty()).then(|| json(&rendered.overrides.to_json()));
    assert_eq!(overrides, case.overrides.map(json), "{place}");
}
