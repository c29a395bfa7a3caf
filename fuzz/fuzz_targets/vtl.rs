//! A template is refused with a place in its text, or renders within its limits; twice the same.

#![no_main]

use indexmap::IndexMap;
use libfuzzer_sys::fuzz_target;
use tollgate_vtl::{Limits, List, ListStyle, Map, Number, Scope, Template, Value};

/// Some of each kind of value, under the names of the dictionary.
struct Samples;

impl Scope for Samples {
    fn root(&self, name: &str) -> Option<Value> {
        let number = |value| Value::Number(Number::Int(value));
        Some(match name {
            "a" => number(7),
            "b" => Value::Text("text, and 'more'".into()),
            "c" => Value::List(List::new(vec![number(1), Value::Null, Value::Text("x".into())], ListStyle::Json)),
            "d" => Value::Map(Map::new(IndexMap::from([("k".into(), number(2)), ("l".into(), Value::Bool(true))]))),
            "e" => Value::Number(Number::Double(1.5)),
            _ => return None,
        })
    }
}

fn limits() -> Limits {
    Limits { steps: 100_000, value_bytes: 1 << 20, output_bytes: 1 << 18, backtracks: 10_000, ..Limits::default() }
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let limits = limits();
    let template = match Template::parse(text, &limits) {
        Ok(template) => template,
        Err(error) => {
            assert!(error.line >= 1 && error.line as usize <= text.matches('\n').count() + 1, "{error:?}");
            return;
        }
    };
    let first = template.render(&Samples, &limits);
    if let Ok(output) = &first {
        assert!(output.len() <= limits.output_bytes);
    }
    assert_eq!(first, template.render(&Samples, &limits));
});
