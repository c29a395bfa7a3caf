//! A path and a document, a line each: a path is refused with a place in it, or read within its steps; a definite one finds
//! at most one value.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::cell::Cell;
use tollgate_mapping::{json, jsonpath::Path};

const STEPS: usize = 100_000;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (path, document) = text.split_once('\n').unwrap_or((text, r#"{"a":[{"b":1,"c":"x"},{"b":2}],"d":{"e":null}}"#));
    let parsed = match Path::parse(path) {
        Ok(parsed) => parsed,
        Err(error) => return assert!(error.at <= path.len(), "{error:?}"),
    };
    let Ok(document) = json::parse(document) else { return };
    let steps = Cell::new(STEPS);
    let _ = parsed.read(&document, &steps);
    assert!(steps.get() <= STEPS);
});
