use super::*;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::SessionTokenMode;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tollgate_model::aws::CredentialsKey;

/// `context.json` of a case.
#[derive(Deserialize)]
struct Context {
    credentials: Keys,
    normalize: bool,
    region: String,
    service: String,
    timestamp: String,
    #[serde(default)]
    omit_session_token: bool,
    #[serde(default)]
    sign_body: bool,
}

#[derive(Deserialize)]
struct Keys {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
}

struct Request {
    method: Method,
    target: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A request as the suite writes it: names without a space after the colon, lines continued, targets that are no URI yet.
fn parse(path: &Path) -> Request {
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n").replace("\n ", " ");
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let (line, fields) = head.split_once('\n').unwrap();
    let (method, rest) = line.split_once(' ').unwrap();
    let target = rest.strip_suffix(" HTTP/1.1").unwrap();
    let mut headers = HeaderMap::new();
    for field in fields.lines().filter(|line| !line.is_empty()) {
        let (name, value) = field.split_once(':').unwrap();
        headers.append(HeaderName::try_from(name).unwrap(), value.trim().parse().unwrap());
    }
    Request {
        method: method.parse().unwrap(),
        target: encoded(target),
        headers,
        body: body.trim_end_matches('\n').as_bytes().to_vec(),
    }
}

/// What no request target holds is encoded before it is sent.
fn encoded(target: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic();
    target.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// All cases but one are of 2015-08-30T12:36:00Z.
fn time(text: &str) -> SystemTime {
    match text {
        "2015-08-30T12:36:00Z" => at(1_440_938_160),
        other => panic!("{other}"),
    }
}

fn cases() -> Vec<PathBuf> {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signing-test-suite");
    let mut cases: Vec<_> = std::fs::read_dir(suite).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    cases
}

#[test]
fn signatures_are_those_of_amazons_test_suite() {
    let cases = cases();
    assert_eq!(cases.len(), 38);
    for case in cases {
        let context: Context =
            serde_json::from_str(&std::fs::read_to_string(case.join("context.json")).unwrap()).unwrap();
        let request = parse(&case.join("request.txt"));
        let expected = parse(&case.join("header-signed-request.txt")).headers;
        let mut settings = settings("service");
        settings.uri_path_normalization_mode = context.normalize.into();
        if context.omit_session_token {
            settings.session_token_mode = SessionTokenMode::Exclude;
        }
        if !context.sign_body {
            settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
        }
        // The suite's paths stand in its canonical requests as they are.
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        let Keys { access_key_id, secret_access_key, token } = context.credentials;
        let identity = Credentials::from_keys(access_key_id, secret_access_key, token).into();
        let signable = Signable {
            method: &request.method,
            target: &request.target,
            headers: &request.headers,
            digest: &digest(&request.body),
        };
        let scope = (&*context.region, &*context.service);
        let signed = signed(signable, scope, &identity, settings, time(&context.timestamp)).unwrap();
        let mut headers = request.headers.clone();
        for (name, value) in signed {
            headers.insert(name, value);
        }
        assert_eq!(headers["authorization"], expected["authorization"], "{}", case.display());
        assert_eq!(headers.len(), expected.len(), "{}", case.display());
    }
}

/// AmazonS3 API, sig-v4-header-based-auth: the examples "GET Object", "PUT Object", "GET Bucket Lifecycle".
#[test]
fn s3_is_signed_as_its_reference_shows() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let body = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
    type Fields = &'static [(&'static str, &'static str)];
    let rows: [(&str, &str, Fields, &str, &str, &str); 3] = [
        (
            "GET",
            "/test.txt",
            &[("range", "bytes=0-9")],
            "",
            empty,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            &[("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            "Welcome to Amazon S3.",
            body,
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        ("GET", "/?lifecycle", &[], "", empty, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ];
    let identity =
        Credentials::from_keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None).into();
    for (method, target, fields, body, digest, signature) in rows {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("examplebucket.s3.amazonaws.com"));
        for (name, value) in fields {
            headers.insert(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        let method = method.parse().unwrap();
        let signable = Signable { method: &method, target, headers: &headers, digest: &super::digest(body.as_bytes()) };
        let signing = signing("s3");
        let signed: HeaderMap =
            super::headers(signable, &signing, &identity, at(1_369_353_600)).unwrap().into_iter().collect();
        assert_eq!(signed["x-amz-content-sha256"], digest, "{target}");
        assert!(signed["authorization"].to_str().unwrap().ends_with(&format!("Signature={signature}")), "{target}");
    }
}

fn signing(service: &str) -> Signing {
    Signing { region: "us-east-1".into(), service: service.into(), credentials: CredentialsKey::Chain }
}

fn sign(target: &str, service: &str, header: Option<(&'static str, HeaderValue)>) -> Result<HeaderMap, Unsignable> {
    let mut headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("sqs.example.com"))]);
    headers.extend(header.map(|(name, value)| (HeaderName::from_static(name), value)));
    let signable = Signable { method: &Method::POST, target, headers: &headers, digest: &digest(b"body") };
    let identity = Credentials::from_keys("AKIDEXAMPLE", "secret", Some("token".into())).into();
    Ok(super::headers(signable, &signing(service), &identity, at(1_440_938_160))?.into_iter().collect())
}

fn signed_headers(signed: &HeaderMap) -> String {
    let text = signed["authorization"].to_str().unwrap();
    text.split_once("SignedHeaders=").unwrap().1.split(',').next().unwrap().to_owned()
}

/// "Each path segment must be URI-encoded twice (except for Amazon S3 which only gets URI-encoded once)" (IAM user guide,
/// reference_sigv-create-signed-request). The suite's `get-space-normalized`, its path encoded again.
#[test]
fn paths_are_encoded_twice_but_for_s3() {
    let mut settings = settings("service");
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("example.amazonaws.com"))]);
    let signable =
        Signable { method: &Method::GET, target: "/example%20space/", headers: &headers, digest: &digest(b"") };
    let identity = Credentials::from_keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None).into();
    let signed = signed(signable, ("us-east-1", "service"), &identity, settings, at(1_440_938_160)).unwrap();
    let signed: HeaderMap = signed.into_iter().collect();
    let expected = "Signature=446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662";
    assert!(signed["authorization"].to_str().unwrap().ends_with(expected));
}

