//! HTTP: the best of the routes whose method fits.

use super::node::{NONE, Nodes};
use super::verb::{Verb, Verbs};
use super::{Found, NotFound, Params, split};

/// An HTTP API's route keys (http-api-develop-routes, "Routing API requests").
///
/// Among the routes whose method, or `ANY`, fits: a full match, static before `{name}` from left to right; then the longest
/// greedy one; then `$default`. Of one path, the method's own route comes before `ANY`. A trailing slash counts: it is an
/// empty last segment, which fits nothing but a greedy variable. HTTP APIs decode the path before they route it, so static
/// segments are compared decoded; an encoded slash stays inside its segment.
///
/// Every node is entered at most once, and only if a route under it fits the method: a look-up is bounded by the definition,
/// whatever a client asks for.
#[derive(Debug)]
pub struct Keys {
    pub(super) nodes: Nodes,
    pub(super) default: Option<u32>,
}

/// Static segments longer than this are compared as they were sent.
const DECODED: usize = 256;

struct Search<'k, 'r> {
    nodes: &'k Nodes,
    wanted: Verbs,
    path: &'r str,
    greedy: Option<Hit>,
}

/// Where a search ended.
#[derive(Clone, Copy)]
struct Hit {
    node: u32,
    /// Segments before the end or the greedy variable.
    depth: u32,
    /// Which of them are parameters' values: [`crate::pattern::MAX_SEGMENTS`] bits.
    params: u128,
    greedy: bool,
}

impl Keys {
    pub(super) fn find<'r>(&self, verb: Option<Verb>, path: &'r str) -> Result<Found<'r>, NotFound> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let wanted = Verbs::fitting(verb);
        if let Some(hit) = self.search(wanted, path) {
            return Ok(self.found(hit, wanted, path));
        }
        if let Some(route) = self.default {
            return Ok(Found { route, params: Params::new() });
        }
        Err(if self.search(Verbs(u8::MAX), path).is_some() { NotFound::Method } else { NotFound::Path })
    }

    fn search(&self, wanted: Verbs, path: &str) -> Option<Hit> {
        let mut search = Search { nodes: &self.nodes, wanted, path, greedy: None };
        let full = search.walk(self.nodes.root, 0, 0, (!path.is_empty()).then_some(0));
        full.or(search.greedy)
    }

    fn found<'r>(&self, hit: Hit, wanted: Verbs, path: &'r str) -> Found<'r> {
        let node = self.nodes.node(hit.node);
        let (verbs, base) = if hit.greedy { (node.greedy_verbs, node.greedy_base) } else { (node.verbs, node.base) };
        // A hit has a verb that fits.
        let route = base + verbs.rank(wanted).unwrap_or(0);
        Found { route, params: hit.values(path) }
    }
}

impl Search<'_, '_> {
    /// The full match under a node; greedy ones are noted on the way. `rest` is where in the path the next segment begins.
    fn walk(&mut self, at: u32, depth: u32, params: u128, rest: Option<usize>) -> Option<Hit> {
        let node = self.nodes.node(at);
        if !node.below.meets(self.wanted) {
            return None;
        }
        let Some(begin) = rest else {
            return node.verbs.meets(self.wanted).then_some(Hit { node: at, depth, params, greedy: false });
        };
        if node.greedy_verbs.meets(self.wanted) && self.greedy.is_none_or(|best| best.depth < depth) {
            self.greedy = Some(Hit { node: at, depth, params, greedy: true });
        }
        let (segment, after) = split(&self.path[begin..]);
        let rest = after.map(|_| begin + segment.len() + 1);
        if let Some(child) = self.child(at, segment)
            && let Some(hit) = self.walk(child, depth + 1, params, rest)
        {
            return Some(hit);
        }
        if node.param == NONE || segment.is_empty() {
            return None;
        }
        self.walk(node.param, depth + 1, params | 1 << depth, rest)
    }

    fn child(&self, at: u32, segment: &str) -> Option<u32> {
        match memchr::memchr(b'%', segment.as_bytes()) {
            None => self.nodes.child(at, segment.as_bytes()),
            Some(_) => self.escaped_child(at, segment.as_bytes()),
        }
    }

    #[cold]
    fn escaped_child(&self, at: u32, segment: &[u8]) -> Option<u32> {
        let mut buffer = [0; DECODED];
        self.nodes.child(at, decode(segment, &mut buffer).unwrap_or(segment))
    }
}

impl Hit {
    fn values<'r>(&self, path: &'r str) -> Params<'r> {
        let mut values = Params::new();
        if self.params == 0 && !self.greedy {
            return values;
        }
        let mut rest = path;
        for depth in 0..self.depth {
            let (segment, after) = split(rest);
            if self.params >> depth & 1 == 1 {
                values.push(segment);
            }
            rest = after.unwrap_or("");
        }
        if self.greedy {
            values.push(rest);
        }
        values
    }
}

/// Percent-decoded into the buffer; `None` when it does not fit. What is no escape stays as it is.
fn decode<'b>(segment: &[u8], buffer: &'b mut [u8; DECODED]) -> Option<&'b [u8]> {
    let mut length = 0;
    for byte in percent_encoding::percent_decode(segment) {
        *buffer.get_mut(length)? = byte;
        length += 1;
    }
    Some(&buffer[..length])
}
