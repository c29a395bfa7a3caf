//! `$ref`: to a place of the same model, or to another model of the API (models-mappings-models).

use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::collections::HashMap;

/// A schema's place: in which model, where in it, and what is there.
#[derive(Clone, Debug)]
pub(super) struct Place<'m> {
    pub(super) model: &'m str,
    /// RFC 6901; empty for the whole.
    pub(super) pointer: String,
    pub(super) value: &'m Value,
}

pub(super) type Sources<'m> = HashMap<&'m str, &'m Value>;

/// References that lead to references.
const MAX_HOPS: usize = 64;
/// Then the API's id, `/models/` and the model's name.
const REMOTE: &str = "https://apigateway.amazonaws.com/restapis/";

impl<'m> Place<'m> {
    pub(super) fn child(&self, step: &str, value: &'m Value) -> Self {
        let step = step.replace('~', "~0").replace('/', "~1");
        Place { model: self.model, pointer: format!("{}/{step}", self.pointer), value }
    }

    /// The place itself, or the one it refers to in the end.
    pub(super) fn follow(self, sources: &Sources<'m>) -> Result<Self, String> {
        let mut place = self;
        for _ in 0..MAX_HOPS {
            let Some(reference) = place.value.get("$ref") else { return Ok(place) };
            let text = reference.as_str().ok_or("`$ref` is no text")?;
            place = resolve(place.model, text, sources).ok_or_else(|| unknown(text))?;
        }
        Err("`$ref` leads back to itself".to_owned())
    }
}

fn unknown(text: &str) -> String {
    format!(
        "`{text}` refers to nothing here; expected a place of this model (`#/definitions/NAME`), or a model of this API \
         (`#/definitions/NAME`, `{REMOTE}API_ID/models/NAME`)"
    )
}

fn resolve<'m>(model: &'m str, text: &str, sources: &Sources<'m>) -> Option<Place<'m>> {
    let (document, fragment) = text.split_once('#').unwrap_or((text, ""));
    let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
    if document.is_empty() {
        return inside(model, &fragment, sources).or_else(|| named(&fragment, sources));
    }
    let (_, name) = document.strip_prefix(REMOTE)?.split_once("/models/")?;
    inside(name, &fragment, sources)
}

fn inside<'m>(model: &str, pointer: &str, sources: &Sources<'m>) -> Option<Place<'m>> {
    let (model, value) = sources.get_key_value(model)?;
    Some(Place { model, pointer: pointer.to_owned(), value: value.pointer(pointer)? })
}

/// As definitions refer to each other's models.
fn named<'m>(pointer: &str, sources: &Sources<'m>) -> Option<Place<'m>> {
    let rest = ["/definitions/", "/components/schemas/"].iter().find_map(|lead| pointer.strip_prefix(lead))?;
    let (name, inner) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    inside(name, inner, sources)
}
