//! The compact form of a path tree. Nodes that answer alike are one node, so that a table has few of them, and they stay in
//! the caches: `/{id}/events` under a thousand resources is the same. What a node cannot share is where its routes stand:
//! they are numbered in the tree's order, every step down says how many routes it passes, and the sum is the route.

use super::edges::Edges;
use super::verb::Verbs;

/// No `{name}` child.
pub(super) const NONE: u32 = u32::MAX;

/// A quarter of a cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub(super) struct Node {
    pub(super) verbs: Verbs,
    pub(super) greedy_verbs: Verbs,
    /// Every verb that this node or one under it answers.
    pub(super) below: Verbs,
    /// How many `verbs`: their routes stand first, then those of `greedy_verbs`.
    pub(super) own: u8,
    /// A bit for each length of a static child's segment: most parameters' values need not be looked for.
    pub(super) lengths: u32,
    /// The `{name}` child.
    pub(super) param: u32,
    /// Routes that stand before those of `param`.
    pub(super) param_routes: u32,
}

/// A node where it was come to: a node of the tree, before those alike became one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) node: u32,
    /// The first of the routes at it and under it.
    pub(super) routes: u32,
}

#[derive(Debug)]
pub(super) struct Nodes {
    pub(super) nodes: Box<[Node]>,
    pub(super) edges: Edges,
    pub(super) root: u32,
}

impl Nodes {
    pub(super) fn root(&self) -> Place {
        Place { node: self.root, routes: 0 }
    }

    #[inline]
    pub(super) fn node(&self, place: Place) -> &Node {
        &self.nodes[place.node as usize]
    }

    /// The static child of this segment; `node` is the one at the place.
    #[inline]
    pub(super) fn child(&self, place: Place, node: &Node, segment: &[u8]) -> Option<Place> {
        if node.lengths & length_bit(segment.len()) == 0 {
            return None;
        }
        let (node, routes) = self.edges.find(place.node, segment)?;
        Some(Place { node, routes: place.routes + routes })
    }
}

impl Node {
    /// The `{name}` child of this node at this place.
    #[inline]
    pub(super) fn param(&self, place: Place) -> Option<Place> {
        (self.param != NONE).then(|| Place { node: self.param, routes: place.routes + self.param_routes })
    }
}

impl Default for Nodes {
    fn default() -> Self {
        let node = Node {
            verbs: Verbs::default(),
            greedy_verbs: Verbs::default(),
            below: Verbs::default(),
            own: 0,
            lengths: 0,
            param: NONE,
            param_routes: 0,
        };
        Nodes { nodes: [node].into(), edges: Edges::default(), root: 0 }
    }
}

/// The last bit stands for all that are longer.
#[inline]
pub(super) fn length_bit(length: usize) -> u32 {
    1 << length.min(31)
}
