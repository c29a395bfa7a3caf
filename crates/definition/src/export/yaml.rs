//! A document as YAML.

use super::tree::{Tree, quote, write_scalar};

const INDENT: usize = 2;

pub(super) fn write(tree: &Tree) -> String {
    let mut out = String::new();
    block(tree, 0, &mut out);
    out
}

/// Every line of a value that begins on a line of its own.
fn block(tree: &Tree, depth: usize, out: &mut String) {
    match tree {
        Tree::Map(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                indent(depth, out);
                write_key(key, out);
                out.push(':');
                after(value, depth, out);
            }
        }
        Tree::List(items) if !items.is_empty() => {
            for item in items {
                indent(depth, out);
                out.push('-');
                after(item, depth, out);
            }
        }
        scalar => {
            indent(depth, out);
            write_line(scalar, out);
        }
    }
}

/// A value after its key or dash.
fn after(value: &Tree, depth: usize, out: &mut String) {
    match value {
        Tree::Map(entries) if !entries.is_empty() => out.push('\n'),
        Tree::List(items) if !items.is_empty() => out.push('\n'),
        scalar => {
            out.push(' ');
            return write_line(scalar, out);
        }
    }
    block(value, depth + 1, out);
}

fn write_line(scalar: &Tree, out: &mut String) {
    match scalar {
        Tree::String(text) => escape(text, out),
        other => write_scalar(other, out),
    }
    out.push('\n');
}

/// Names that nothing could take for anything else stand as they are.
fn write_key(key: &str, out: &mut String) {
    let begins = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
    let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/.".contains(&byte));
    let word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    match begins && plain && !word.iter().any(|word| word.eq_ignore_ascii_case(key)) {
        true => out.push_str(key),
        false => escape(key, out),
    }
}

/// JSON's strings are YAML's, but for characters that only YAML calls unprintable (YAML 1.2.2, 5.1).
fn escape(text: &str, out: &mut String) {
    let mut quoted = String::new();
    quote(text, &mut quoted);
    for character in quoted.chars() {
        match character {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', depth * INDENT));
}
