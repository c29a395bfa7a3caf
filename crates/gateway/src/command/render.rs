//! `tollgate render`: mapping templates over made-up requests, by the call that serves real ones.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::args::Render;
use serde_json::Value;
use std::path::Path;
use tollgate_mapping::template::{Case, Event, Limits, Rendered, Template};

pub(super) fn render(render: &Render) -> u8 {
    match (&render.batch, &render.template, &render.event) {
        (Some(batch), ..) => read(batch).map_or(UNREADABLE, |text| {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines.map(line).max().unwrap_or(FINE)
        }),
        (None, Some(template), Some(event)) => one(template, event),
        // The parser of arguments lets nothing else through.
        _ => UNREADABLE,
    }
}

fn one(template: &Path, event: &Path) -> u8 {
    let (Some(text), Some(event_text)) = (read(template), read(event)) else { return UNREADABLE };
    let event = match Event::parse(&event_text) {
        Ok(event) => event,
        Err(error) => {
            complain(&format!("{}: {error}\n", event.display()));
            return UNREADABLE;
        }
    };
    match rendered(&text, &event) {
        Ok(rendered) => {
            if !rendered.overrides.is_empty() {
                complain(&format!("overrides: {}\n", rendered.overrides.to_json()));
            }
            say(&rendered.text)
        }
        Err(error) => {
            complain(&format!("{}: {error}\n", template.display()));
            REFUSED
        }
    }
}

/// One line of a batch: whatever is wrong with it is its answer.
fn line(line: &str) -> u8 {
    let answer = match Case::parse(line)
        .map_err(|error| error.to_string())
        .and_then(|case| rendered(&case.template, &case.event))
    {
        Err(error) => format!("{{\"error\":{}}}\n", Value::from(error)),
        Ok(Rendered { text, overrides }) if overrides.is_empty() => format!("{{\"output\":{}}}\n", Value::from(text)),
        Ok(Rendered { text, overrides }) => {
            format!("{{\"output\":{},\"overrides\":{}}}\n", Value::from(text), overrides.to_json())
        }
    };
    say(&answer)
}

fn rendered(template: &str, event: &Event) -> Result<Rendered, String> {
    let limits = Limits::default();
    let template = Template::parse(template, &limits).map_err(|error| error.to_string())?;
    template.render(&event.inputs(), &limits).map_err(|fault| fault.to_string())
}

fn read(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path);
    text.map_err(|error| complain(&format!("{}: {error}\n", path.display()))).ok()
}
