use crate::{check, check_body, render};

/// commons-lang 2.6, `StringEscapeUtils.escapeJavaScript`: each answer is that library's.
#[test]
fn javascript_is_escaped_as_commons_lang_escapes_it() {
    check_body(
        "it's \"q\" \\ a/b <é日😀> \u{1}\u{1f}\u{80}\u{8}\n\t\u{c}\r \u{2028}",
        &[(
            "$util.escapeJavaScript($input.body)",
            "it\\'s \\\"q\\\" \\\\ a\\/b <\\u00E9\\u65E5\\uD83D\\uDE00> \\u0001\\u001F\\u0080\\b\\n\\t\\f\\r \\u2028",
        )],
    );
    check(&[
        ("$util.escapeJavaScript($input.body)", "{\"body\": \"\u{7f}\"}", "\u{7f}"),
        ("[$util.escapeJavaScript($nothing)]", "{}", "[]"),
        ("[$util.escapeJavaScript('')]", "{}", "[]"),
        ("$util.escapeJavaScript(12)", "{}", "12"),
        ("$util.escapeJavaScript(\"it's\").replaceAll(\"\\\\'\",\"'\")", "{}", "it's"),
    ]);
}

/// api-gateway-mapping-template-reference
#[test]
fn stringified_json_is_parsed() {
    check_body(
        r#"{"errorMessage":"{\"key1\":\"var1\",\"key2\":{\"arr\":[1,2,3]}}"}"#,
        &[
            ("#set ($o = $util.parseJson($input.path('$.errorMessage')))$o.key2.arr[0] $o.key1", "1 var1"),
            ("$util.parseJson($input.path('$.errorMessage')).key2.arr", "[1,2,3]"),
        ],
    );
    check(&[
        ("$util.parseJson('[1,2,3]')[1]", "{}", "2"),
        ("$util.parseJson('\"text\"')", "{}", "text"),
        ("$util.parseJson('1.10')", "{}", "1.10"),
        ("#if($util.parseJson('true'))yes#end", "{}", "yes"),
        ("[$util.parseJson('not json')]", "{}", "[]"),
        ("[$util.parseJson('{a')]", "{}", "[]"),
        ("[$util.parseJson('')]", "{}", "[]"),
        ("[$util.parseJson($nothing)]", "{}", "[]"),
    ]);
}

/// `java.net.URLEncoder` and `URLDecoder` in UTF-8: each answer is theirs.
#[test]
fn urls_are_encoded_as_java_encodes_them() {
    check_body(
        "a b*-._~!'()/é日😀%+&=",
        &[
            ("$util.urlEncode($input.body)", "a+b*-._%7E%21%27%28%29%2F%C3%A9%E6%97%A5%F0%9F%98%80%25%2B%26%3D"),
            ("$util.urlDecode($util.urlEncode($input.body))", "a b*-._~!'()/é日😀%+&="),
        ],
    );
    check(&[
        ("$util.urlDecode('a+b%20c%C3%A9')", "{}", "a b cé"),
        ("$util.urlDecode('%C3')", "{}", "\u{fffd}"),
        ("[$util.urlDecode('')$util.urlEncode('')]", "{}", "[]"),
    ]);
    for text in ["%", "%4", "%zz", "%-1"] {
        assert!(render(&format!("$util.urlDecode('{text}')"), "{}").is_err(), "{text}");
    }
}

#[test]
fn base64_is_of_utf_8() {
    check(&[
        ("$util.base64Encode('é?>')", "{}", "w6k/Pg=="),
        ("$util.base64Decode('w6k/Pg==')", "{}", "é?>"),
        ("$util.base64Decode('w6k_Pg')", "{}", "é?>"),
        ("$util.base64Decode('eyJt ZXNz\nYWdlIjoxfQ==')", "{}", r#"{"message":1}"#),
        ("[$util.base64Decode('')$util.base64Encode($nothing)$util.base64Decode('A')]", "{}", "[]"),
    ]);
}

#[test]
fn other_functions_are_nothing() {
    check(&[("[$util][$util.x][$util.toJson('a')][$util.urlEncode()][$util.urlEncode('a','b')]", "{}", "[][][][][]")]);
}

/// A block that is defined is what it prints.
#[test]
fn a_defined_block_can_be_escaped() {
    check(&[("#define($b)'#if(true)x#end'#end$util.escapeJavaScript($b)", "{}", "\\'x\\'")]);
}
