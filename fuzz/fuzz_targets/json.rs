//! JSON is read in bounded depth, and what is printed is read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_mapping::json;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(value) = json::parse(text) else { return };
    let (mut once, mut twice) = (String::new(), String::new());
    if json::print(&value, &mut once, 1 << 20).is_err() {
        return;
    }
    let again = json::parse(&once).expect("what was printed is JSON");
    json::print(&again, &mut twice, 1 << 20).expect("what was printed once has room");
    assert_eq!(once, twice);
});
