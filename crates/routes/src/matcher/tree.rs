//! REST: the path picks the resource, level by level, and never goes back; then the method.

use super::node::Nodes;
use super::verb::{Verb, Verbs};
use super::{Found, NotFound, Params, split};

/// A REST API's resources (api-gateway-method-settings-method-request).
///
/// At each level a static resource, then `{name}`, then `{proxy+}`; what was chosen is final, even if nothing is found under
/// it. Segments are compared as they were sent, still percent-encoded: REST APIs keep the raw path until parameters are
/// decoded. Slashes before and after the path do not count; an empty segment inside it fits only `{proxy+}`, which takes one
/// segment or more. `ANY` is the seven methods that a resource can have.
#[derive(Debug)]
pub struct Tree {
    pub(super) nodes: Nodes,
}

impl Tree {
    pub(super) fn find<'r>(&self, verb: Option<Verb>, path: &'r str) -> Result<Found<'r>, NotFound> {
        let mut params = Params::new();
        let mut at = self.nodes.root();
        let mut node = self.nodes.node(at);
        let mut rest = Some(trim(path)).filter(|path| !path.is_empty());
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
                let route = at.routes + u32::from(node.own) + rank(node.greedy_verbs, verb)?;
                return Ok(Found { route, params });
            }
            node = self.nodes.node(at);
            rest = after;
        }
        let route = at.routes + rank(node.verbs, verb)?;
        Ok(Found { route, params })
    }
}

/// Which of the routes of these verbs.
fn rank(verbs: Verbs, verb: Option<Verb>) -> Result<u32, NotFound> {
    if verbs.is_empty() {
        return Err(NotFound::Path);
    }
    let verb = verb.ok_or(NotFound::Method)?;
    verbs.rank(Verbs::fitting(Some(verb))).ok_or(NotFound::Method)
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
