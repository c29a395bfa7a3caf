//! What a definition writes as an expression – mapping sources and targets, selection patterns, media types – is read or
//! refused with a place that lies in it; what was read can be used.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_mapping::media::BinaryMediaTypes;
use tollgate_mapping::parameter::{
    GatewayResponseSource, GatewayResponseTarget, RequestSource, RequestTarget, ResponseSource, ResponseTarget,
};
use tollgate_mapping::pattern::Pattern;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match choice % 8 {
        0 => drop(RequestSource::parse(text)),
        1 => drop(RequestTarget::parse(text)),
        2 => drop(ResponseSource::parse(text)),
        3 => drop(ResponseTarget::parse(text)),
        4 => drop(GatewayResponseSource::parse(text)),
        5 => drop(GatewayResponseTarget::parse(text)),
        6 => drop(BinaryMediaTypes::parse(text.lines()).map(|types| types.contains(text))),
        _ => pattern(text),
    }
});

/// The first line is the pattern, the rest what it is held against.
fn pattern(text: &str) {
    let (written, value) = text.split_once('\n').unwrap_or((text, text));
    if let Ok(pattern) = Pattern::parse(written) {
        let _ = pattern.is_match(value);
    }
}
