//! api-gateway-enable-compression, api-gateway-make-request-with-compressed-payload,
//! api-gateway-receive-response-with-compressed-payload, RFC 9110 sections 8.4 and 12.5.3.

use super::*;
use proptest::prelude::*;

const LIMIT: usize = 10 * 1024 * 1024;
const CODINGS: [Coding; 2] = [Coding::Gzip, Coding::Deflate];

#[test]
fn one_coding_of_the_guides_is_decoded() {
    for (header, expected) in [
        (None, RequestCoding::Identity),
        (Some(""), RequestCoding::Identity),
        (Some("identity"), RequestCoding::Identity),
        (Some("gzip"), RequestCoding::Coded(Coding::Gzip)),
        (Some("GZip"), RequestCoding::Coded(Coding::Gzip)),
        (Some("deflate"), RequestCoding::Coded(Coding::Deflate)),
        (Some("gzip, identity"), RequestCoding::Coded(Coding::Gzip)),
        (Some("br"), RequestCoding::Unsupported),
        (Some("gzip, deflate"), RequestCoding::Unsupported),
        (Some("gzip, br"), RequestCoding::Unsupported),
    ] {
        assert_eq!(of_request(header), expected, "{header:?}");
    }
}

/// api-gateway-enable-compression
#[test]
fn small_requests_are_not_decoded_where_the_api_has_a_minimum() {
    for (received, minimum, header, expected) in [
        (100, Some(100), "gzip", RequestCoding::Coded(Coding::Gzip)),
        (99, Some(100), "gzip", RequestCoding::Identity),
        (99, None, "gzip", RequestCoding::Coded(Coding::Gzip)),
        (99, Some(100), "br", RequestCoding::Unsupported),
    ] {
        assert_eq!(of_request(Some(header)).of_size(received, minimum), expected, "{received} {minimum:?} {header}");
    }
}

#[test]
fn what_is_not_coded_so_is_corrupt() {
    let text = b"{\"type\":\"dog\",\"price\":249.99}".repeat(50);
    for coding in CODINGS {
        let coded = coding.encode(&text);
        assert_eq!(coding.decode(&coded, LIMIT).as_deref(), Ok(&*text));
        let trailing = [coded.as_slice(), b"trailing"].concat();
        let mut broken = coded.clone();
        broken[coded.len() - 1] ^= 1;
        for wrong in [text.as_slice(), &coded[..coded.len() - 1], &coded[..coded.len() / 2], &trailing, &broken] {
            assert_eq!(coding.decode(wrong, LIMIT), Err(DecodeError::Corrupt), "{coding:?}");
        }
        assert_eq!(coding.decode(b"", LIMIT), Ok(Vec::new()));
    }
    assert_eq!(Coding::Gzip.decode(&Coding::Deflate.encode(&text), LIMIT), Err(DecodeError::Corrupt));
}

/// RFC 1952 section 2.2: a file is a series of members.
#[test]
fn gzip_has_members() {
    let two = [Coding::Gzip.encode(b"one "), Coding::Gzip.encode(b"two")].concat();
    assert_eq!(Coding::Gzip.decode(&two, LIMIT).as_deref(), Ok(b"one two".as_slice()));
}

#[test]
fn a_bomb_ends_at_the_limit() {
    let bomb = vec![0; LIMIT + 1];
    for coding in CODINGS {
        let coded = coding.encode(&bomb);
        assert!(coded.len() < 100_000);
        assert_eq!(coding.decode(&coded, LIMIT), Err(DecodeError::TooLarge));
        assert_eq!(coding.decode(&coded, LIMIT + 1).map(|decoded| decoded.len()), Ok(LIMIT + 1));
    }
}

#[test]
fn the_most_wanted_coding_is_sent_where_it_is_known() {
    let (gzip, deflate) = (Some(Coding::Gzip), Some(Coding::Deflate));
    for (accept, expected) in [
        // api-gateway-enable-compression
        (Some("deflate,gzip"), deflate),
        (Some(""), None),
        (Some("*"), gzip),
        (Some("deflate;q=0.5,gzip;q=1.0"), gzip),
        (Some("gzip;q=1.0,identity;q=0.5,*;q=0"), gzip),
        // api-gateway-receive-response-with-compressed-payload
        (None, None),
        (Some("gzip, deflate, br"), gzip),
        // "The highest-priority content encoding must be one supported"
        (Some("br;q=1.0,gzip;q=0.8"), None),
        (Some("br, gzip"), None),
        (Some("identity, gzip;q=0.5"), None),
        (Some("gzip;q=0"), None),
        (Some("*;q=0"), None),
        (Some("gzip ; Q=0.001"), gzip),
        (Some("GZIP"), gzip),
        // no weight of RFC 9110 section 12.4.2
        (Some("gzip;q=1.5"), None),
        (Some("gzip;q=0.0001"), None),
        (Some("gzip;level=1"), None),
    ] {
        let size = ResponseSize { body: 10, minimum: Some(0) };
        assert_eq!(for_response(size, accept, false), expected, "{accept:?}");
    }
}

#[test]
fn responses_are_compressed_where_the_api_says_and_they_are_not_yet() {
    for (body, minimum, coded, expected) in [
        (100, Some(100), false, Some(Coding::Gzip)),
        (99, Some(100), false, None),
        (0, Some(0), false, Some(Coding::Gzip)),
        (100, None, false, None),
        (100, Some(0), true, None),
    ] {
        let size = ResponseSize { body, minimum };
        assert_eq!(for_response(size, Some("gzip"), coded), expected, "{size:?} {coded}");
    }
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(body: Vec<u8>) {
        for coding in CODINGS {
            prop_assert_eq!(coding.decode(&coding.encode(&body), body.len()), Ok(body.clone()));
        }
    }

    #[test]
    fn any_bytes_are_decoded_or_refused_within_the_limit(body: Vec<u8>) {
        for coding in CODINGS {
            if let Ok(decoded) = coding.decode(&body, 1000) {
                prop_assert!(decoded.len() <= 1000);
            }
        }
    }
}
