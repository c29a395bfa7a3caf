//! The members of an answer, as a function writes them.

use super::scalar::{Key, Pairs, Text, Texts};
use super::{Answer, Malformed};
use bytes::Bytes;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// An object that may be an answer. Of equal keys the last one counts.
#[derive(Default)]
pub(super) struct Members<'a> {
    pub(super) status: Option<u16>,
    headers: Pairs<'a, Text<'a>>,
    multi: Pairs<'a, Texts<'a>>,
    cookies: Texts<'a>,
    body: Text<'a>,
    is_base64: bool,
    /// Keys, in their order.
    pub(super) keys: Vec<Cow<'a, str>>,
}

impl<'a> Members<'a> {
    pub(super) fn parse(text: &'a [u8]) -> Result<Members<'a>, Malformed> {
        serde_json::from_slice(text).map_err(|error| Malformed(error.to_string()))
    }

    /// Every key is one of these.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Malformed> {
        match self.keys.iter().find(|key| !known.contains(&&***key)) {
            Some(unknown) => Err(Malformed(format!("`{unknown}` is no key of an answer"))),
            None => Ok(()),
        }
    }

    /// Of a format that does not know `multiValueHeaders`.
    pub(super) fn without_multi(self) -> Members<'a> {
        Members { multi: Pairs::default(), ..self }
    }

    pub(super) fn into_answer(self, status: u16) -> Answer {
        Answer {
            status,
            headers: merged(self.headers, self.multi),
            cookies: self.cookies.0.into_iter().map(Cow::into_owned).collect(),
            body: self.body.0.map(|body| Bytes::from(body.into_owned())).unwrap_or_default(),
            is_base64: self.is_base64,
        }
    }

    fn read<A: MapAccess<'a>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "statusCode" => self.status = status(&map.next_value()?).map_err(A::Error::custom)?,
            "headers" => self.headers = map.next_value()?,
            "multiValueHeaders" => self.multi = map.next_value()?,
            "cookies" => self.cookies = map.next_value()?,
            "body" => self.body = map.next_value()?,
            "isBase64Encoded" | "base64Encoded" => {
                self.is_base64 = truth(&map.next_value()?).map_err(A::Error::custom)?;
            }
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object with `statusCode`, `headers` and `body`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::default();
                while let Some(Key(key)) = map.next_key()? {
                    members.read(&key, &mut map)?;
                    members.keys.push(key);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// An integer that a final answer can have. Null is none.
fn status(text: &Text<'_>) -> Result<Option<u16>, String> {
    let Some(text) = text.0.as_deref() else { return Ok(None) };
    match text.parse() {
        Ok(status @ 200..=999) => Ok(Some(status)),
        _ => Err(format!("the statusCode `{text}` is no status of an answer")),
    }
}

fn truth(text: &Text<'_>) -> Result<bool, String> {
    match text.0.as_deref() {
        None | Some("false" | "False" | "") => Ok(false),
        Some("true" | "True") => Ok(true),
        Some(other) => Err(format!("isBase64Encoded is `{other}`, neither true nor false")),
    }
}

/// "API Gateway merges them into a single list. If the same key-value pair is specified in both, only the values from
/// multiValueHeaders will appear" (set-up-lambda-proxy-integrations); a name in both is written as there, its values first
/// (recorded of the service).
fn merged(headers: Pairs<'_, Text<'_>>, multi: Pairs<'_, Texts<'_>>) -> Vec<(String, String)> {
    let lower = |name: &str| name.to_ascii_lowercase();
    let mut known: HashMap<String, usize> = HashMap::with_capacity(multi.0.len());
    let mut merged: Vec<(Cow<'_, str>, Vec<Cow<'_, str>>)> = Vec::with_capacity(multi.0.len() + headers.0.len());
    for (name, Texts(values)) in multi.0 {
        known.insert(lower(&name), merged.len());
        merged.push((name, values));
    }
    for (name, Text(value)) in headers.0 {
        let Some(value) = value else { continue };
        match known.get(&lower(&name)).and_then(|at| merged.get_mut(*at)) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => merged.push((name, vec![value])),
        }
    }
    let mut list = Vec::with_capacity(merged.len());
    for (name, values) in merged {
        list.extend(values.into_iter().map(|value| (name.to_string(), value.into_owned())));
    }
    list
}
