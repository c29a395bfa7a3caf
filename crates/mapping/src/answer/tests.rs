use super::*;
use proptest::prelude::*;

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// Status, headers and body; `None`: malformed.
type Expected<'a> = Option<(u16, Pairs<'a>, &'a str)>;

#[track_caller]
fn check(answer: Result<Answer, Malformed>, expected: Expected<'_>) {
    let expected = expected.map(|(status, headers, body)| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        (status, headers, body.to_owned())
    });
    let answer = answer.ok().map(|answer| {
        let body = String::from_utf8(answer.body.to_vec()).unwrap();
        (answer.status, answer.headers, body)
    });
    assert_eq!(answer, expected);
}

/// Recorded of a REST API (`test_aws_proxy_response_payload_format_validation`, `…_response_format`) unless it is said.
#[test]
fn rest_answers_are_held_to_their_format() {
    let cases: &[(&str, Expected<'_>)] = &[
        (r#"{"statusCode": 200}"#, Some((200, &[], ""))),
        (r#"{}"#, Some((200, &[], ""))),
        (r#"{"headers": {"test-header": "value"}}"#, Some((200, &[("test-header", "value")], ""))),
        (
            r#"{"statusCode": 200, "headers": {"test-header": "value", "header-bool": true}}"#,
            Some((200, &[("test-header", "value"), ("header-bool", "true")], "")),
        ),
        (r#"{"statusCode": 200, "headers": null}"#, Some((200, &[], ""))),
        (r#"{"statusCode": 200, "wrongValue": "value"}"#, None),
        (
            r#"{"statusCode": 200, "multiValueHeaders": {"test-multi": ["value1", "value2"]}}"#,
            Some((200, &[("test-multi", "value1"), ("test-multi", "value2")], "")),
        ),
        (
            r#"{"multiValueHeaders": {"tesT-Multi": ["value-multi"]}, "headers": {"test-multi": "value-solo"}}"#,
            Some((200, &[("tesT-Multi", "value-multi"), ("tesT-Multi", "value-solo")], "")),
        ),
        (r#"{"statusCode": 200, "multiValueHeaders": {"test-multi-invalid": "value1"}}"#, None),
        (r#"{"statusCode": "test"}"#, None),
        (r#"{"statusCode": "201"}"#, Some((201, &[], ""))),
        (r#""justAString""#, None),
        // "If the same key-value pair is specified in both" (set-up-lambda-proxy-integrations).
        (
            r#"{"multiValueHeaders": {"a": ["1", "2"]}, "headers": {"a": "2"}}"#,
            Some((200, &[("a", "1"), ("a", "2")], "")),
        ),
        // set-up-lambda-proxy-integrations: "Missing parameters of ..."
        (r#"{"statusCode": 400, "body": "Missing parameters"}"#, Some((400, &[], "Missing parameters"))),
        // "If the function output is of a different format".
        (r#"{"statusCode": 200, "body": {"hey": "dude"}}"#, None),
        (r#"{"statusCode": 200, "headers": ["a"]}"#, None),
        (r#"{"statusCode": 200, "headers": {"a": ["b"]}}"#, None),
        (r#"{"statusCode": 200, "cookies": ["a"]}"#, None),
        (r#"{"errorMessage": "no", "errorType": "Error"}"#, None),
        (r#"{"statusCode": 0}"#, None),
        (r#"{"statusCode": 101}"#, None),
        (r#"{"statusCode": 70000}"#, None),
        (r#"{"statusCode": 200.5}"#, None),
        (r#"{"isBase64Encoded": "maybe"}"#, None),
        ("null", None),
        ("[]", None),
        ("", None),
        ("{", None),
        (r#"{"statusCode": 200} x"#, None),
        // What Python and Java write.
        (r#"{"statusCode": 200.0, "body": null, "isBase64Encoded": null}"#, Some((200, &[], ""))),
        (r#"{"statusCode": 1, "statusCode": 204}"#, None),
        (r#"{"statusCode": 200, "statusCode": 204}"#, Some((204, &[], ""))),
    ];
    for (payload, expected) in cases {
        println!("{payload}");
        check(rest(payload.as_bytes()), *expected);
    }
}

/// response-transfer-mode-lambda, the last table: "the HTTP headers and status code but not the response body".
#[test]
fn whole_rest_answer_in_the_form_of_a_stream_has_no_body() {
    check(rest(b"{\"statusCode\":201,\"headers\":{\"a\":\"b\"}}\0\0\0\0\0\0\0\0body"), Some((201, &[("a", "b")], "")));
    check(rest(b"no head\0\0\0\0\0\0\0\0body"), None);
}

const TEXT: (&str, &str) = ("content-type", "text/plain; charset=utf-8");
const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn http_answers_1_0_need_a_status_and_nothing_else() {
    let cases: &[(&str, Expected<'_>)] = &[
        (r#"{"statusCode": 200, "body": "a"}"#, Some((200, &[TEXT], "a"))),
        (r#"{"statusCode": "200", "wrongValue": 1}"#, Some((200, &[TEXT], ""))),
        (r#"{"statusCode": 204}"#, Some((204, &[], ""))),
        (
            r#"{"statusCode": 200, "headers": {"Content-Type": "a/b"}, "multiValueHeaders": {"x": ["1", "2"]}}"#,
            Some((200, &[("x", "1"), ("x", "2"), ("Content-Type", "a/b")], "")),
        ),
        (r#"{"body": "a"}"#, None),
        (r#"{"statusCode": null}"#, None),
        (r#""Hello""#, None),
        ("not json", None),
    ];
    for (payload, expected) in cases {
        println!("{payload}");
        check(http_v1(payload.as_bytes()), *expected);
    }
}

/// http-api-develop-integrations-lambda: both of its examples, then its rules; what is no JSON as the service does it.
#[test]
fn http_answers_2_0_are_inferred() {
    let cases: &[(&str, Expected<'_>)] = &[
        (r#""Hello from Lambda!""#, Some((200, &[JSON], "Hello from Lambda!"))),
        (r#"{ "message": "Hello from Lambda!" }"#, Some((200, &[JSON], r#"{ "message": "Hello from Lambda!" }"#))),
        (r#"[1, 2]"#, Some((200, &[JSON], "[1, 2]"))),
        ("3.50", Some((200, &[JSON], "3.50"))),
        ("true", Some((200, &[JSON], "true"))),
        ("null", Some((200, &[JSON], "null"))),
        (r#"{"body": 1, "headers": 2}"#, Some((200, &[JSON], r#"{"body": 1, "headers": 2}"#))),
        (r#"{"name": "John Doe", "age":"#, Some((200, &[JSON], r#"{"name": "John Doe", "age":"#))),
        ("", Some((200, &[JSON], ""))),
        (r#"{"statusCode": 201, "body": "a", "more": 1}"#, Some((201, &[TEXT], "a"))),
        (r#"{"statusCode": 200, "headers": {"Content-Type": "a/b"}}"#, Some((200, &[("Content-Type", "a/b")], ""))),
        (r#"{"statusCode": 200, "multiValueHeaders": {"x": ["1"]}}"#, Some((200, &[TEXT], ""))),
        (r#"{"statusCode": "no"}"#, None),
        (r#"{"statusCode": null}"#, None),
        (r#"{"statusCode": 200, "headers": 2}"#, None),
    ];
    for (payload, expected) in cases {
        println!("{payload}");
        check(http_v2(&Bytes::copy_from_slice(payload.as_bytes())), *expected);
    }
}

/// "In the response to the client, each cookie becomes a set-cookie header."
#[test]
fn cookies_are_of_format_2_0() {
    let payload = Bytes::from_static(
        br#"{"cookies": ["cookie1", "cookie2"], "isBase64Encoded": true, "statusCode": 200, "body": "aGk="}"#,
    );
    let answer = http_v2(&payload).unwrap();
    assert_eq!(answer.cookies, ["cookie1", "cookie2"]);
    assert!(answer.is_base64);
    assert_eq!(Answer::decoded(answer.body).unwrap(), "hi");
    assert_eq!(http_v1(&payload).unwrap().cookies, Vec::<String>::new());
}

#[test]
fn only_base64_is_decoded() {
    for (text, bytes) in [("aGk=", Some("hi")), ("aGk", Some("hi")), ("", Some("")), ("èé+à)(", None), ("a b", None)]
    {
        let decoded = Answer::decoded(Bytes::copy_from_slice(text.as_bytes())).ok();
        assert_eq!(decoded.as_deref(), bytes.map(str::as_bytes), "{text}");
    }
}

/// handle-errors-in-lambda-integration
#[test]
fn error_message_is_the_text_of_that_key() {
    for (payload, message) in [
        (
            r#"{"errorMessage": "Malformed input ...", "errorType": "Error", "stackTrace": []}"#,
            Some("Malformed input ..."),
        ),
        (r#"{"errorMessage": "{\"httpStatus\":500}"}"#, Some(r#"{"httpStatus":500}"#)),
        (r#"{"errorMessage": null}"#, None),
        (r#"{"errorMessage": {"a": 1}}"#, None),
        (r#"{"message": "a"}"#, None),
        (r#""errorMessage""#, None),
        (r#"{"errorMessage": "a""#, None),
        ("", None),
    ] {
        assert_eq!(error_message(payload.as_bytes()).as_deref(), message, "{payload}");
    }
}

fn streamed(chunks: &[&[u8]]) -> Result<(Answer, Vec<u8>), Malformed> {
    let mut prelude = Prelude::default();
    for (at, chunk) in chunks.iter().enumerate() {
        if let Begun::Answer(answer, rest) = prelude.feed(&Bytes::copy_from_slice(chunk))? {
            let rest = rest.iter().chain(chunks[at + 1..].iter().copied().flatten()).copied().collect();
            return Ok((*answer, rest));
        }
    }
    Err(prelude.unfinished())
}

const HEAD: &[u8] =
    br#"{"headers": {"a": "b"}, "multiValueHeaders": {"c": ["d"]}, "cookies": ["e"], "statusCode": 201}"#;

/// response-transfer-mode-lambda
#[test]
fn stream_begins_with_its_head_wherever_its_chunks_end() {
    let stream = [HEAD, &[0; 8], b"PAYLOAD1 | \0\0\0\0\0\0\0\0 | PAYLOAD3"].concat();
    for at in 0..stream.len() {
        let (answer, rest) = streamed(&[&stream[..at], &stream[at..]]).unwrap();
        assert_eq!((answer.status, answer.cookies), (201, vec!["e".to_owned()]));
        assert_eq!(answer.headers, [("c".to_owned(), "d".to_owned()), ("a".to_owned(), "b".to_owned())]);
        assert_eq!(rest, b"PAYLOAD1 | \0\0\0\0\0\0\0\0 | PAYLOAD3");
    }
    let bytes: Vec<&[u8]> = stream.chunks(1).collect();
    assert_eq!(streamed(&bytes).unwrap().0.status, 201);
    assert_eq!(streamed(&[b"{}\0\0\0\0\0\0\0\0"]).unwrap(), (Answer { status: 200, ..Answer::default() }, vec![]));
}

/// "Only headers, multiValueHeaders, cookies and the statusCode keys are supported"; "within the first 16KB".
#[test]
fn stream_without_a_proper_head_is_malformed() {
    for stream in [
        &b"{\"body\": \"a\"}\0\0\0\0\0\0\0\0"[..],
        b"{\"isBase64Encoded\": true}\0\0\0\0\0\0\0\0",
        b"{\"statusCode\": \"no\"}\0\0\0\0\0\0\0\0",
        b"\0\0\0\0\0\0\0\0",
        b"Hello\0\0\0\0\0\0\0\0",
        b"{}\0\0\0\0\0\0\0",
        b"{}",
        b"",
    ] {
        assert!(streamed(&[stream]).is_err(), "{}", stream.escape_ascii());
    }
    let padded = |blanks: usize| [&b"{}"[..], &vec![b' '; blanks], &[0; 8], b"body"].concat();
    let largest = PRELUDE_BYTES - 2 - 8;
    assert_eq!(streamed(&[&padded(largest)]).unwrap().1, b"body");
    assert!(streamed(&[&padded(largest + 1)]).is_err());
    let bytes = padded(largest + 1);
    assert!(streamed(&bytes.chunks(1000).collect::<Vec<_>>()).is_err());
}

fn member() -> impl Strategy<Value = String> {
    let key =
        prop_oneof!["statusCode", "headers", "multiValueHeaders", "cookies", "body", "isBase64Encoded", "[a-z]{0,3}"];
    let value = prop_oneof![
        "[0-9]{1,4}",
        Just("null".to_owned()),
        Just("true".to_owned()),
        r#""[ -~&&[^"\\]]{0,8}""#,
        r#"\{"[a-zA-Z-]{1,6}": "[a-z]{0,3}"\}"#,
        r#"\{"[a-zA-Z-]{1,6}": \["[a-z]{0,3}", true\]\}"#,
        r#"\["[a-z]{0,3}"\]"#,
    ];
    (key, value).prop_map(|(key, value)| format!("\"{key}\": {value}"))
}

proptest! {
    /// Nothing that a function answers stops the gateway; what is read has a status that can be sent.
    #[test]
    fn any_answer_is_read_or_refused(payload in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = rest(&payload);
        let _ = http_v1(&payload);
        let _ = http_v2(&payload.clone().into());
        let _ = streamed(&[&payload]);
    }

    #[test]
    fn any_object_is_read_or_refused(members in proptest::collection::vec(member(), 0..6), cut in 0usize..200) {
        let text = format!("{{{}}}", members.join(", "));
        for answer in [rest(text.as_bytes()), http_v1(text.as_bytes()), http_v2(&text.clone().into())].into_iter().flatten() {
            prop_assert!((200..=999).contains(&answer.status));
        }
        // A REST API's reader takes no answer that the one of format 1.0 refuses but for its status.
        if let (Ok(strict), Ok(lenient)) = (rest(text.as_bytes()), http_v1(text.as_bytes())) {
            prop_assert_eq!((strict.status, strict.body), (lenient.status, lenient.body));
        }
        let mut stream = text.into_bytes();
        stream.extend([0; 8]);
        let cut = cut.min(stream.len());
        prop_assert_eq!(streamed(&[&stream]), streamed(&[&stream[..cut], &stream[cut..]]));
    }
}
