//! A chain as people see it: a line a step, its place beside it, what is known of it below.

use super::advice::{Asked, advice};
use serde_json::Value;
use std::fmt::Write;

/// A longer text of a step does not push the places of the others to the right.
const WIDEST: usize = 60;

/// What a step's mark looks like, and its colour.
const MARKS: [(&str, &str, &str); 3] =
    [("passed", "✓", "\u{1b}[32m"), ("refused", "✗", "\u{1b}[31m"), ("shown", "·", "\u{1b}[2m")];

/// Colours, or nothing where nobody looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint(pub(super) bool);

/// The picture of a chain in its JSON form.
pub(super) fn picture(title: &str, steps: &[Value], paint: Paint) -> String {
    let text = |step: &Value, key: &str| clean(step[key].as_str().unwrap_or_default());
    let widest = |key: &str, most: usize| {
        steps.iter().map(|step| text(step, key).chars().count()).filter(|width| *width <= most).max().unwrap_or(0)
    };
    let (step_width, what_width) = (widest("step", WIDEST), widest("what", WIDEST));
    let mut out = format!("{}\n\n", paint.bold(&clean(title)));
    for step in steps {
        let (sign, colour) = mark(&text(step, "mark"));
        let place = paint.dim(&text(step, "origin"));
        let what = text(step, "what");
        let gap = " ".repeat(what_width.saturating_sub(what.chars().count()));
        let line = format!(
            "  {} {:step_width$}  {what}{}{place}",
            paint.with(colour, sign),
            text(step, "step"),
            if place.is_empty() { String::new() } else { format!("{gap}  ") },
        );
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", line.trim_end());
        facts(step, step_width + 6, paint, &mut out);
    }
    out
}

/// `name  value`, further values below the first.
fn facts(step: &Value, indent: usize, paint: Paint, out: &mut String) {
    let Some(facts) = step["facts"].as_object() else { return };
    let width = facts.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    for (name, value) in facts {
        let mut label = clean(name);
        for text in texts(value) {
            for line in text.split('\n') {
                let line = format!("{:indent$}{}  {}", "", paint.dim(&format!("{label:width$}")), clean(line));
                let _ = writeln!(out, "{}", line.trim_end());
                label.clear();
            }
        }
    }
}

/// How it ended: a mark, a sentence, and what to do.
pub(super) fn ending(refusal: Option<(&str, Asked)>, sentence: &str, paint: Paint) -> String {
    let (sign, colour) = mark(if refusal.is_some() { "refused" } else { "passed" });
    let advice = refusal.map(|(name, asked)| format!("    {}\n", advice(name, asked))).unwrap_or_default();
    format!("\n  {} {}\n{advice}", paint.with(colour, sign), paint.bold(&clean(sentence)))
}

fn mark(name: &str) -> (&'static str, &'static str) {
    MARKS.iter().find(|(known, ..)| *known == name).map_or(("?", ""), |(_, sign, colour)| (sign, colour))
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What a client sent moves no cursor and sets no colour.
fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

impl Paint {
    fn with(self, colour: &str, text: &str) -> String {
        if self.0 && !text.is_empty() { format!("{colour}{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn dim(self, text: &str) -> String {
        self.with("\u{1b}[2m", text)
    }

    fn bold(self, text: &str) -> String {
        self.with("\u{1b}[1m", text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_client_sent_does_not_reach_the_terminal() {
        let step = json!({
            "step": "request", "what": "\u{1b}[2J", "mark": "shown",
            "facts": { "headers": ["a: \u{1b}]0;x\u{7}"], "body": "one\ntwo\r" },
        });
        let text = picture("GET /\u{1b}[31m", &[step], Paint(false));
        assert_eq!(
            text,
            "GET /\u{fffd}[31m\n\n  · request  \u{fffd}[2J\n             headers  a: \u{fffd}]0;x\u{fffd}\n             \
             body     one\n                      two\u{fffd}\n"
        );
    }

    #[test]
    fn colours_are_for_terminals() {
        let step = json!({ "step": "route", "what": "GET /", "mark": "passed", "origin": "a.toml:3" });
        assert!(picture("GET /", std::slice::from_ref(&step), Paint(true)).contains("\u{1b}[32m✓\u{1b}[0m"));
        assert_eq!(picture("GET /", &[step], Paint(false)), "GET /\n\n  ✓ route  GET /  a.toml:3\n");
    }
}
