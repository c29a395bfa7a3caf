//! Buckets: keys however they are written, and what becomes of binary data on the way. What is expected of that was recorded of
//! AWS by LocalStack's `tests/aws/services/apigateway/test_apigateway_s3.py`: [`REQUESTS`] and [`ANSWERS`] are its matrices.

use super::moto::{Moto, REGION};
use crate::site::{NODE, Site};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fmt::Write;
use tollgate_testkit::{Answer, Client, Node};

const ROLE: &str = "arn:aws:iam::123456789012:role/s3";
const TEXT: &str = "this is a UTF8 text typed object";

/// No UTF-8.
fn raw() -> Vec<u8> {
    STANDARD
        .decode("H4sIABRs7mMC/0vOzy0oSi0uTk1RSEksSdRRKM7IL81JUUhKVcjMK0vMyUxRCA1x07VQKC4pysxLBwC4ORBXLwAAAA==")
        .unwrap()
}

/// The three objects of the recorded tests.
#[derive(Clone, Copy, Debug)]
enum Object {
    Raw,
    Encoded,
    Text,
}
use Object::{Encoded, Raw, Text};

impl Object {
    fn bytes(self) -> Vec<u8> {
        match self {
            Raw => raw(),
            Encoded => STANDARD.encode(raw()).into_bytes(),
            Text => TEXT.as_bytes().to_vec(),
        }
    }
}

/// What becomes of an object.
#[derive(Clone, Copy, Debug)]
enum Becomes {
    Itself,
    /// What is no UTF-8 is replaced.
    Lossy,
    Base64,
    Decoded,
    /// 500.
    Nothing,
}
use Becomes::{Base64, Decoded, Itself, Lossy, Nothing};

impl Becomes {
    fn of(self, object: Object) -> Option<Vec<u8>> {
        let bytes = object.bytes();
        match self {
            Itself => Some(bytes),
            Lossy => Some(String::from_utf8_lossy(&bytes).into_owned().into_bytes()),
            Base64 => Some(STANDARD.encode(bytes).into_bytes()),
            Decoded => Some(STANDARD.decode(bytes).unwrap()),
            Nothing => None,
        }
    }
}

