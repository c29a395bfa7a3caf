//! Which tokens are looked for in which state, in the order that breaks ties.

use super::images::{EMPTY_INDEXES, LISTS, OPERATORS};
use super::scan;
use super::state::State;
use super::{Kind, Lexer};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Token(Kind),
    Dollar,
    Hash,
    BlockComment,
    Textblock,
    /// A character within a comment.
    Skip,
    /// What is no part of a reference or directive ends it; it is read again in the state before.
    Terminator,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) what: Match,
    pub(super) length: usize,
}

/// The longest so far.
#[derive(Default)]
struct Longest(Option<Found>);

impl Longest {
    fn offer(&mut self, what: Match, length: Option<usize>) {
        let Some(length) = length.filter(|n| *n > 0) else { return };
        if self.0.is_none_or(|found| length > found.length) {
            self.0 = Some(Found { what, length });
        }
    }

    fn token(&mut self, kind: Kind, length: Option<usize>) {
        self.offer(Match::Token(kind), length);
    }

    fn first_of(&mut self, text: &[u8], rows: &[(&str, Kind)]) {
        for (image, kind) in rows {
            self.token(*kind, text.starts_with(image.as_bytes()).then_some(image.len()));
        }
    }
}

impl Lexer<'_> {
    pub(super) fn longest(&mut self) -> Option<Found> {
        match self.states.now {
            State::LineComment | State::BlockComment | State::Textblock => self.in_comment(),
            State::Text => self.in_text(),
            state => self.in_code(state),
        }
    }

    /// The end of the backslashes that stand here.
    fn backslashes_end(&mut self) -> usize {
        let (start, end) = self.backslashes;
        if !(start..end).contains(&self.at) {
            let run = self.text.as_bytes()[self.at..].iter().take_while(|b| **b == b'\\').count();
            self.backslashes = (self.at, self.at + run);
        }
        self.backslashes.1
    }

    /// `$`, `#` and their longer forms, with backslashes before `$`.
    fn leads(&mut self, found: &mut Longest) {
        let text = self.text.as_bytes();
        let dollar = self.backslashes_end();
        if text.get(dollar) == Some(&b'$') {
            let mut bang = dollar + 1;
            if text.get(bang) == Some(&b'\\') {
                let here = std::mem::replace(&mut self.at, bang);
                bang = self.backslashes_end();
                self.at = here;
            }
            let length = if text.get(bang) == Some(&b'!') { bang + 1 } else { dollar + 1 };
            found.offer(Match::Dollar, Some(length - self.at));
        }
        if let [b'#', rest @ ..] = &text[self.at..] {
            found.offer(Match::Hash, Some(1));
            found.offer(Match::Textblock, rest.starts_with(b"[[").then_some(3));
            found.offer(Match::BlockComment, rest.starts_with(b"*").then_some(2));
        }
    }

    fn in_text(&mut self) -> Option<Found> {
        let text = &self.text.as_bytes()[self.at..];
        let mut found = Longest::default();
        let plain = memchr::memchr3(b'$', b'#', b'\\', text).unwrap_or(text.len());
        if matches!(text.first(), Some(b' ' | b'\t' | b'#')) {
            let blanks = scan::blanks(text);
            found.token(Kind::Set, scan::set(&text[blanks..]).map(|n| n + blanks));
        }
        if matches!(text.first(), Some(b'\\')) {
            let end = self.backslashes_end() - self.at;
            let word = text[end..].strip_prefix(b"#").and_then(|w| scan::word(w).max(scan::bracketed_word(w)));
            found.token(Kind::EscapedDirective, word.filter(|_| end % 2 == 1).map(|n| end + 1 + n));
        }
        self.leads(&mut found);
        found.token(Kind::CommentStart, text.starts_with(b"##").then_some(2));
        found.token(Kind::DoubleEscape, text.starts_with(b"\\\\").then_some(2));
        found.token(Kind::Escape, text.starts_with(b"\\").then_some(1));
        found.token(Kind::Text, Some(plain));
        found.first_of(text, EMPTY_INDEXES);
        found.0
    }

    fn in_comment(&mut self) -> Option<Found> {
        let text = &self.text.as_bytes()[self.at..];
        let mut found = Longest::default();
        if matches!(text.first(), Some(b'$' | b'#' | b'\\')) {
            self.leads(&mut found);
        }
        match self.states.now {
            State::LineComment => found.token(Kind::LineComment, scan::newline(text)),
            State::BlockComment => found.token(Kind::BlockComment, text.starts_with(b"*#").then_some(2)),
            _ => found.token(Kind::Textblock, text.starts_with(b"]]#").then_some(3)),
        }
        let skip = if self.states.now == State::Textblock { Match::Textblock } else { Match::Skip };
        let rest = memchr::memchr3(b'$', b'#', b'\\', text).unwrap_or(text.len());
        let ends = text.iter().take(rest).position(|b| matches!(b, b'*' | b'\n' | b'\r' | b']')).unwrap_or(rest);
        if found.0.is_none() {
            found.offer(skip, Some(ends.max(1)));
        }
        found.0
    }

    fn in_code(&mut self, state: State) -> Option<Found> {
        use State::{Arguments, BeforeDirective, Directive, Index, Modifier, Reference};
        let text = &self.text.as_bytes()[self.at..];
        let mut found = Longest::default();
        match state {
            Reference | Modifier => found.token(Kind::IndexOpen, text.starts_with(b"[").then_some(1)),
            Index => found.token(Kind::IndexClose, text.starts_with(b"]").then_some(1)),
            Directive | Arguments => found.first_of(text, LISTS),
            _ => {}
        }
        match (state, text.first()) {
            (Directive | Modifier, Some(b'(')) => found.token(Kind::Open, Some(1)),
            (Directive, Some(b')')) => found.token(Kind::Close, Some(1 + scan::line_end(&text[1..]))),
            (Arguments, Some(b')')) => found.token(Kind::CallClose, Some(1)),
            _ => {}
        }
        if matches!(state, Reference | Modifier | Arguments) && matches!(text.first(), Some(b' ' | b'\t' | b'#')) {
            let blanks = scan::blanks(text);
            found.token(Kind::Set, scan::set(&text[blanks..]).map(|n| n + blanks));
        }
        self.leads(&mut found);
        let comments = !matches!(state, Modifier | Arguments | Index);
        found.token(Kind::CommentStart, (comments && text.starts_with(b"##")).then_some(2));
        if matches!(state, Directive | Arguments | Index) {
            found.token(Kind::Blank, Some(scan::white(text)));
            found.token(Kind::String, scan::string(text));
        }
        if state != BeforeDirective {
            found.first_of(text, &[("true", Kind::True), ("false", Kind::False)]);
        }
        names(&mut found, state, text);
        found.0
    }
}

