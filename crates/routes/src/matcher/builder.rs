//! From route paths to a tree of them.

use super::Matcher;
use super::compact::compact;
use super::keys::Keys;
use super::tree::Tree;
use super::verb::Verb;
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

/// A node as it is inserted; children by their place in [`MatcherBuilder`]'s nodes.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) statics: BTreeMap<Box<[u8]>, u32>,
    pub(super) param: Option<u32>,
    pub(super) routes: BTreeMap<Verb, u32>,
    pub(super) greedy: BTreeMap<Verb, u32>,
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
        let (nodes, mut order) = compact(&self.nodes);
        let default = self.default.map(|route| {
            order.push(route);
            (order.len() - 1) as u32
        });
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
}
