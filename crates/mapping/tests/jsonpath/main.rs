//! JSONPath against Jayway's answers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

use proptest::prelude::*;
use std::cell::Cell;
use tollgate_mapping::json;
use tollgate_mapping::jsonpath::{Exhausted, NESTING, PATH_BYTES, Path};
use tollgate_vtl::Value;

fn answer(document: &str, path: &str) -> String {
    let Ok(path) = Path::parse(path) else { return "invalid".to_owned() };
    let document = json::parse(document).unwrap();
    let found = path.read(&document, &Cell::new(1_000_000)).unwrap();
    let mut text = String::new();
    json::print(&found, &mut text, usize::MAX).unwrap();
    text
}

#[test]
fn paths_answer_as_jayways_do() {
    let (mut document, mut rows) = ("", 0);
    for line in include_str!("jayway.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match (line.strip_prefix("= "), line.split_once('\t')) {
            (Some(text), _) => document = text,
            (None, Some((path, expected))) => {
                assert_eq!(answer(document, path), expected, "{path}");
                rows += 1;
            }
            (None, None) => panic!("{line}"),
        }
    }
    assert!(rows > 300, "{rows}");
}

/// Where this reader does better than Jayway 2.4.0: later versions read the first two as here.
#[test]
fn names_may_hold_commas_and_paths_blanks_around_them() {
    for (path, expected) in [("$['a,b']", "1"), (" $.c ", "2"), ("$['c' , 'a,b']", r#"{"c":2,"a,b":1}"#)] {
        assert_eq!(answer(r#"{"a,b":1,"c":2}"#, path), expected, "{path}");
    }
}

/// models-mappings: AWS's templates may leave out `$.`
#[test]
fn a_path_may_leave_its_root_out() {
    for path in ["$.a.b[0]", "a.b[0]", "['a'].b[0]"] {
        assert_eq!(answer(r#"{"a":{"b":[7]}}"#, path), "7", "{path}");
    }
}

#[test]
fn a_fault_lies_where_the_path_was_written() {
    for (path, at) in [("$.[", 2), ("  $.[", 4), ("a[x]", 1), ("  a[x]", 3), ("$x", 1)] {
        assert_eq!(Path::parse(path).err().map(|error| error.at), Some(at), "{path}");
    }
}

#[test]
fn what_a_path_finds_is_shared_with_the_document() {
    let document = json::parse(r#"{"a":{"b":1}}"#).unwrap();
    let found = Path::parse("$.a").unwrap().read(&document, &Cell::new(100)).unwrap();
    let Value::Map(map) = found else { panic!() };
    map.0.borrow_mut().insert("b".into(), Value::Bool(true));
    let mut text = String::new();
    json::print(&document, &mut text, 100).unwrap();
    assert_eq!(text, r#"{"a":{"b":true}}"#);
}

#[test]
fn reading_is_bounded_in_steps_and_depth() {
    let nested = json::parse(&format!("{}{}", "[".repeat(300), "]".repeat(300))).unwrap();
    let cubic = Path::parse("$..[?(@..[?(@..x)])]").unwrap();
    let steps = Cell::new(100_000);
    assert_eq!(cubic.read(&nested, &steps).err(), Some(Exhausted));
    assert_eq!(steps.get(), 0);
}

/// A template can put a document into itself. The stack of a worker thread, 2 MiB, holds what is followed.
#[test]
fn a_document_in_itself_ends() {
    let itself = json::parse(r#"{"a":1,"l":[1]}"#).unwrap();
    let Value::Map(map) = &itself else { panic!() };
    let list = map.0.borrow().get("l").cloned();
    let Some(Value::List(list)) = list else { panic!() };
    map.0.borrow_mut().insert("a".into(), itself.clone());
    list.items.borrow_mut().push(Value::List(list.clone()));
    let names = "$".to_owned() + &".a".repeat(2_000);
    for (path, ends) in [
        ("$..x", false),
        ("$..*", false),
        ("$..l[0]", false),
        ("$..[?(@..x)]", false),
        ("$..[?(@.a[?(@..x == 1)])]", false),
        ("$[?(@.l == $.l)].l[0]", true),
        ("$[?(@.a == $.a)].l[0]", true),
        (&names, false),
        (&names[..801], true),
    ] {
        let read = Path::parse(path).unwrap().read(&itself, &Cell::new(100_000));
        assert_eq!(read.is_ok(), ends, "{path}");
    }
    map.0.borrow_mut().clear();
    list.items.borrow_mut().clear();
}

#[test]
fn what_is_too_long_or_too_deep_is_no_path() {
    let nested = |depth: usize| format!("$[?(@{}{})]", "[?(@".repeat(depth - 1), ")]".repeat(depth - 1));
    let parentheses = |depth: usize| format!("$[?({}@.a{})]", "(".repeat(depth), ")".repeat(depth));
    let negations = |depth: usize| format!("$[?({}(@.a))]", "!".repeat(depth));
    // A filter in a filter is nested by its parenthesis, its path and itself.
    let functions = |depth: usize| format!("$.sum({}$.a{})", "$.sum(".repeat(depth), ")".repeat(depth));
    let names = "$".to_owned() + &".a".repeat(900);
    for path in [nested(NESTING / 3), parentheses(NESTING - 3), negations(NESTING - 4), functions(NESTING - 1), names] {
        assert_eq!(Path::parse(&path).err(), None, "{path}");
    }
    for path in [
        nested(1_000),
        parentheses(NESTING + 1),
        parentheses(2_000),
        negations(2_000),
        functions(1_000),
        "$".to_owned() + &".a".repeat(PATH_BYTES),
    ] {
        assert!(Path::parse(&path).is_err(), "{path}");
    }
}

proptest! {
    #[test]
    fn no_path_panics(
        path in "\\$?([.\\[\\]()?@$*'\",:&|=<>!~/ a-c0-3-]|sum|length|in|é|\\.\\.|\\[\\?\\(@){0,14}",
        document in "[\\[\\]{}:,'\" a-c0-3]{0,24}",
    ) {
        if let (Ok(path), Ok(document)) = (Path::parse(&path), json::parse(&document)) {
            let found = path.read(&document, &Cell::new(20_000));
            prop_assert!(found.is_err() || path.is_definite() || matches!(found, Ok(Value::List(_))));
        }
    }
}
