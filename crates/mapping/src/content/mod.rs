//! `contentHandling`: bodies as text, as binary, and from one to the other by Base64
//! (api-gateway-payload-encodings-workflow).

#[cfg(test)]
mod tests;

use crate::media::{BinaryMediaTypes, essence, first_accepted};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

/// What a definition asks of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentHandling {
    ConvertToBinary,
    ConvertToText,
}

/// What becomes of a body before a template or the other side sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conversion {
    /// Text stays text: UTF-8, and what is not becomes U+FFFD.
    Text,
    /// Bytes stay as they are.
    Binary,
    /// Text that is Base64 becomes the bytes it stands for.
    FromBase64,
    /// Bytes become text, Base64.
    ToBase64,
}

/// A converted body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    Text(String),
    Binary(Bytes),
}

/// The text is not Base64: 500 `API_CONFIGURATION_ERROR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text to convert to binary is not Base64")]
pub struct NotBase64;

/// As `java.util.Base64` decodes: padding may be missing, nothing else may.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What becomes of a request's body: the guide's first table. Its `Content-Type` says whether it is binary.
pub fn of_request(
    binary: &BinaryMediaTypes,
    content_type: Option<&str>,
    handling: Option<ContentHandling>,
) -> Conversion {
    match (binary.contains(essence(content_type)), handling) {
        (false, Some(ContentHandling::ConvertToBinary)) => Conversion::FromBase64,
        (false, _) => Conversion::Text,
        (true, Some(ContentHandling::ConvertToText)) => Conversion::ToBase64,
        (true, _) => Conversion::Binary,
    }
}

/// What becomes of an integration response's body: the guide's second table. Its `Content-Type` says whether it is
/// binary, the first type of the request's `Accept` whether binary is wanted where nothing is asked for.
pub fn of_response(
    binary: &BinaryMediaTypes,
    content_type: Option<&str>,
    accept: Option<&str>,
    handling: Option<ContentHandling>,
) -> Conversion {
    let to_text = match handling {
        Some(handling) => handling == ContentHandling::ConvertToText,
        None => !binary.contains(first_accepted(accept)),
    };
    match (binary.contains(essence(content_type)), to_text) {
        (false, true) => Conversion::Text,
        (false, false) => Conversion::FromBase64,
        (true, true) => Conversion::ToBase64,
        (true, false) => Conversion::Binary,
    }
}

impl Conversion {
    /// # Errors
    /// [`NotBase64`] where [`Conversion::FromBase64`] meets anything else.
    pub fn apply(self, body: Bytes) -> Result<Payload, NotBase64> {
        match self {
            Conversion::Binary => Ok(Payload::Binary(body)),
            Conversion::Text => Ok(Payload::Text(text(body))),
            Conversion::ToBase64 => Ok(Payload::Text(BASE64.encode(&body))),
            Conversion::FromBase64 => {
                BASE64.decode(&body).map(|bytes| Payload::Binary(bytes.into())).map_err(|_| NotBase64)
            }
        }
    }
}

/// No copy where the body is UTF-8 and nobody else holds it.
fn text(body: Bytes) -> String {
    String::from_utf8(body.into()).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

impl Payload {
    /// What a template reads as `$input.body`. Bytes that are not UTF-8 are no template's: `None`, which is 500
    /// `API_CONFIGURATION_ERROR`; "you can only access the base64-encoded string".
    pub fn as_template_input(&self) -> Option<&str> {
        match self {
            Payload::Text(text) => Some(text),
            Payload::Binary(bytes) => std::str::from_utf8(bytes).ok(),
        }
    }

    pub fn into_bytes(self) -> Bytes {
        match self {
            Payload::Text(text) => text.into(),
            Payload::Binary(bytes) => bytes,
        }
    }
}
