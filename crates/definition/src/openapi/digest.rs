//! What a deployment is named by.

use super::ImportOptions;
use super::node::{Kind, Node};
use sha2::{Digest, Sha256};

/// Bytes of the digest that become a deployment's id: ten hex digits.
const ID_BYTES: usize = 5;

/// Ten hex digits of what a definition says, and of how it is imported: spelling, comments, the order of keys, and JSON or
/// YAML make no difference.
pub(super) fn deployment_id(root: &Node, options: &ImportOptions) -> Box<str> {
    let mut hasher = Sha256::new();
    let ImportOptions { protocol, basepath, region, account } = options;
    text(&mut hasher, b'o', &format!("{protocol:?} {basepath:?} {region} {account}"));
    node(&mut hasher, root);
    let digest = hasher.finalize();
    digest.iter().take(ID_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// Every value begins with its kind and length, so that no two trees give the same bytes. Numbers are as strings: YAML's
/// `1.0` and JSON's `"1.0"` mean the same wherever a definition has them.
fn node(hasher: &mut Sha256, value: &Node) {
    match &value.kind {
        Kind::Null => text(hasher, b'n', ""),
        Kind::Bool(value) => text(hasher, b'b', if *value { "1" } else { "0" }),
        Kind::Number(value) | Kind::String(value) => text(hasher, b's', value),
        Kind::Seq(items) => {
            length(hasher, b'l', items.len());
            items.iter().for_each(|item| node(hasher, item));
        }
        Kind::Map(_) => {
            let mut entries: Vec<_> = value.entries().iter().collect();
            length(hasher, b'm', entries.len());
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            for entry in entries {
                text(hasher, b'k', &entry.key);
                node(hasher, &entry.value);
            }
        }
    }
}

fn text(hasher: &mut Sha256, kind: u8, text: &str) {
    length(hasher, kind, text.len());
    hasher.update(text.as_bytes());
}

fn length(hasher: &mut Sha256, kind: u8, length: usize) {
    hasher.update([kind]);
    hasher.update((length as u64).to_be_bytes());
}
