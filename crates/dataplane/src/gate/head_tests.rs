use super::*;
use crate::gate::request_line::Version;
use proptest::prelude::*;

const LIMITS: HeadLimits = HeadLimits { uri: 100, headers: 400 };

fn scan(text: &[u8]) -> Result<Option<Head>, HeadFault> {
    Scan::default().advance(text, &LIMITS)
}

#[test]
fn a_whole_head_gives_its_parts() {
    let text = b"\r\nPOST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    let head = scan(text).unwrap().unwrap();
    assert_eq!((head.start, head.end, head.framing), (2, text.len() - 3, Framing::Length(3)));
    assert_eq!(&text[head.line.method.clone()], b"POST");
    assert_eq!(&text[head.line.target.clone()], b"/a?b");
    assert_eq!(head.line.version, Version::Http11);
}

#[test]
fn a_head_may_arrive_byte_by_byte() {
    let text = b"GET http://a.example/x HTTP/1.1\r\nHost: A.example\r\nTransfer-Encoding: Chunked\r\n\r\n";
    let mut scan = Scan::default();
    for end in 1..text.len() {
        assert_eq!(scan.advance(&text[..end], &LIMITS), Ok(None), "{end}");
    }
    let head = scan.advance(text, &LIMITS).unwrap().unwrap();
    assert_eq!(head.framing, Framing::Chunked);
    assert_eq!(&text[head.absolute_path().unwrap()..head.line.target.end], b"/x");
}

#[test]
fn what_is_too_long_is_refused_before_its_line_ends() {
    let long = "a".repeat(500);
    for (text, kind) in [
        (format!("GET /{long}"), FaultKind::UriTooLong),
        (long.clone(), FaultKind::BadRequest),
        (format!("GET / HTTP/1.1\r\nHost: a\r\nX: {long}"), FaultKind::HeadersTooLarge),
        ("GET / HTTP/1.1\r\n".to_owned() + &"a:\r\n".repeat(101), FaultKind::HeadersTooLarge),
        ("\u{16}\u{3}\u{1}".to_owned(), FaultKind::BadRequest),
    ] {
        assert_eq!(scan(text.as_bytes()).unwrap_err().kind, kind, "{text:?}");
    }
}

#[test]
fn limits_are_inclusive() {
    let target = "/".repeat(LIMITS.uri);
    assert!(scan(format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()).is_ok());
    assert!(scan(format!("GET {target}/ HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()).is_err());
    let filler = "x".repeat(LIMITS.headers - "Host: a\r\nX:\r\n".len());
    assert!(scan(format!("GET / HTTP/1.1\r\nHost: a\r\nX:{filler}\r\n\r\n").as_bytes()).is_ok());
    assert!(scan(format!("GET / HTTP/1.1\r\nHost: a\r\nX:{filler}x\r\n\r\n").as_bytes()).is_err());
}

/// Heads near the grammar: a legal one with a few bytes exchanged.
fn nearly_legal() -> impl Strategy<Value = Vec<u8>> {
    let legal = prop::sample::select(vec![
        &b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"[..],
        b"POST /a?b=c HTTP/1.1\r\nHost: a:80\r\nContent-Length: 12\r\nX: y z\r\n\r\n",
        b"PUT http://a/ HTTP/1.1\r\nhost:a\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.0\r\nAccept:\r\n\r\n",
    ]);
    let edits =
        prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&b"\r\n \t:\0aA0/;,\x80"[..])), 0..4);
    (legal, edits).prop_map(|(legal, edits)| {
        let mut text = legal.to_vec();
        for (at, byte) in edits {
            let at = at.index(text.len());
            text[at] = byte;
        }
        text
    })
}

/// What httparse, the parser behind the gate, reads of an accepted head.
fn reparse(head: &[u8]) -> (usize, u8, Framing) {
    let mut fields = [httparse::EMPTY_HEADER; 128];
    let mut request = httparse::Request::new(&mut fields);
    let length = request.parse(head).expect("an accepted head parses").unwrap();
    let value = |name: &str| {
        request.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.value)
    };
    let framing = match (value("transfer-encoding"), value("content-length")) {
        (Some(coding), None) => {
            assert!(coding.eq_ignore_ascii_case(b"chunked"));
            Framing::Chunked
        }
        (None, Some(length)) => Framing::Length(std::str::from_utf8(length).unwrap().parse().unwrap()),
        (None, None) => Framing::Length(0),
        (Some(_), Some(_)) => panic!("two framings"),
    };
    (length, request.version.unwrap(), framing)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn an_accepted_head_is_read_alike_by_the_parser_behind_the_gate(text in nearly_legal()) {
        if let Ok(Some(head)) = scan(&text) {
            let (length, version, framing) = reparse(&text[head.start..]);
            prop_assert_eq!(length, head.end - head.start);
            prop_assert_eq!(version, u8::from(head.line.version == Version::Http11));
            prop_assert_eq!(framing, head.framing);
        }
    }

    #[test]
    fn any_cut_gives_the_same_verdict(text in nearly_legal(), cut in 1usize..20) {
        let whole = scan(&text);
        let mut scan = Scan::default();
        let mut pieces = (1..=text.len().div_ceil(cut)).map(|n| scan.advance(&text[..(n * cut).min(text.len())], &LIMITS));
        let cut = pieces.find(|step| !matches!(step, Ok(None))).unwrap_or(Ok(None));
        prop_assert_eq!(cut.map_err(|fault| fault.kind), whole.map_err(|fault| fault.kind));
    }

    #[test]
    fn no_bytes_make_it_panic(text in prop::collection::vec(any::<u8>(), 0..600), cut in 1usize..50) {
        let mut scan = Scan::default();
        for end in (cut..text.len()).step_by(cut) {
            if !matches!(scan.advance(&text[..end], &LIMITS), Ok(None)) {
                break;
            }
        }
    }
}
