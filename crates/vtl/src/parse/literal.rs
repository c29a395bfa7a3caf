use super::{Parser, parse};
use crate::ast::{Expression, Node};
use crate::error::{Error, ErrorKind};
use num_bigint::BigInt;

impl Parser<'_, '_> {
    pub(super) fn integer(&mut self) -> Result<Expression, Error> {
        let token = self.next()?;
        let image = self.image(&token);
        if let Ok(number) = image.parse() {
            return Ok(Expression::Int(number));
        }
        if let Ok(number) = image.parse() {
            return Ok(Expression::Long(number));
        }
        // Reading a number takes time that grows with the square of its length.
        let number = (image.len() <= 1_000).then(|| image.parse::<BigInt>().ok()).flatten();
        let at = self.at(&token);
        let number = number.ok_or_else(|| at.error(ErrorKind::Limit, "a number of more than 1,000 digits"))?;
        Ok(Expression::Big(Box::new(number)))
    }

    pub(super) fn float(&mut self) -> Result<Expression, Error> {
        let token = self.next()?;
        let at = self.at(&token);
        let number = self.image(&token).parse();
        number.map(Expression::Double).map_err(|_| at.error(ErrorKind::Syntax, "this is no number"))
    }

    pub(super) fn string(&mut self) -> Result<Expression, Error> {
        let token = self.next()?;
        let at = self.at(&token);
        let image = self.image(&token);
        let quote = &image[..1];
        let inner = &image[1..image.len() - 1];
        let unescaped = if quote == "\"" { unescape(inner) } else { Some(inner.to_owned()) };
        let text = unescaped.ok_or_else(|| at.error(ErrorKind::Syntax, "`\\u` needs four hexadecimal digits"))?;
        let text = text.replace(&quote.repeat(2), quote);
        if quote == "'" || !inner.contains(['$', '#']) {
            return Ok(Expression::Text(text.into()));
        }
        self.template(text, at)
    }

    /// A string in double quotes is a template of its own. Velocity renders it with a blank at its end, and cuts the
    /// last character off what it prints: a directive at the end keeps its line, but a comment there is not lengthened.
    fn template(&mut self, mut text: String, at: crate::error::At) -> Result<Expression, Error> {
        let padded = !text.contains("##");
        if padded {
            text.push(' ');
        }
        let nodes = parse(&text, at, self.depth, self.limits, self.names)?;
        let mut nodes = Vec::from(nodes);
        if padded
            && let Some(Node::Text(last)) = nodes.last()
            && last.ends_with(' ')
        {
            let kept = Box::from(&last[..last.len() - 1]);
            nodes.pop();
            nodes.push(Node::Text(kept));
        } else if padded {
            nodes.push(Node::CutLast);
        }
        Ok(match nodes.as_slice() {
            [] => Expression::Text("".into()),
            [Node::Text(text)] => Expression::Text(text.clone()),
            _ => Expression::Template(nodes.into()),
        })
    }
}

/// `\u0041`. `None` when the digits are none.
fn unescape(text: &str) -> Option<String> {
    let mut parts = text.split("\\u");
    let mut done: Vec<u16> = parts.next()?.encode_utf16().collect();
    for part in parts {
        let digits = part.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        done.push(u16::from_str_radix(digits, 16).ok()?);
        done.extend(part[4..].encode_utf16());
    }
    Some(String::from_utf16_lossy(&done))
}
