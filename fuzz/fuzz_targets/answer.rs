//! Whatever a Lambda function answers is read or refused, and a streamed answer begins the same however its chunks end; the
//! first byte says in which pieces.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use tollgate_mapping::answer::{self, Answer, Begun, Prelude};

fn begun(bytes: &[u8], piece: usize) -> Option<(Answer, Vec<u8>)> {
    let mut prelude = Prelude::default();
    let mut chunks = bytes.chunks(piece);
    while let Some(chunk) = chunks.next() {
        match prelude.feed(&Bytes::copy_from_slice(chunk)) {
            Ok(Begun::More) => {}
            Ok(Begun::Answer(answer, rest)) => {
                let rest = rest.iter().chain(chunks.flatten()).copied().collect();
                return Some((*answer, rest));
            }
            Err(_) => return None,
        }
    }
    None
}

fuzz_target!(|data: &[u8]| {
    let Some((piece, bytes)) = data.split_first() else { return };
    let answers = [answer::rest(bytes), answer::http_v1(bytes), answer::http_v2(&Bytes::copy_from_slice(bytes))];
    for answer in answers.into_iter().flatten() {
        assert!((200..=999).contains(&answer.status));
    }
    let _ = answer::error_message(bytes);
    assert_eq!(begun(bytes, bytes.len().max(1)), begun(bytes, usize::from(*piece).max(1)));
});
