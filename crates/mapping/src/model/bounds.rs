//! Bodies that would take long, and answers that would be long.

use super::tests::said;
use super::{MAX_BODY_DEPTH, MAX_DEPTH, STEPS, STEPS_PER_BYTE};
use serde_json::{Map, Value, json};

#[test]
fn hostile_bodies_end() {
    let deep = "[".repeat(MAX_BODY_DEPTH + 1) + &"]".repeat(MAX_BODY_DEPTH + 1);
    assert_eq!(said(json!({}), &deep), "[Unknown error parsing request body]");
    // Either way leads to the same child, which fails at the very end: two to the power of its depth.
    let again = json!({"properties": {"a": {"$ref": "#"}}});
    let twice = json!({"not": {"required": ["x"]}, "anyOf": [again, again]});
    let nested = "{\"a\":".repeat(60) + "{\"x\":1}" + &"}".repeat(60);
    assert_eq!(said(twice, &nested), "[request body takes too many steps to validate]");
    let itself = json!({"allOf": [{"allOf": [{"$ref": "#"}]}]});
    assert_eq!(said(itself, "1"), "[request body takes too many steps to validate]");
    let evil = json!({"pattern": "^(a+)+\\1$"});
    let text = format!("\"{}!\"", "a".repeat(40));
    assert!(!said(evil, &text).is_empty());
    let linear = json!({"pattern": "^(a+)+$"});
    assert!(said(linear, &format!("\"{}!\"", "a".repeat(1_000_000))).starts_with("[ECMA 262 regex"));
}

/// Work that no schema is met by is counted, too: values of an `enum`, patterns that a name is held against.
#[test]
fn what_a_keyword_goes_through_is_counted() {
    let exceeded = "[request body takes too many steps to validate]";
    let allowed = |count: usize| json!({"enum": (0..count).collect::<Vec<_>>()});
    assert_eq!(said(allowed(STEPS), "1"), "");
    assert_eq!(said(allowed(2 * STEPS), "1"), exceeded);
    let patterns: Map<_, _> = (0..700).map(|count| (format!("^{count}$"), json!({}))).collect();
    let named: Map<_, _> = ('A'..='Z').chain('a'..='z').map(|name| (name.to_string(), json!(1))).collect();
    let body = Value::from(named).to_string();
    assert!(700 * 52 > STEPS + STEPS_PER_BYTE * body.len());
    for further in [json!(true), json!(false)] {
        let schema = json!({"patternProperties": patterns, "additionalProperties": further});
        assert_eq!(said(schema, &body), exceeded, "{further}");
    }
}

#[test]
fn schemas_within_schemas_end_at_their_depth() {
    let nested = |levels: usize| (0..levels).fold(json!({}), |inner, _| json!({"allOf": [inner]}));
    for (levels, fits) in [(MAX_DEPTH - 1, true), (MAX_DEPTH, false)] {
        assert_eq!(said(nested(levels), "1").is_empty(), fits, "{levels}");
    }
}

/// Only what lies inside another counts as depth.
#[test]
fn wide_bodies_are_not_deep() {
    let integers = json!({"items": {"type": "integer"}});
    let wide = format!("[{}]", vec!["1"; 2 * MAX_DEPTH].join(","));
    assert_eq!(said(integers, &wide), "");
    let nested = "[".repeat(MAX_BODY_DEPTH - 1) + &"]".repeat(MAX_BODY_DEPTH - 1);
    assert_eq!(said(json!({"items": {"$ref": "#"}}), &nested), "");
}

#[test]
fn messages_are_bounded_whatever_the_body() {
    let schema = json!({"items": {"enum": []}});
    let body = format!("[{}]", vec!["\"x\""; 100_000].join(","));
    assert!(said(schema, &body).len() < 20_000);
    assert!(said(json!({"maxLength": 1}), &format!("\"{}\"", "x".repeat(1_000_000))).len() < 2_000);
}
