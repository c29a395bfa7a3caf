//! From route paths to compact nodes.

use super::Matcher;
use super::keys::Keys;
use super::node::{Nodes, NodesDraft};
use super::tree::Tree;
use super::verb::{Verb, Verbs};
use crate::pattern::{PathPattern, Segment};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Collects the routes of one stage. Routes are named by any number; look-ups answer with their place in
/// [`Built::order`].
#[derive(Debug)]
pub struct MatcherBuilder {
    kind: Kind,
    nodes: Vec<Draft>,
    default: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tree,
    Keys,
}

/// A matcher, and which route stands at each of its indices.
#[derive(Debug)]
pub struct Built {
    pub matcher: Matcher,
    /// `order[found.route]` is the number that the route was inserted with.
    pub order: Vec<u32>,
}

/// The same method and path, parameters' names aside, is taken by this route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken(pub u32);

#[derive(Debug, Default)]
struct Draft {
    statics: BTreeMap<Box<[u8]>, u32>,
    param: Option<u32>,
    routes: BTreeMap<Verb, u32>,
    greedy: BTreeMap<Verb, u32>,
}

impl MatcherBuilder {
    /// For a REST API.
    pub fn tree() -> MatcherBuilder {
        MatcherBuilder { kind: Kind::Tree, nodes: vec![Draft::default()], default: None }
    }

    /// For an HTTP API.
    pub fn keys() -> MatcherBuilder {
        MatcherBuilder { kind: Kind::Keys, nodes: vec![Draft::default()], default: None }
    }

    pub fn insert(&mut self, verb: Verb, path: &PathPattern, route: u32) -> Result<(), Taken> {
        let mut at = 0;
        let mut greedy = false;
        for segment in &path.segments {
            match segment {
                Segment::Static(text) => at = self.child(at, text),
                Segment::Param(_) => at = self.param(at),
                Segment::Greedy(_) => greedy = true,
            }
        }
        let node = &mut self.nodes[at as usize];
        let routes = if greedy { &mut node.greedy } else { &mut node.routes };
        match routes.get(&verb) {
            Some(taken) => Err(Taken(*taken)),
            None => {
                routes.insert(verb, route);
                Ok(())
            }
        }
    }

    /// The `$default` route of an HTTP API.
    pub fn insert_default(&mut self, route: u32) -> Result<(), Taken> {
        match self.default {
            Some(taken) => Err(Taken(taken)),
            None => {
                self.default = Some(route);
                Ok(())
            }
        }
    }

    pub fn build(self) -> Built {
        let kind = self.kind;
        let (nodes, order, default) = self.compact();
        let matcher = match kind {
            Kind::Tree => Matcher::Tree(Tree { nodes }),
            Kind::Keys => Matcher::Keys(Keys { nodes, default }),
        };
        Built { matcher, order }
    }

    fn child(&mut self, at: u32, text: &str) -> u32 {
        // HTTP APIs compare decoded segments.
        let text = match self.kind {
            Kind::Tree => Cow::Borrowed(text.as_bytes()),
            Kind::Keys => Cow::from(percent_decode_str(text)),
        };
        if let Some(child) = self.nodes[at as usize].statics.get(text.as_ref()) {
            return *child;
        }
        let child = self.add();
        self.nodes[at as usize].statics.insert(text.into(), child);
        child
    }

    fn param(&mut self, at: u32) -> u32 {
        if let Some(child) = self.nodes[at as usize].param {
            return child;
        }
        let child = self.add();
        self.nodes[at as usize].param = Some(child);
        child
    }

    fn add(&mut self) -> u32 {
        self.nodes.push(Draft::default());
        (self.nodes.len() - 1) as u32
    }

    fn compact(self) -> (Nodes, Vec<u32>, Option<u32>) {
        let params = self.nodes.iter().filter(|node| node.param.is_some()).count();
        let (draft, root) = NodesDraft::new(self.nodes.len() - 1 - params, params);
        let mut compaction = Compaction { drafts: &self.nodes, nodes: draft, order: Vec::new() };
        compaction.place(0, root);
        let Compaction { nodes, mut order, .. } = compaction;
        let default = self.default.map(|route| {
            order.push(route);
            (order.len() - 1) as u32
        });
        (nodes.finish(root), order, default)
    }
}

struct Compaction<'d> {
    drafts: &'d [Draft],
    nodes: NodesDraft,
    order: Vec<u32>,
}

impl Compaction<'_> {
    /// Fills the node at `at` and all under it; as deep as a path has segments ([`crate::pattern::MAX_SEGMENTS`]).
    fn place(&mut self, draft: u32, at: u32) -> Verbs {
        let draft = &self.drafts[draft as usize];
        let (verbs, base) = self.routes(&draft.routes);
        let (greedy_verbs, greedy_base) = self.routes(&draft.greedy);
        let mut below = Verbs(verbs.0 | greedy_verbs.0);
        for (text, child) in &draft.statics {
            let place = self.nodes.add_static(at, text);
            below.0 |= self.place(*child, place).0;
        }
        if let Some(child) = draft.param {
            let place = self.nodes.add_param(at);
            below.0 |= self.place(child, place).0;
        }
        let node = self.nodes.node(at);
        (node.verbs, node.base, node.greedy_verbs, node.greedy_base) = (verbs, base, greedy_verbs, greedy_base);
        node.below = below;
        below
    }

    fn routes(&mut self, routes: &BTreeMap<Verb, u32>) -> (Verbs, u32) {
        let base = self.order.len() as u32;
        let mut verbs = Verbs::default();
        for (verb, route) in routes {
            verbs.insert(*verb);
            self.order.push(*route);
        }
        (verbs, base)
    }
}
