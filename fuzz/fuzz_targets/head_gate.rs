//! The head gate: the first two bytes say in which pieces a head arrives. However it arrives it is judged alike, and what
//! the gate lets through another parser reads as the same request.

#![no_main]

mod gate;

use gate::head::{Head, HeadFault, HeadLimits, Scan};
use libfuzzer_sys::fuzz_target;

const LIMITS: HeadLimits = HeadLimits { uri: 512, headers: 2048 };

/// `None`: not whole.
fn scan(bytes: &[u8], piece: usize) -> Result<Option<Head>, HeadFault> {
    let mut scan = Scan::default();
    let mut end = 0;
    while end < bytes.len() {
        end = bytes.len().min(end + piece);
        if let Some(head) = scan.advance(&bytes[..end], &LIMITS)? {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

fn agrees_with_httparse(bytes: &[u8], head: &Head) {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut request = httparse::Request::new(&mut headers);
    let parsed = request.parse(&bytes[head.start..head.end]).expect("the gate let through what is no request");
    assert_eq!(parsed, httparse::Status::Complete(head.end - head.start));
    assert_eq!(request.method.map(str::as_bytes), Some(&bytes[head.line.method.clone()]));
    assert_eq!(request.path.map(str::as_bytes), Some(&bytes[head.line.target.clone()]));
    let framings =
        request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("transfer-encoding")).count();
    match head.framing {
        gate::head::Framing::Chunked => assert_eq!(framings, 1),
        gate::head::Framing::Length(_) => assert_eq!(framings, 0),
    }
}

fuzz_target!(|data: &[u8]| {
    let Some(([small], bytes)) = data.split_first_chunk::<1>() else { return };
    let whole = scan(bytes, bytes.len().max(1));
    let bytewise = scan(bytes, 1);
    let pieces = scan(bytes, usize::from(*small).max(1));
    // What arrives slowly may be refused earlier, by another rule that it breaks as well: never let through.
    assert_eq!(whole.is_ok_and_some(), bytewise.is_ok_and_some());
    assert_eq!(whole.is_ok_and_some(), pieces.is_ok_and_some());
    if let Ok(Some(head)) = &whole {
        assert_eq!(Ok(Some(head.clone())), bytewise);
        agrees_with_httparse(bytes, head);
    }
});

trait LetThrough {
    fn is_ok_and_some(&self) -> bool;
}

impl LetThrough for Result<Option<Head>, HeadFault> {
    fn is_ok_and_some(&self) -> bool {
        matches!(self, Ok(Some(_)))
    }
}
