//! What holds for every template and every event.

use crate::render_within;
use proptest::prelude::*;
use serde_json::{Value, json};
use tollgate_mapping::template::{Limits, Template, TemplateFault};

/// Pieces of templates: what the language and Amazon's references offer, and what breaks them.
const PIECES: &[&str] = &[
    "$input.json('$')",
    "$input.path('$",
    "$input.path('$.a')",
    "$input.json('$..b')",
    "$input.body",
    "$input.params()",
    "$input.params('a')",
    "$input.params('header').a",
    "$util.escapeJavaScript(",
    "$util.parseJson($input.body)",
    "$util.urlDecode('%",
    "$util.base64Decode(",
    "$util.urlEncode($a)",
    "$context.identity.sourceIp",
    "$context.keySet()",
    "$context.get($a)",
    "$context.requestOverride.header.a",
    "$stageVariables.a",
    "$stageVariables.keySet()",
    "#set($a = ",
    "#set($context.requestOverride.path.a = 'x')",
    "#set($context.responseOverride.status = 201)",
    "#set($r = $input.path('$'))",
    "#set($r.a = $r)",
    "$r",
    "$r.a.b[0]",
    "$r.put('b', $r)",
    "#foreach($a in ",
    "$input.path('$.a'))",
    "#if(",
    "#else",
    "#end",
    "#{else}",
    "#define($d)",
    "#macro(m)",
    "#m()",
    "$a",
    "${a}",
    "$!a",
    "$a.b",
    "'",
    "\"",
    "(",
    ")",
    "[1..3]",
    "[",
    "]",
    "{",
    "}",
    "$",
    "#",
    "\n",
    " ",
    "==",
    "&&",
    "+",
    "1",
    "true",
    "##",
    "#*",
    "*#",
    "\\",
    "é",
    "😀",
    "text",
    ".toString()",
    ".size()",
    ".get(0)",
    ".length()",
    "#break",
    "#stop",
    "#evaluate($input.body)",
    "#[[",
    "]]#",
    "$foreach.hasNext",
];

fn template() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        any::<i32>().prop_map(Value::from),
        "[a-z'\"/é\\\\ ]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map("[ab]", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn limits() -> Limits {
    Limits { steps: 20_000, value_bytes: 1 << 20, output_bytes: 1 << 18, ..Limits::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    /// Whatever is wrong, it has an answer: text within its bound, or a fault with a place in the template.
    #[test]
    fn no_template_panics(text in template(), body in prop_oneof![document().prop_map(|d| d.to_string()), ".{0,12}"]) {
        let event = json!({"body": body, "params": {"header": {"a": "1"}}, "stageVariables": {"a": "b"},
            "context": {"identity": {"sourceIp": "192.0.2.1"}}}).to_string();
        if Template::parse(&text, &limits()).is_err() {
            return Ok(());
        }
        match render_within(&text, &event, &limits()) {
            Ok(rendered) => prop_assert!(rendered.text.len() <= limits().output_bytes),
            Err(TemplateFault::Template(error)) => {
                prop_assert!(error.line >= 1 && error.line as usize <= text.lines().count().max(1) + 1, "{}", error);
            }
            Err(TemplateFault::Body(_)) => {}
        }
    }

    /// `$input.json('$')` is the document, whatever else the template does not change.
    #[test]
    fn the_document_round_trips(document in document()) {
        let document = json!({ "a": document });
        let event = json!({ "body": document.to_string() }).to_string();
        let rendered = render_within("$input.json('$')", &event, &limits()).unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(&rendered.text).unwrap(), document);
    }

    /// What `base64Encode` and `urlEncode` make, their opposites read.
    #[test]
    fn encodings_round_trip(text in ".{0,20}") {
        prop_assume!(!text.is_empty() && !text.contains('\u{7f}'));
        let event = json!({ "body": text }).to_string();
        let template = "$util.base64Decode($util.base64Encode($input.body))|$util.urlDecode($util.urlEncode($input.body))";
        let rendered = render_within(template, &event, &limits()).unwrap();
        prop_assert_eq!(rendered.text, format!("{text}|{text}"));
    }
}
