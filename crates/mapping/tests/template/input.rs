use crate::{body, check, check_body, render, render_within};
use tollgate_mapping::template::{ErrorKind, Limits, TemplateFault};

/// Recorded of Amazon: with an empty body `$input.body` and `$input.json('$')` are `{}`.
#[test]
fn an_empty_body_reads_as_an_empty_object() {
    for event in ["{}", r#"{"body": ""}"#, r#"{"body": null}"#] {
        check(&[
            ("$input.body", event, "{}"),
            ("$input.json('$')", event, "{}"),
            ("$input.path('$')", event, "{}"),
            ("$input.json('$.a')", event, r#""""#),
            ("EncodedBody=$util.urlEncode($input.body)", event, "EncodedBody=%7B%7D"),
        ]);
    }
}

/// Recorded of Amazon (an echoing integration): the raw text, and no properties of it.
#[test]
fn the_body_is_its_raw_text() {
    check_body(
        r#"{"some": "value"}"#,
        &[
            ("#set($result = $input.body)$result", r#"{"some": "value"}"#),
            ("Action=SendMessage&MessageBody=$input.body", r#"Action=SendMessage&MessageBody={"some": "value"}"#),
            ("#set($result = $input.body.testAccess)[$result]", "[]"),
            (
                "EncodedBody=$util.urlEncode($input.body)&EncodedBodyAccess=$util.urlEncode($input.body.testAccess)",
                "EncodedBody=%7B%22some%22%3A+%22value%22%7D&EncodedBodyAccess=",
            ),
        ],
    );
    check_body("some raw data", &[("$input.body", "some raw data")]);
    check_body(r#"{"a": 10.00}"#, &[("$input.body", r#"{"a": 10.00}"#)]);
}

#[test]
fn a_body_that_is_no_json_reads_as_a_string() {
    check_body(
        "some raw data",
        &[
            ("$input.json('$')", r#""some raw data""#),
            ("$input.path('$')", "some raw data"),
            ("$input.json('$.a')", r#""""#),
            ("[$input.path('$.a')]", "[]"),
        ],
    );
}

#[test]
fn a_broken_document_is_the_callers_fault() {
    for text in ["{a", "[a", r#"{"a":1"#, "\"abc"] {
        for template in ["$input.json('$')", "$input.path('$.a')", "$!input.path('$')"] {
            match render(template, &body(text)) {
                Err(TemplateFault::Body(_)) => {}
                other => panic!("{template} of {text}: {other:?}"),
            }
        }
        assert_eq!(render("$input.body", &body(text)).unwrap().text, text);
    }
}

/// Recorded of Amazon (`$input.path("$.json")` over answers of an echo).
#[test]
fn what_a_path_finds_prints_as_java_prints_it_but_for_lists() {
    for (json, template, expected) in [
        (r#"{"foo":"bar"}"#, "$result", "{foo=bar}"),
        (r#"[{"foo":"bar"}]"#, "$result", r#"[{"foo":"bar"}]"#),
        (r#"{"nested":{"foo":"bar"}}"#, "$result.nested", "{foo=bar}"),
        (r#"{"nested":[{"foo":"bar"}]}"#, "$result.nested", r#"[{"foo":"bar"}]"#),
        (r#"[{"foo":"bar"}]"#, "$result[0]", "{foo=bar}"),
        (r#"[[{"foo":"bar"}]]"#, "$result[0]", r#"[{"foo":"bar"}]"#),
        (r#"{"foo":[{"nested":"bar"}]}"#, "$result", r#"{foo=[{"nested":"bar"}]}"#),
        (r#"{"bigger":"dict","to":"test","with":"separators"}"#, "$result", "{bigger=dict, to=test, with=separators}"),
        (r#"{"foo":"bar"}"#, "$result.toString()", "{foo=bar}"),
        (r#"{"list":[{"foo":"bar"}]}"#, "$result.toString()", r#"{list=[{"foo":"bar"}]}"#),
    ] {
        let template = format!("#set($result = $input.path(\"$.json\")){template}");
        check_body(&format!("{{\"json\":{json}}}"), &[(&template, expected)]);
    }
}

/// Recorded of Amazon: nothing, an empty list and null under a path.
#[test]
fn what_a_path_does_not_find_is_null_and_the_empty_string() {
    let template = concat!(
        r##"#set($result = $input.path("$.json.listValue")){"body": $result, "nested": $result.nested, "##,
        r##""isNull": #if( $result == $null )"true"#else"false"#end, "##,
        r##""isEmptyString": #if( $result == "" )"true"#else"false"#end}"##,
    );
    let nothing = r#"{"body": , "nested": , "isNull": "true", "isEmptyString": "true"}"#;
    for (text, expected) in [
        (r#"{"json":{"listValue":[]}}"#, r#"{"body": [], "nested": , "isNull": "false", "isEmptyString": "false"}"#),
        (r#"{"json":{"listValue":null}}"#, nothing),
        (r#"{"json":{}}"#, nothing),
        ("{}", nothing),
    ] {
        check_body(text, &[(template, expected)]);
    }
}

#[test]
fn json_is_compact_and_keeps_order_and_numbers() {
    check_body(
        "{ \"z\" : 1.10 , \"a\" : [ 1, 10.00, 12345678901234567890 ], \"u\": \"a/b é \\u2013\" }",
        &[
            ("$input.json('$')", r#"{"z":1.10,"a":[1,10.00,12345678901234567890],"u":"a/b é \u2013"}"#),
            ("$input.json('$.z')", "1.10"),
            ("$input.path('$.z')", "1.10"),
            ("$input.json('$.u')", r#""a/b é \u2013""#),
            ("$input.path('$.u')", "a/b é –"),
            ("$input.json('$.a[1]')", "10.00"),
            ("$input.json('$.missing')", r#""""#),
            ("[$input.path('$.missing')]", "[]"),
            ("[$!input.path('$.missing').deeper]", "[]"),
            ("$input.json('$..missing')", "[]"),
            ("$input.json('z')", "1.10"),
            ("$input.json(\"$['z','a']\")", r#"{"z":1.10,"a":[1,10.00,12345678901234567890]}"#),
            ("#set($p = '$.a')$input.json(\"${p}[0]\")", "1"),
            ("#set($i = 2)$input.json(\"$.a[${i}]\")", "12345678901234567890"),
            ("$input.path('$.a').size()", "3"),
        ],
    );
}

/// api-gateway-mapping-template-reference: `$input.path('$.pets').size()` of the page's list is 3.
#[test]
fn the_references_pets_are_three() {
    let pets = r#"{"pets":[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":124.99},{"id":3,"type":"fish","price":0.99}]}"#;
    check_body(
        pets,
        &[
            ("$input.path('$.pets').size()", "3"),
            ("$input.json('$.pets[0]')", r#"{"id":1,"type":"dog","price":249.99}"#),
            ("$input.json('$.pets[?(@.price < 200)].id')", "[2,3]"),
        ],
    );
}

#[test]
fn the_document_is_live() {
    check_body(
        r#"{"a":1}"#,
        &[
            ("#set($root = $input.path('$'))#set($root.b = 'new')$input.json('$')", r#"{"a":1,"b":"new"}"#),
            ("#set($root = $input.path('$'))$root.put('a', [1,2])$input.json('$.a')", "1[1,2]"),
            ("#set($input.path('$').c = true)$input.json('$.c')", "true"),
            ("#set($root = $input.path('$'))#set($root.b = 'new')$input.body", r#"{"a":1}"#),
        ],
    );
}

const PARAMS: &str = r#"{"params": {"path": {"id": "p", "both": "path"}, "querystring": {"both": "query", "q": "a b"},
    "header": {"X-One": "1", "q": "header"}}}"#;

/// api-gateway-mapping-template-reference: the path, the query string, the headers, in this order.
#[test]
fn parameters_are_looked_for_in_path_query_string_and_headers() {
    check(&[
        ("$input.params('id') $input.params('both') $input.params('q') $input.params('X-One')", PARAMS, "p path a b 1"),
        ("[$input.params('missing')]", PARAMS, "[]"),
        ("#if($input.params('missing') == '')empty#end", PARAMS, "empty"),
        ("[$input.params('x-one')]", PARAMS, "[]"),
        ("$input.params().header.X-One $input.params().get('querystring').get('both')", PARAMS, "1 query"),
        ("$input.params('querystring').get('both') $input.params('header')['q']", PARAMS, "query header"),
        (
            "#foreach($type in $input.params().keySet())$type:#foreach($name in $input.params().get($type).keySet())$name,#end #end",
            PARAMS,
            "path:id,both, querystring:both,q, header:X-One,q, ",
        ),
        ("$input.params()", "{}", "{path={}, querystring={}, header={}}"),
    ]);
}

#[test]
fn what_input_has_not_is_nothing() {
    check(&[
        ("[$input][$input.x][$input.x()][$input.json()][$input.path('$','$')][$input.params(1)]", "{}", "[][][][][][]"),
        ("#set($input.body = 'x')$input.body", "{}", "{}"),
    ]);
}

#[test]
fn what_is_no_path_is_the_templates_fault() {
    for template in ["a\n $input.json('$.')", "a\n $input.path('$.a[?(')", "a\n $input.path('')"] {
        match render(template, "{}") {
            Err(TemplateFault::Template(error)) => {
                assert_eq!((error.kind, error.line), (ErrorKind::Host, 2), "{template}");
                assert!(error.message.contains("JSONPath"), "{error}");
            }
            other => panic!("{template}: {other:?}"),
        }
    }
}

#[test]
fn reading_and_making_text_are_bounded() {
    let limits = Limits { steps: 500_000, value_bytes: 1 << 20, output_bytes: 1 << 20, ..Limits::default() };
    let doubling =
        "#set($t = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..60])#set($t = $util.urlEncode(\"$t/$t\"))#end$t.length()";
    let scanning = "#foreach($i in [1..1000])$!input.path('$..[?(@..[?(@..x)])]')#end";
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let grown =
        "#set($r = $input.path('$'))#foreach($i in [1..60])#set($r.a = {'x': $r.a, 'y': $r.a})#end$input.json('$')";
    for (template, text) in [(doubling, "{}"), (scanning, deep.as_str()), (grown, r#"{"a":"b"}"#)] {
        match render_within(template, &body(text), &limits) {
            Err(TemplateFault::Template(error)) => {
                assert!(matches!(error.kind, ErrorKind::Host | ErrorKind::Limit), "{error}");
            }
            other => panic!("{template}: {other:?}"),
        }
    }
}

/// json-smart 2.2: `JSONArray.toString` is in the style `NO_COMPRESS`, which escapes `/`; `$input.json` is Jayway's
/// `toJson`, in the style `LT_COMPRESS`, which does not.
#[test]
fn a_printed_list_escapes_slashes_and_json_does_not() {
    check_body(
        r#"{"a":[{"c":"x/y – €"}],"t":"x/y"}"#,
        &[
            ("$input.path('$.a')", r#"[{"c":"x\/y \u2013 \u20AC"}]"#),
            ("$input.path('$')", r#"{a=[{"c":"x\/y \u2013 \u20AC"}], t=x/y}"#),
            ("$input.json('$.a')", r#"[{"c":"x/y \u2013 \u20AC"}]"#),
            ("$input.path('$.t') $input.json('$.t')", r#"x/y "x/y""#),
        ],
    );
}
