//! What is never shown: set-up-logging ("redacts authorization headers, API key values, and similar sensitive request
//! parameters from the logged data").

use std::borrow::Cow;

/// What stands for the hidden part of a value.
pub const HIDDEN: &str = "******";

/// Characters that are left to tell two values apart.
const SHOWN: usize = 6;

/// Headers and parameters whose values are secrets, in lower case.
const SECRET: [&str; 10] = [
    "access_token",
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "x-amz-security-token",
    "x-amz-signature",
    "x-api-key",
    "x-auth-token",
    "x-csrf-token",
];

/// The value of this header or parameter as it may be shown: of a secret, stars and its last six characters; of a secret
/// so short that these would be most of it, stars alone.
pub fn redacted<'v>(name: &str, value: &'v str) -> Cow<'v, str> {
    if !SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret)) {
        return Cow::Borrowed(value);
    }
    let letters = value.chars().count();
    if letters < SHOWN * 3 {
        return Cow::Borrowed(HIDDEN);
    }
    let tail: String = value.chars().skip(letters - SHOWN).collect();
    Cow::Owned(format!("{HIDDEN}{tail}"))
}

/// An address whose query's values may be shown, one by one.
pub fn redacted_query(uri: &str) -> Cow<'_, str> {
    let Some((path, query)) = uri.split_once('?') else { return Cow::Borrowed(uri) };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) => Cow::Owned(format!("{name}={}", redacted(name, value))),
        None => Cow::Borrowed(pair),
    });
    Cow::Owned(format!("{path}?{}", pairs.collect::<Vec<_>>().join("&")))
}

#[cfg(test)]
mod tests {
    use super::{redacted, redacted_query};

    #[test]
    fn of_a_query_only_secrets_are_hidden() {
        for (uri, shown) in [
            ("http://a/b", "http://a/b"),
            ("http://a/b?x=1&access_token=short&y", "http://a/b?x=1&access_token=******&y"),
            ("/b?X-Amz-Signature=0123456789abcdef0123", "/b?X-Amz-Signature=******ef0123"),
        ] {
            assert_eq!(redacted_query(uri), shown);
        }
    }

    #[test]
    fn of_a_secret_only_its_end_is_shown() {
        for (name, value, shown) in [
            ("Accept", "text/html", "text/html"),
            ("Authorization", "Bearer abcdefghijklmnop", "******klmnop"),
            ("authorization", "Bearer short", "******"),
            ("X-API-Key", "0123456789012345678901", "******678901"),
            ("Cookie", "session=0123456789abcdef", "******abcdef"),
        ] {
            assert_eq!(redacted(name, value), shown, "{name}: {value}");
        }
    }
}
