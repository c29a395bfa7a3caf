//! Maps and lists of strings: templates by content type, parameters by name.

use super::node::Node;
use super::reader::Reader;
use crate::api::{ResponseParameter, Template, Text};

/// The largest template that Amazon takes: 300 KB (api-gateway-known-issues).
const MAX_TEMPLATE: usize = 300 * 1024;

/// `requestTemplates` and its like, in the order written.
pub(super) fn templates(reader: &mut Reader<'_>, node: Option<&Node>, what: &str) -> Vec<Template> {
    let Some(node) = node else { return Vec::new() };
    let mut read = Vec::new();
    for entry in reader.object(node, what) {
        let content_type = reader.key(entry);
        let Some(template) = reader.raw(&entry.value, &entry.key) else { continue };
        if template.text.len() > MAX_TEMPLATE {
            let message =
                format!("the template has {} bytes; Amazon takes at most {MAX_TEMPLATE}", template.text.len());
            reader.error("out-of-range", entry.span, message);
        }
        read.push(Template { content_type, template });
    }
    read
}

/// `responseParameters`, in the order written.
pub(super) fn response_parameters(reader: &mut Reader<'_>, node: Option<&Node>) -> Vec<ResponseParameter> {
    let Some(node) = node else { return Vec::new() };
    let mut read = Vec::new();
    for entry in reader.object(node, "responseParameters") {
        let target = reader.key(entry);
        if let Some(source) = reader.text_if_any(&entry.value, &entry.key) {
            read.push(ResponseParameter { target, source });
        }
    }
    read
}

/// A list of strings.
pub(super) fn list(reader: &mut Reader<'_>, node: Option<&Node>, what: &str) -> Vec<Text> {
    let Some(node) = node else { return Vec::new() };
    let items = reader.list(node, what);
    items.iter().filter_map(|item| reader.text(item, what)).collect()
}
