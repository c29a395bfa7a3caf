use super::{Filter, Number, Operator, Term};
use crate::jsonpath::cursor::{Cursor, unescape};
use crate::jsonpath::parse::path;
use crate::jsonpath::{NESTING, PathError};
use crate::pattern::Pattern;

/// A filter's text with its parentheses.
pub(in crate::jsonpath) fn parse(text: &str, nesting: usize) -> Result<Filter, PathError> {
    let mut parser = Parser { cursor: Cursor { text, at: 0 }, nesting };
    let filter = parser.any()?;
    parser.cursor.skip_blanks();
    if parser.cursor.peek().is_some() {
        return parser.cursor.fail("the filter's end was expected");
    }
    Ok(filter)
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    nesting: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Filter, PathError> {
        let mut operands = vec![self.all()?];
        while self.sign("||") {
            operands.push(self.all()?);
        }
        Ok(if operands.len() == 1 { operands.remove(0) } else { Filter::Any(operands.into()) })
    }

    fn all(&mut self) -> Result<Filter, PathError> {
        let mut operands = vec![self.operand()?];
        while self.sign("&&") {
            operands.push(self.operand()?);
        }
        Ok(if operands.len() == 1 { operands.remove(0) } else { Filter::All(operands.into()) })
    }

    fn sign(&mut self, sign: &str) -> bool {
        self.cursor.skip_blanks();
        self.cursor.eat(sign)
    }

    fn operand(&mut self) -> Result<Filter, PathError> {
        self.cursor.skip_blanks();
        if self.cursor.peek() == Some(b'!') {
            let after = self.cursor.significant(self.cursor.at + 1);
            let of_path = matches!(self.cursor.byte(after), Some(b'$' | b'@'));
            self.cursor.at = after;
            return if of_path {
                self.relation(false)
            } else {
                Ok(Filter::Not(Box::new(self.deeper(Parser::operand)?)))
            };
        }
        if !self.cursor.eat("(") {
            return self.relation(true);
        }
        let inner = self.deeper(Parser::any)?;
        if !self.sign(")") {
            return self.cursor.fail("`)` was expected in the filter");
        }
        Ok(inner)
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Result<Filter, PathError>) -> Result<Filter, PathError> {
        self.nesting += 1;
        if self.nesting > NESTING {
            return self.cursor.fail("filters nested too deep");
        }
        let filter = read(self);
        self.nesting -= 1;
        filter
    }

    fn relation(&mut self, wanted: bool) -> Result<Filter, PathError> {
        let left = self.term()?;
        let after = self.cursor.at;
        if let Some(operator) = self.operator() {
            return Ok(Filter::Compare(Box::new((left, operator, self.term()?))));
        }
        self.cursor.at = after;
        match left {
            Term::Path(path) => Ok(Filter::Exists(path, wanted)),
            _ => self.cursor.fail("an operator was expected in the filter"),
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        self.cursor.skip_blanks();
        let rest = &self.cursor.text[self.cursor.at..];
        let signs = rest.bytes().take_while(|byte| is_sign(*byte)).count();
        let end = if signs > 0 { signs } else { rest.find(' ').unwrap_or(rest.len()) };
        let operator = Operator::parse(&rest[..end])?;
        self.cursor.at += end;
        Some(operator)
    }

    fn term(&mut self) -> Result<Term, PathError> {
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            Some(b'$' | b'@') => self.path(),
            Some(b'!') => {
                self.cursor.at += 1;
                self.cursor.skip_blanks();
                if matches!(self.cursor.peek(), Some(b'$' | b'@')) {
                    self.path()
                } else {
                    self.cursor.fail("a path was expected")
                }
            }
            Some(quote @ (b'\'' | b'"')) => self.text(quote),
            Some(b'/') => self.pattern(),
            Some(b'{') => self.json(b'}'),
            Some(b'[') => self.json(b']'),
            Some(b't' | b'f' | b'n') => self.word(),
            _ => self.number(),
        }
    }

    /// To a blank, the sign of an operator, or a parenthesis that is not a function's.
    fn path(&mut self) -> Result<Term, PathError> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        while let Some(byte) = self.cursor.peek() {
            match byte {
                b'[' => match self.cursor.closing(self.cursor.at, b']', false) {
                    Some(end) => self.cursor.at = end,
                    None => return self.cursor.fail("`]` is missing in the filter"),
                },
                b')' if !self.closes_function(start) => break,
                b' ' => break,
                byte if is_sign(byte) => break,
                _ => {}
            }
            self.cursor.at += 1;
        }
        path(&self.cursor.text[start..self.cursor.at], self.nesting + 1).map(Term::Path)
    }

    fn closes_function(&self, start: usize) -> bool {
        let before = &self.cursor.text[start..self.cursor.at];
        before.trim_end_matches(' ').strip_suffix('(').is_some_and(|before| before.contains('.'))
    }

    fn text(&mut self, quote: u8) -> Result<Term, PathError> {
        let open = self.cursor.at;
        let Some(end) = self.cursor.closing_quote(open, quote) else {
            return self.cursor.fail("the quote is not closed");
        };
        self.cursor.at = end + 1;
        match unescape(&self.cursor.text[open + 1..end]) {
            Some(text) => Ok(Term::Text(text.into())),
            None => self.cursor.fail("an escape cannot be read"),
        }
    }

    fn pattern(&mut self) -> Result<Term, PathError> {
        let open = self.cursor.at;
        let Some(end) = self.cursor.closing_quote(open, b'/') else {
            return self.cursor.fail("the pattern is not closed");
        };
        self.cursor.at = end + 1;
        let flag = if self.cursor.eat("i") { "(?i)" } else { "" };
        match Pattern::parse(&format!("{flag}{}", &self.cursor.text[open + 1..end])) {
            Ok(pattern) => Ok(Term::Pattern(pattern)),
            Err(_) => self.cursor.fail("the pattern is no regular expression of Java"),
        }
    }

    fn json(&mut self, close: u8) -> Result<Term, PathError> {
        let open = self.cursor.at;
        let Some(end) = self.cursor.closing(open, close, false) else {
            return self.cursor.fail("the list or object is not closed");
        };
        self.cursor.at = end + 1;
        Ok(Term::Json(self.cursor.text[open..=end].into()))
    }

    fn word(&mut self) -> Result<Term, PathError> {
        for (word, term) in [("true", Term::Bool(true)), ("false", Term::Bool(false)), ("null", Term::Null)] {
            if self.cursor.eat(word) {
                return Ok(term);
            }
        }
        self.cursor.fail("`true`, `false` or `null` was expected")
    }

    fn number(&mut self) -> Result<Term, PathError> {
        let rest = &self.cursor.text[self.cursor.at..];
        let end = rest.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'.')).count();
        match rest[..end].parse() {
            Ok(value) => {
                let text = rest[..end].into();
                self.cursor.at += end;
                Ok(Term::Number(Number { text, value }))
            }
            Err(_) => self.cursor.fail("a value was expected in the filter"),
        }
    }
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'=' | b'~' | b'!')
}

impl Operator {
    fn parse(text: &str) -> Option<Operator> {
        Some(match text.to_ascii_uppercase().as_str() {
            "==" => Operator::Equal,
            "!=" => Operator::NotEqual,
            "===" => Operator::Same,
            "!==" => Operator::NotSame,
            "<" => Operator::Less,
            "<=" => Operator::LessOrEqual,
            ">" => Operator::Greater,
            ">=" => Operator::GreaterOrEqual,
            "=~" => Operator::Matches,
            "IN" => Operator::In,
            "NIN" => Operator::NotIn,
            "SUBSETOF" => Operator::SubsetOf,
            "ANYOF" => Operator::AnyOf,
            "NONEOF" => Operator::NoneOf,
            "CONTAINS" => Operator::Contains,
            "ALL" => Operator::ContainsAll,
            "SIZE" => Operator::Size,
            "EMPTY" => Operator::Empty,
            _ => return None,
        })
    }
}
