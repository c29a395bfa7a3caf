//! draft-fge-json-schema-validation-00 section 5: each keyword up to its end, and beyond it.

use super::tests::said;
use serde_json::{Value, json};

fn check(cases: &[(Value, &[&str], &[&str])]) {
    for (schema, fit, others) in cases {
        for body in *fit {
            assert_eq!(said(schema.clone(), body), "", "{schema} {body}");
        }
        for body in *others {
            assert_ne!(said(schema.clone(), body), "", "{schema} {body}");
        }
    }
}

/// Sections 5.1 to 5.4: "less than, or equal to"; `exclusive…` is false unless it is said.
#[test]
fn limits_include_their_ends() {
    check(&[
        (json!({"maximum": 5}), &["5", "5.0", "4", "\"9\""], &["6", "5.01"]),
        (json!({"maximum": 5, "exclusiveMaximum": false}), &["5"], &["6"]),
        (json!({"maximum": 5, "exclusiveMaximum": true}), &["4", "4.99"], &["5", "5.0", "6"]),
        (json!({"minimum": 5}), &["5", "5.0", "6", "\"1\""], &["4", "4.99"]),
        (json!({"minimum": 5, "exclusiveMinimum": false}), &["5"], &["4"]),
        (json!({"minimum": 5, "exclusiveMinimum": true}), &["6", "5.01"], &["5", "5.0", "4"]),
        (json!({"multipleOf": 5}), &["0", "5", "-10", "15.0"], &["4", "5.5"]),
        (json!({"multipleOf": 0.1}), &["0.3", "1", "1.1"], &["0.35", "0.01"]),
        (json!({"maxLength": 2}), &["\"\"", "\"ab\"", "\"éé\"", "[1,2,3]"], &["\"abc\""]),
        (json!({"minLength": 2}), &["\"ab\"", "\"abc\"", "[]"], &["\"a\"", "\"é\""]),
        (json!({"maxItems": 2}), &["[]", "[1,2]", "\"abc\""], &["[1,2,3]"]),
        (json!({"minItems": 2}), &["[1,2]", "[1,2,3]", "\"\""], &["[1]", "[]"]),
        (json!({"maxProperties": 1}), &["{}", "{\"a\":1}", "[1,2]"], &["{\"a\":1,\"b\":1}"]),
        (json!({"minProperties": 1}), &["{\"a\":1}", "{\"a\":1,\"b\":1}", "[]"], &["{}"]),
        (
            json!({"uniqueItems": true}),
            &["[1,2]", "[1,\"1\"]", "[[1],[2]]", "[]"],
            &["[1,2,1]", "[{\"a\":1},{\"a\":1.0}]"],
        ),
        (json!({"uniqueItems": true}), &["[1.5,2]", "[0.4,0.5]"], &["[1.50,1.5]", "[10,1e1]"]),
        (json!({"uniqueItems": false}), &["[1,1]"], &[]),
        // Integers are compared as such, beyond what a double holds; of others so much as it holds.
        (json!({"maximum": 9007199254740992_u64}), &["9007199254740992"], &["9007199254740993"]),
        (json!({"multipleOf": 2}), &["1e300"], &["1e-300"]),
    ]);
}

/// Sections 5.3.1 and 5.4.4: what no other keyword names.
#[test]
fn further_items_and_properties_are_those_that_nothing_names() {
    let one = json!({"type": "integer"});
    check(&[
        (json!({"items": [one, one], "additionalItems": false}), &["[]", "[1]", "[1,2]"], &["[1,2,3]", "[1,\"a\"]"]),
        (json!({"items": [one], "additionalItems": {"type": "string"}}), &["[1]", "[1,\"a\"]"], &["[1,2]", "[\"a\"]"]),
        (json!({"items": one}), &["[]", "[1,2]", "{\"a\":\"s\"}"], &["[\"a\"]", "[1,\"a\"]"]),
        (json!({"items": [one]}), &["[1,\"a\"]"], &["[\"a\"]"]),
        // Without `items` nothing is further.
        (json!({"additionalItems": false}), &["[1,2]"], &[]),
        (
            json!({"patternProperties": {"^a": {}, "^b": {}, "c$": {}}, "properties": {"x": {}}, "additionalProperties": false}),
            &["{}", "{\"a1\":1}", "{\"b1\":1}", "{\"xc\":1}", "{\"x\":1}", "{\"ac\":1,\"b\":1}"],
            &["{\"y\":1}", "{\"a\":1,\"y\":1}"],
        ),
        (
            json!({"patternProperties": {"^a": one}, "properties": {"ab": {"minimum": 5}}, "additionalProperties": {"type": "string"}}),
            &["{\"ab\":5}", "{\"ac\":1}", "{\"z\":\"s\"}"],
            // Both a name and its pattern count, and neither leaves it to the rule for others.
            &["{\"ab\":4}", "{\"ab\":5.5}", "{\"ac\":\"s\"}", "{\"z\":1}"],
        ),
        (json!({"additionalProperties": true}), &["{\"a\":1}"], &[]),
    ]);
}

