//! `tollgate render`: what it prints, and how it exits.

use crate::site::Site;
use serde_json::Value;

const TEMPLATE: &str = "#set($n = $input.path('$.n'))\nHello $input.params('name') of $context.stage, $n\n";
const EVENT: &str =
    r#"{"body": "{\"n\": 1.10}", "params": {"querystring": {"name": "Jane"}}, "context": {"stage": "prod"}}"#;

#[test]
fn render_prints_one_template_and_says_what_is_wrong_with_it() {
    let site = Site::new("");
    site.write("good.vtl", TEMPLATE);
    site.write("syntax.vtl", "one\n  #if($a)");
    site.write("host.vtl", "one\n$input.json('$.')");
    site.write("override.vtl", "#set($context.responseOverride.status = 201)x");
    site.write("event.json", EVENT);
    site.write("broken.json", r#"{"body": "{a"}"#);
    site.write("bad.json", r#"{"bodi": ""}"#);
    let say = |template: &str, event: &str| site.say(&["render", "--template", template, "--event", event]);
    for (template, event, status, out, err) in [
        ("good.vtl", "event.json", 0, "Hello Jane of prod, 1.10\n", ""),
        (
            "override.vtl",
            "event.json",
            0,
            "x",
            r#"overrides: {"requestOverride":{},"responseOverride":{"status":201}}"#,
        ),
        ("syntax.vtl", "event.json", 1, "", "syntax.vtl: line 2, column "),
        ("host.vtl", "event.json", 1, "", "host.vtl: line 2, column 8: "),
        ("good.vtl", "broken.json", 1, "", "good.vtl: the body is not JSON: "),
        ("good.vtl", "bad.json", 2, "", "bad.json: the event has no `bodi`"),
        ("good.vtl", "missing.json", 2, "", "missing.json: "),
        ("missing.vtl", "event.json", 2, "", "missing.vtl: "),
    ] {
        let said = say(template, event);
        assert_eq!((said.status, said.out.as_str()), (status, out), "{template} {event}: {}", said.err);
        assert!(said.err.starts_with(err) && said.err.is_empty() == err.is_empty(), "{template} {event}: {}", said.err);
    }
}

#[test]
fn render_answers_a_batch_line_by_line() {
    let site = Site::new("");
    let lines = [
        (
            r#"{"id": 1, "template": "a $input.json('$.x')", "event": {"body": "{\"x\":[1, 2.50]}"}}"#,
            r#"{"output":"a [1,2.50]"}"#,
        ),
        (
            r#"{"template": "\"q\"\n$stageVariables.v", "event": {"stageVariables": {"v": "é"}}}"#,
            r#"{"output":"\"q\"\né"}"#,
        ),
        (
            r##"{"template": "#set($context.requestOverride.header.a = [1,'b'])", "event": {}}"##,
            r#"{"output":"","overrides":{"requestOverride":{"header":{"a":[1,"b"]}},"responseOverride":{}}}"#,
        ),
        (r##"{"template": "#if(", "event": {}}"##, r#"{"error":"line 1, column "#),
        (r#"{"template": "$input.json('$')", "event": {"body": "{"}}"#, r#"{"error":"the body is not JSON: "#),
        ("not json", r#"{"error":"the line is not JSON: "#),
        (r#"{"event": {}}"#, r#"{"error":"the line has no `template`"#),
        (r#"{"template": "last"}"#, r#"{"output":"last"}"#),
    ];
    site.write("batch.jsonl", &lines.map(|(line, _)| line).join("\n"));
    let said = site.say(&["render", "--batch", "batch.jsonl"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(said.out.lines().count(), lines.len(), "{}", said.out);
    for ((line, expected), got) in lines.iter().zip(said.out.lines()) {
        assert!(got.starts_with(expected), "{line}: {got}");
        serde_json::from_str::<Value>(got).unwrap();
    }
    assert_eq!(site.say(&["render", "--batch", "missing.jsonl"]).status, 2);
}
