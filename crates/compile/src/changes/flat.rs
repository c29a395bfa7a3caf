//! Values as named texts: whatever a type holds, a difference of two of them can be told.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// `timeouts.connect` → `1s`. What is not there has no name.
pub(super) type Flat = BTreeMap<String, String>;

/// The settings of things, by their names.
pub type Named = BTreeMap<String, Flat>;

/// Longer texts, and those of several lines, are told by their digest.
const SHOWN: usize = 120;

pub(super) fn flat(value: &impl Serialize) -> Flat {
    let mut found = Flat::new();
    let value = serde_json::to_value(value).unwrap_or_default();
    add(&mut found, String::new(), &value);
    found
}

/// `name: old → new` for each name whose text differs, sorted.
pub(super) fn differences(old: &Flat, new: &Flat) -> Vec<String> {
    told(old, new).map(|(name, change)| format!("{name}: {change}")).collect()
}

/// The name and `old → new`.
pub(super) fn told<'f>(old: &'f Flat, new: &'f Flat) -> impl Iterator<Item = (&'f str, String)> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter_map(|name| {
        let (was, is) = (old.get(name), new.get(name));
        let text = |side: Option<&String>| side.map_or("none", String::as_str).to_owned();
        (was != is).then(|| (name.as_str(), format!("{} → {}", text(was), text(is))))
    })
}

fn add(found: &mut Flat, name: String, value: &Value) {
    let (Some(fields), None) = (value.as_object(), scalar(value)) else {
        if let Some(text) = text(value, &name) {
            found.insert(name, text);
        }
        return;
    };
    for (key, value) in fields {
        let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
        add(found, name, value);
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Number(number) if is_size(name) => number.as_u64().map(size),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| text(item, "").unwrap_or_default()).collect();
            Some(format!("[{}]", items.join(", ")))
        }
        value => Some(scalar(value).unwrap_or_else(|| value.to_string())),
    }
}

/// What is one value, though its type has fields: a duration, an address block.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.len() > SHOWN || text.contains('\n') => Some(digest(text)),
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) if fields.len() == 2 => {
            let number = |key: &str| fields.get(key).and_then(Value::as_u64);
            if let (Some(secs), Some(nanos)) = (number("secs"), number("nanos")) {
                let nanos = u32::try_from(nanos).unwrap_or_default();
                return Some(format!("{:?}", std::time::Duration::new(secs, nanos)));
            }
            let address = fields.get("address").and_then(Value::as_str)?;
            Some(format!("{address}/{}", number("prefix")?))
        }
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Of a certificate, for one.
pub(super) fn digest(text: &str) -> String {
    let mut told = "sha256:".to_owned();
    for byte in Sha256::digest(text.as_bytes()).iter().take(6) {
        // Writing to a String cannot fail.
        let _ = write!(told, "{byte:02x}");
    }
    told
}

fn is_size(name: &str) -> bool {
    ["limits.headers", "limits.uri", "limits.body", "limits.body_rate"].contains(&name)
}

/// `500MiB`, as the file may write it.
pub(super) fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let fits = units.into_iter().find(|(shift, _)| bytes != 0 && bytes.trailing_zeros() >= *shift);
    fits.map_or_else(|| format!("{bytes}B"), |(shift, unit)| format!("{}{unit}", bytes >> shift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_told_as_the_file_writes_them() {
        let old = json!({ "limits": { "body": 52_428_800, "idle": { "secs": 1, "nanos": 500_000_000 } },
                          "trusts": [{ "address": "10.0.0.0", "prefix": 8 }], "path": null, "same": 1 });
        let new = json!({ "limits": { "body": 524_288_000, "idle": { "secs": 30, "nanos": 0 } },
                          "trusts": [], "path": "a", "same": 1 });
        assert_eq!(
            differences(&flat(&old), &flat(&new)),
            ["limits.body: 50MiB → 500MiB", "limits.idle: 1.5s → 30s", "path: none → a", "trusts: [10.0.0.0/8] → []",]
        );
    }

    #[test]
    fn sizes_are_whole() {
        let sizes = [0, 1, 10_240, 10_241, 1 << 20, 3 << 30].map(size);
        assert_eq!(sizes, ["0B", "1B", "10KiB", "10241B", "1MiB", "3GiB"]);
    }

    #[test]
    fn long_texts_are_told_by_their_digest() {
        // printf 'a\nb' | sha256sum
        assert_eq!(digest("a\nb"), flat(&json!({ "x": "a\nb" }))["x"]);
        assert_ne!(digest("a\nb"), digest("a\nc"));
    }
}
