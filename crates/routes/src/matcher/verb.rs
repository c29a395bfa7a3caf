//! HTTP methods as bits, so that the routes of a path are one byte and a rank.

use http::Method;

/// A method that a route may name. `Any` comes last: it is asked only when no other fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Verb {
    Delete,
    Get,
    Head,
    Options,
    Patch,
    Post,
    Put,
    Any,
}

/// A set of verbs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Verbs(pub(super) u8);

impl Verb {
    pub const ALL: [Verb; 8] =
        [Verb::Delete, Verb::Get, Verb::Head, Verb::Options, Verb::Patch, Verb::Post, Verb::Put, Verb::Any];

    /// The verb of a request. Never `Any`; `None` for methods that no route can name.
    pub fn of(method: &Method) -> Option<Verb> {
        Some(match *method {
            Method::DELETE => Verb::Delete,
            Method::GET => Verb::Get,
            Method::HEAD => Verb::Head,
            Method::OPTIONS => Verb::Options,
            Method::PATCH => Verb::Patch,
            Method::POST => Verb::Post,
            Method::PUT => Verb::Put,
            _ => return None,
        })
    }

    /// `GET`, `ANY` (upper case), as route keys write them.
    pub fn parse(name: &str) -> Option<Verb> {
        Verb::ALL.into_iter().find(|verb| verb.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Delete => "DELETE",
            Verb::Get => "GET",
            Verb::Head => "HEAD",
            Verb::Options => "OPTIONS",
            Verb::Patch => "PATCH",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Any => "ANY",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Verbs {
    pub(super) const ALL: Verbs = Verbs(u8::MAX);

    /// What fits a request where `Any` is the methods that a route can name: for others, nothing.
    pub(super) fn own(verb: Option<Verb>) -> Verbs {
        verb.map_or(Verbs::default(), |verb| Verbs::fitting(Some(verb)))
    }

    /// What fits a request: its own verb and `Any`.
    pub(super) fn fitting(verb: Option<Verb>) -> Verbs {
        Verbs(verb.map_or(0, Verb::bit) | Verb::Any.bit())
    }

    pub(super) fn insert(&mut self, verb: Verb) {
        self.0 |= verb.bit();
    }

    pub(super) fn meets(self, other: Verbs) -> bool {
        self.0 & other.0 != 0
    }

    /// The place, among these verbs, of the best one that is `wanted`: the method's own before `Any`.
    pub(super) fn rank(self, wanted: Verbs) -> Option<u32> {
        let fitting = self.0 & wanted.0;
        // `Any` is the highest bit, so that the lowest that fits is the method's own.
        (fitting != 0).then(|| (self.0 & (fitting & fitting.wrapping_neg()).wrapping_sub(1)).count_ones())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_of_its_own_comes_before_any() {
        let mut verbs = Verbs::default();
        for verb in [Verb::Get, Verb::Post, Verb::Any] {
            verbs.insert(verb);
        }
        for (method, rank) in [("GET", 0), ("POST", 1), ("PUT", 2), ("PROPFIND", 2)] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            assert_eq!(verbs.rank(Verbs::fitting(Verb::of(&method))), Some(rank), "{method}");
        }
        assert_eq!(Verbs::default().rank(Verbs::fitting(Some(Verb::Get))), None);
    }

    #[test]
    fn verbs_are_read_as_they_are_written() {
        for verb in Verb::ALL {
            assert_eq!(Verb::parse(verb.as_str()), Some(verb));
        }
        assert_eq!(Verb::parse("get"), None);
    }
}
