//! What a template reads, lent by whoever serves the request while the template is rendered.

use std::borrow::Cow;
use tollgate_vtl::Value;

/// The parts of one request that a template sees.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The payload as it came: the request's in a request template, the integration's in a response template.
    /// Bytes that are not UTF-8 read as U+FFFD.
    pub body: &'a [u8],
    pub params: &'a dyn Params,
    pub context: &'a dyn Context,
    pub stage_variables: &'a dyn Variables,
    /// What an earlier template of the same request set: a response template sees it, and may set it anew.
    pub overrides: Option<&'a super::Overrides>,
    /// References beyond Amazon's; empty in the gateway.
    pub extra: &'a [(String, Value)],
}

/// Where a parameter of a method request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Path,
    QueryString,
    Header,
}

/// The parameters of the method request, decoded. Header names are those that the client wrote, and compared exactly
/// (api-gateway-known-issues).
pub trait Params {
    /// The last value of the name.
    fn value(&self, place: Place, name: &str) -> Option<Cow<'_, str>>;

    /// Each name once, with its last value, in the order received.
    fn visit(&self, place: Place, visit: &mut dyn FnMut(&str, &str));
}

/// `$context` (api-gateway-mapping-template-reference): a tree whose leaves are text.
///
/// Recorded of Amazon: `$context.identity` has its names even where they have no value, everything else only with one;
/// there is no `authorizer` without an authorizer. `requestOverride` and `responseOverride` are not asked for here.
pub trait Context {
    /// The value of `$context.{path}`, for example of `identity.sourceIp`. `None`: nothing, or an object.
    fn value(&self, path: &str) -> Option<Cow<'_, str>>;

    /// Visits the names directly below `$context.{object}` (`$context` itself is `""`), as `keySet()` gives them.
    /// Whether it is an object at all.
    fn visit(&self, object: &str, visit: &mut dyn FnMut(&str)) -> bool;
}

/// `$stageVariables`.
pub trait Variables {
    fn visit(&self, visit: &mut dyn FnMut(&str, &str));
}

impl Place {
    pub const ALL: [Place; 3] = [Place::Path, Place::QueryString, Place::Header];

    /// Its key in `$input.params()`.
    pub const fn name(self) -> &'static str {
        match self {
            Place::Path => "path",
            Place::QueryString => "querystring",
            Place::Header => "header",
        }
    }

    pub fn parse(name: &str) -> Option<Place> {
        Place::ALL.into_iter().find(|place| place.name() == name)
    }
}

impl<K: AsRef<str>, V: AsRef<str>> Variables for [(K, V)] {
    fn visit(&self, visit: &mut dyn FnMut(&str, &str)) {
        for (name, value) in self {
            visit(name.as_ref(), value.as_ref());
        }
    }
}

impl<K: AsRef<str>, V: AsRef<str>, const N: usize> Variables for [(K, V); N] {
    fn visit(&self, visit: &mut dyn FnMut(&str, &str)) {
        self.as_slice().visit(visit);
    }
}
