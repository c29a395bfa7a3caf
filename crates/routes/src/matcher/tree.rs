//! REST: level by level the most specific resource that has the method.

use super::node::{Nodes, Place};
use super::verb::{Verb, Verbs};
use super::{Found, NotFound, Params, split};

/// A REST API's resources (api-gateway-method-settings-method-request).
///
/// At each level a static resource, then `{name}`, then `{proxy+}`. A resource is chosen for the method as much as for the
/// path: where nothing under it is there for both, the next more general one is asked, and so on up to `/{proxy+}` (recorded
/// of the service: with `POST /test` and `OPTIONS /{proxy+}`, `OPTIONS /test` is the latter's, and so is `/part1/other` where
/// only `/part1` and `/part1/value` are). Segments are compared as they were sent, still percent-encoded: REST APIs keep the
/// raw path until parameters are decoded. Slashes before and after the path do not count; an empty segment inside it fits
/// only `{proxy+}`, which takes one segment or more. `ANY` is the seven methods that a resource can have.
///
/// Every node of the tree is entered at most twice, and only if a route under it fits the method: a look-up is bounded by the
/// definition, whatever a client asks for.
#[derive(Debug)]
pub struct Tree {
    pub(super) nodes: Nodes,
}

struct Search<'t, 'r> {
    nodes: &'t Nodes,
    wanted: Verbs,
    /// Parameters' values on the way to where the search is.
    params: Params<'r>,
}

impl Tree {
    pub(super) fn find<'r>(&self, verb: Option<Verb>, path: &'r str) -> Result<Found<'r>, NotFound> {
        let path = Some(trim(path)).filter(|path| !path.is_empty());
        let wanted = Verbs::own(verb);
        match self.straight(wanted, path) {
            Some(found) => Ok(found),
            None => self.search(wanted, path),
        }
    }

    /// The way down without a step back, which most requests go.
    fn straight<'r>(&self, wanted: Verbs, mut rest: Option<&'r str>) -> Option<Found<'r>> {
        let mut params = Params::new();
        let mut at = self.nodes.root();
        let mut node = self.nodes.node(at);
        while let Some(path) = rest {
            let (segment, after) = split(path);
            if let Some(child) = self.nodes.child(at, node, segment.as_bytes()) {
                at = child;
            } else if let Some(param) = node.param(at)
                && !segment.is_empty()
            {
                params.push(segment);
                at = param;
            } else {
                params.push(path);
                let route = at.routes + u32::from(node.own) + node.greedy_verbs.rank(wanted)?;
                return Some(Found { route, params });
            }
            node = self.nodes.node(at);
            rest = after;
        }
        let route = at.routes + node.verbs.rank(wanted)?;
        Some(Found { route, params })
    }

    /// With steps back to what is more general.
    #[cold]
    fn search<'r>(&self, wanted: Verbs, path: Option<&'r str>) -> Result<Found<'r>, NotFound> {
        let mut search = Search { nodes: &self.nodes, wanted, params: Params::new() };
        if let Some(route) = search.walk(self.nodes.root(), path) {
            return Ok(Found { route, params: search.params });
        }
        let mut any = Search { nodes: &self.nodes, wanted: Verbs::ALL, params: Params::new() };
        Err(any.walk(self.nodes.root(), path).map_or(NotFound::Path, |_| NotFound::Method))
    }
}

impl<'r> Search<'_, 'r> {
    /// The route under a node; `rest` begins with the next segment. As deep as the definition's paths.
    fn walk(&mut self, at: Place, rest: Option<&'r str>) -> Option<u32> {
        let nodes = self.nodes;
        let node = nodes.node(at);
        if !node.below.meets(self.wanted) {
            return None;
        }
        let Some(path) = rest else {
            return node.verbs.rank(self.wanted).map(|rank| at.routes + rank);
        };
        let (segment, after) = split(path);
        if let Some(child) = nodes.child(at, node, segment.as_bytes())
            && let Some(route) = self.walk(child, after)
        {
            return Some(route);
        }
        if let Some(param) = node.param(at).filter(|_| !segment.is_empty()) {
            self.params.push(segment);
            if let Some(route) = self.walk(param, after) {
                return Some(route);
            }
            self.params.pop();
        }
        let rank = node.greedy_verbs.rank(self.wanted)?;
        self.params.push(path);
        Some(at.routes + u32::from(node.own) + rank)
    }
}

/// Without slashes at its ends.
fn trim(mut path: &str) -> &str {
    while let Some(rest) = path.strip_prefix('/') {
        path = rest;
    }
    while let Some(rest) = path.strip_suffix('/') {
        path = rest;
    }
    path
}
