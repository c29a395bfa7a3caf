//! What the route table promises, rule by rule, and against naive models.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests")]

mod addressing;
mod allocations;
mod keys;
mod model;
mod properties;
mod tree;

use tollgate_routes::{Built, Found, MatcherBuilder, NotFound, PathPattern, Taken, Verb};

/// A route as it is written: `GET /pets/{id}`, `$default`.
pub(crate) fn insert(builder: &mut MatcherBuilder, key: &str, route: u32) -> Result<(), Taken> {
    if key == "$default" {
        return builder.insert_default(route);
    }
    let (verb, path) = key.split_once(' ').expect("a verb and a path");
    builder.insert(Verb::parse(verb).expect("a verb"), &PathPattern::parse(path).expect("a path"), route)
}

pub(crate) fn build(mut builder: MatcherBuilder, keys: &[&str]) -> Built {
    for (at, key) in keys.iter().enumerate() {
        insert(&mut builder, key, at as u32).expect("no two alike");
    }
    builder.build()
}

/// What a request is routed to: the key and its parameters' values, or why not.
pub(crate) fn answer<'k>(built: &Built, keys: &[&'k str], request: &str) -> Result<(&'k str, Vec<String>), NotFound> {
    let (method, path) = request.split_once(' ').expect("a method and a path");
    let method = http::Method::from_bytes(method.as_bytes()).expect("a method");
    let Found { route, params } = built.matcher.find(&method, path)?;
    let key = keys[built.order[route as usize] as usize];
    Ok((key, params.iter().map(|value| (*value).to_owned()).collect()))
}

/// Checks a table of requests: `Ok("GET /a/{b} value")` or why nothing is found.
pub(crate) fn check(built: &Built, keys: &[&str], cases: &[(&str, Result<&str, NotFound>)]) {
    for (request, expected) in cases {
        let found = answer(built, keys, request);
        let text =
            found.map(|(key, values)| std::iter::once(key.to_owned()).chain(values).collect::<Vec<_>>().join(" "));
        assert_eq!(text.as_deref(), expected.as_ref().map(|text| *text), "{request}");
    }
}
