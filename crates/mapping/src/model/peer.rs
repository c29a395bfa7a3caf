//! Generated schemas and bodies, judged by an independent implementation of draft 4 too.

use super::Models;
use proptest::prelude::*;
use serde_json::{Value, json};

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (-4i64..6).prop_map(Value::from),
        (-8i32..12).prop_map(|n| json!(f64::from(n) / 2.0)),
        "[ab]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[abc]", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_schema() -> impl Strategy<Value = Value> {
    let types = prop::sample::select(vec!["array", "boolean", "integer", "null", "number", "object", "string"]);
    let leaf = prop_oneof![
        Just(json!({})),
        types.prop_map(|t| json!({"type": t})),
        (0u64..3).prop_map(|n| json!({"maxLength": n, "minItems": n, "maxProperties": n})),
        (0u64..3).prop_map(|n| json!({"minLength": n, "maxItems": n, "minProperties": n})),
        (-3i64..4, any::<bool>()).prop_map(|(n, e)| json!({"minimum": n, "exclusiveMinimum": e})),
        (-3i64..4, any::<bool>()).prop_map(|(n, e)| json!({"maximum": n, "exclusiveMaximum": e})),
        (1i64..4).prop_map(|n| json!({"multipleOf": n})),
        Just(json!({"pattern": "^a|b$"})),
        Just(json!({"uniqueItems": true})),
        "[abc]".prop_map(|name| json!({"required": [name]})),
        prop::collection::vec(any_value(), 1..3).prop_map(|v| json!({"enum": v})),
        Just(json!({"dependencies": {"a": ["b"]}})),
    ];
    leaf.prop_recursive(3, 16, 3, |s| {
        prop_oneof![
            (s.clone(), s.clone()).prop_map(|(a, b)| json!({"allOf": [a, b]})),
            (s.clone(), s.clone()).prop_map(|(a, b)| json!({"anyOf": [a, b]})),
            (s.clone(), s.clone()).prop_map(|(a, b)| json!({"oneOf": [a, b]})),
            s.clone().prop_map(|a| json!({"not": a})),
            s.clone().prop_map(|a| json!({"items": a})),
            (s.clone(), s.clone()).prop_map(|(a, b)| json!({"items": [a], "additionalItems": b})),
            s.clone().prop_map(|a| json!({"items": [a], "additionalItems": false})),
            (s.clone(), s.clone())
                .prop_map(|(a, b)| json!({"properties": {"a": a, "b": b}, "additionalProperties": false})),
            (s.clone(), s.clone())
                .prop_map(|(a, b)| json!({"patternProperties": {"[ab]": a}, "additionalProperties": b})),
            s.clone().prop_map(|a| json!({"properties": {"a": {"$ref": "#"}}, "additionalProperties": a})),
            s.prop_map(|a| json!({"dependencies": {"a": a}})),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// An independent implementation of draft 4 says the same.
    #[test]
    fn validity_is_that_of_draft_4(schema in any_schema(), value in any_value()) {
        let peer = jsonschema::options().with_draft(jsonschema::Draft::Draft4).build(&schema).unwrap();
        let found = Models::compile([("It", &schema)]).unwrap().find("It").unwrap().validate(value.to_string().as_bytes());
        prop_assert_eq!(found.is_ok(), peer.is_valid(&value), "{} {} {:?}", schema, value, found);
    }
}
