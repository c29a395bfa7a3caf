//! Hostile and malformed requests: each has one answer, the connection ends, and the upstream hears nothing.

use crate::harness::{Node, Setup};

/// A whole request around one field line, or around nothing but the lines given.
fn with(fields: &str) -> Vec<u8> {
    format!("GET /a HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n").into_bytes()
}

fn line(request_line: &str) -> Vec<u8> {
    format!("{request_line}\r\nHost: a\r\n\r\n").into_bytes()
}

fn host(host_lines: &str) -> Vec<u8> {
    format!("GET /a HTTP/1.1\r\n{host_lines}\r\n\r\n").into_bytes()
}

fn chunks(body: &str) -> Vec<u8> {
    format!("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{body}").into_bytes()
}

/// Sources: RFC 9112 and 9110 by section; "CL.TE", "TE.CL", "TE.TE" as PortSwigger names request smuggling; "Http11Probe" cases.
fn table() -> Vec<(&'static str, Vec<u8>, u16)> {
    let mut table = Vec::new();
    table.extend(framing());
    table.extend(lines());
    table.extend(request_lines());
    table.extend(hosts());
    table.extend(sizes());
    table.extend(bodies());
    table
}

fn framing() -> Vec<(&'static str, Vec<u8>, u16)> {
    vec![
        ("CL.TE (RFC 9112 6.3 rule 3)", with("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"), 400),
        ("TE.CL (RFC 9112 6.3 rule 3)", with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\nG"), 400),
        ("CL with an unknown TE (RFC 9112 6.1)", with("Transfer-Encoding: x\r\nContent-Length: 4"), 400),
        ("two different Content-Lengths (RFC 9112 6.3 rule 5)", with("Content-Length: 4\r\nContent-Length: 5"), 400),
        ("two equal Content-Lengths (RFC 9110 8.6)", with("Content-Length: 0\r\nContent-Length: 0"), 400),
        ("a list as Content-Length (RFC 9110 8.6)", with("Content-Length: 0, 0"), 400),
        ("Content-Length with a sign", with("Content-Length: +0"), 400),
        ("negative Content-Length", with("Content-Length: -1"), 400),
        ("hexadecimal Content-Length", with("Content-Length: 0x10"), 400),
        ("Content-Length with a space inside", with("Content-Length: 1 0"), 400),
        ("Content-Length with leading zeros, octal to some", with("Content-Length: 010"), 400),
        ("empty Content-Length", with("Content-Length:"), 400),
        ("Content-Length beyond 64 bits", with("Content-Length: 18446744073709551617"), 400),
        ("Content-Length beyond i64", with("Content-Length: 9223372036854775808"), 400),
        ("Content-Length with a letter", with("Content-Length: 1a"), 400),
        ("TE.TE: two Transfer-Encodings", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"), 400),
        ("TE.TE: chunked twice in two lines", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400),
        ("chunked applied twice (RFC 9112 6.1)", with("Transfer-Encoding: chunked, chunked"), 400),
        ("chunked not final (RFC 9112 6.3 rule 4)", with("Transfer-Encoding: chunked, gzip"), 400),
        ("another coding first (RFC 9112 6.1: 501)", with("Transfer-Encoding: gzip, chunked"), 501),
        ("unknown coding (RFC 9112 6.1: 501)", with("Transfer-Encoding: xchunked"), 501),
        ("identity, gone since RFC 7230", with("Transfer-Encoding: identity"), 501),
        ("TE.TE: quoted", with("Transfer-Encoding: \"chunked\""), 400),
        ("TE.TE: vertical tab before the value", with("Transfer-Encoding: \x0bchunked"), 400),
        ("TE.TE: a NUL after the value", with("Transfer-Encoding: chunked\0"), 400),
        ("empty Transfer-Encoding", with("Transfer-Encoding:"), 400),
        ("Transfer-Encoding with a lone comma", with("Transfer-Encoding: ,chunked"), 400),
        (
            "Transfer-Encoding in HTTP/1.0 (RFC 9112 6.1)",
            b"POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
            400,
        ),
    ]
}

fn lines() -> Vec<(&'static str, Vec<u8>, u16)> {
    vec![
        ("bare LF everywhere (RFC 9112 2.2)", b"GET /a HTTP/1.1\nHost: a\n\n".to_vec(), 400),
        ("bare LF after the request line", b"GET /a HTTP/1.1\nHost: a\r\n\r\n".to_vec(), 400),
        ("bare LF after a field", with("X: y\nZ: w"), 400),
        ("bare LF at the end of the head", b"GET /a HTTP/1.1\r\nHost: a\r\n\n".to_vec(), 400),
        ("bare CR in a value (RFC 9112 2.2)", with("X: y\rTransfer-Encoding: chunked"), 400),
        ("bare CR in the request line", line("GET /a\rb HTTP/1.1"), 400),
        ("two CRs before a LF", with("X: y\r"), 400),
        ("NUL in a value (RFC 9110 5.5)", with("X: a\0b"), 400),
        ("NUL in a name", with("X\0: a"), 400),
        ("other control characters in a value", with("X: a\x01b"), 400),
        ("DEL in a value", with("X: a\x7fb"), 400),
        ("obs-fold (RFC 9112 5.2)", with("X: a\r\n b"), 400),
        ("obs-fold by tab", with("X: a\r\n\tb"), 400),
        ("obs-fold of Transfer-Encoding", with("Transfer-Encoding:\r\n chunked"), 400),
        ("a space before the first field (RFC 9112 2.2)", host(" Host: a"), 400),
        ("a space before a colon (RFC 9112 5.1)", with("X : y"), 400),
        ("TE.TE: a space before the colon", with("Transfer-Encoding : chunked"), 400),
        ("a tab before a colon", with("Content-Length\t: 5"), 400),
        ("an empty name (RFC 9110 5.1)", with(": y"), 400),
        ("no colon (RFC 9112 5)", with("just words"), 400),
        ("a parenthesis in a name (RFC 9110 5.6.2)", with("X(y): z"), 400),
        ("obs-text in a name", "GET /a HTTP/1.1\r\nHost: a\r\nX\u{e9}: z\r\n\r\n".as_bytes().to_vec(), 400),
        ("an underscore-free lookalike: Transfer-Encoding with a quote", with("Transfer-Encoding\": chunked"), 400),
        ("two empty lines before a request", b"\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(), 400),
    ]
}

fn request_lines() -> Vec<(&'static str, Vec<u8>, u16)> {
    vec![
        ("HTTP/0.9 (RFC 9112 C.1)", b"GET /a\r\n".to_vec(), 505),
        ("HTTP/2.0 in HTTP/1 form (RFC 9110 15.6.6)", line("GET /a HTTP/2.0"), 505),
        ("the HTTP/2 preface on a plain listener (RFC 9113 3.4)", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), 505),
        ("HTTP/1.2", line("GET /a HTTP/1.2"), 505),
        ("HTTP/0.9 spelled out", line("GET /a HTTP/0.9"), 505),
        ("version in lower case (RFC 9112 2.3)", line("GET /a http/1.1"), 400),
        ("version of three digits", line("GET /a HTTP/1.10"), 400),
        ("version of another protocol", line("GET /a RTSP/1.0"), 400),
        ("no version after a space", b"GET /a \r\n".to_vec(), 400),
        ("two spaces before the target (RFC 9112 3)", line("GET  /a HTTP/1.1"), 400),
        ("two spaces before the version", line("GET /a  HTTP/1.1"), 400),
        ("a space behind the version", line("GET /a HTTP/1.1 "), 400),
        ("a space in the target (RFC 9112 3.2)", line("GET /a b HTTP/1.1"), 400),
        ("a tab between the parts", line("GET\t/a HTTP/1.1"), 400),
        ("a space before the method", line(" GET /a HTTP/1.1"), 400),
        ("no method", line("/a HTTP/1.1"), 400),
        ("a method with a colon", line("G:T /a HTTP/1.1"), 400),
        ("no target", line("GET HTTP/1.1"), 505),
        ("a fragment in the target (RFC 9112 3.2)", line("GET /a#b HTTP/1.1"), 400),
        ("a NUL in the target", line("GET /a\0b HTTP/1.1"), 400),
        ("a control character in the target", line("GET /a\x01b HTTP/1.1"), 400),
        ("raw UTF-8 in the target", "GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n".as_bytes().to_vec(), 400),
        ("a target that begins with nothing (RFC 9112 3.2)", line("GET a HTTP/1.1"), 400),
        ("asterisk-form (RFC 9112 3.2.4)", line("OPTIONS * HTTP/1.1"), 400),
        ("CONNECT in authority-form (RFC 9112 3.2.3)", line("CONNECT a:443 HTTP/1.1"), 405),
        ("authority-form without CONNECT", line("GET a:443 HTTP/1.1"), 400),
        ("a TLS ClientHello on a plain listener", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), 400),
        ("bytes", b"\x80\x80\x80\x80".to_vec(), 400),
        ("SOCKS", b"\x05\x01\x00".to_vec(), 400),
    ]
}

fn hosts() -> Vec<(&'static str, Vec<u8>, u16)> {
    vec![
        ("no Host (RFC 9112 3.2)", host("X: y"), 400),
        ("two Hosts (RFC 9112 3.2)", host("Host: a\r\nHost: b"), 400),
        ("two equal Hosts", host("Host: a\r\nHost: a"), 400),
        ("an empty Host (RFC 9110 4.2.1)", host("Host:"), 400),
        ("a Host with userinfo (RFC 9110 4.2.4)", host("Host: u@a"), 400),
        ("a Host with a path", host("Host: a/b"), 400),
        ("two Hosts in one value", host("Host: a, b"), 400),
        ("a Host with a space", host("Host: a b"), 400),
        ("a Host with a port that is none", host("Host: a:x"), 400),
        ("a Host with a port beyond 65535", host("Host: a:65536"), 400),
        ("a Host with two ports", host("Host: a:80:80"), 400),
        ("a Host in unfinished brackets", host("Host: [::1"), 400),
        ("a Host with a bare IPv6 address", host("Host: ::1"), 400),
        ("two Hosts in HTTP/1.0", b"GET /a HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n".to_vec(), 400),
        ("absolute-form for another host (RFC 9112 3.2.2)", line("GET http://b/ HTTP/1.1"), 400),
        ("absolute-form for another port", line("GET http://a:81/ HTTP/1.1"), 400),
        ("absolute-form with userinfo", line("GET http://u@a/ HTTP/1.1"), 400),
        ("absolute-form with a backslash behind the host", line("GET http://a\\@b/ HTTP/1.1"), 400),
        ("absolute-form with a foreign scheme", line("GET ftp://a/ HTTP/1.1"), 400),
        ("absolute-form without an authority", line("GET http:///a HTTP/1.1"), 400),
        ("absolute-form without Host", b"GET http://a/ HTTP/1.0\r\n\r\n".to_vec(), 400),
    ]
}

fn sizes() -> Vec<(&'static str, Vec<u8>, u16)> {
    let long = "a".repeat(9000);
    vec![
        ("a target over limits.uri (RFC 9110 15.5.15)", line(&format!("GET /{long} HTTP/1.1")), 414),
        ("a target over limits.uri that never ends", format!("GET /{long}").into_bytes(), 414),
        ("a field over limits.headers (RFC 6585 5)", with(&format!("X: {long}{long}")), 431),
        (
            "a field over limits.headers that never ends",
            format!("GET / HTTP/1.1\r\nHost: a\r\nX: {long}{long}").into_bytes(),
            431,
        ),
        ("a hundred and one fields", with(&vec!["X: y"; 100].join("\r\n")), 431),
        ("a method of 33 letters", line(&format!("{} /a HTTP/1.1", "A".repeat(33))), 400),
        ("a method that never ends", long.into_bytes(), 400),
    ]
}

/// Bodies that break their framing in the same segment as their head.
fn bodies() -> Vec<(&'static str, Vec<u8>, u16)> {
    vec![
        ("a chunk size that is none (RFC 9112 7.1)", chunks("x\r\n"), 400),
        ("a chunk size with 0x", chunks("0x1\r\na\r\n0\r\n\r\n"), 400),
        ("a negative chunk size", chunks("-1\r\n"), 400),
        ("a chunk size beyond 64 bits", chunks("10000000000000000\r\n"), 400),
        ("a chunk size line ended by LF", chunks("1\na\r\n0\r\n\r\n"), 400),
        ("a chunk extension ended by LF", chunks("1;x\na\r\n0\r\n\r\n"), 400),
        ("chunk data longer than its size", chunks("1\r\nab\r\n0\r\n\r\n"), 400),
        ("chunk data ended by LF", chunks("1\r\na\n0\r\n\r\n"), 400),
        ("a last chunk ended by LF", chunks("0\r\n\n"), 400),
        ("a trailer with a space before its colon", chunks("0\r\nX : y\r\n\r\n"), 400),
        ("a folded trailer", chunks("0\r\nX: y\r\n z\r\n\r\n"), 400),
    ]
}

#[test]
fn each_hostile_request_has_its_answer_and_the_upstream_hears_nothing() {
    let node = Node::start(Setup::default());
    let table = table();
    assert!(table.len() >= 60);
    for (case, request, status) in table {
        let mut client = node.connect();
        client.send(&request);
        let answer = client.receive().unwrap_or_else(|| panic!("{case}: closed without an answer"));
        assert_eq!(answer.status(), status, "{case}: {answer:?}, {:?}", node.refusals());
        assert_eq!(answer.field("connection"), Some("close"), "{case}");
        assert!(answer.field("date").is_some() && answer.body_text().contains("message"), "{case}: {answer:?}");
        client.expect_close();
        let refusals = node.refusals();
        assert_eq!(refusals.iter().map(|refusal| refusal.status).collect::<Vec<_>>(), [status], "{case}");
        assert_eq!(node.upstream_bytes(), b"", "{case}");
    }
}

#[test]
fn a_record_names_what_could_be_made_out() {
    let node = Node::start(Setup::default());
    let mut client = node.connect();
    client.ask("DELETE /orders/7 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    let refusal = node.refusals().remove(0);
    assert_eq!((refusal.method.as_deref(), refusal.target.as_deref()), (Some("DELETE"), Some("/orders/7")));
    assert_eq!((refusal.detail, refusal.peer), ("more than one Host", client.stream.local_addr().unwrap()));
}

#[test]
fn a_bad_request_behind_a_good_one_is_refused_after_the_good_ones_answer() {
    let node = Node::start(Setup::default());
    let mut client = node.connect();
    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(client.receive().unwrap().body_text(), "GET /1 ");
    assert_eq!(client.receive().unwrap().status(), 400);
    client.expect_close();
    assert!(!String::from_utf8_lossy(&node.upstream_bytes()).contains("/3"));
}

#[test]
fn an_answer_survives_what_the_client_still_sends() {
    let node = Node::start(Setup::default());
    for _ in 0..20 {
        let mut client = node.connect();
        let mut request = with("Content-Length: 20000\r\nContent-Length: 20000");
        request.resize(request.len() + 20_000, b'x');
        client.send(&request);
        assert_eq!(client.receive().expect("an answer").status(), 400);
        client.expect_to_be_heard_out();
    }
}

#[test]
fn a_refused_head_request_has_no_body() {
    let node = Node::start(Setup::default());
    let mut client = node.connect();
    client.send("HEAD /a HTTP/1.1\r\n\r\n");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut client.stream, &mut bytes).unwrap();
    assert!(bytes.starts_with(b"HTTP/1.1 400 ") && bytes.ends_with(b"\r\n\r\n"), "{}", String::from_utf8_lossy(&bytes));
}

/// What pingora answers before the body has come is no different: the rest is read before the close.
#[test]
fn an_early_answer_of_the_proxy_survives_the_body_behind_it() {
    let node = Node::start(Setup::default());
    for _ in 0..20 {
        let mut client = node.connect();
        client.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n");
        client.send(vec![b'x'; 50_000]);
        assert_eq!(client.receive().expect("an answer").status(), 413);
        client.expect_to_be_heard_out();
    }
}
