//! Two naive models, written from the guide: linear scans over the routes, nothing compiled.

use tollgate_routes::{NotFound, PathPattern, Segment, Verb};

#[derive(Debug)]
pub(crate) struct ModelRoute {
    pub(crate) verb: Verb,
    pub(crate) pattern: PathPattern,
}

pub(crate) type Answer = Result<(usize, Vec<String>), NotFound>;

/// Are two segments one resource: parameters' names do not count.
pub(crate) fn alike(a: &Segment, b: &Segment) -> bool {
    match (a, b) {
        (Segment::Static(a), Segment::Static(b)) => a == b,
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// REST: of every route that fits path and method the one that is the most specific from left to right.
pub(crate) fn rest(routes: &[ModelRoute], verb: Option<Verb>, path: &str) -> Answer {
    let path = path.trim_matches('/');
    let segments: Vec<&str> = if path.is_empty() { vec![] } else { path.split('/').collect() };
    let fitting = routes.iter().enumerate().filter_map(|(at, route)| {
        let (kinds, values) = levels(route, &segments)?;
        Some((kinds, route.verb == Verb::Any, at, values))
    });
    let mut fitting: Vec<_> = fitting.collect();
    let known = !fitting.is_empty();
    // ANY is the seven methods only.
    fitting.retain(|(_, any, at, _)| verb.is_some_and(|verb| *any || routes[*at].verb == verb));
    fitting.sort();
    match fitting.into_iter().next() {
        Some((_, _, at, values)) => Ok((at, values)),
        None if known => Err(NotFound::Method),
        None => Err(NotFound::Path),
    }
}

/// Which kind of resource takes each segment: static 0, parameter 1, greedy 2.
fn levels(route: &ModelRoute, segments: &[&str]) -> Option<(Vec<u8>, Vec<String>)> {
    let (mut kinds, mut values) = (Vec::new(), Vec::new());
    for (at, wanted) in route.pattern.segments.iter().enumerate() {
        let segment = segments.get(at)?;
        match wanted {
            Segment::Static(text) if &**text == *segment => kinds.push(0),
            Segment::Param(_) if !segment.is_empty() => {
                kinds.push(1);
                values.push((*segment).to_owned());
            }
            Segment::Greedy(_) => {
                kinds.push(2);
                values.push(segments[at..].join("/"));
                return Some((kinds, values));
            }
            _ => return None,
        }
    }
    (route.pattern.segments.len() == segments.len()).then_some((kinds, values))
}

/// How well a route fits: a smaller one is better.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    greedy: bool,
    /// Of a greedy route: the more segments before it the better.
    shortness: std::cmp::Reverse<usize>,
    /// From left to right, static before parameter.
    params: Vec<bool>,
    any: bool,
}

/// HTTP: every route for itself, then the best of those that fit, then `$default`.
pub(crate) fn http(routes: &[ModelRoute], default: bool, verb: Option<Verb>, path: &str) -> Answer {
    let segments: Vec<&str> = match &path[1..] {
        "" => vec![],
        path => path.split('/').collect(),
    };
    let fitting = routes.iter().enumerate().filter_map(|(at, route)| {
        let (fit, values) = fit(route, &segments)?;
        Some((fit, at, values))
    });
    let mut fitting: Vec<_> = fitting.collect();
    let known = !fitting.is_empty();
    fitting.retain(|(_, at, _)| routes[*at].verb == Verb::Any || Some(routes[*at].verb) == verb);
    fitting.sort();
    match fitting.into_iter().next() {
        Some((_, at, values)) => Ok((at, values)),
        None if default => Ok((routes.len(), vec![])),
        None if known => Err(NotFound::Method),
        None => Err(NotFound::Path),
    }
}

fn fit(route: &ModelRoute, segments: &[&str]) -> Option<(Fit, Vec<String>)> {
    let mut fit =
        Fit { greedy: false, shortness: std::cmp::Reverse(0), params: Vec::new(), any: route.verb == Verb::Any };
    let mut values = Vec::new();
    for (at, wanted) in route.pattern.segments.iter().enumerate() {
        let segment = segments.get(at)?;
        match wanted {
            Segment::Static(text) if decoded(segment) == decoded(text) => fit.params.push(false),
            Segment::Param(_) if !segment.is_empty() => {
                fit.params.push(true);
                values.push((*segment).to_owned());
            }
            Segment::Greedy(_) => {
                (fit.greedy, fit.shortness) = (true, std::cmp::Reverse(at));
                values.push(segments[at..].join("/"));
                return Some((fit, values));
            }
            _ => return None,
        }
    }
    (route.pattern.segments.len() == segments.len()).then_some((fit, values))
}

/// RFC 3986, 2.1: what is no escape stays as it is.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = (*first == b'%' && after.len() >= 2)
            .then(|| std::str::from_utf8(&after[..2]).ok().filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit())))
            .flatten();
        match escape {
            Some(hex) => {
                bytes.push(u8::from_str_radix(hex, 16).unwrap());
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}
