//! Whatever a file contains, the import ends, says something, and does not panic.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod support;

use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;
use support::{Imported, import_text, listing};
use tollgate_definition::Protocol;
use tollgate_definition::openapi::{BasePath, MAX_BYTES};

/// Every file of the other tests.
static CORPUS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = ["guide", "broken"].into_iter().flat_map(|folder| std::fs::read_dir(tests.join(folder)).unwrap());
    let mut corpus: Vec<_> = files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "yaml"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    corpus.sort();
    corpus
});

/// Imports a text as both kinds of API, in every mode, and prints what came of it.
fn survive(name: &str, text: &str) {
    for protocol in [None, Some(Protocol::Rest), Some(Protocol::Http)] {
        for basepath in [BasePath::Ignore, BasePath::Prepend, BasePath::Split] {
            check(&import_text(name, text, protocol, basepath));
        }
    }
}

fn check(imported: &Imported) {
    for diagnostic in imported.diagnostics.iter() {
        assert!(imported.sources.place(diagnostic.origin).is_some(), "{diagnostic:?}");
        assert!(tollgate_definition::explain::explain(diagnostic.name).is_some(), "{}", diagnostic.name);
    }
    assert!(listing(imported).lines().count() >= imported.routes().len());
}

/// Pieces that mean something to a parser.
fn piece() -> impl Strategy<Value = String> {
    let known = [
        "openapi: 3.0.1\n",
        "swagger: '2.0'\n",
        "paths:",
        "  /a:",
        "    get:",
        "$ref: '#/paths'",
        "x-amazon-apigateway-",
        "integration",
        "gateway-responses: {",
        "request-validators: {",
        "responses: {",
        "requestTemplates: {",
        "definitions: {A: {",
        "components: {schemas: {",
        "$ref: '#/definitions/A'",
        "parameters: [",
        "in: body, schema: {",
        "properties: {",
        "items: ",
        "200: ",
        "default: ",
        "security: [a: []]",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ": ",
        "\n",
        "\n  ",
        "- ",
        "? ",
        "&a ",
        "*a",
        "<<: ",
        "!!str ",
        "!Sub ",
        "|\n",
        ">-\n",
        "'",
        "\"",
        "\\u12",
        "\\",
        "#",
        "---\n",
        "...\n",
        "%TAG ! a\n",
        "${",
        "}",
        "~",
        "1e9",
        "\t",
        "\r\n",
        "\r",
        "\u{feff}",
        "ä",
        "😀",
        "\u{85}",
        "\u{2028}",
        "\0",
        "\"\\ud83d\"",
    ];
    prop_oneof![4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), json in any::<bool>()) {
        survive(if json { "a.json" } else { "a.yaml" }, &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn meaningful_pieces_in_any_order_are_survived(pieces in prop::collection::vec(piece(), 0..60), json in any::<bool>()) {
        survive(if json { "a.json" } else { "a.yaml" }, &pieces.concat());
    }

    #[test]
    fn damaged_definitions_are_survived(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..40usize, piece()), 1..6),
    ) {
        let (name, text) = which.get(&CORPUS);
        let mut letters: Vec<char> = text.chars().collect();
        for (at, remove, insert) in edits {
            let start = at.index(letters.len() + 1);
            let end = (start + remove).min(letters.len());
            letters.splice(start..end, insert.chars());
        }
        let text: String = letters.into_iter().collect();
        let protocols = [Protocol::Rest, Protocol::Http];
        protocols.into_iter().for_each(|protocol| check(&import_text(name, &text, Some(protocol), BasePath::Prepend)));
    }
}

fn rest(text: &str) -> Imported {
    let imported = import_text("a.yaml", text, Some(Protocol::Rest), BasePath::Ignore);
    check(&imported);
    imported
}

