//! A coded body is decoded within its limit, and what is encoded decodes to itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_mapping::coding::{self, Coding};

const LIMIT: usize = 64 * 1024;

fuzz_target!(|data: &[u8]| {
    for coding in [Coding::Gzip, Coding::Deflate] {
        if let Ok(decoded) = coding.decode(data, LIMIT) {
            assert!(decoded.len() <= LIMIT);
        }
        let decoded = coding.decode(&coding.encode(data), LIMIT);
        assert_eq!(decoded.as_deref().ok(), (data.len() <= LIMIT).then_some(data));
    }
    let _ = std::str::from_utf8(data).map(|text| coding::of_request(Some(text)));
});
