//! Renders one parsed template for some seconds: prints the nanoseconds of processor time a rendering of each round, or the text.
//!
//! `render FILE` prints what the template makes of an order; `render FILE ROUNDS` times it, a second a round.

use rustix::time::{ClockId, clock_gettime};
use std::error::Error;
use std::time::{Duration, Instant};
use tollgate_vtl::{Limits, List, ListStyle, Map, Number, Scope, Template, Value};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn int(number: i32) -> Value {
    Value::Number(Number::Int(number))
}

fn list(items: Vec<Value>) -> Value {
    Value::List(List::new(items, ListStyle::Java))
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(Map::new(entries.into_iter().map(|(key, value)| (key.into(), value)).collect()))
}

struct Roots {
    order: Value,
    context: Value,
}

impl Scope for Roots {
    fn root(&self, name: &str) -> Option<Value> {
        match name {
            "order" => Some(self.order.clone()),
            "context" => Some(self.context.clone()),
            _ => None,
        }
    }
}

/// The same as in `bench/templates/Velocity.java`.
fn roots() -> Roots {
    let item = |i: i32| {
        map([
            ("sku", text(&format!("ABC10{i}"))),
            ("title", text("A \"fine\" thing")),
            ("count", int(i + 1)),
            ("price", int(1250 + i)),
            ("gift", Value::Bool(i % 2 == 0)),
            ("note", text("wrap it")),
        ])
    };
    let place =
        map([("street", text("Long Lane 5")), ("city", text("Ulm")), ("zip", text("89073")), ("country", text("DE"))]);
    let customer = map([
        ("first", text("Ann")),
        ("last", text("Other")),
        ("email", text(" Ann@Example.COM ")),
        ("vip", Value::Bool(false)),
        ("orders", int(12)),
        ("tags", list(vec![text("a"), text("b"), text("c")])),
    ]);
    let order = map([
        ("id", text("o-1")),
        ("customer", customer),
        ("shipping", place.clone()),
        ("billing", place),
        ("items", list((0..5).map(item).collect())),
        ("notes", list(vec![text("ring twice")])),
        ("meta", map([("one", text("1")), ("two", text("2")), ("three", text("3"))])),
        ("language", text("de")),
    ]);
    let context =
        map([("stage", text("prod")), ("account", text("123456789012")), ("key", text("k-1")), ("trace", text("t-1"))]);
    Roots { order, context }
}

/// Of this thread: what other programs take of the machine is not counted.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let file = arguments.get(1).ok_or("render FILE [ROUNDS]")?;
    let limits = Limits::default();
    let template = Template::parse(&std::fs::read_to_string(file)?, &limits)?;
    let roots = roots();
    let Some(rounds) = arguments.get(2) else {
        print!("{}", template.render(&roots, &limits)?);
        return Ok(());
    };
    let mut found = Vec::new();
    for _ in 0..rounds.parse()? {
        let (start, busy, mut count) = (Instant::now(), processor_time(), 0_u128);
        while start.elapsed() < Duration::from_secs(1) {
            for _ in 0..200 {
                std::hint::black_box(template.render(&roots, &limits)?);
            }
            count += 200;
        }
        found.push(((processor_time() - busy).as_nanos() / count).to_string());
    }
    println!("[{}]", found.join(","));
    Ok(())
}