/// Schemas, parameters, responses and paths that refer to themselves or to each other.
#[test]
fn references_in_circles_end() {
    let imported = rest("openapi: 3.0.1
paths:
  /a: {post: {
    parameters: [{$ref: '#/components/parameters/p'}],
    requestBody: {$ref: '#/components/requestBodies/b'},
    responses: {200: {$ref: '#/components/responses/r'}, 201: {content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}}}}
components:
  parameters: {p: {$ref: '#/components/parameters/q'}, q: {$ref: '#/components/parameters/p'}}
  requestBodies: {b: {$ref: '#/components/requestBodies/b'}}
  responses: {r: {$ref: '#/components/responses/r'}}
  schemas: {A: {$ref: '#/components/schemas/B'}, B: {items: {$ref: '#/components/schemas/A'}}, C: {$ref: '#/paths'}}");
    assert!(imported.rendered().contains("leads round in a circle"), "{}", imported.rendered());
    assert!(imported.deployment.is_some());
}

/// Each schema refers to the next, in a place that is no model: as deep as the file is long.
#[test]
fn a_chain_of_references_is_followed_without_going_deep() {
    let links: String = (0..50_000).map(|at| format!("  s{at}: {{items: {{$ref: '#/x-s/s{}'}}}}\n", at + 1)).collect();
    let body = "{content: {a/b: {schema: {$ref: '#/x-s/s0'}}}}";
    let imported = rest(&format!(
        "openapi: 3.0.1\npaths: {{/a: {{post: {{requestBody: {body}}}}}}}\nx-s:\n{links}  s50000: {{}}\n"
    ));
    assert!(imported.deployment.is_some(), "{}", imported.rendered());
}

/// What many operations refer to is read for each of them: a few megabytes could stand for terabytes.
#[test]
fn what_references_come_to_has_a_bound() {
    let headers: String = (0..20_000).map(|at| format!("x{at}: {{}}, ")).collect();
    let paths: String = (0..20_000)
        .map(|at| format!("  /p{at}: {{get: {{responses: {{200: {{$ref: '#/responses/r'}}}}}}}}\n"))
        .collect();
    let imported = rest(&format!("swagger: '2.0'\nresponses: {{r: {{headers: {{{headers}}}}}}}\npaths:\n{paths}"));
    assert!(imported.rendered().contains("with its references followed the definition comes to more than"));
    let template = "t".repeat(200_000);
    let paths: String = (0..20_000).map(|at| format!("  /p{at}: {{$ref: '#/x-p'}}\n")).collect();
    let integration = format!("{{type: mock, requestTemplates: {{a/b: '{template}'}}}}");
    let item = format!("x-p: {{get: {{x-amazon-apigateway-integration: {integration}}}}}");
    let imported = rest(&format!("swagger: '2.0'\n{item}\npaths:\n{paths}"));
    assert!(imported.rendered().contains("with its references followed the definition comes to more than"));
}

/// "Billion laughs": in schemas, templates and documentation alike.
#[test]
fn aliases_of_aliases_are_refused() {
    let mut text = String::from("swagger: '2.0'\npaths: {}\ndefinitions:\n  A0: &a0 {type: object}\n");
    for level in 1..30 {
        let before = level - 1;
        text += &format!("  A{level}: &a{level} {{allOf: [*a{before}, *a{before}, *a{before}, *a{before}]}}\n");
    }
    assert!(rest(&text).diagnostics.has_errors());
}

#[test]
fn a_file_over_amazons_bound_is_refused() {
    let text = format!("openapi: 3.0.1\npaths: {{}}\n#{}", " ".repeat(MAX_BYTES));
    let imported = import_text("a.yaml", &text, None, BasePath::Ignore);
    assert!(imported.deployment.is_none());
    assert!(imported.rendered().contains("error[definition-unreadable]"));
}

#[test]
fn findings_have_a_bound_and_what_is_left_out_is_counted() {
    let keys: String = (0..5000).map(|number| format!("key{number}: 1\n")).collect();
    let imported = import_text("a.yaml", &format!("openapi: 3.0.1\npaths: {{}}\n{keys}"), None, BasePath::Ignore);
    assert_eq!(imported.diagnostics.iter().count(), 1001);
    assert!(imported.rendered().contains("4000 more findings"), "counted");
    assert!(!imported.diagnostics.has_errors(), "warnings stay warnings");
}
