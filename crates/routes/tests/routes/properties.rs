//! Random tables and random paths over small alphabets: the compiled matchers answer as the naive models do.

use crate::model::{self, Answer, ModelRoute};
use http::Method;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tollgate_routes::{Built, MatcherBuilder, PathPattern, Segment, Taken, Verb};

const WORDS: [&str; 6] =
    ["a", "b", "ab", "a%62", "a-segment-of-more-than-twelve-bytes", "a-segment-of-more-than-twelve-letters"];
const SENT: [&str; 12] = [
    "a",
    "b",
    "ab",
    "%61",
    "%61%62",
    "a%62",
    "%2F",
    "%",
    "",
    "c",
    "a-segment-of-more-than-twelve-bytes",
    "%61-segment-of-more-than-twelve-letters",
];
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "HEAD", "TRACE", "PROPFIND"];

fn pattern() -> impl Strategy<Value = PathPattern> {
    let middle = prop_oneof![3 => select(&WORDS[..]).prop_map(Some), 2 => Just(None)];
    (vec(middle, 0..5), any::<bool>()).prop_map(|(words, greedy)| {
        let named = words.into_iter().enumerate().map(|(at, word)| match word {
            Some(word) => Segment::Static(word.into()),
            None => Segment::Param(format!("p{at}").into()),
        });
        let last = greedy.then(|| Segment::Greedy("rest".into()));
        PathPattern { segments: named.chain(last).collect() }
    })
}

fn table() -> impl Strategy<Value = Vec<ModelRoute>> {
    let verb = select(&[Verb::Get, Verb::Post, Verb::Put, Verb::Any][..]);
    let route = (verb, pattern()).prop_map(|(verb, pattern)| ModelRoute { verb, pattern });
    vec(route, 0..24)
}

fn requests() -> impl Strategy<Value = Vec<(Method, String)>> {
    let path = vec(select(&SENT[..]), 0..6).prop_map(|segments| format!("/{}", segments.join("/")));
    let method = select(&METHODS[..]).prop_map(|method| Method::from_bytes(method.as_bytes()).unwrap());
    vec((method, path), 1..32)
}

/// Puts the routes in, one after the other; those that are taken are left out of the model too.
fn build(
    mut builder: MatcherBuilder,
    table: Vec<ModelRoute>,
    same: impl Fn(&Segment, &Segment) -> bool,
) -> (MatcherBuilder, Vec<ModelRoute>) {
    let mut kept: Vec<ModelRoute> = Vec::new();
    for route in table {
        let twin = kept.iter().position(|other| {
            other.verb == route.verb
                && other.pattern.segments.len() == route.pattern.segments.len()
                && other.pattern.segments.iter().zip(&route.pattern.segments).all(|(a, b)| same(a, b))
        });
        let inserted = builder.insert(route.verb, &route.pattern, kept.len() as u32);
        assert_eq!(inserted, twin.map_or(Ok(()), |at| Err(Taken(at as u32))));
        if twin.is_none() {
            kept.push(route);
        }
    }
    (builder, kept)
}

fn found(built: &Built, method: &Method, path: &str) -> Answer {
    let found = built.matcher.find(method, path)?;
    let values = found.params.iter().map(|value| (*value).to_owned()).collect();
    Ok((built.order[found.route as usize] as usize, values))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_answers_as_its_model(table in table(), requests in requests()) {
        let (builder, routes) = build(MatcherBuilder::tree(), table, model::alike);
        let built = builder.build();
        for (method, path) in requests {
            let expected = model::rest(&routes, Verb::of(&method), &path);
            prop_assert_eq!(found(&built, &method, &path), expected, "{} {}", method, path);
        }
    }

    #[test]
    fn keys_answer_as_their_model(table in table(), default in any::<bool>(), requests in requests()) {
        let same = |a: &Segment, b: &Segment| match (a, b) {
            (Segment::Static(a), Segment::Static(b)) => model::decoded(a) == model::decoded(b),
            (a, b) => model::alike(a, b),
        };
        let (mut builder, routes) = build(MatcherBuilder::keys(), table, same);
        if default {
            builder.insert_default(routes.len() as u32).unwrap();
        }
        let built = builder.build();
        for (method, path) in requests {
            let expected = model::http(&routes, default, Verb::of(&method), &path);
            prop_assert_eq!(found(&built, &method, &path), expected, "{} {}", method, path);
        }
    }
}
