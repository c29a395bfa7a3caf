//! `String.format`, of Java's formatter what text needs: `%s %S %d %x %X %o %c %b %f %e %n %%` with flags, width and
//! precision.

use super::Called;
use crate::number::{double, wide};
use crate::render::{Done, Renderer};
use crate::{Number, Value};

/// One `%…` taken apart.
struct Directive {
    flags: String,
    width: usize,
    precision: Option<usize>,
    index: Option<usize>,
    conversion: char,
}

/// Characters that a width or precision may ask for.
const WIDEST: usize = 1_000;

impl Renderer<'_> {
    pub(super) fn format(&mut self, format: &str, values: &[Value]) -> Called {
        let (mut out, mut rest, mut next) = (String::new(), format, 0);
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            let Some((directive, after)) = take(&rest[at + 1..]) else {
                return self.fail(format!("`{format}` is no format: write `%%` for the character"));
            };
            rest = after;
            match directive.conversion {
                'n' => out.push('\n'),
                '%' => pad("%".to_owned(), &directive, &mut out),
                _ => {
                    let place = directive.index.unwrap_or_else(|| {
                        next += 1;
                        next - 1
                    });
                    let Some(value) = values.get(place) else {
                        return self.fail(format!("`{format}` asks for more values than {}", values.len()));
                    };
                    let text = self.formatted(&directive, value)?;
                    self.bytes(directive.width + text.len())?;
                    pad(text, &directive, &mut out);
                }
            }
        }
        out.push_str(rest);
        self.some_text(out)
    }

    fn formatted(&mut self, directive: &Directive, value: &Value) -> Done<String> {
        let wrong = |this: &Self| this.fail(format!("%{} does not take this value", directive.conversion));
        let text = match (directive.conversion, value) {
            ('s' | 'S', value) => {
                let text = if matches!(value, Value::Null) { "null".to_owned() } else { self.text_of(value)? };
                directive.precision.map_or_else(|| text.clone(), |length| text.chars().take(length).collect())
            }
            ('b' | 'B', value) => (!matches!(value, Value::Null | Value::Bool(false))).to_string(),
            ('c' | 'C', Value::Text(text)) if text.chars().count() == 1 => text.to_string(),
            ('d', Value::Number(Number::Big(number))) => signed(number.to_string(), &directive.flags),
            ('d', Value::Number(number @ (Number::Int(_) | Number::Long(_)))) => {
                signed(wide(number).to_string(), &directive.flags)
            }
            ('x' | 'X', Value::Number(Number::Int(number))) => format!("{number:x}"),
            ('x' | 'X', Value::Number(Number::Long(number))) => format!("{number:x}"),
            ('o', Value::Number(Number::Int(number))) => format!("{number:o}"),
            ('o', Value::Number(Number::Long(number))) => format!("{number:o}"),
            ('f', Value::Number(number @ (Number::Double(_) | Number::Written(..)))) => {
                signed(half_up(double(number), directive.precision.unwrap_or(6)), &directive.flags)
            }
            ('e' | 'E', Value::Number(number @ (Number::Double(_) | Number::Written(..)))) => {
                signed(exponential(double(number), directive.precision.unwrap_or(6)), &directive.flags)
            }
            _ => return wrong(self),
        };
        Ok(if directive.conversion.is_ascii_uppercase() { text.to_uppercase() } else { text })
    }
}

/// `1$`, flags, width, precision, conversion; and what follows. `None` when it is none.
fn take(text: &str) -> Option<(Directive, &str)> {
    let mut rest = text;
    let mut index = None;
    let (digits, after) = number(rest);
    if let (Some(place), Some(after)) = (digits, after.strip_prefix('$')) {
        index = Some(place.checked_sub(1)?);
        rest = after;
    }
    let flags: String = rest.chars().take_while(|char| "-+ 0,(#".contains(*char)).collect();
    let (width, after) = number(&rest[flags.len()..]);
    let (precision, after) = match after.strip_prefix('.') {
        Some(after) => {
            let (precision, after) = number(after);
            (Some(precision?), after)
        }
        None => (None, after),
    };
    let conversion = after.chars().next().filter(|char| "sSdxXocCbBfeEn%".contains(*char))?;
    let width = width.unwrap_or(0);
    let fits = width <= WIDEST && precision.unwrap_or(0) <= WIDEST;
    let directive = Directive { flags, width, precision, index, conversion };
    fits.then(|| (directive, &after[conversion.len_utf8()..]))
}

fn number(text: &str) -> (Option<usize>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (
        text[..digits].parse().ok().filter(|_| !text.starts_with('0')),
        &text[if text.starts_with('0') { 0 } else { digits }..],
    )
}

/// Signs and groups of thousands.
fn signed(text: String, flags: &str) -> String {
    let (minus, digits) = text.strip_prefix('-').map_or((false, text.as_str()), |digits| (true, digits));
    let (whole, fraction) = digits.split_at(digits.find(['.', 'e']).unwrap_or(digits.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if flags.contains(',') && place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match (minus, flags) {
        (true, flags) if flags.contains('(') => format!("({grouped}{fraction})"),
        (true, _) => format!("-{grouped}{fraction}"),
        (false, flags) if flags.contains('+') => format!("+{grouped}{fraction}"),
        (false, flags) if flags.contains(' ') => format!(" {grouped}{fraction}"),
        _ => grouped + fraction,
    }
}

/// Java rounds the number as it prints, halves up.
fn half_up(number: f64, precision: usize) -> String {
    if !number.is_finite() {
        return if number.is_nan() { "NaN".to_owned() } else { format!("{number}").replace("inf", "Infinity") };
    }
    let shortest = format!("{number}");
    let decimals = shortest.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let is_half = decimals == precision + 1 && shortest.ends_with('5');
    if !is_half {
        return format!("{number:.precision$}");
    }
    // Just above the half: a digit more than the number has.
    format!("{shortest}1").parse().map_or(shortest, |above: f64| format!("{above:.precision$}"))
}

fn exponential(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

fn pad(text: String, directive: &Directive, out: &mut String) {
    let missing = directive.width.saturating_sub(text.chars().count());
    let zeros = directive.flags.contains('0') && !matches!(directive.conversion, 's' | 'S' | 'c' | 'b');
    if directive.flags.contains('-') {
        out.push_str(&text);
        out.extend(std::iter::repeat_n(' ', missing));
    } else if zeros {
        let digits = text.trim_start_matches(['-', '+', ' ', '(']);
        out.push_str(&text[..text.len() - digits.len()]);
        out.extend(std::iter::repeat_n('0', missing));
        out.push_str(digits);
    } else {
        out.extend(std::iter::repeat_n(' ', missing));
        out.push_str(&text);
    }
}