/// `contentHandling`, are there binary media types, is the content type one of them; what becomes of the three objects.
type Row = (Option<&'static str>, bool, bool, [Becomes; 3]);

const TO_TEXT: Option<&str> = Some("CONVERT_TO_TEXT");
const TO_BINARY: Option<&str> = Some("CONVERT_TO_BINARY");

/// test_apigw_s3_binary_support_request[None, CONVERT_TO_TEXT], …_convert_to_binary.
const REQUESTS: [Row; 9] = [
    (None, false, true, [Lossy, Itself, Itself]),
    (None, true, true, [Itself, Itself, Itself]),
    (None, true, false, [Lossy, Itself, Itself]),
    (TO_TEXT, false, true, [Lossy, Itself, Itself]),
    (TO_TEXT, true, true, [Base64, Base64, Base64]),
    (TO_TEXT, true, false, [Lossy, Itself, Itself]),
    (TO_BINARY, false, true, [Nothing, Decoded, Nothing]),
    (TO_BINARY, true, true, [Itself, Itself, Itself]),
    (TO_BINARY, true, false, [Nothing, Decoded, Nothing]),
];

/// `contentHandling`, are there binary media types, is the payload's type one of them, is the accepted one; what becomes of the
/// three objects.
type AnswerRow = (Option<&'static str>, bool, bool, bool, [Becomes; 3]);

/// test_apigw_s3_binary_support_response_no_content_handling, …_convert_to_text, …_convert_to_binary.
const ANSWERS: [AnswerRow; 15] = [
    (None, false, false, true, [Lossy, Itself, Itself]),
    (None, true, false, true, [Nothing, Decoded, Nothing]),
    (None, true, true, true, [Itself, Itself, Itself]),
    (None, true, false, false, [Lossy, Itself, Itself]),
    (None, true, true, false, [Base64, Base64, Base64]),
    (TO_TEXT, false, false, true, [Lossy, Itself, Itself]),
    (TO_TEXT, true, false, true, [Lossy, Itself, Itself]),
    (TO_TEXT, true, true, true, [Base64, Base64, Base64]),
    (TO_TEXT, true, false, false, [Lossy, Itself, Itself]),
    (TO_TEXT, true, true, false, [Base64, Base64, Base64]),
    (TO_BINARY, false, false, true, [Nothing, Decoded, Nothing]),
    (TO_BINARY, true, false, true, [Nothing, Decoded, Nothing]),
    (TO_BINARY, true, true, true, [Itself, Itself, Itself]),
    (TO_BINARY, true, false, false, [Nothing, Decoded, Nothing]),
    (TO_BINARY, true, true, false, [Itself, Itself, Itself]),
];

/// `{object_path+}` of a bucket by any method, as the recorded tests have it.
fn definition(request: Option<&str>, response: Option<&str>, is_binary: bool) -> Value {
    let mut answer = json!({ "statusCode": "200", "responseParameters": { "method.response.header.ETag": "integration.response.header.ETag" } });
    let mut integration = json!({
        "type": "aws", "httpMethod": "ANY", "credentials": ROLE, "uri": format!("arn:aws:apigateway:{REGION}:s3:path/objects/{{object_path}}"),
        "requestParameters": {
            "integration.request.path.object_path": "method.request.path.object_path",
            "integration.request.header.Content-Type": "method.request.header.Content-Type",
            "integration.request.querystring.response-content-type": "method.request.header.response-content-type",
        },
    });
    for (handling, of) in [(request, &mut integration), (response, &mut answer)] {
        handling.into_iter().for_each(|handling| of["contentHandling"] = json!(handling));
    }
    integration["responses"] = json!({ "default": answer });
    let path = json!({ "name": "object_path", "in": "path", "required": true, "schema": { "type": "string" } });
    let method = json!({
        "parameters": [path],
        "responses": { "200": { "description": "", "headers": { "ETag": { "schema": { "type": "string" } } } } },
        "x-amazon-apigateway-integration": integration,
    });
    let types = if is_binary { json!(["image/png"]) } else { json!([]) };
    json!({
        "openapi": "3.0.1", "info": { "title": "s3", "version": "1" }, "x-amazon-apigateway-binary-media-types": types,
        "paths": { "/{object_path+}": { "x-amazon-apigateway-any-method": method } },
    })
}

struct World {
    moto: Moto,
    node: Node,
    _site: Site,
}

impl World {
    /// APIs by name, one bucket.
    fn start(definitions: &[(String, Value)]) -> World {
        let moto = Moto::start();
        let made = moto.put("/objects", "", b"");
        assert_eq!(made.status, 200, "{}", made.text());
        let mut text = NODE.to_owned();
        for (name, _) in definitions {
            write!(text, "[[api]]\nname = \"{name}\"\nprotocol = \"rest\"\ndefinition = \"{name}.json\"\n[[api.stage]]\nname = \"test\"\n").unwrap();
        }
        let site = Site::new(&format!(
            "{text}[aws.endpoint]\n\"*\" = \"http://{}\"\n[[aws.role]]\narn = \"{ROLE}\"\nsource = {{ access_key = \"{}\", secret = \"{}\" }}\n",
            moto.address, moto.access_key, moto.secret
        ));
        definitions.iter().for_each(|(name, definition)| site.write(&format!("{name}.json"), &definition.to_string()));
        World { moto, node: site.start(), _site: site }
    }

    fn ask(&self, api: &str, method: &str, target: &str, headers: &str, body: &[u8]) -> Answer {
        let mut client = Client::connect(self.node.listeners()[0]).unwrap();
        let host = format!("Host: {api}.execute-api.test\r\nContent-Length: {}\r\n", body.len());
        client.send(format!("{method} /test{target} HTTP/1.1\r\n{host}{headers}\r\n")).unwrap();
        client.send(body).unwrap();
        client.read_answer().unwrap()
    }
}

fn name(at: usize) -> String {
    format!("api{at}")
}

#[test]
fn what_a_bucket_gets_is_as_recorded() {
    let apis: Vec<_> =
        REQUESTS.iter().enumerate().map(|(at, row)| (name(at), definition(row.0, None, row.1))).collect();
    let world = World::start(&apis);
    world.moto.check_signatures();
    for (at, (handling, types, matches, expected)) in REQUESTS.into_iter().enumerate() {
        for (object, becomes) in [Raw, Encoded, Text].into_iter().zip(expected) {
            let told = format!("{handling:?} {types} {matches} {object:?}");
            let content_type = if matches { "image/png" } else { "text/plain" };
            let target = format!("/{}-{object:?}", name(at));
            let put =
                world.ask(&name(at), "PUT", &target, &format!("Content-Type: {content_type}\r\n"), &object.bytes());
            world.moto.trust_all();
            match becomes.of(object) {
                Some(body) => {
                    assert_eq!((put.status, put.body.len()), (200, 0), "{told}: {}", put.text());
                    let got = world.moto.get(&format!("/objects{target}"));
                    assert_eq!(got.body, body, "{told}");
                    assert_eq!(got.header("content-type"), Some(content_type), "{told}");
                }
                None => {
                    assert_eq!(
                        (put.status, put.text().as_str()),
                        (500, r#"{"message": "Internal server error"}"#),
                        "{told}"
                    );
                    assert_eq!(world.moto.get(&format!("/objects{target}")).status, 404, "{told}");
                }
            }
            world.moto.check_signatures();
        }
    }
}

#[test]
fn what_a_caller_gets_of_a_bucket_is_as_recorded() {
    let apis: Vec<_> = ANSWERS.iter().enumerate().map(|(at, row)| (name(at), definition(None, row.0, row.1))).collect();
    let world = World::start(&apis);
    for object in [Raw, Encoded, Text] {
        assert_eq!(world.moto.put(&format!("/objects/{object:?}"), "", &object.bytes()).status, 200);
    }
    world.moto.check_signatures();
    for (at, (handling, types, is_binary, accepts_binary, expected)) in ANSWERS.into_iter().enumerate() {
        for (object, becomes) in [Raw, Encoded, Text].into_iter().zip(expected) {
            let told = format!("{handling:?} {types} {is_binary} {accepts_binary} {object:?}");
            let accept = if accepts_binary { "image/png" } else { "text/plain" };
            let kind = if is_binary { "image/png" } else { "binary/octet-stream" };
            let headers = format!("Accept: {accept}\r\nresponse-content-type: {kind}\r\n");
            let got = world.ask(&name(at), "GET", &format!("/{object:?}"), &headers, b"");
            match becomes.of(object) {
                Some(body) => {
                    assert_eq!((got.status, got.body.as_slice()), (200, body.as_slice()), "{told}: {}", got.text());
                    assert!(got.header("etag").is_some(), "{told}");
                }
                None => assert_eq!(
                    (got.status, got.text().as_str()),
                    (500, r#"{"message": "Internal server error"}"#),
                    "{told}"
                ),
            }
        }
    }
}

/// test_apigateway_s3_any, test_apigateway_s3_method_mapping: what is not there is told by S3, with the default response's 200.
#[test]
fn objects_come_to_be_are_changed_and_go() {
    let world = World::start(&[("any".to_owned(), definition(None, None, false))]);
    world.moto.check_signatures();
    let json = "Content-Type: application/json\r\n";
    let ask = |method: &str, body: &str| {
        let answer = world.ask("any", method, "/test.json", json, body.as_bytes());
        assert_eq!(answer.status, 200, "{method}: {}", answer.text());
        answer.text()
    };
    assert!(ask("GET", "").contains("<Code>NoSuchKey</Code>"));
    for body in [r#"{"put_id": 1}"#, r#"{"put_id": 2}"#] {
        assert_eq!(ask("PUT", body), "");
        assert_eq!(ask("GET", ""), body);
    }
    ask("DELETE", "");
    assert!(ask("GET", "").contains("<Code>NoSuchKey</Code>"));
}

/// A key is what its name decodes to, however it is written; what would lead out of the bucket is a name like any other.
/// Each call is signed for what is sent.
#[test]
fn keys_are_what_their_names_decode_to() {
    let world = World::start(&[("any".to_owned(), definition(None, None, false))]);
    for (written, key) in [
        ("plain", "plain"),
        ("a+b", "a+b"),
        ("c%2Bd", "c+d"),
        ("e%20f", "e f"),
        ("g%2Fh", "g/h"),
        ("i//j", "i//j"),
        ("%C3%BC/%E2%82%AC", "\u{fc}/\u{20ac}"),
        ("100%25", "100%"),
        ("k%3Fl%23m", "k?l#m"),
        ("n!'()*,;=:@$&o~_.-", "n!'()*,;=:@$&o~_.-"),
        ("p%22%3C%3E%5B%5D%5E%60%7B%7C%7Dq", "p\"<>[]^`{|}q"),
        ("r%252Fs", "r%2Fs"),
    ] {
        world.moto.check_signatures();
        let put = world.ask("any", "PUT", &format!("/{written}"), "Content-Type: text/plain\r\n", key.as_bytes());
        assert_eq!((put.status, put.text().as_str()), (200, ""), "{written}");
        let got = world.ask("any", "GET", &format!("/{written}"), "", b"");
        assert_eq!((got.status, got.text().as_str()), (200, key), "{written}");
        world.moto.trust_all();
        assert_eq!(world.moto.keys("objects"), [key], "{written}");
        world.moto.check_signatures();
        world.ask("any", "DELETE", &format!("/{written}"), "", b"");
        world.moto.trust_all();
        assert!(world.moto.keys("objects").is_empty(), "{written}");
    }
}
