//! `Authorization: Bearer …`, compared in constant time.

use http::HeaderMap;
use tollgate_model::target_group::Secret;

pub(super) fn admits(token: Option<&Secret>, headers: &HeaderMap) -> bool {
    let Some(Secret(token)) = token else { return true };
    let given = headers.get(http::header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    given.is_some_and(|given| same(given, token.as_bytes()))
}

/// Takes as long whatever differs.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_admitted() {
        let token = Secret("s3cret".into());
        for (given, admitted) in
            [(None, false), (Some("Bearer s3cret"), true), (Some("Bearer s3cre"), false), (Some("s3cret"), false)]
        {
            let mut headers = HeaderMap::new();
            if let Some(given) = given {
                headers.insert(http::header::AUTHORIZATION, given.parse().unwrap());
            }
            assert_eq!(admits(Some(&token), &headers), admitted, "{given:?}");
            assert!(admits(None, &headers));
        }
    }
}
