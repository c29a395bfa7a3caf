//! From the tree as it was inserted to nodes that answer alike only once.

use super::builder::Draft;
use super::edges::{Edge, Edges};
use super::node::{NONE, Node, Nodes, length_bit};
use super::verb::{Verb, Verbs};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// The nodes, and the routes in the tree's order: a node's own, its greedy ones, those of its static children, those of its
/// `{name}` child.
pub(super) fn compact(drafts: &[Draft]) -> (Nodes, Vec<u32>) {
    let mut compaction =
        Compaction { drafts, alike: HashMap::default(), nodes: Vec::new(), edges: Vec::new(), order: Vec::new() };
    let root = compaction.place(0).node;
    let Compaction { nodes, edges, order, .. } = compaction;
    (Nodes { nodes: nodes.into(), edges: Edges::build(&edges), root }, order)
}

struct Compaction<'d> {
    drafts: &'d [Draft],
    alike: HashMap<Shape<'d>, u32, foldhash::fast::FixedState>,
    nodes: Vec<Node>,
    edges: Vec<Edge<'d>>,
    order: Vec<u32>,
}

/// What makes nodes alike. Children that are alike are the same by then, and have the same number of routes.
#[derive(PartialEq, Eq, Hash)]
struct Shape<'d> {
    node: Node,
    statics: Vec<Child<'d>>,
}

#[derive(PartialEq, Eq, Hash)]
struct Child<'d> {
    segment: &'d [u8],
    node: u32,
    routes: u32,
}

/// A node that is placed, and what its parent needs to know.
struct Placed {
    node: u32,
    below: Verbs,
}

impl<'d> Compaction<'d> {
    /// The node that answers as the draft does; as deep as a path has segments ([`crate::pattern::MAX_SEGMENTS`]).
    fn place(&mut self, draft: u32) -> Placed {
        let draft = &self.drafts[draft as usize];
        let first = self.order.len();
        let verbs = self.routes(&draft.routes);
        let own = draft.routes.len() as u8;
        let greedy_verbs = self.routes(&draft.greedy);
        let mut below = Verbs(verbs.0 | greedy_verbs.0);
        let (mut lengths, mut statics) = (0, Vec::with_capacity(draft.statics.len()));
        for (segment, child) in &draft.statics {
            let routes = index(self.order.len() - first);
            let child = self.place(*child);
            below.0 |= child.below.0;
            lengths |= length_bit(segment.len());
            statics.push(Child { segment, node: child.node, routes });
        }
        let param_routes = index(self.order.len() - first);
        let param = draft.param.map(|child| self.place(child));
        below.0 |= param.as_ref().map_or(0, |child| child.below.0);
        let param = param.map_or(NONE, |child| child.node);
        let node = Node { verbs, greedy_verbs, below, own, lengths, param, param_routes };
        Placed { node: self.share(Shape { node, statics }), below }
    }

    fn routes(&mut self, routes: &BTreeMap<Verb, u32>) -> Verbs {
        let mut verbs = Verbs::default();
        for (verb, route) in routes {
            verbs.insert(*verb);
            self.order.push(*route);
        }
        verbs
    }

    /// The node of this shape: an earlier one, or a new one.
    fn share(&mut self, shape: Shape<'d>) -> u32 {
        if let Some(node) = self.alike.get(&shape) {
            return *node;
        }
        let from = index(self.nodes.len());
        self.nodes.push(shape.node);
        let edges = shape.statics.iter().map(|child| Edge {
            from,
            segment: child.segment,
            to: child.node,
            routes: child.routes,
        });
        self.edges.extend(edges);
        self.alike.insert(shape, from);
        from
    }
}

/// A table of more than four thousand million nodes does not fit the memory that it would need.
#[expect(clippy::expect_used, reason = "a definition of 2^32 path segments cannot be read in the first place")]
fn index(at: usize) -> u32 {
    u32::try_from(at).expect("fewer nodes and routes than 2^32")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::PathPattern;
    use crate::{Built, Matcher, MatcherBuilder};

    #[test]
    fn what_answers_alike_under_many_resources_is_there_once() {
        let mut builder = MatcherBuilder::tree();
        let paths = (0..100)
            .flat_map(|at| ["", "/{id}", "/{id}/events", "/{id}/events/{event}"].map(|end| format!("/r{at}{end}")));
        for (path, route) in paths.zip(0..) {
            builder.insert(Verb::Get, &PathPattern::parse(&path).unwrap(), route).unwrap();
        }
        let Built { matcher: Matcher::Tree(tree), order } = builder.build() else { panic!("a tree") };
        // `/`, `/r0`, `/r0/{id}`, `/r0/{id}/events` and `/r0/{id}/events/{event}`.
        assert_eq!(tree.nodes.nodes.len(), 5);
        for (path, route) in [("/r0/1/events/2", 3), ("/r99/1", 397), ("/r99/1/events", 398), ("/r42", 168)] {
            let found = tree.find(Some(Verb::Get), path).unwrap();
            assert_eq!(order[found.route as usize], route, "{path}");
        }
    }
}
