//! The table of support for people.

use super::super::extension::KNOWN;
use super::objects::ALL;
use super::{Field, Support};
use std::fmt::Write;

const HEAD: &str = "# What becomes of a definition's extensions

Made from the tables that the importer reads by: `UPDATE_DOCS=1 cargo test -p tollgate-definition --test support_page`.

- `enforced`: requests are served as it says. Integrations of a type that is not built answer 500, whatever their fields say;
  a `not-enforced` warning names them.
- `not-enforced`: read and exported again; a warning says that requests are served without it.
- `refused`: it decides who may call and is not enforced yet, so requests that it guards are refused.
- `kept`: read and exported again; it has no effect on requests at Amazon either.
- `–`: of the other kind of API; a warning says that it has no effect.

A name that is in none of these tables is a diagnostic with the nearest one.

";

/// Markdown: every extension, then the fields of those that are objects.
pub fn markdown() -> String {
    let mut text = format!("{HEAD}## Extensions\n\n| `x-amazon-apigateway-…` | REST API | HTTP API |\n|---|---|---|\n");
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