/// Operators, numbers and names, and what ends a reference or a directive's name.
fn names(found: &mut Longest, state: State, text: &[u8]) {
    use State::{Arguments, BeforeDirective, Directive, Index, Modifier, Reference};
    match state {
        Directive => found.first_of(text, OPERATORS),
        BeforeDirective => directives(found, text),
        _ => {}
    }
    if matches!(state, BeforeDirective | Directive | Arguments | Index) {
        found.token(Kind::Integer, scan::integer(text).map(|(n, dots)| if dots { n + 2 } else { n }));
        found.token(Kind::Float, scan::float(text));
    }
    if matches!(state, BeforeDirective | Directive) {
        found.token(Kind::Word, scan::word(text));
        found.token(Kind::BracketedWord, scan::bracketed_word(text));
    }
    if matches!(state, Reference | Modifier | Arguments) {
        found.token(Kind::Identifier, scan::identifier(text));
        let dot = matches!(text, [b'.', next, ..] if next.is_ascii_alphabetic());
        found.token(Kind::Dot, dot.then_some(2));
    }
    if matches!(state, Reference | Modifier) {
        found.first_of(text, &[("{", Kind::LeftCurly), ("}", Kind::RightCurly)]);
    }
    if matches!(state, Reference | Modifier | BeforeDirective) {
        found.offer(Match::Terminator, Some(1));
    }
    if state == Reference {
        found.first_of(text, EMPTY_INDEXES);
    }
}

fn directives(found: &mut Longest, text: &[u8]) {
    let rows = [("end", Kind::EndDirective), ("if", Kind::If), ("elseif", Kind::ElseIf), ("else", Kind::Else)];
    for (name, kind) in rows {
        let plain = text.strip_prefix(name.as_bytes()).map(|rest| (name.len(), rest));
        let braced = text
            .strip_prefix(b"{")
            .and_then(|rest| rest.strip_prefix(name.as_bytes()))
            .and_then(|rest| rest.strip_prefix(b"}"))
            .map(|rest| (name.len() + 2, rest));
        let eats_line = matches!(kind, Kind::EndDirective | Kind::Else);
        for (length, rest) in [plain, braced].into_iter().flatten() {
            found.token(kind, Some(length + if eats_line { scan::line_end(rest) } else { 0 }));
        }
    }
}
