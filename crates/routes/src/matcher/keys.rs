//! HTTP: the best of the routes whose method fits.

use super::node::{Node, Nodes, Place};
use super::verb::{Verb, Verbs};
use super::{Found, NotFound, Params, split};

/// An HTTP API's route keys (http-api-develop-routes, "Routing API requests").
///
/// Among the routes whose method, or `ANY`, fits: a full match, static before `{name}` from left to right; then the longest
/// greedy one; then `$default`. Of one path, the method's own route comes before `ANY`. A trailing slash counts: it is an
/// empty last segment, which fits nothing but a greedy variable. HTTP APIs decode the path before they route it, so static
/// segments are compared decoded; an encoded slash stays inside its segment.
///
/// Every node of the tree is entered at most once, and only if a route under it fits the method: a look-up is bounded by the definition,
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
    /// Is there a `%` in the path?
    escaped: bool,
    /// Parameters' values on the way to where the search is.
    params: Params<'r>,
    /// The longest greedy route on the way, and how many segments it has before its variable.
    greedy: Option<(u32, Found<'r>)>,
}

impl Keys {
    pub(super) fn find<'r>(&self, verb: Option<Verb>, path: &'r str) -> Result<Found<'r>, NotFound> {
        let path = path.strip_prefix('/').unwrap_or(path);
        if let Some(found) = self.search(Verbs::fitting(verb), path) {
            return Ok(found);
        }
        if let Some(route) = self.default {
            return Ok(Found { route, params: Params::new() });
        }
        Err(if self.search(Verbs::ALL, path).is_some() { NotFound::Method } else { NotFound::Path })
    }

    fn search<'r>(&self, wanted: Verbs, path: &'r str) -> Option<Found<'r>> {
        let escaped = memchr::memchr(b'%', path.as_bytes()).is_some();
        let mut search = Search { nodes: &self.nodes, wanted, escaped, params: Params::new(), greedy: None };
        match search.walk(self.nodes.root(), 0, Some(path).filter(|path| !path.is_empty())) {
            Some(route) => Some(Found { route, params: search.params }),
            None => search.greedy.map(|(_, found)| found),
        }
    }
}

impl<'r> Search<'_, 'r> {
    /// The route of the full match under a node; greedy ones are noted on the way. `rest` begins with the next segment.
    fn walk(&mut self, at: Place, depth: u32, rest: Option<&'r str>) -> Option<u32> {
        let nodes = self.nodes;
        let node = nodes.node(at);
        if !node.below.meets(self.wanted) {
            return None;
        }
        let Some(path) = rest else {
            return node.verbs.rank(self.wanted).map(|rank| at.routes + rank);
        };
        if let Some(rank) = node.greedy_verbs.rank(self.wanted) {
            self.note(at.routes + u32::from(node.own) + rank, depth, path);
        }
        let (segment, rest) = split(path);
        if let Some(child) = self.child(at, node, segment.as_bytes())
            && let Some(route) = self.walk(child, depth + 1, rest)
        {
            return Some(route);
        }
        let param = node.param(at).filter(|_| !segment.is_empty())?;
        self.params.push(segment);
        let found = self.walk(param, depth + 1, rest);
        if found.is_none() {
            self.params.pop();
        }
        found
    }

    /// A greedy route that takes the rest of the path.
    fn note(&mut self, route: u32, depth: u32, rest: &'r str) {
        if self.greedy.as_ref().is_none_or(|(best, _)| *best < depth) {
            let mut params = Params::from_slice(&self.params);
            params.push(rest);
            self.greedy = Some((depth, Found { route, params }));
        }
    }

    #[inline]
    fn child(&self, at: Place, node: &Node, segment: &[u8]) -> Option<Place> {
        if self.escaped { self.escaped_child(at, node, segment) } else { self.nodes.child(at, node, segment) }
    }

    #[cold]
    fn escaped_child(&self, at: Place, node: &Node, segment: &[u8]) -> Option<Place> {
        let mut buffer = [0; DECODED];
        self.nodes.child(at, node, decode(segment, &mut buffer).unwrap_or(segment))
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
