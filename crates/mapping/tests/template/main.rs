//! Mapping templates: what `$input`, `$util`, `$context` and `$stageVariables` are.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod context;
mod guide;
mod input;
mod property;
mod util;

use tollgate_mapping::template::{Event, Inputs, Limits, Overrides, Rendered, Template, TemplateFault};

/// Renders a template with an event; `Err` is what the fault says.
fn render(template: &str, event: &str) -> Result<Rendered, TemplateFault> {
    render_after(template, event, None)
}

fn render_within(template: &str, event: &str, limits: &Limits) -> Result<Rendered, TemplateFault> {
    let event = Event::parse(event).unwrap();
    Template::parse(template, limits).unwrap().render(&event.inputs(), limits)
}

fn render_after(template: &str, event: &str, earlier: Option<&Overrides>) -> Result<Rendered, TemplateFault> {
    let event = Event::parse(event).unwrap();
    let template = Template::parse(template, &Limits::default()).unwrap();
    template.render(&Inputs { overrides: earlier, ..event.inputs() }, &Limits::default())
}

/// A table of templates, events and outputs.
fn check(rows: &[(&str, &str, &str)]) {
    for (template, event, expected) in rows {
        match render(template, event) {
            Ok(rendered) => assert_eq!(rendered.text, *expected, "{template} with {event}"),
            Err(fault) => panic!("{template} with {event}: {fault}"),
        }
    }
}

/// An event with only a body.
fn body(text: &str) -> String {
    format!("{{\"body\": {}}}", serde_json::Value::from(text))
}

/// Templates over one body.
fn check_body(text: &str, rows: &[(&str, &str)]) {
    for (template, expected) in rows {
        check(&[(template, &body(text), expected)]);
    }
}
