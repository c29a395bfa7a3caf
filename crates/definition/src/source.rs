//! The texts that definitions come from, and the places in them.

use crate::Within;
use std::sync::Arc;
use tollgate_model::Origin;

/// Every file that was read, and every place in them that something compiled may point back to.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    places: Vec<(u32, Span)>,
}

#[derive(Clone, Debug)]
pub struct Source {
    pub path: Arc<str>,
    pub text: Arc<str>,
    /// The byte at which each line begins.
    lines: Arc<[u32]>,
}

/// Bytes `start..end` of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// Which file of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A place for people: lines and columns count from one; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'s> {
    pub path: &'s str,
    pub line: u32,
    pub column: u32,
    /// The whole line, without its end.
    pub source_line: &'s str,
    /// Characters the span covers on that line, at least one.
    pub width: u32,
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Span { start: saturate(range.start), end: saturate(range.end) }
    }
}

fn saturate(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Sources {
    /// Takes in a file's text. The same path twice is two files.
    pub fn add(&mut self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let text: Arc<str> = text.into();
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| saturate(at + 1));
        let lines = std::iter::once(0).chain(starts).collect();
        self.files.push(Source { path: path.into(), text, lines });
        FileId(saturate(self.files.len() - 1))
    }

    /// An origin for this span. Origins begin at 1; 0 is nowhere.
    pub fn origin(&mut self, file: FileId, span: impl Into<Span>) -> Origin {
        self.places.push((file.0, span.into()));
        Origin(saturate(self.places.len()))
    }

    pub fn files(&self) -> &[Source] {
        &self.files
    }

    pub fn file(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// The file that an origin is in.
    pub fn file_of(&self, origin: Origin) -> Option<FileId> {
        let (file, _) = self.places.get((origin.0 as usize).checked_sub(1)?)?;
        Some(FileId(*file))
    }

    /// The file and the bytes of an origin: the same order as lines and columns, and cheaper.
    pub fn span_of(&self, origin: Origin) -> Option<(FileId, Span)> {
        let (file, span) = self.places.get((origin.0 as usize).checked_sub(1)?)?;
        Some((FileId(*file), *span))
    }

    /// An origin for a place in the value that was written at `origin`. `None` where it cannot be told exactly.
    pub fn within(&mut self, origin: Origin, within: &Within) -> Option<Origin> {
        let (file, span) = self.span_of(origin)?;
        let exact = within.span(&self.file(file)?.text, span)?;
        Some(self.origin(file, exact))
    }

    /// Where an origin is; `None` for [`Origin::NOWHERE`].
    pub fn place(&self, origin: Origin) -> Option<Place<'_>> {
        let (file, span) = self.places.get((origin.0 as usize).checked_sub(1)?)?;
        self.files.get(*file as usize).map(|source| source.place(*span))
    }
}

impl Source {
    pub fn place(&self, span: Span) -> Place<'_> {
        let at = (span.start as usize).min(self.text.len());
        let line = self.lines.partition_point(|start| *start as usize <= at).max(1) - 1;
        let begin = self.lines[line] as usize;
        let rest = &self.text[begin..];
        let source_line = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let characters =
            |to: usize| self.text.get(begin..to.min(begin + source_line.len())).map_or(0, |t| t.chars().count());
        let column = characters(at);
        let width = characters((span.end as usize).max(at)).saturating_sub(column).max(1);
        Place {
            path: &self.path,
            line: saturate(line) + 1,
            column: saturate(column) + 1,
            source_line,
            width: saturate(width),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "one\nzwölf = 2\r\n");
        let origin = sources.origin(file, 12..13);
        let place = sources.place(origin).unwrap();
        assert_eq!((place.line, place.column, place.width), (2, 8, 1));
        assert_eq!(place.source_line, "zwölf = 2");
        assert_eq!(sources.place(Origin::NOWHERE), None);
    }

    #[test]
    fn the_end_of_a_file_is_a_place() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "one\n");
        let origin = sources.origin(file, 4..4);
        assert_eq!(sources.place(origin).unwrap().line, 2);
    }
}
