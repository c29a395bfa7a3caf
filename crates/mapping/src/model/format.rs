//! `format`, as far as Amazon's validator knows it and its rules are told here; other names mean nothing.
//!
//! Where that library refuses more than a format's RFC does (an offset with a colon in a `date-time`, a `hostname` of one
//! label), these checks keep to the RFC.

use std::net::{Ipv4Addr, Ipv6Addr};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    DateTime,
    Email,
    Hostname,
    Ipv4,
    Ipv6,
    Uri,
    Uuid,
}

impl Format {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "date-time" => Format::DateTime,
            "email" => Format::Email,
            "hostname" => Format::Hostname,
            "ipv4" => Format::Ipv4,
            "ipv6" => Format::Ipv6,
            "uri" => Format::Uri,
            "uuid" => Format::Uuid,
            _ => return None,
        })
    }

    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Format::DateTime => is_date_time(text),
            Format::Email => is_email(text),
            Format::Hostname => is_hostname(text),
            Format::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Format::Uri => is_uri(text),
            Format::Uuid => is_shaped(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
        }
    }

    pub(super) fn refusal(self, text: &str) -> String {
        match self {
            Format::DateTime => format!(
                "string \"{text}\" is invalid against requested date format(s) \
                 [yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{{1,12}}Z]"
            ),
            Format::Email => format!("string \"{text}\" is not a valid email address"),
            Format::Hostname => format!("string \"{text}\" is not a valid hostname"),
            Format::Ipv4 => format!("string \"{text}\" is not a valid IPv4 address"),
            Format::Ipv6 => format!("string \"{text}\" is not a valid IPv6 address"),
            Format::Uri => format!("string \"{text}\" is not a valid URI"),
            Format::Uuid => format!("input string \"{text}\" is not a valid UUID"),
        }
    }
}

/// `0` is a digit, `x` a hexadecimal one; anything else is itself.
fn is_shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            b'x' => byte.is_ascii_hexdigit(),
            shape => byte == shape,
        })
}

/// RFC 3339 section 5.6, and the offset without its colon.
fn is_date_time(text: &str) -> bool {
    let Some((moment, rest)) = text.split_at_checked(19) else { return false };
    let part = |from: usize| moment.get(from..from + 2).and_then(|part| part.parse::<u8>().ok()).unwrap_or(u8::MAX);
    let in_range = (1..=12).contains(&part(5)) && (1..=31).contains(&part(8)) && part(11) < 24 && part(14) < 60;
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let offset = match rest.strip_prefix('.') {
        Some(fraction) if (1..=12).contains(&digits(fraction)) => &fraction[digits(fraction)..],
        Some(_) => return false,
        None => rest,
    };
    let is_offset = |shape: &str| is_shaped(&offset.replacen('-', "+", 1), shape);
    let has_offset = offset == "Z" || is_offset("+00:00") || is_offset("+0000");
    is_shaped(moment, "0000-00-00T00:00:00") && in_range && part(17) <= 60 && has_offset
}

/// A local part and a domain, as RFC 5322 section 3.4.1 divides them.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let quoted = local.len() > 1 && local.starts_with('"') && local.ends_with('"');
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>,;:\\\"[]@".contains(c);
    let dotted = |text: &str| !text.is_empty() && !text.split('.').any(str::is_empty) && text.chars().all(plain);
    let literal = domain.starts_with('[') && domain.ends_with(']');
    (quoted || dotted(local)) && (literal || dotted(domain))
}

/// RFC 1123 section 2.1.
fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.len() <= 253 && text.strip_suffix('.').unwrap_or(text).split('.').all(label)
}

/// The characters of RFC 3986, and those beyond ASCII; references without a scheme are URIs to Java.
fn is_uri(text: &str) -> bool {
    let allowed = |c: char| match c {
        c if c.is_ascii() => c.is_ascii_graphic() && !"<>\"{}|\\^`".contains(c),
        c => !c.is_whitespace() && !c.is_control(),
    };
    let escaped = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|b| b.is_ascii_hexdigit());
    text.chars().all(allowed) && text.split('%').skip(1).all(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_from_what_only_looks_so() {
        for (name, good, bad) in [
            (
                "date-time",
                &[
                    "2018-03-15T10:00:00Z",
                    "2018-03-15T10:00:00.123456Z",
                    "1996-12-19T16:39:57-08:00",
                    "2018-03-15T10:00:00+0100",
                ][..],
                &[
                    "2018-03-15",
                    "banana",
                    "2018-03-15T10:00:00",
                    "2018-13-15T10:00:00Z",
                    "2018-03-15T25:00:00Z",
                    "2018-03-15T10:00:00.Z",
                    "2018-03-15 10:00:00Z",
                    "",
                ][..],
            ),
            (
                "email",
                &["joe.bloggs@example.com", "\"a b\"@c.d", "a+b@c", "a@[127.0.0.1]"],
                &["joe", "@c.d", "a@", "a b@c.d", "a..b@c.d", "a@b@c", ""],
            ),
            ("hostname", &["example.com", "a-1.b", "localhost"], &["-a.b", "a_b.c", "a..b", "a b", ""]),
            ("ipv4", &["127.0.0.1"], &["127.0.0", "256.0.0.1", "::1", ""]),
            ("ipv6", &["::1", "2001:db8::ff00:42:8329"], &["12345::", "127.0.0.1", ""]),
            (
                "uri",
                &["https://example.com/a?b=%20#c", "urn:a:b", "/a", "http://\u{e9}.fr"],
                &["http://a b", "a%2", "<a>", "{a}"],
            ),
            (
                "uuid",
                &["2eb8aa08-AA98-11ea-b4aa-73b441d16380"],
                &["2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", ""],
            ),
        ] {
            let format = Format::parse(name).unwrap();
            good.iter().for_each(|text| assert!(format.fits(text), "{name} {text}"));
            bad.iter().for_each(|text| assert!(!format.fits(text), "{name} {text}"));
        }
        assert_eq!(Format::parse("int32"), None);
    }
}
