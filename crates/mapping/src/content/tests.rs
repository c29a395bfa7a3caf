//! The two tables of api-gateway-payload-encodings-workflow, row by row.

use super::ContentHandling::{ConvertToBinary, ConvertToText};
use super::Conversion::{Binary, FromBase64, Text, ToBase64};
use super::*;
use proptest::prelude::*;

const TEXT: Option<&str> = Some("application/json; charset=utf-8");
const IMAGE: Option<&str> = Some("image/png");

#[test]
fn request_bodies_are_converted_as_the_guides_table_says() {
    let undefined: &[&str] = &[];
    let set: &[&str] = &["image/*"];
    for (content_type, list, handling, expected) in [
        // Text data, any data type
        (TEXT, undefined, None, Text),
        (TEXT, undefined, Some(ConvertToBinary), FromBase64),
        (TEXT, undefined, Some(ConvertToText), Text),
        (IMAGE, undefined, None, Text),
        (IMAGE, undefined, Some(ConvertToBinary), FromBase64),
        (IMAGE, undefined, Some(ConvertToText), Text),
        // Text data, a text data type
        (TEXT, set, None, Text),
        (TEXT, set, Some(ConvertToBinary), FromBase64),
        (TEXT, set, Some(ConvertToText), Text),
        // Binary data, a binary data type
        (IMAGE, set, None, Binary),
        (IMAGE, set, Some(ConvertToBinary), Binary),
        (IMAGE, set, Some(ConvertToText), ToBase64),
    ] {
        let list = BinaryMediaTypes::parse(list).unwrap();
        assert_eq!(of_request(&list, content_type, handling), expected, "{content_type:?} {list:?} {handling:?}");
    }
}

#[test]
fn response_bodies_are_converted_as_the_guides_table_says() {
    let undefined: &[&str] = &[];
    let set: &[&str] = &["image/*"];
    for (content_type, accept, list, handling, expected) in [
        // Text or binary data, a text type
        (TEXT, TEXT, undefined, None, Text),
        (IMAGE, TEXT, undefined, None, Text),
        (TEXT, TEXT, undefined, Some(ConvertToBinary), FromBase64),
        (IMAGE, TEXT, undefined, Some(ConvertToBinary), FromBase64),
        (TEXT, TEXT, undefined, Some(ConvertToText), Text),
        (IMAGE, TEXT, undefined, Some(ConvertToText), Text),
        // Text data, a text type
        (TEXT, TEXT, set, None, Text),
        (TEXT, TEXT, set, Some(ConvertToBinary), FromBase64),
        (TEXT, TEXT, set, Some(ConvertToText), Text),
        // Text data, a binary type
        (TEXT, IMAGE, set, None, FromBase64),
        (TEXT, IMAGE, set, Some(ConvertToBinary), FromBase64),
        (TEXT, IMAGE, set, Some(ConvertToText), Text),
        // Binary data, a text type
        (IMAGE, TEXT, set, None, ToBase64),
        (IMAGE, TEXT, set, Some(ConvertToBinary), Binary),
        (IMAGE, TEXT, set, Some(ConvertToText), ToBase64),
        // Binary data, a binary type
        (IMAGE, IMAGE, set, None, Binary),
        (IMAGE, IMAGE, set, Some(ConvertToBinary), Binary),
        (IMAGE, IMAGE, set, Some(ConvertToText), ToBase64),
    ] {
        let list = BinaryMediaTypes::parse(list).unwrap();
        let conversion = of_response(&list, content_type, accept, handling);
        assert_eq!(conversion, expected, "{content_type:?} {accept:?} {list:?} {handling:?}");
    }
}

/// "API Gateway honors only the first `Accept` media type."
#[test]
fn a_browser_gets_binary_where_its_first_type_is_listed() {
    let accept = Some("image/webp,image/*,*/*;q=0.8");
    let jpeg = Some("image/jpeg");
    let listed = BinaryMediaTypes::parse(["image/jpeg", "image/webp"]).unwrap();
    assert_eq!(of_response(&listed, jpeg, accept, None), Binary);
    let unlisted = BinaryMediaTypes::parse(["image/jpeg"]).unwrap();
    assert_eq!(of_response(&unlisted, jpeg, accept, None), ToBase64);
}

/// how-to-cors: with `*/*` a preflight's empty mock request is binary unless it is converted to text.
#[test]
fn everything_is_binary_for_all_types() {
    let all = BinaryMediaTypes::parse(["*/*"]).unwrap();
    assert_eq!(of_request(&all, None, None), Binary);
    assert_eq!(of_request(&all, None, Some(ConvertToText)), ToBase64);
    assert_eq!(of_response(&all, None, None, None), Binary);
}

#[test]
fn conversions_change_bytes_as_named() {
    let raw = Bytes::from_static(b"\xff\xd8\x00");
    for (conversion, body, expected) in [
        (Text, Bytes::from_static("{\"a\":\"é\"}".as_bytes()), Ok(Payload::Text("{\"a\":\"é\"}".into()))),
        (Text, raw.clone(), Ok(Payload::Text("\u{fffd}\u{fffd}\0".into()))),
        (Binary, raw.clone(), Ok(Payload::Binary(raw.clone()))),
        (ToBase64, raw.clone(), Ok(Payload::Text("/9gA".into()))),
        (FromBase64, Bytes::from_static(b"/9gA"), Ok(Payload::Binary(raw))),
        (FromBase64, Bytes::from_static(b"aGk"), Ok(Payload::Binary(Bytes::from_static(b"hi")))),
        (FromBase64, Bytes::from_static(b"aGk="), Ok(Payload::Binary(Bytes::from_static(b"hi")))),
        (FromBase64, Bytes::new(), Ok(Payload::Binary(Bytes::new()))),
        // "If the conversion fails, it returns a 500 response"
        (FromBase64, Bytes::from_static(b"{\"a\":1}"), Err(NotBase64)),
        (FromBase64, Bytes::from_static(b"a"), Err(NotBase64)),
        (FromBase64, Bytes::from_static(b"aG\nk="), Err(NotBase64)),
    ] {
        assert_eq!(conversion.apply(body.clone()), expected, "{conversion:?} {body:?}");
    }
}

#[test]
fn templates_read_text_alone() {
    assert_eq!(Payload::Text("a".into()).as_template_input(), Some("a"));
    assert_eq!(Payload::Binary(Bytes::from_static(b"a")).as_template_input(), Some("a"));
    assert_eq!(Payload::Binary(Bytes::from_static(b"\xff")).as_template_input(), None);
}

proptest! {
    #[test]
    fn to_base64_and_back_is_nothing(body: Vec<u8>) {
        let body = Bytes::from(body);
        let text = ToBase64.apply(body.clone()).unwrap().into_bytes();
        prop_assert_eq!(FromBase64.apply(text), Ok(Payload::Binary(body)));
    }
}
