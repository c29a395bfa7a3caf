//! What the YAML parser takes, refuses, and bounds.

use super::*;

fn flaw(text: &str) -> (&'static str, String, u32) {
    let parsed = parse(text, 0);
    let flaw = parsed.flaws.first().unwrap_or_else(|| panic!("{text:?} has no flaw"));
    (flaw.name, flaw.message.clone(), flaw.span.start)
}

fn at(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

#[test]
fn keys_and_values_know_their_places() {
    for end in ["\n", "\r\n"] {
        let text = ["# ä", "paths:", "  '/pets': &p", "    get: \"ü\"", "  /b: [1, *p]", ""].join(end);
        let root = parse(&text, 0).root.unwrap();
        let paths = root.entry("paths").unwrap();
        assert_eq!(at(&text, paths.span), "paths");
        assert_eq!(at(&text, paths.value.entry("/pets").unwrap().span), "'/pets'");
        let get = paths.value.get("/pets").unwrap().entry("get").unwrap();
        assert_eq!((at(&text, get.span), at(&text, get.value.span)), ("get", "\"ü\""));
        assert_eq!(at(&text, paths.value.get("/b").unwrap().items()[0].span), "1");
    }
}

#[test]
fn keys_are_texts() {
    let root = parse("200: a\ntrue: b\non: c\n~: d\n\"5\": e", 0).root.unwrap();
    let keys: Vec<_> = root.entries().iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["200", "true", "on", "~", "5"]);
}

#[test]
fn merged_keys_give_way_to_the_maps_own() {
    let text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}";
    let root = parse(text, 0).root.unwrap();
    let merged = root.get("c").unwrap();
    let value = |key| merged.get(key).and_then(Node::text).unwrap().to_owned();
    assert_eq!([value("x"), value("y"), value("z")], ["3", "1", "2"]);
}

/// SnakeYAML does not look at the indentation within flow collections; deployed definitions end a policy so.
#[test]
fn flow_collections_may_be_less_indented_than_the_block_around_them() {
    for end in ["\n", "\r\n"] {
        let text = ["a: # ä", "  b: {", "    c: [1", "],", "d: 2", "}", "e: 3", ""].join(end);
        let root = parse(&text, 0).root.unwrap();
        let b = root.get("a").unwrap().get("b").unwrap();
        assert_eq!(b.get("c").unwrap().items()[0].text(), Some("1"));
        let d = b.entry("d").unwrap();
        assert_eq!((at(&text, d.span), at(&text, d.value.span)), ("d", "2"));
        assert_eq!(root.get("e").and_then(Node::text), Some("3"));
    }
    for (text, start) in [("a:\n  b: { # why\n}", 16), ("a:\n  b: {\n}\n} ", 12)] {
        assert_eq!(flaw(text).2, start, "{text:?}");
    }
    let many = format!("a:\n  b: [\n{}]", "1,\n".repeat(MAX_JOINED_LINES + 1));
    assert!(flaw(&many).1.contains("invalid indentation"));
}

#[test]
fn what_is_no_definition_is_refused_where_it_stands() {
    for (text, name, message, start) in [
        ("a: 1\n---\nb: 2", "syntax", "second document", 5),
        ("a: 1\nb: 2\na: 3", "duplicate-key", "`a`", 10),
        ("a: [1, 2", "syntax", "not valid YAML", 8),
        ("a: b: c", "syntax", "not valid YAML", 4),
        ("a: &x [*x]", "syntax", "contains it", 7),
        ("a: *x", "syntax", "not valid YAML", 3),
        ("? [a]\n: b", "syntax", "a key is a text", 2),
        ("a: !Sub '${x}'", "unresolved-placeholder", "`!Sub`", 3),
        ("a: {<<: 1}", "syntax", "`<<` merges", 8),
    ] {
        let (found, text_found, at) = flaw(text);
        assert!(found == name && text_found.contains(message), "{text:?}: {found} {text_found}");
        assert_eq!(at, start, "{text:?}");
    }
}

#[test]
fn aliases_within_aliases_have_a_bound() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert!(flaw(&text).1.contains("stand for more than"));
    let long = format!("a: &a '{}'\nb: [{}]", "x".repeat(1_000_000), "*a, ".repeat(1000));
    assert!(flaw(&long).1.contains("stand for more than"), "a long text is more than one value");
}

#[test]
fn nesting_has_a_bound() {
    for text in ["- ".repeat(1_000_000), "[".repeat(1_000_000), "? ".repeat(100_000), "{a: ".repeat(100_000)] {
        assert_eq!(flaw(&text).0, "syntax");
    }
    let chain = |depth: usize| format!("{}x", "- ".repeat(depth));
    assert!(parse(&chain(MAX_DEPTH), 0).root.is_some());
    assert!(parse(&chain(MAX_DEPTH + 1), 0).root.is_none());
    let long = format!("a: &a {}x{}\nb: {0}*a{1}", "[".repeat(60), "]".repeat(60));
    assert!(flaw(&long).1.contains("nested more than"));
}
