//! A mapping template over a request: the first line is the body, the rest the template. Twice the same, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_mapping::json;
use tollgate_mapping::template::{Event, Template};
use tollgate_vtl::Limits;

const EVENT: &str = r#"{"params": {"path": {"id": "7"}, "querystring": {"q": "a b"}, "header": {"X-A": "1"}},
    "stageVariables": {"v": "w"}, "context": {"stage": "prod", "identity": {"sourceIp": "192.0.2.1"}}, "body": "#;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (body, template) = text.split_once('\n').unwrap_or((r#"{"a":[1,{"b":"c"}]}"#, text));
    let limits = Limits { steps: 100_000, value_bytes: 1 << 20, output_bytes: 1 << 18, ..Limits::default() };
    let Ok(template) = Template::parse(template, &limits) else { return };
    let mut quoted = String::new();
    let body = tollgate_vtl::Value::Text(body.into());
    if json::print(&body, &mut quoted, 1 << 20).is_err() {
        return;
    }
    let event = Event::parse(&format!("{EVENT}{quoted}}}")).expect("the event is JSON");
    let (first, second) = (template.render(&event.inputs(), &limits), template.render(&event.inputs(), &limits));
    match (first, second) {
        (Ok(first), Ok(second)) => assert_eq!(first.text, second.text),
        (first, second) => assert_eq!(first.is_err(), second.is_err()),
    }
});
