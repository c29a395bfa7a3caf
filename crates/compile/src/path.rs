//! The path towards the integration, in pieces.

use percent_encoding::utf8_percent_encode;
use tollgate_routes::PathPiece;
use tollgate_routes::encoding::{WRITTEN_PATH, WRITTEN_QUERY};

/// A path in the making.
#[derive(Debug, Default)]
pub(crate) struct Pieces(Vec<PathPiece>);

impl Pieces {
    /// Text of a definition, percent-encoded where it must be.
    pub(crate) fn literal(&mut self, text: &str) {
        let text = utf8_percent_encode(text, WRITTEN_PATH).to_string();
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(PathPiece::Literal(last)) => *last = format!("{last}{text}").into(),
            _ => self.0.push(PathPiece::Literal(text.into())),
        }
    }

    pub(crate) fn push(&mut self, piece: PathPiece) {
        self.0.push(piece);
    }

    /// The path of the request, which brings its own slash.
    pub(crate) fn request_path(&mut self, piece: PathPiece) {
        if let Some(PathPiece::Literal(last)) = self.0.last_mut() {
            let trimmed: Box<str> = last.trim_end_matches('/').into();
            *last = trimmed;
        }
        self.0.retain(|piece| !matches!(piece, PathPiece::Literal(text) if text.is_empty()));
        self.0.push(piece);
    }

    /// Text with `{name}` placeholders. `fill` puts in what each stands for, or says that it cannot: then its name is given
    /// back.
    pub(crate) fn template(
        &mut self,
        text: &str,
        mut fill: impl FnMut(&str, &mut Pieces) -> bool,
    ) -> Result<(), String> {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            self.literal(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(after.to_owned());
            };
            if !fill(name.strip_suffix('+').unwrap_or(name), self) {
                return Err(name.to_owned());
            }
            rest = after;
        }
        self.literal(rest);
        Ok(())
    }

    pub(crate) fn finish(self) -> Box<[PathPiece]> {
        if self.0.is_empty() { Box::new([PathPiece::Literal("/".into())]) } else { self.0.into() }
    }
}

/// A query of a definition, percent-encoded where it must be.
pub(crate) fn query(text: &str) -> Box<str> {
    utf8_percent_encode(text, WRITTEN_QUERY).to_string().into()
}
