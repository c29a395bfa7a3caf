//! The path of a route, parsed: `/pets/{id}/{proxy+}`.

use std::fmt;

/// The most segments a route's path may have. A look-up goes no deeper, whatever a client asks for.
pub const MAX_SEGMENTS: usize = 128;

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathPattern {
    /// A greedy one stands last.
    pub segments: Vec<Segment>,
}

/// Names are without braces and `+`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    Static(Box<str>),
    Param(Box<str>),
    Greedy(Box<str>),
}

/// Why a path is none (api-gateway-method-settings-method-request, http-api-develop-routes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadPattern {
    NoLeadingSlash,
    TrailingSlash,
    EmptySegment,
    TooManySegments,
    /// `{proxy+}` before the end.
    GreedyNotLast(Box<str>),
    /// `{` or `}` inside a segment, or a parameter without a name.
    Braces(Box<str>),
    /// Two parameters of one name.
    RepeatedName(Box<str>),
}

impl PathPattern {
    pub fn parse(path: &str) -> Result<PathPattern, BadPattern> {
        let rest = path.strip_prefix('/').ok_or(BadPattern::NoLeadingSlash)?;
        if rest.is_empty() {
            return Ok(PathPattern::default());
        }
        if rest.ends_with('/') {
            return Err(BadPattern::TrailingSlash);
        }
        let segments = rest.split('/').map(Segment::parse).collect::<Result<Vec<_>, _>>()?;
        let pattern = PathPattern { segments };
        pattern.check()?;
        Ok(pattern)
    }

    fn check(&self) -> Result<(), BadPattern> {
        if self.segments.len() > MAX_SEGMENTS {
            return Err(BadPattern::TooManySegments);
        }
        for (at, segment) in self.segments.iter().enumerate() {
            if let Segment::Greedy(name) = segment
                && at + 1 != self.segments.len()
            {
                return Err(BadPattern::GreedyNotLast(name.clone()));
            }
            if let Some(name) = segment.name()
                && self.segments[..at].iter().any(|earlier| earlier.name() == Some(name))
            {
                return Err(BadPattern::RepeatedName(name.into()));
            }
        }
        Ok(())
    }

    /// Names of the parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::name)
    }
}

impl Segment {
    fn parse(text: &str) -> Result<Segment, BadPattern> {
        if text.is_empty() {
            return Err(BadPattern::EmptySegment);
        }
        let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        let segment = match inner {
            None => Segment::Static(text.into()),
            Some(inner) => match inner.strip_suffix('+') {
                Some(name) => Segment::Greedy(name.into()),
                None => Segment::Param(inner.into()),
            },
        };
        let word = match &segment {
            Segment::Static(word) | Segment::Param(word) | Segment::Greedy(word) => word,
        };
        if word.is_empty() || word.contains(['{', '}']) {
            return Err(BadPattern::Braces(text.into()));
        }
        Ok(segment)
    }

    /// The name of a parameter; `None` for static segments.
    pub fn name(&self) -> Option<&str> {
        match self {
            Segment::Static(_) => None,
            Segment::Param(name) | Segment::Greedy(name) => Some(name),
        }
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.segments.is_empty() {
            return f.write_str("/");
        }
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Static(text) => write!(f, "/{text}"),
            Segment::Param(name) => write!(f, "/{{{name}}}"),
            Segment::Greedy(name) => write!(f, "/{{{name}+}}"),
        })
    }
}

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadPattern::NoLeadingSlash => f.write_str("a path begins with `/`"),
            BadPattern::TrailingSlash => f.write_str("a path does not end with `/`"),
            BadPattern::EmptySegment => f.write_str("a segment is empty: `//`"),
            BadPattern::TooManySegments => write!(f, "a path has at most {MAX_SEGMENTS} segments"),
            BadPattern::GreedyNotLast(name) => write!(f, "the greedy parameter `{{{name}+}}` must be the last segment"),
            BadPattern::Braces(text) => {
                write!(f, "a parameter is a whole segment, `{{name}}` or `{{name+}}`; found `{text}`")
            }
            BadPattern::RepeatedName(name) => write!(f, "the parameter `{name}` stands twice in the path"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_was_written() {
        for path in ["/", "/pets", "/pets/{id}", "/{proxy+}", "/a/{b}/c/{d+}", "/v1.0/a:b,c-d_e"] {
            assert_eq!(PathPattern::parse(path).map(|pattern| pattern.to_string()), Ok(path.to_owned()));
        }
    }

    /// api-gateway-known-issues: "Path parameters must be separate path segments"; http-api-develop-routes: "The greedy path
    /// variable must be at the end of the resource path".
    #[test]
    fn what_is_no_path_says_why() {
        for (path, why) in [
            ("pets", BadPattern::NoLeadingSlash),
            ("", BadPattern::NoLeadingSlash),
            ("/pets/", BadPattern::TrailingSlash),
            ("//pets", BadPattern::EmptySegment),
            ("/{proxy+}/child", BadPattern::GreedyNotLast("proxy".into())),
            ("/resource{name}", BadPattern::Braces("resource{name}".into())),
            ("/{}", BadPattern::Braces("{}".into())),
            ("/{+}", BadPattern::Braces("{+}".into())),
            ("/{a}{b}", BadPattern::Braces("{a}{b}".into())),
            ("/{a}/{a}", BadPattern::RepeatedName("a".into())),
            ("/{a}/{a+}", BadPattern::RepeatedName("a".into())),
        ] {
            assert_eq!(PathPattern::parse(path), Err(why), "{path}");
        }
        assert!(PathPattern::parse(&"/a".repeat(MAX_SEGMENTS)).is_ok());
        let deep = "/a".repeat(MAX_SEGMENTS + 1);
        assert_eq!(PathPattern::parse(&deep), Err(BadPattern::TooManySegments));
    }
}
