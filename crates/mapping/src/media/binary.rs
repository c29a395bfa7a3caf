//! `binaryMediaTypes`: what an API treats as binary (api-gateway-payload-encodings).

use super::essence;

/// The media types that an API treats as binary. Empty: nothing is binary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BinaryMediaTypes {
    ranges: Box<[Range]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Range {
    /// `*/*`
    All,
    /// `image/*`, without the slash and the star.
    Kind(Box<str>),
    /// `image/png`
    Exact(Box<str>),
    /// `*/png`: taken, and matches nothing (recorded of the service).
    Nothing,
}

/// An entry that is no media type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{entry}` is no media type; expected `type/subtype`, `type/*` or `*/*`")]
pub struct MediaTypeError {
    pub entry: String,
    /// Of the entry in the list.
    pub index: usize,
}

impl BinaryMediaTypes {
    /// # Errors
    /// At the first entry that is no `type/subtype`, `type/*` or `*/*`; `*/subtype` is none of them, and taken.
    pub fn parse<T: AsRef<str>>(entries: impl IntoIterator<Item = T>) -> Result<Self, MediaTypeError> {
        let range = |(index, entry): (usize, T)| {
            let entry = entry.as_ref();
            Range::parse(entry).ok_or_else(|| MediaTypeError { entry: entry.to_owned(), index })
        };
        Ok(BinaryMediaTypes { ranges: entries.into_iter().enumerate().map(range).collect::<Result<_, _>>()? })
    }

    /// Is this an entry that is taken and matches nothing: `*/png`.
    pub fn is_futile(entry: &str) -> bool {
        Range::parse(entry) == Some(Range::Nothing)
    }

    /// Is nothing binary.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Is a message of this type binary? Parameters are ignored; a type that is itself a range (`image/*` in an
    /// `Accept`) matches only an entry that covers all of it.
    pub fn contains(&self, media_type: &str) -> bool {
        let wanted = essence(Some(media_type));
        self.ranges.iter().any(|range| range.contains(wanted))
    }
}

impl Range {
    fn parse(entry: &str) -> Option<Range> {
        if entry.trim_ascii().is_empty() {
            return None;
        }
        let entry = essence(Some(entry));
        let (kind, subtype) = entry.split_once('/')?;
        let named = |text: &str| !text.is_empty() && text.bytes().all(is_token);
        match (kind, subtype) {
            ("*", "*") => Some(Range::All),
            ("*", subtype) => named(subtype).then_some(Range::Nothing),
            (kind, "*") => named(kind).then(|| Range::Kind(kind.into())),
            (kind, subtype) => (named(kind) && named(subtype)).then(|| Range::Exact(entry.into())),
        }
    }

    fn contains(&self, wanted: &str) -> bool {
        match self {
            Range::All => true,
            Range::Kind(kind) => wanted.split_once('/').is_some_and(|(wanted, _)| wanted.eq_ignore_ascii_case(kind)),
            Range::Exact(exact) => wanted.eq_ignore_ascii_case(exact),
            Range::Nothing => false,
        }
    }
}

/// RFC 9110 section 5.6.2, without the star that is a range's.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_cover_many_types() {
        let list = ["image/*", "application/octet-stream", "multipart/form-data"];
        let images = BinaryMediaTypes::parse(list).unwrap();
        let all = BinaryMediaTypes::parse(["*/*"]).unwrap();
        for (media_type, of_images) in [
            ("image/png", true),
            ("IMAGE/webp;q=0.3", true),
            ("image/*", true),
            ("multipart/form-data; boundary=x", true),
            ("application/octet-stream", true),
            ("application/json", false),
            ("application/*", false),
            ("*/*", false),
            ("imagepng", false),
            ("", false),
        ] {
            assert_eq!(images.contains(media_type), of_images, "{media_type}");
            assert!(all.contains(media_type), "{media_type}");
        }
        assert!(!BinaryMediaTypes::default().contains("image/png"));
        assert!(BinaryMediaTypes::default().is_empty() && !images.is_empty() && !all.is_empty());
    }

    /// Recorded of the service (`test_aws_proxy_binary_response`): such an entry is taken, and not even itself matches it.
    #[test]
    fn a_star_on_the_left_matches_nothing() {
        let list = BinaryMediaTypes::parse(["image/png", "*/test"]).unwrap();
        for (media_type, matches) in [("image/png", true), ("*/test", false), ("random/test", false), ("*/*", false)] {
            assert_eq!(list.contains(media_type), matches, "{media_type}");
        }
    }

    #[test]
    fn what_is_no_media_type_is_refused_with_its_place() {
        for entry in ["", "png", "image/", "/png", "image/p ng", "image/png/x", "*"] {
            let error = BinaryMediaTypes::parse(["image/png", entry]).unwrap_err();
            assert_eq!((error.index, error.entry.as_str()), (1, entry));
        }
    }
}
