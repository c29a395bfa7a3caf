//! Tokens, as Velocity's own lexer cuts them: the longest that begins here in the state now, the first listed among equals.

mod images;
mod scan;
mod state;
mod table;
mod token;

use crate::error::{At, Error, ErrorKind};
use state::{State, States};
use table::{Found, Match};
pub(crate) use token::{Kind, Operator, Token};

pub(crate) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    states: States,
    /// Within `#set`: its numbers and strings do not end it.
    pub(crate) in_set: bool,
    in_comment: bool,
    /// Ends of the last run of backslashes, so that each is walked once.
    backslashes: (usize, usize),
    before: String,
    before_is_comment: bool,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Lexer<'t> {
        let states = States::new();
        Lexer {
            text,
            at: 0,
            states,
            in_set: false,
            in_comment: false,
            backslashes: (0, 0),
            before: String::new(),
            before_is_comment: false,
        }
    }

    /// The next token. At the end of the text [`Kind::End`], for ever.
    pub(crate) fn next(&mut self) -> Result<Token, (usize, ErrorKind)> {
        let mut start = self.at;
        loop {
            if self.at >= self.text.len() {
                let pending = self.at > start;
                return if pending { Err((start, ErrorKind::Syntax)) } else { Ok(self.token(Kind::End, start)) };
            }
            let Found { what, length } = self.longest().ok_or((self.at, ErrorKind::Syntax))?;
            let from = self.at;
            self.at += length;
            match what {
                Match::Skip => start = self.at,
                Match::Token(kind) => {
                    let token = self.token(kind, start);
                    return Ok(self.act(token, from));
                }
                Match::Terminator => {
                    self.set_before(start, from + length);
                    self.at = from;
                    start = from;
                    self.states.pop();
                }
                more => self.lead(more),
            }
        }
    }

    /// Between a directive's name and its parentheses there may be any white space.
    pub(crate) fn parenthesis_follows(&self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        rest.get(scan::white(rest)) == Some(&b'(')
    }

    /// What follows is a directive's arguments.
    pub(crate) fn enter_directive(&mut self) {
        self.states.now = State::Directive;
    }

    /// What looked like a directive has no arguments: what follows is text.
    pub(crate) fn leave_directive(&mut self) {
        self.states.pop();
    }

    fn token(&mut self, kind: Kind, start: usize) -> Token {
        let before = (!self.before.is_empty() && !self.before_is_comment).then(|| self.before.as_str().into());
        self.before.clear();
        self.before_is_comment = false;
        Token { kind, start, end: self.at, before }
    }

    /// Keeps what of an abandoned beginning is printed: `$`, `#`, and backslashes before `$`.
    fn set_before(&mut self, start: usize, end: usize) {
        let image = self.text.get(start..end).unwrap_or(&self.text[start..end - 1]).as_bytes();
        self.before_is_comment = image.starts_with(b"##");
        let mut at = 0;
        while at < image.len() {
            match image[at] {
                b'#' | b'$' => self.before.push(char::from(image[at])),
                b'\\' => {
                    let run = image[at..].iter().take_while(|b| **b == b'\\').count();
                    if image.get(at + run) == Some(&b'$') {
                        self.before.extend(std::iter::repeat_n('\\', run).chain(['$']));
                        at += run;
                    } else {
                        at += run - 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// `$`, `#` and what opens comments: they belong to the token that follows, in another state.
    fn lead(&mut self, what: Match) {
        if self.in_comment {
            return;
        }
        let next = match what {
            Match::Dollar => State::Reference,
            Match::Hash => State::BeforeDirective,
            Match::BlockComment => State::BlockComment,
            _ => State::Textblock,
        };
        match what {
            Match::Dollar if self.states.now == State::Reference => drop(self.states.pop()),
            Match::Hash if matches!(self.states.now, State::Reference | State::Modifier) => drop(self.states.pop()),
            Match::Dollar | Match::Hash => {}
            _ => self.in_comment = true,
        }
        self.states.push(next);
    }

    /// What a token does to the state.
    fn act(&mut self, mut token: Token, from: usize) -> Token {
        match token.kind {
            Kind::Integer | Kind::String | Kind::Float => {
                if token.kind == Kind::Integer && self.text[from..token.end].ends_with("..") {
                    token.end -= 2;
                    self.at -= 2;
                }
                self.end_argument();
            }
            Kind::IndexOpen => self.states.push(State::Index),
            Kind::IndexClose | Kind::RightCurly | Kind::Else | Kind::EndDirective => drop(self.states.pop()),
            Kind::Open => self.open(),
            Kind::Close => self.states.close(),
            Kind::CallClose => self.states.now = State::Reference,
            Kind::If | Kind::ElseIf => self.states.now = State::Directive,
            Kind::Dot => {
                self.at -= 1;
                (token.start, token.end) = (from, from + 1);
                self.states.now = State::Modifier;
            }
            Kind::Set => {
                self.states.push(State::Directive);
                self.in_set = true;
                self.states.opened += 1;
            }
            Kind::CommentStart => self.begin_comment(),
            Kind::LineComment | Kind::BlockComment | Kind::Textblock => {
                self.in_comment = false;
                self.states.pop();
            }
            _ => {}
        }
        token
    }

    fn open(&mut self) {
        self.states.opened += 1;
        if self.states.now == State::Modifier {
            self.states.now = State::Arguments;
        }
    }

    fn begin_comment(&mut self) {
        if self.states.now == State::Reference {
            self.states.pop();
        }
        self.in_comment = true;
        self.states.push(State::LineComment);
    }

    fn end_argument(&mut self) {
        let inside = matches!(self.states.now, State::Arguments | State::Index);
        if self.states.opened == 0 && !self.in_set && !inside {
            self.states.pop();
        }
    }
}

/// Lines and columns of ever later offsets, counted once over the whole text.
pub(crate) struct Places<'t> {
    text: &'t str,
    offset: usize,
    at: At,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str, start: At) -> Places<'t> {
        Places { text, offset: 0, at: start }
    }

    /// An earlier offset than the last has the last one's place.
    pub(crate) fn at(&mut self, offset: usize) -> At {
        while self.offset < offset {
            let Some(next) = self.text[self.offset..].chars().next() else { break };
            self.offset += next.len_utf8();
            if next == '\n' {
                self.at = At { line: self.at.line + 1, column: 1 };
            } else {
                self.at.column += 1;
            }
        }
        self.at
    }
}

/// Of a lexer's failure.
pub(crate) fn failure(text: &str, at: At) -> Error {
    let near: String = text.chars().take(12).collect();
    let message = match near.is_empty() {
        true => "the template ends within a `$`, a `#` or a `#[[`: finish it, or write it by a variable".to_owned(),
        false => format!("`{near}` begins nothing that may stand here"),
    };
    at.error(ErrorKind::Syntax, message)
}
