//! The same variables as the harness gives, and what cannot be compared.

use crate::velocity::Answer;
use indexmap::IndexMap;
use tollgate_vtl::{Limits, List, ListStyle, Map, Number, Scope, Template, Value};

struct Roots;

impl Scope for Roots {
    fn root(&self, name: &str) -> Option<Value> {
        let text = |text: &str| Value::Text(text.into());
        let list = |items| Value::List(List::new(items, ListStyle::Java));
        let int = |number| Value::Number(Number::Int(number));
        Some(match name {
            "foo" => text("FOO"),
            "num" => int(42),
            "long" => Value::Number(Number::Long(5_000_000_000)),
            "dec" => Value::Number(Number::Double(2.5)),
            "yes" => Value::Bool(true),
            "no" => Value::Bool(false),
            "str" => text("Hello, World"),
            "blank" => text(""),
            "list" => list(vec![text("a"), text("b"), int(3)]),
            "map" => {
                let tags = list(vec![text("x"), text("y")]);
                let entries = [("name", text("Ann")), ("age", int(30)), ("tags", tags)];
                Value::Map(Map::new(
                    entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<IndexMap<_, _>>(),
                ))
            }
            _ => return None,
        })
    }
}

pub(crate) fn answer(template: &str) -> Answer {
    let limits = Limits::default();
    Template::parse(template, &limits).and_then(|template| template.render(&Roots, &limits)).ok()
}

/// Whether both are meant to agree. Each difference has its case in `differences.rs`.
pub(crate) fn comparable(template: &str) -> bool {
    !template.contains("charAt(1).")
}