/// Sections 5.4 and 5.5.
#[test]
fn keywords_for_schemas_count_what_matches() {
    let (text, short, one) = (json!({"type": "string"}), json!({"maxLength": 1}), json!({"type": "integer"}));
    check(&[
        (json!({"required": ["a", "b"]}), &["{\"a\":1,\"b\":null}", "[]"], &["{\"a\":1}", "{}"]),
        (json!({"dependencies": {"a": ["b"]}}), &["{}", "{\"b\":1}", "{\"a\":1,\"b\":1}", "[]"], &["{\"a\":1}"]),
        (json!({"dependencies": {"a": {"required": ["b"]}}}), &["{}", "{\"a\":1,\"b\":1}"], &["{\"a\":1}"]),
        (
            json!({"enum": [1, "a", null, [1, {"b": 2}]]}),
            &["1", "1.0", "\"a\"", "null", "[1,{\"b\":2.0}]"],
            &["2", "\"b\"", "[1]"],
        ),
        (json!({"enum": [{"a": 1}]}), &["{\"a\":1.0}"], &["{\"b\":1}", "{\"a\":1,\"b\":1}", "{\"a\":2}", "{}"]),
        (json!({"enum": [{}, []]}), &["{}", "[]"], &["{\"a\":1}", "[1]"]),
        (json!({"allOf": [text, short]}), &["\"a\""], &["\"ab\"", "1"]),
        (json!({"anyOf": [text, one]}), &["\"ab\"", "1"], &["1.5", "null"]),
        (json!({"oneOf": [text, short, one]}), &["\"ab\""], &["\"a\"", "1"]),
        (json!({"not": text}), &["1"], &["\"a\""]),
        (json!({"type": ["string", "null"]}), &["\"a\"", "null"], &["1", "{}"]),
        (json!({"type": ["number", "integer"]}), &["1", "1.5"], &["\"1\"", "null"]),
        (json!({"type": "number"}), &["1", "1.5"], &["\"1\"", "true"]),
        (json!({"pattern": "^a"}), &["\"ab\"", "1"], &["\"b\""]),
        (json!({"format": "ipv4"}), &["\"192.0.2.1\"", "1"], &["\"192.0.2.256\""]),
        (json!({"format": "email"}), &["\"a@example.com\""], &["\"a\""]),
        // Of a format that is not known nothing is said (section 7.1).
        (json!({"format": "int32"}), &["\"a\"", "1.5"], &[]),
    ]);
}

/// RFC 3339 section 5.6, RFC 5322 section 3.4.1, RFC 3986: each part of a format counts.
#[test]
fn formats_have_ends_too() {
    let said = |format: &str, text: &str| said(json!({"format": format}), &Value::from(text).to_string());
    for (format, fit, others) in [
        (
            "date-time",
            "2024-01-31T23:59:60Z",
            &["2024-01-31T24:00:00Z", "2024-01-31T23:60:00Z", "2024-13-01T00:00:00Z"][..],
        ),
        ("email", "\"a b\"@example.com", &["\"@example.com", "\"a b@example.com", "a b\"@example.com"][..]),
        ("email", "a@[192.0.2.1]", &["a@[192.0.2.1", "a@192.0.2.1]", "@example.com", "a@"][..]),
        ("uri", "https://example.com/\u{e9}", &["https://example.com/\u{85}", "https://example.com/\u{2003}"][..]),
    ] {
        assert_eq!(said(format, fit), "", "{format} {fit}");
        for text in others {
            assert!(
                said(format, text).contains("is not a valid") || said(format, text).contains("is invalid"),
                "{format} {text:?}: {}",
                said(format, text)
            );
        }
    }
}
