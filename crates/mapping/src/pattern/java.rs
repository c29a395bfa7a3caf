//! From Java's regular expressions to those of this gateway's engines.
//!
//! What differs: `.`, `^` and `$` know five line terminators, the predefined classes are ASCII's, `\Q…\E`, octal and
//! UTF-16 escapes, POSIX properties, possessive quantifiers, classes as unions, the flags `d`, `u`, `U` and `x`.

use super::class::Class;
use super::escape::{self, Escape, TERMINATORS, push_literal};
use super::group::{Group, is_group_name};
use super::reader::{PatternError, Reader};

pub(super) struct Translated {
    pub(super) regex: String,
    /// Does it need what no finite automaton has?
    pub(super) backtracks: bool,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) dot_all: bool,
    pub(super) multi_line: bool,
    pub(super) unix_lines: bool,
    pub(super) comments: bool,
    pub(super) unicode: bool,
}

pub(super) struct Translator<'p> {
    pub(super) reader: Reader<'p>,
    pub(super) out: String,
    pub(super) flags: Flags,
    pub(super) groups: Vec<Group<'p>>,
    pub(super) backtracks: bool,
    /// Where what can be repeated begins in `out`.
    pub(super) atom: Option<usize>,
}

pub(super) fn translate(text: &str) -> Result<Translated, PatternError> {
    let mut translator = Translator {
        reader: Reader::new(text),
        out: String::with_capacity(text.len()),
        flags: Flags::default(),
        groups: Vec::new(),
        backtracks: false,
        atom: None,
    };
    while translator.reader.peek().is_some() {
        translator.step()?;
    }
    match translator.groups.last() {
        Some(group) => Err(group.start.fail("a group is not closed: `)` is missing")),
        None => Ok(Translated { regex: translator.out, backtracks: translator.backtracks }),
    }
}

impl<'p> Translator<'p> {
    fn step(&mut self) -> Result<(), PatternError> {
        let start = self.reader;
        match self.reader.take().unwrap_or_default() {
            c if self.flags.comments && c.is_ascii_whitespace() => Ok(()),
            '#' if self.flags.comments => {
                self.reader.take_while(usize::MAX, |c| c != '\n');
                Ok(())
            }
            '(' => self.open(start),
            ')' => self.close(start),
            '|' => {
                self.out.push('|');
                self.atom = None;
                Ok(())
            }
            c @ ('*' | '+' | '?' | '{') => self.quantifier(start, c),
            '\\' => self.escaped(),
            c => self.atom(c),
        }
    }

    fn atom(&mut self, c: char) -> Result<(), PatternError> {
        let at = self.out.len();
        match c {
            '[' => {
                let Flags { comments, unicode, .. } = self.flags;
                Class { reader: &mut self.reader, out: &mut self.out, comments, unicode }.read(0)?;
            }
            '.' => self.dot(),
            '^' => self.line_start(),
            '$' if self.flags.multi_line => self.assert(&format!(r"(?=[{TERMINATORS}]|\z)")),
            '$' => self.end(),
            c => push_literal(&mut self.out, c),
        }
        self.atom = Some(at);
        Ok(())
    }

    fn escaped(&mut self) -> Result<(), PatternError> {
        let start = self.reader;
        let mut atom = self.out.len();
        match escape::read(&mut self.reader, self.flags.unicode)? {
            Escape::Character(c) => push_literal(&mut self.out, c),
            Escape::Set(set) => self.out.push_str(&set),
            Escape::Quoted(text) if text.is_empty() => return Ok(()),
            Escape::Quoted(text) => text.chars().for_each(|c| {
                // A quantifier repeats the last character alone.
                atom = self.out.len();
                push_literal(&mut self.out, c);
            }),
            Escape::Other('R') => self.out.push_str(r"(?:\r\n|[\n\x0B\x0C\r\x{85}\x{2028}\x{2029}])"),
            Escape::Other('Z') => self.end(),
            // Where the match before ended: there is none.
            Escape::Other('G') => self.out.push_str(r"\A"),
            Escape::Other(c @ ('A' | 'z' | 'b' | 'B')) => self.out.extend(['\\', c]),
            Escape::Other('k') => self.named_reference(start)?,
            Escape::Other(c @ '1'..='9') => self.assert(&format!(r"(?:\{c})")),
            Escape::Other(c) => return Err(start.fail(format!("`\\{c}` is no escape, or one that is not supported"))),
        }
        self.atom = Some(atom);
        Ok(())
    }

    fn named_reference(&mut self, start: Reader<'_>) -> Result<(), PatternError> {
        let name = if self.reader.eat("<") { self.reader.take_until(">") } else { None };
        let name = name.filter(|name| is_group_name(name));
        let name = name.ok_or_else(|| start.fail("`\\k` needs the name of a group: `\\k<name>`"))?;
        self.assert(&format!(r"\k<{name}>"));
        Ok(())
    }

    /// What only backtracking can do.
    fn assert(&mut self, text: &str) {
        self.backtracks = true;
        self.out.push_str(text);
    }

    fn dot(&mut self) {
        match self.flags {
            Flags { dot_all: true, .. } => self.out.push_str("(?s:.)"),
            Flags { unix_lines: true, .. } => self.out.push_str(r"[^\n]"),
            _ => self.out.extend(["[^", TERMINATORS, "]"]),
        }
    }

    fn line_start(&mut self) {
        match self.flags.multi_line {
            false => self.out.push_str(r"\A"),
            // Never at the end of the text, nor inside `\r\n`.
            true => self.assert(r"(?:\A|(?<=[\n\x{85}\x{2028}\x{2029}])|(?<=\r)(?!\n))(?!\z)"),
        }
    }

    /// `$` and `\Z`: the end, or before a terminator that is the last. Where nothing of the pattern follows they are
    /// the end, for the whole text must match.
    fn end(&mut self) {
        match ends_here(self.reader.rest(), self.groups.len()) {
            true => self.out.push_str(r"\z"),
            false => self.assert(&format!(r"(?=(?:\r\n|[{TERMINATORS}])?\z)")),
        }
    }

    fn quantifier(&mut self, start: Reader<'_>, sign: char) -> Result<(), PatternError> {
        let dangling = || start.fail(format!("`{sign}` has nothing to repeat; write `\\{sign}` for the character"));
        let atom = self.atom.take().ok_or_else(dangling)?;
        let mut count = String::from(sign);
        if sign == '{' {
            count.push_str(self.reader.take_until("}").ok_or_else(|| start.fail("`{` has no closing brace"))?);
            count.push('}');
            if !is_count(&count) {
                return Err(start.fail(format!("`{count}` is no repetition; write `\\{{` for the character")));
            }
        }
        if self.reader.eat("+") {
            self.backtracks = true;
            self.out.insert_str(atom, "(?>");
            count.push(')');
        } else if self.reader.eat("?") {
            count.push('?');
        }
        self.out.push_str(&count);
        Ok(())
    }
}

/// `{n}`, `{n,}`, `{n,m}`
fn is_count(text: &str) -> bool {
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    let (from, to) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    !from.is_empty() && digits(from) && digits(to)
}

/// Can nothing of the pattern follow, seen from inside `depth` groups? When in doubt, no.
fn ends_here(mut rest: &str, depth: usize) -> bool {
    for _ in 0..depth {
        let Some(closed) = rest.strip_prefix(')') else { return false };
        rest = closed;
    }
    rest.is_empty() || (depth == 0 && rest.starts_with('|'))
}
