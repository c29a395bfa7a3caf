//! The table of support for people.

use super::super::extension::KNOWN;
use super::objects::ALL;
use super::{Field, Support};
use std::fmt::Write;

/// Markdown: every extension, then the fields of those that are objects.
pub fn markdown() -> String {
    let mut text = String::from("## Extensions\n\n| `x-amazon-apigateway-…` | REST API | HTTP API |\n|---|---|---|\n");
    for extension in KNOWN {
        row(&mut text, extension.name, extension.rest, extension.http);
    }
    for object in ALL {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n## Fields of {}\n\n`{}`\n\n| field | REST API | HTTP API |\n|---|---|---|\n",
            object.name, object.page
        );
        for Field { name, rest, http } in object.fields {
            row(&mut text, name, *rest, *http);
        }
    }
    text
}

fn row(text: &mut String, name: &str, rest: Support, http: Support) {
    let _ = writeln!(text, "| `{name}` | {} | {} |", rest.as_str(), http.as_str());
}
