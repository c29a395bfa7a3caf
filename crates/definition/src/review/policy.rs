//! Resource policies that were written for another API's ARN (apigateway-resource-policies).

use crate::Diagnostics;
use crate::api::{Api, RestApi};
use crate::openapi::partition;
use serde_json::Value;

/// Every statement's resources: one that can never match this API permits nothing, or denies nothing.
pub(super) fn check(api: &Api, rest: &RestApi, diagnostics: &mut Diagnostics) {
    let Some(policy) = &rest.policy else { return };
    let Ok(document) = serde_json::from_str::<Value>(&policy.text) else { return };
    let Api { region, account, id, .. } = api;
    let own = format!("arn:{}:execute-api:{region}:{account}:{id}/", partition(region));
    for resource in statements(&document).iter().flat_map(|statement| resources(statement)) {
        if !can_match(resource, &own) {
            let message = format!(
                "`{resource}` in the resource policy can never match `{}`, whose ARNs begin with `{own}`; write \
                 `execute-api:/…`, or give the `[[api]]` the `id`, `region` and `account` it had",
                api.name
            );
            diagnostics.warning("policy-foreign-arn", policy.origin, message);
        }
    }
}

fn statements(document: &Value) -> Vec<&Value> {
    one_or_many(&document["Statement"])
}

fn resources(statement: &Value) -> Vec<&str> {
    let named = ["Resource", "NotResource"].into_iter().flat_map(|key| one_or_many(&statement[key]));
    named.filter_map(Value::as_str).collect()
}

fn one_or_many(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// `execute-api:/stage/method/path` is always of the API that has the policy. `*` and `?` match across everything.
fn can_match(pattern: &str, own: &str) -> bool {
    pattern.starts_with("execute-api:/") || begins(pattern.as_bytes(), own.as_bytes())
}

/// Can the pattern match a text that begins so.
fn begins(pattern: &[u8], prefix: &[u8]) -> bool {
    // Where the pattern can be, byte by byte of the prefix.
    let mut at = vec![false; pattern.len() + 1];
    at[0] = true;
    skip_stars(pattern, &mut at);
    for byte in prefix {
        let mut next = vec![false; pattern.len() + 1];
        for (place, wanted) in pattern.iter().enumerate().filter(|(place, _)| at[*place]) {
            match wanted {
                b'*' => next[place] = true,
                b'?' => next[place + 1] = true,
                wanted => next[place + 1] |= wanted == byte,
            }
        }
        at = next;
        skip_stars(pattern, &mut at);
    }
    at.contains(&true)
}

/// A star may stand for nothing.
fn skip_stars(pattern: &[u8], at: &mut [bool]) {
    for (place, byte) in pattern.iter().enumerate() {
        if at[place] && *byte == b'*' {
            at[place + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// apigateway-resource-policies, api-gateway-control-access-using-iam-policies-to-invoke-api
    #[test]
    fn an_arn_is_of_this_api_or_of_another() {
        const OWN: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3/";
        for (pattern, expected) in [
            ("*", true),
            ("execute-api:/*", true),
            ("execute-api:/prod/GET/pets", true),
            ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3/*", true),
            ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/GET/pets/*", true),
            ("arn:aws:execute-api:*:*:*", true),
            ("arn:aws:execute-api:us-east-?:*:a1b2c3/*", true),
            ("arn:*/prod/*", true),
            ("arn:aws:execute-api:us-east-1:123456789012:zzzzzz/*", false),
            ("arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/*", false),
            ("arn:aws:execute-api:us-east-1:210987654321:*/*", false),
            ("arn:aws-cn:execute-api:us-east-1:123456789012:a1b2c3/*", false),
            ("arn:aws:s3:::bucket/*", false),
            ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3", false),
            ("", false),
        ] {
            assert_eq!(can_match(pattern, OWN), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_of_stars_takes_no_longer_than_its_length_by_the_prefix() {
        let own = b"arn:aws:execute-api:us-east-1:1:b/";
        assert!(begins("*".repeat(100_000).as_bytes(), own));
        assert!(begins("*a".repeat(50_000).as_bytes(), own), "the text may go on");
        assert!(!begins(format!("{}x*", "?".repeat(5)).as_bytes(), own));
    }
}
