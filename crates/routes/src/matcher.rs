//! From method and path to a route.

use http::Method;
use smallvec::SmallVec;

/// Raw (still percent-encoded) values of a route's path parameters, in the order of [`crate::Route::params`].
pub type Params<'r> = SmallVec<[&'r str; 8]>;

/// Picks the route of a stage. Which of the two is decided when the stage is compiled.
#[derive(Debug)]
pub enum Matcher {
    /// REST: the path picks the resource and never goes back, then the method.
    Tree(Tree),
    /// HTTP: the best route whose method fits, then the longest greedy one, then `$default`.
    Keys(Keys),
}

#[derive(Debug, Default)]
pub struct Tree {}

#[derive(Debug, Default)]
pub struct Keys {}

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
    pub fn find<'r>(&self, _method: &Method, _path: &'r str) -> Result<Found<'r>, NotFound> {
        Err(NotFound::Path)
    }
}