#[test]
fn a_query_is_sent_as_it_is_signed() {
    for (target, expected) in [
        ("/a:b/%20?TopicArn=arn:aws:sns&x=a%20b+c%2B&y", "/a:b/%20?TopicArn=arn%3Aaws%3Asns&x=a%20b%20c%2B&y"),
        ("/?lifecycle", "/?lifecycle"),
        ("/a?%E1%88%B4=~_.-", "/a?%E1%88%B4=~_.-"),
        // What is no UTF-8 stays what it was.
        ("/a?x=%FF%E9", "/a?x=%FF%E9"),
        ("/a+b", "/a+b"),
        ("/a/../%2E%2e/a%2Fb//c", "/a/../%2E%2e/a%2Fb//c"),
    ] {
        assert_eq!(canonical(target, "sns"), expected);
    }
}

/// "URI encode every byte except the unreserved characters … Encode the forward slash character, '/', everywhere except in the
/// object key name" (AmazonS3 API, sig-v4-header-based-auth, UriEncode()).
#[test]
fn a_path_of_s3_is_sent_as_it_is_signed() {
    for (target, expected) in [
        ("/bucket/a+b c%2Bd", "/bucket/a%2Bb%20c%2Bd"),
        ("/bucket/!'()*@:,;=&$~_.-", "/bucket/%21%27%28%29%2A%40%3A%2C%3B%3D%26%24~_.-"),
        ("/bucket/%C3%BC/\u{fc}/%FF", "/bucket/%C3%BC/%C3%BC/%FF"),
        // A key may have slashes, be they encoded, doubled, first or last.
        ("/bucket/a%2Fb", "/bucket/a/b"),
        ("/bucket//a//", "/bucket//a//"),
        ("/bucket/", "/bucket/"),
        // What is a name to S3 must lead nowhere on the way there.
        ("/bucket/../other/%2e", "/bucket/%2E%2E/other/%2E"),
        ("/bucket/a%2F..%2Fb", "/bucket/a/%2E%2E/b"),
        ("/bucket/...", "/bucket/..."),
        ("/bucket/100%25", "/bucket/100%25"),
        ("/bucket?list-type=2&prefix=a/b", "/bucket?list-type=2&prefix=a%2Fb"),
    ] {
        assert_eq!(canonical(target, "s3"), expected);
        assert_eq!(canonical(expected, "s3"), expected, "again");
    }
    assert_eq!(canonical("/a%2Fb", "s3tables"), "/a%2Fb");
}

#[test]
fn session_tokens_are_sent_and_signed_and_marked_sensitive() {
    let signed = sign("/", "sqs", None).unwrap();
    assert_eq!(signed["x-amz-security-token"], "token");
    assert!(signed["x-amz-security-token"].is_sensitive());
    assert_eq!(signed_headers(&signed), "host;x-amz-content-sha256;x-amz-date;x-amz-security-token");
}

#[test]
fn what_belongs_to_the_connection_or_is_no_text_is_not_signed() {
    let latin = HeaderValue::from_bytes(&[b'a', 0xE9]).unwrap();
    for (name, value, covered) in [
        ("x-amz-target", HeaderValue::from_static("Kinesis_20131202.PutRecord"), true),
        ("x-amz-meta-author", latin, false),
        // S3 refuses headers of its own that are not signed.
        ("x-amz-meta-author", HeaderValue::from_bytes("\u{e9}".as_bytes()).unwrap(), true),
        ("connection", HeaderValue::from_static("close"), false),
        ("x-amzn-trace-id", HeaderValue::from_static("Root=1"), false),
        ("user-agent", HeaderValue::from_static("AmazonAPIGateway_abc"), false),
    ] {
        let signed = sign("/", "kinesis", Some((name, value))).unwrap();
        assert_eq!(signed_headers(&signed).contains(name), covered, "{name}");
    }
}

#[test]
fn a_target_that_is_no_uri_is_an_error() {
    for (target, fits) in [("/a%20b?x=%2B&y", true), ("//a/../b", true), ("/a b", false), ("", false)] {
        assert_eq!(sign(target, "sqs", None).is_ok(), fits, "{target}");
    }
}
