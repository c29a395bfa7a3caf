//! From method and path to a route.

mod builder;
mod compact;
mod edges;
mod keys;
mod node;
mod segment;
mod tree;
mod verb;

pub use builder::{Built, MatcherBuilder, Taken};
pub use keys::Keys;
pub use tree::Tree;
pub use verb::Verb;

use http::Method;
use node::Nodes;
use smallvec::SmallVec;

/// Raw (still percent-encoded) values of a route's path parameters, in the order of [`crate::Route::params`].
pub type Params<'r> = SmallVec<[&'r str; 8]>;

/// Picks the route of a stage. Which of the two is decided when the stage is compiled.
#[derive(Debug)]
pub enum Matcher {
    /// REST: level by level the most specific resource that has the method.
    Tree(Tree),
    /// HTTP: the best route whose method fits, then the longest greedy one, then `$default`.
    Keys(Keys),
}

/// Index into [`crate::Stage::routes`], and the values of its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'r> {
    pub route: u32,
    pub params: Params<'r>,
}

/// No route. Which fault that is, the stage's manners say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// No resource or route for the path.
    Path,
    /// The path has routes, but none for the method.
    Method,
}

impl Matcher {
    /// The route of a request, by its raw path (after the stage or base path). Allocates nothing, up to eight parameters.
    pub fn find<'r>(&self, method: &Method, path: &'r str) -> Result<Found<'r>, NotFound> {
        let verb = Verb::of(method);
        match self {
            Matcher::Tree(tree) => tree.find(verb, path),
            Matcher::Keys(keys) => keys.find(verb, path),
        }
    }
}

/// No routes at all.
impl Default for Tree {
    fn default() -> Self {
        Tree { nodes: Nodes::default() }
    }
}

/// No routes at all.
impl Default for Keys {
    fn default() -> Self {
        Keys { nodes: Nodes::default(), default: None }
    }
}

/// The first segment, and what follows its slash: `None` when there is none.
fn split(path: &str) -> (&str, Option<&str>) {
    match memchr::memchr(b'/', path.as_bytes()) {
        Some(at) => (&path[..at], Some(&path[at + 1..])),
        None => (path, None),
    }
}
