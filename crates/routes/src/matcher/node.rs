//! The compact form of a path tree: every node is a slot of one open-addressed table, so that a step down costs one cache line.
//!
//! A static child is found by the hash of its parent and its segment; parameter children are linked, and live behind the slots.
//! What a node answers (its routes, its greedy routes) stands in it: a byte of verbs and the index of the first route.

use super::verb::Verbs;
use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;
use std::hash::Hasher;

pub(super) const NONE: u32 = u32::MAX;

/// Segments up to this long are compared inside the node.
const INLINE: usize = 12;

/// A length: the text stands in [`Nodes::texts`].
const LONG: u8 = 0x7f;

/// Beside the length: the node has static children. A search for one in a node without is a cache line for nothing.
const PARENT: u8 = 0x80;

#[derive(Clone, Debug)]
#[repr(C, align(32))]
pub(super) struct Node {
    /// Half of a static child's key; `NONE` marks an empty slot.
    parent: u32,
    /// The `{name}` child.
    pub(super) param: u32,
    /// The route of the lowest of `verbs`; the others follow.
    pub(super) base: u32,
    pub(super) greedy_base: u32,
    pub(super) verbs: Verbs,
    pub(super) greedy_verbs: Verbs,
    /// Every verb that this node or one under it answers.
    pub(super) below: Verbs,
    /// The length of the segment, or `LONG`; and `PARENT`.
    length: u8,
    /// The segment; or the begin, the length and the hash of a long one.
    text: [u8; INLINE],
}

#[derive(Debug)]
pub(super) struct Nodes {
    nodes: Box<[Node]>,
    /// How many of `nodes` are slots.
    slots: u32,
    pub(super) root: u32,
    texts: Box<[u8]>,
}

/// Nodes in the making. The number of static nodes is known beforehand, so that a slot, once given, is a node's name.
#[derive(Debug)]
pub(super) struct NodesDraft {
    nodes: Vec<Node>,
    slots: u32,
    texts: Vec<u8>,
}

impl Nodes {
    pub(super) fn node(&self, at: u32) -> &Node {
        &self.nodes[at as usize]
    }

    /// The static child of this segment.
    pub(super) fn child(&self, parent: u32, segment: &[u8]) -> Option<u32> {
        if self.node(parent).length & PARENT == 0 {
            return None;
        }
        let hash = hash(parent, segment);
        let mut at = slot(hash, self.slots);
        loop {
            let node = self.nodes.get(at as usize)?;
            if node.parent == parent && node.is(segment, hash, &self.texts) {
                return Some(at);
            }
            if node.parent == NONE {
                return None;
            }
            at = next(at, self.slots);
        }
    }
}

impl Default for Nodes {
    fn default() -> Self {
        let (draft, root) = NodesDraft::new(0, 0);
        draft.finish(root)
    }
}

impl NodesDraft {
    /// For a tree with this many static and parameter nodes. Returns the draft and its root.
    pub(super) fn new(statics: usize, params: usize) -> (NodesDraft, u32) {
        // A third more than needed keeps probes short, and one slot is always empty: a search ends.
        let slots = if statics == 0 { 0 } else { statics + statics / 3 + 1 };
        let mut nodes = Vec::with_capacity(slots + params + 1);
        nodes.resize(slots, Node::empty());
        let mut draft = NodesDraft { nodes, slots: index(slots), texts: Vec::new() };
        let root = draft.add();
        (draft, root)
    }

    pub(super) fn node(&mut self, at: u32) -> &mut Node {
        &mut self.nodes[at as usize]
    }

    pub(super) fn add_static(&mut self, parent: u32, segment: &[u8]) -> u32 {
        let hash = hash(parent, segment);
        let mut at = slot(hash, self.slots);
        while self.nodes[at as usize].parent != NONE {
            at = next(at, self.slots);
        }
        let (length, text) = self.text(segment, hash);
        self.node(parent).length |= PARENT;
        self.nodes[at as usize] = Node { parent, length, text, ..Node::empty() };
        at
    }

    pub(super) fn add_param(&mut self, parent: u32) -> u32 {
        let at = self.add();
        self.node(parent).param = at;
        at
    }

    pub(super) fn finish(self, root: u32) -> Nodes {
        Nodes { nodes: self.nodes.into(), slots: self.slots, root, texts: self.texts.into() }
    }

    fn add(&mut self) -> u32 {
        self.nodes.push(Node::empty());
        index(self.nodes.len() - 1)
    }

    fn text(&mut self, segment: &[u8], hash: u64) -> (u8, [u8; INLINE]) {
        let mut text = [0; INLINE];
        if segment.len() <= INLINE {
            text[..segment.len()].copy_from_slice(segment);
            return (segment.len() as u8, text);
        }
        text[..4].copy_from_slice(&index(self.texts.len()).to_le_bytes());
        text[4..8].copy_from_slice(&index(segment.len()).to_le_bytes());
        text[8..].copy_from_slice(&(hash as u32).to_le_bytes());
        self.texts.extend_from_slice(segment);
        (LONG, text)
    }
}

impl Node {
    fn empty() -> Node {
        Node {
            parent: NONE,
            param: NONE,
            base: 0,
            greedy_base: 0,
            verbs: Verbs::default(),
            greedy_verbs: Verbs::default(),
            below: Verbs::default(),
            length: 0,
            text: [0; INLINE],
        }
    }

    fn is(&self, segment: &[u8], hash: u64, texts: &[u8]) -> bool {
        if segment.len() <= INLINE {
            return self.length() as usize == segment.len() && self.text[..segment.len()] == *segment;
        }
        self.length() == LONG && self.word(2) == hash as u32 && {
            let begin = self.word(0) as usize;
            texts.get(begin..begin + self.word(1) as usize) == Some(segment)
        }
    }

    fn length(&self) -> u8 {
        self.length & !PARENT
    }

    fn word(&self, at: usize) -> u32 {
        let [a, b, c, d] = [self.text[at * 4], self.text[at * 4 + 1], self.text[at * 4 + 2], self.text[at * 4 + 3]];
        u32::from_le_bytes([a, b, c, d])
    }
}

/// Not seeded by chance: the keys are the definition's, and what a client asks for is only looked up, never put in.
fn hash(parent: u32, segment: &[u8]) -> u64 {
    let mut hasher = FoldHasher::with_seed(u64::from(parent), SharedSeed::global_fixed());
    hasher.write(segment);
    hasher.finish()
}

/// The hash's share of the slots: a multiplication instead of a division.
fn slot(hash: u64, slots: u32) -> u32 {
    ((u128::from(hash) * u128::from(slots)) >> 64) as u32
}

fn next(at: u32, slots: u32) -> u32 {
    if at + 1 == slots { 0 } else { at + 1 }
}

/// A table of more than four thousand million nodes does not fit the memory that it would need.
#[expect(clippy::expect_used, reason = "a definition of 2^32 path segments cannot be read in the first place")]
fn index(at: usize) -> u32 {
    u32::try_from(at).expect("fewer nodes than 2^32")
}
