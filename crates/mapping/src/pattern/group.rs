//! `(…)` in all its kinds, and the flags that `(?…)` sets.

use super::java::{Flags, Translator};
use super::reader::{PatternError, Reader};

/// A group that is open.
pub(super) struct Group<'p> {
    /// At its parenthesis.
    pub(super) start: Reader<'p>,
    /// Where it begins in what is written.
    pub(super) out: usize,
    /// Of what is around it.
    pub(super) flags: Flags,
}

impl<'p> Translator<'p> {
    pub(super) fn open(&mut self, start: Reader<'p>) -> Result<(), PatternError> {
        let group = Group { start, out: self.out.len(), flags: self.flags };
        let lead = ["?:", "?=", "?!", "?>", "?<=", "?<!"].into_iter().find(|lead| self.reader.eat(lead));
        if let Some(lead) = lead {
            self.backtracks |= lead != "?:";
            self.out.extend(["(", lead]);
        } else if self.reader.eat("?<") {
            let name = self.reader.take_until(">").filter(|name| is_group_name(name));
            let name = name.ok_or_else(|| start.fail("the group's name is none: expected `(?<name>…)`"))?;
            self.out.extend(["(?<", name, ">"]);
        } else if self.reader.eat("?") {
            return self.flags(group);
        } else {
            self.out.push('(');
        }
        self.groups.push(group);
        self.atom = None;
        Ok(())
    }

    /// `(?i-s)`, `(?i-s:…)`. Case is folded as Unicode folds it, with or without `u`.
    fn flags(&mut self, group: Group<'p>) -> Result<(), PatternError> {
        let mut on = true;
        let mut case = None;
        loop {
            let at = self.reader;
            match self.reader.take() {
                Some('-') if on => on = false,
                Some('i') => case = Some(on),
                Some('s') => self.flags.dot_all = on,
                Some('m') => self.flags.multi_line = on,
                Some('d') => self.flags.unix_lines = on,
                Some('x') => self.flags.comments = on,
                Some('U') => self.flags.unicode = on,
                Some('u') => {}
                Some(end @ (')' | ':')) => {
                    let case = case.map_or("", |on| if on { "i" } else { "-i" });
                    self.atom = None;
                    if end == ':' {
                        self.out.extend(["(?", case, ":"]);
                        self.groups.push(group);
                    } else if !case.is_empty() {
                        self.out.extend(["(?", case, ")"]);
                    }
                    return Ok(());
                }
                _ => return Err(at.fail("a group begins with `(?` and no known flag; known are i, d, m, s, u, x, U")),
            }
        }
    }

    pub(super) fn close(&mut self, start: Reader<'_>) -> Result<(), PatternError> {
        let group = self.groups.pop().ok_or_else(|| start.fail("`)` closes no group"))?;
        self.out.push(')');
        self.flags = group.flags;
        self.atom = Some(group.out);
        Ok(())
    }
}

pub(super) fn is_group_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
}
