//! models-mappings-models, api-gateway-method-request-validation, draft-fge-json-schema-validation-00.
//!
//! The words are those of json-schema-validator; lines marked "recorded" were seen from Amazon API Gateway.

use super::*;
use serde_json::json;

fn model(schema: Value) -> Model {
    Models::compile([("It", &schema)]).unwrap().find("It").unwrap()
}

pub(super) fn said(schema: Value, body: &str) -> String {
    model(schema).validate(body.as_bytes()).err().map(|invalid| invalid.to_string()).unwrap_or_default()
}

#[test]
fn what_is_wrong_is_said_as_amazon_says_it() {
    let name = json!({"required": ["name"]});
    let user = json!({"required": ["firstName", "lastName", "email", "password", "repeatPassword"]});
    for (schema, body, expected) in [
        // recorded
        (name.clone(), r#"{"a":1}"#, r#"[object has missing required properties (["name"])]"#),
        (
            user,
            r#"{"firstName":"a","lastName":"b"}"#,
            r#"[object has missing required properties (["email","password","repeatPassword"])]"#,
        ),
        (name.clone(), "", "[Unknown error parsing request body]"),
        (
            json!({"type": "number"}),
            r#""1""#,
            r#"[instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])]"#,
        ),
        (
            json!({"pattern": "[A-Za-z0-9]{4,10}"}),
            r#""n@me!!""#,
            r#"[ECMA 262 regex "[A-Za-z0-9]{4,10}" does not match input string "n@me!!"]"#,
        ),
        (
            json!({"enum": ["typed", "attachment"]}),
            r#""""#,
            r#"[instance value ("") not found in enum (possible values: ["typed","attachment"])]"#,
        ),
        // json-schema-validator's words
        (name, "{", "[Unknown error parsing request body]"),
        (
            json!({"type": ["string", "null"]}),
            "1",
            r#"[instance type (integer) does not match any allowed primitive type (allowed: ["null","string"])]"#,
        ),
        (
            json!({"maximum": 500.0}),
            "501",
            "[numeric instance is greater than the required maximum (maximum: 500.0, found: 501)]",
        ),
        (
            json!({"maximum": 5, "exclusiveMaximum": true}),
            "5",
            "[numeric instance is not strictly lower than the required maximum 5]",
        ),
        (
            json!({"minimum": 25.0}),
            "24.5",
            "[numeric instance is lower than the required minimum (minimum: 25.0, found: 24.5)]",
        ),
        (
            json!({"minimum": 5, "exclusiveMinimum": true}),
            "5",
            "[numeric instance is not strictly greater than the required minimum 5]",
        ),
        (json!({"multipleOf": 0.1}), "0.35", "[remainder of division is not zero (0.35 / 0.1)]"),
        (json!({"maxLength": 1}), r#""éé""#, r#"[string "éé" is too long (length: 2, maximum allowed: 1)]"#),
        (json!({"minLength": 3}), r#""😀""#, r#"[string "😀" is too short (length: 1, required minimum: 3)]"#),
        (
            json!({"maxItems": 1}),
            "[1,2]",
            "[array is too long: must have at most 1 elements but instance has 2 elements]",
        ),
        (
            json!({"minItems": 1}),
            "[]",
            "[array is too short: must have at least 1 elements but instance has 0 elements]",
        ),
        (json!({"uniqueItems": true}), "[1,1.0]", "[array must not contain duplicate elements]"),
        (
            json!({"items": [{}], "additionalItems": false}),
            "[1,2]",
            "[schema only allows 1 elements in array but instance has 2 elements]",
        ),
        (
            json!({"additionalProperties": false, "properties": {"a": {}}}),
            r#"{"c":1,"a":1,"b":1}"#,
            r#"[object instance has properties which are not allowed by the schema: ["b","c"]]"#,
        ),
        (
            json!({"maxProperties": 0}),
            r#"{"a":1}"#,
            "[object has too many properties (found 1 but schema requires at most 0)]",
        ),
        (json!({"minProperties": 1}), "{}", "[object has too few properties (found 0 but schema requires at least 1)]"),
        (
            json!({"dependencies": {"a": ["b", "c"]}}),
            r#"{"a":1,"b":1}"#,
            r#"[property "a" of object has missing property dependencies (schema requires ["b","c"]; missing: ["c"])]"#,
        ),
        (
            json!({"allOf": [{}, {"type": "null"}]}),
            "1",
            "[instance failed to match all required schemas (matched only 1 out of 2)]",
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            "1",
            "[instance failed to match at least one required schema among 2]",
        ),
        (
            json!({"oneOf": [{}, {"type": "integer"}]}),
            "1",
            "[instance failed to match exactly one schema (matched 2 out of 2)]",
        ),
        (json!({"not": {"type": "integer"}}), "1", "[instance matched a schema which it should not have]"),
    ] {
        assert_eq!(said(schema.clone(), body), expected, "{schema} {body}");
    }
}

/// Keywords by name; children by name, and only while nothing has failed.
#[test]
fn errors_come_in_the_order_of_the_validator() {
    let pet = json!({
        "required": ["price", "type"],
        "properties": {
            "type": {"type": "string", "enum": ["dog", "cat"], "maxLength": 1},
            "price": {"type": "number", "minimum": 25.0, "maximum": 500.0}
        }
    });
    for (body, expected) in [
        (
            r#"{"type":"dogs","price":"x"}"#,
            vec!["instance type (string)", "instance value (\"dogs\")", "string \"dogs\" is too long"],
        ),
        (r#"{"type":"bird"}"#, vec!["object has missing required properties ([\"price\"])"]),
    ] {
        let invalid = model(pet.clone()).validate(body.as_bytes()).unwrap_err();
        let begins = |(message, begin): (&String, &&str)| message.starts_with(begin);
        assert!(
            invalid.messages().len() == expected.len() && invalid.messages().iter().zip(&expected).all(begins),
            "{invalid}"
        );
    }
}

#[test]
fn an_empty_body_counts_as_an_empty_object() {
    assert_eq!(said(json!({"type": "object"}), ""), "");
    assert_eq!(said(json!({"type": "array"}), ""), "[Unknown error parsing request body]");
}

/// draft-zyp-json-schema-04 section 3.5: an integer is a number without a fraction.
#[test]
fn integers_have_no_fraction_and_any_size() {
    for (body, is_integer) in
        [("1", true), ("-1", true), ("1.0", false), ("1e2", false), ("18446744073709551616", true)]
    {
        assert_eq!(said(json!({"type": "integer"}), body).is_empty(), is_integer, "{body}");
    }
}

#[test]
fn every_api_has_the_models_that_amazon_gives_it() {
    let models = Models::compile([]).unwrap();
    for (name, body, fits) in [
        ("Empty", r#"{"a":1}"#, true),
        ("Empty", "[]", false),
        ("Error", r#"{"message":"x"}"#, true),
        ("Error", r#"{"message":1}"#, false),
    ] {
        assert_eq!(models.find(name).unwrap().validate(body.as_bytes()).is_ok(), fits, "{name} {body}");
    }
    let own = json!({"type": "array"});
    assert!(Models::compile([("Empty", &own)]).unwrap().find("Empty").unwrap().validate(b"[]").is_ok());
}

/// models-mappings-models: `#/definitions/Price`, and the URL of another model of the API.
#[test]
fn models_refer_to_their_own_places_and_to_each_other() {
    let price = json!({"title": "PetStorePrice", "type": "number", "minimum": 25, "maximum": 500});
    for reference in [
        "https://apigateway.amazonaws.com/restapis/a1234/models/PetStorePrice",
        "#/definitions/PetStorePrice",
        "#/components/schemas/PetStorePrice",
        "#/definitions/Price",
    ] {
        let pet = json!({"properties": {"price": {"$ref": reference}}, "definitions": {"Price": {"type": "number", "minimum": 25}}});
        let models = Models::compile([("Pet", &pet), ("PetStorePrice", &price)]).unwrap();
        let pet = models.find("Pet").unwrap();
        assert!(pet.validate(br#"{"price": 30}"#).is_ok(), "{reference}");
        assert!(pet.validate(br#"{"price": 20}"#).is_err(), "{reference}");
    }
}

#[test]
fn properties_that_only_a_rule_for_the_others_covers_are_checked() {
    let others = json!({"additionalProperties": {"type": "integer"}});
    assert_eq!(said(others.clone(), r#"{"a":1,"b":2}"#), "");
    assert!(said(others, r#"{"a":1,"b":"x"}"#).contains("instance type (string)"));
}

#[test]
fn models_may_be_recursive() {
    let node = json!({"type": "object", "required": ["id"], "properties": {"next": {"$ref": "#/definitions/Node"}, "also": {"$ref": "#"}}});
    let models = Models::compile([("Node", &node)]).unwrap();
    let node = models.find("Node").unwrap();
    assert!(node.validate(br#"{"id":1,"next":{"id":2,"also":{"id":3}}}"#).is_ok());
    assert!(node.validate(br#"{"id":1,"next":{"id":2,"also":{}}}"#).is_err());
}

#[test]
fn what_is_no_schema_is_told_with_its_place() {
    for (schema, pointer, says) in [
        (json!({"properties": {"a/b": {"type": "any"}}}), "/properties/a~1b/type", "one or several of"),
        (json!({"required": true}), "/required", "a list of names"),
        (json!({"minimum": "1"}), "/minimum", "a number"),
        (json!({"exclusiveMinimum": 5}), "/exclusiveMinimum", "`true` or `false`"),
        (json!({"maxLength": -1}), "/maxLength", "a whole number"),
        (json!({"multipleOf": 0}), "/multipleOf", "above 0"),
        (json!({"items": [1]}), "/items/0", "a schema is an object"),
        (json!({"pattern": "("}), "/pattern", "is no pattern"),
        (json!({"patternProperties": {"[": {}}}), "/patternProperties/[", "is no pattern"),
        (json!({"allOf": {}}), "/allOf", "a list of schemas"),
        (json!({"not": {"$ref": "#/definitions/None"}}), "/not", "refers to nothing here"),
        (json!({"not": {"$ref": "other.json"}}), "/not", "refers to nothing here"),
        (json!({"$ref": "#"}), "", "leads back to itself"),
        (json!([]), "", "a schema is an object"),
    ] {
        let errors = Models::compile([("It", &schema)]).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!((errors[0].model.as_str(), errors[0].pointer.as_str()), ("It", pointer), "{}", errors[0]);
        assert!(errors[0].what.contains(says), "{}", errors[0]);
    }
}

/// api-gateway-known-issues.
#[test]
fn keywords_of_openapi_alone_mean_nothing() {
    let schema = json!({"type": "string", "nullable": true, "example": 1, "readOnly": true, "discriminator": "a", "format": "int32", "default": 1});
    assert!(said(schema.clone(), "null").starts_with("[instance type (null)"));
    assert_eq!(said(schema, r#""x""#), "");
}
