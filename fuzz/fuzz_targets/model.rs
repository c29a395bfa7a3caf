//! A body model and a body, a line each: a schema is refused or used, and what is not valid says why.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_mapping::model::Models;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (schema, body) = text.split_once('\n').unwrap_or((text, r#"{"name":"x","list":[1,2.5,null]}"#));
    let Ok(schema) = serde_json::from_str(schema) else { return };
    let Ok(models) = Models::compile([("Fuzzed", &schema)]) else { return };
    let model = models.find("Fuzzed").expect("what was compiled is found");
    let _ = model.validate(body.as_bytes());
});
