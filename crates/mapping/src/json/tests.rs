use super::read::{Reader, Until};
use super::{DEPTH, parse, parse_exact, print};
use proptest::prelude::*;
use tollgate_vtl::{List, ListStyle, Map, Value};

fn printed(value: &Value) -> String {
    let mut out = String::new();
    print(value, &mut out, usize::MAX).unwrap();
    out
}

/// `Err` for what is refused.
fn read(text: &str) -> Result<String, ()> {
    parse(text).map(|value| printed(&value)).map_err(|_| ())
}

/// Each answer is that of json-smart 2.2, `JSONParser.MODE_PERMISSIVE`, printed in the style `LT_COMPRESS`.
#[test]
fn documents_are_read_as_json_smart_reads_them() {
    for (text, expected) in [
        ("", r#""""#),
        ("   ", r#""""#),
        ("{}", "{}"),
        ("[]", "[]"),
        (r#" {"a":1} "#, r#"{"a":1}"#),
        (r#"{"a":{"b":[{"c":"x/y"}]}}"#, r#"{"a":{"b":[{"c":"x/y"}]}}"#),
        (r#"{"a\/b":"c\"d"}"#, r#"{"a/b":"c\"d"}"#),
        (r#"{"":1}"#, r#"{"":1}"#),
        ("{a:1}", r#"{"a":1}"#),
        ("{'a':'b'}", r#"{"a":"b"}"#),
        ("{1:2}", r#"{"1":2}"#),
        ("{a b:c d}", r#"{"a b":"c d"}"#),
        ("[a b, c d]", r#"["a b","c d"]"#),
        (r#"[a"b]"#, r#"["a\"b"]"#),
        (r#"[ "a" "b" ]"#, r#"["a","b"]"#),
        ("[tru, truex, nullx]", r#"["tru","truex","nullx"]"#),
        ("[true,false,null]", "[true,false,null]"),
        (r#"{"a":undefined}"#, r#"{"a":"undefined"}"#),
        (r#"{"a":b"c"}"#, r#"{"a":"b\"c\""}"#),
        // models-mappings prints a request with a comma before the closing brace
        (r#"{"a":1,}"#, r#"{"a":1}"#),
        (r#"{"a":1,,"b":2}"#, r#"{"a":1,"b":2}"#),
        ("[1,,2,]", "[1,2]"),
        ("[,]", "[]"),
        ("{,}", "{}"),
        (r#"{"a":1} trailing"#, r#"{"a":1}"#),
        ("[1] x", "[1]"),
        (r#""abc" def"#, r#""abc""#),
        (r#""a","b""#, r#""a""#),
        ("'abc'", r#""abc""#),
    ] {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
}

/// VTL: a body that is not JSON reads as a string. json-smart 2.2 as above.
#[test]
fn what_is_no_document_is_a_string() {
    for text in
        ["some raw data", "<xml/>", "Action=Send&X=1", "a:b", "a,b", "a}b", "1 2", "1,2", "TRUE", "nul", "true x", ","]
    {
        assert_eq!(read(text), Ok(format!("\"{text}\"")), "{text}");
    }
}

/// json-smart 2.2: `ParseException`.
#[test]
fn what_begins_as_a_document_and_breaks_is_refused() {
    for text in [
        "{",
        "[",
        "{a",
        "[a",
        "{a:1",
        "[[[]]",
        r#"{"a":[1,2}"#,
        r#"{"a":1]"#,
        r#"{"a" 1}"#,
        r#"{"a":}"#,
        "{:2}",
        r#"{"a":"b" "c":"d"}"#,
        "]",
        "}",
        ":",
        "\"",
        "'",
        "\"abc",
        r#""a\u00zz""#,
        r#""\u12"#,
        r#""\"#,
        "1e+",
        "[1e-]",
    ] {
        assert_eq!(read(text), Err(()), "{text}");
    }
}

/// json-smart 2.2; where it would calculate (`1.10` to `1.1`, `1e5` to `100000.0`) the text is kept.
#[test]
fn numbers_keep_their_text() {
    for (text, expected) in [
        ("123", "123"),
        ("-5", "-5"),
        ("-0", "0"),
        ("01", "1"),
        ("-", "0"),
        ("2147483648", "2147483648"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("12345678901234567890", "12345678901234567890"),
        ("1.10", "1.10"),
        ("10.00", "10.00"),
        ("1e5", "1e5"),
        ("1.5E+3", "1.5E+3"),
        ("0.1234567890123456789012", "0.1234567890123456789012"),
        ("[1.]", "[1.0]"),
        ("[01.5]", "[1.5]"),
        ("[1 2]", r#"["1 2"]"#),
        ("[-a]", r#"["-a"]"#),
        ("[.5]", r#"[".5"]"#),
        ("[1e]", r#"["1e"]"#),
        ("[+1]", r#"["+1"]"#),
        ("[1.2.3]", r#"["1.2.3"]"#),
        ("[0x10]", r#"["0x10"]"#),
        ("2015-04-24", r#""2015-04-24""#),
        (r#"{"d":2015-04-24}"#, r#"{"d":"2015-04-24"}"#),
        (r#"{"a":1 b}"#, r#"{"a":"1 b"}"#),
        ("12-3", r#""12-3""#),
        ("123abc", r#""123abc""#),
    ] {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
}

/// Were its digits calculated with, a number of a million of them would take a minute.
#[test]
fn a_long_number_keeps_its_text() {
    for length in [1_000, 1_001, 1_000_000] {
        let number = "9".repeat(length);
        assert_eq!(read(&number).as_ref(), Ok(&number), "{length} digits");
        let negative = format!("[-{number}]");
        assert_eq!(read(&negative).as_ref(), Ok(&negative), "{length} digits");
    }
}

/// json-smart 2.2, `JStylerObj.EscapeLT`: `/` stays, control characters and U+2000–U+20FF do not.
#[test]
fn strings_are_escaped_as_json_smart_escapes_them() {
    for (text, expected) in [
        (r#""a/b a\/b""#, r#""a/b a/b""#),
        (r#""a\u0041b""#, r#""aAb""#),
        (r#""a\x41b""#, r#""aAb""#),
        (r#""a\qb""#, r#""ab""#),
        (r#""\"\\\b\f\n\r\t\u0001""#, r#""\"\\\b\f\n\r\t\u0001""#),
        ("\"é 日 – € \u{7f}\u{80}\u{2028}\u{200b}\"", r#""é 日 \u2013 \u20AC \u007F\u0080\u2028\u200B""#),
        (r#""\ud83d\ude00""#, "\"😀\""),
        (r#""\ud83d!""#, "\"?!\""),
        (r#""\ude00\ud83d""#, "\"??\""),
        ("\"x\ny\"", r#""x\ny""#),
        // ... but in a string that holds an escape, raw control characters are dropped
        ("\"x\ny\\t\"", r#""xy\t""#),
    ] {
        assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn the_last_of_equal_keys_wins_in_the_first_place() {
    assert_eq!(read(r#"{"b":1,"a":2,"b":3}"#).as_deref(), Ok(r#"{"b":3,"a":2}"#));
}

#[test]
fn exactly_json_is_json_and_nothing_else() {
    for text in [r#"{"a":[1.10,true,null,"x\ty\u007f"]}"#, "\"\u{7f}\\n\"", "7", r#""😀""#] {
        assert!(parse_exact(text).is_ok(), "{text}");
    }
    let Ok(Value::Text(kept)) = parse_exact("\"\u{7f}\\n\"") else { panic!() };
    assert_eq!(&*kept, "\u{7f}\n");
    for text in ["", "a", "{a:1}", "[1,]", "{'a':1}", "1 2", "{\"a\":1} x", "01", "[", "\"\n\""] {
        assert!(parse_exact(text).is_err(), "{text}");
    }
}

#[test]
fn nesting_has_a_limit_both_ways() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(read(&nested(DEPTH)), Ok(nested(DEPTH)));
    assert_eq!(read(&nested(DEPTH + 1)), Err(()));
    assert_eq!(read(&"{\"a\":".repeat(1_000_000)), Err(()));
    let itself = List::new(Vec::new(), ListStyle::Json);
    itself.items.borrow_mut().push(Value::List(itself.clone()));
    assert!(print(&Value::List(itself.clone()), &mut String::new(), usize::MAX).is_err());
    itself.items.borrow_mut().clear();
}

#[test]
fn a_document_has_a_limit_of_values() {
    for (text, values, fits) in
        [("[1,[],{}]", 4, true), ("[1,[],{}]", 3, false), (r#"{"a":1}"#, 2, true), ("7", 0, false)]
    {
        assert_eq!(Reader::new(text, values, false).value(Until::End).is_ok(), fits, "{text}");
    }
}

#[test]
fn what_is_printed_has_a_limit() {
    let value = parse(r#"["abcdef"]"#).unwrap();
    for (room, fits) in [(10, true), (9, false), (0, false)] {
        let mut out = "before".to_owned();
        assert_eq!(print(&value, &mut out, room).is_ok(), fits, "{room}");
    }
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|int| parse(&int.to_string()).unwrap()),
        "[0-9]{1,3}\\.[0-9]{1,4}".prop_map(|text| parse(&text).unwrap()),
        any::<String>().prop_map(|text| Value::Text(text.into())),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| Value::List(List::new(items, ListStyle::Json))),
            prop::collection::vec((any::<String>(), inner), 0..5).prop_map(|entries| {
                Value::Map(Map::new(entries.into_iter().map(|(key, value)| (key.into(), value)).collect()))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(value in document()) {
        let text = printed(&value);
        prop_assert_eq!(printed(&parse(&text).unwrap()), text);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "[\\[\\]{}:,'\"\\\\ \\-0-9eE.utfna\\x00-\\x7fé日😀]{0,40}") {
        if let Ok(value) = parse(&text) {
            let printed = printed(&value);
            prop_assert!(parse(&printed).is_ok(), "{}", printed);
        }
    }
}
