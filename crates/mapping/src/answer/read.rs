//! The readers of whole answers.

use super::scalar::Key;
use super::wire::Members;
use super::{Answer, Malformed, Prelude, prelude};
use bytes::Bytes;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// All that a REST API's function may say (set-up-lambda-proxy-integrations). `base64Encoded` is taken for
/// `isBase64Encoded`, as the service was seen to take it.
const REST: [&str; 6] = ["base64Encoded", "body", "headers", "isBase64Encoded", "multiValueHeaders", "statusCode"];

/// Of a REST API: an object of those keys, each of its type, none required (recorded of the service: `{}` is an empty 200).
/// Of an answer in the form of a stream "the HTTP headers and status code but not the response body"
/// (response-transfer-mode-lambda).
pub fn rest(payload: &[u8]) -> Result<Answer, Malformed> {
    if let Some(end) = prelude::delimiter(payload) {
        return Prelude::parse(&payload[..end]);
    }
    let members = Members::parse(payload)?;
    members.only(&REST)?;
    let status = members.status.unwrap_or(200);
    Ok(members.into_answer(status))
}

/// Of an HTTP API in format 1.0: an object with a `statusCode`; what it does not know is overlooked, as the service was seen
/// to do.
pub fn http_v1(payload: &[u8]) -> Result<Answer, Malformed> {
    let members = Members::parse(payload)?;
    let status = members.status.ok_or_else(|| Malformed("the answer has no statusCode".to_owned()))?;
    Ok(typed(Answer { cookies: Vec::new(), ..members.into_answer(status) }))
}

/// Of an HTTP API in format 2.0: an object with a `statusCode` is an answer. Anything else is the body of one: a string as
/// its text, all else as it is written (http-api-develop-integrations-lambda); also what is no JSON, as the service was seen
/// to do.
pub fn http_v2(payload: &Bytes) -> Result<Answer, Malformed> {
    match serde_json::from_slice(payload) {
        Ok(Shape::Answer) => {
            let members = Members::parse(payload)?;
            let status = members.status.ok_or_else(|| Malformed("the statusCode is null".to_owned()))?;
            Ok(typed(members.without_multi().into_answer(status)))
        }
        Ok(Shape::Text(text)) => Ok(inferred(text.into())),
        Ok(Shape::Other) | Err(_) => Ok(inferred(payload.clone())),
    }
}

/// `errorMessage` of what a function answered: what selects the response of a custom integration
/// (handle-errors-in-lambda-integration). `None`: it is no object with such a text.
pub fn error_message(payload: &[u8]) -> Option<String> {
    #[derive(Default)]
    struct Message(Option<String>);
    struct Object;
    impl<'de> Deserialize<'de> for Message {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(Object)
        }
    }
    impl<'de> Visitor<'de> for Object {
        type Value = Message;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Message, A::Error> {
            let mut message = Message::default();
            while let Some(Key(key)) = map.next_key()? {
                match &*key {
                    "errorMessage" => message.0 = map.next_value::<serde_json::Value>()?.as_str().map(str::to_owned),
                    _ => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(message)
        }
    }
    serde_json::from_slice::<Message>(payload).ok()?.0
}

fn inferred(body: Bytes) -> Answer {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Answer { status: 200, headers, body, ..Answer::default() }
}

/// An HTTP API calls plain text what its function gave no type (as the service was seen to do); what has no content has no
/// type.
fn typed(mut answer: Answer) -> Answer {
    let is_typed = answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !is_typed && !matches!(answer.status, 204 | 304) {
        answer.headers.push(("content-type".to_owned(), "text/plain; charset=utf-8".to_owned()));
    }
    answer
}

/// What a function of format 2.0 returned.
enum Shape {
    /// An object with a `statusCode`.
    Answer,
    Text(String),
    Other,
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut shape = Shape::Other;
        while let Some(Key(key)) = map.next_key()? {
            if key == "statusCode" {
                shape = Shape::Answer;
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(shape)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Shape::Other)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Shape, E> {
        Ok(Shape::Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape::Other)
    }
}
