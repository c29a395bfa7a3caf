//! A chunked body ends at the same byte however it arrives; the first byte says in which pieces.

#![no_main]

mod gate;

use gate::chunked::{Fed, Scanner};
use libfuzzer_sys::fuzz_target;

/// Where the body ends, `Ok(None)` while it goes on.
fn scan(bytes: &[u8], piece: usize) -> Result<Option<usize>, ()> {
    let mut scanner = Scanner::default();
    for (index, piece_bytes) in bytes.chunks(piece).enumerate() {
        match scanner.feed(piece_bytes) {
            Fed::More => {}
            Fed::End(at) => return Ok(Some(index * piece + at)),
            Fed::Bad(_) => return Err(()),
        }
    }
    Ok(None)
}

fuzz_target!(|data: &[u8]| {
    let Some((piece, bytes)) = data.split_first() else { return };
    let whole = scan(bytes, bytes.len().max(1));
    assert_eq!(whole, scan(bytes, 1));
    assert_eq!(whole, scan(bytes, usize::from(*piece).max(1)));
});
