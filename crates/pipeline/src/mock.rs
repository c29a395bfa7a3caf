//! Answers without a backend (how-to-mock-integration).

use crate::answer::{self, Answered, Key};
use crate::parameters::Source;
use crate::render::{self, Mapped, Stop, misconfigured};
use crate::{Body, Reply, respond};
use bytes::Bytes;
use tollgate_mapping::json;
use tollgate_model::{Step, Trace};
use tollgate_routes::Mock;
use tollgate_vtl::{Number, Value};

/// The template names the status that selects the answer. Without a template it is the default integration response.
pub(crate) fn answer(mock: &Mock, source: Source<'_>, body: Bytes, trace: &mut impl Trace) -> Result<Reply, Stop> {
    let Mapped { body, overrides, is_rendered } = render::request(&mock.request, source, Body::Whole(body), trace)?;
    let status = match is_rendered {
        true => Some(status(&body.into_bytes()).ok_or_else(|| {
            let why = "Unable to parse statusCode. It should be an integer that is defined in the request template.";
            misconfigured(why, mock.request.origin)
        })?),
        false => None,
    };
    trace.step(|| Step::Mock { status: status.unwrap_or_default(), origin: mock.request.origin });
    let (key, body) = (Key::Status(status), Body::Whole(Bytes::new()));
    let answered = Answered { key, head: None, body, overrides: Some(&overrides) };
    let reply = answer::map(&mock.response, source, answered, trace)?;
    Ok(respond::complete(reply, source, mock.response.origin, trace))
}

/// `{"statusCode": 200}`, read as leniently as templates read JSON.
fn status(text: &[u8]) -> Option<u16> {
    let Ok(Value::Map(map)) = json::parse(&String::from_utf8_lossy(text)) else { return None };
    let map = map.0.borrow();
    match map.get("statusCode")? {
        Value::Number(Number::Int(status)) => u16::try_from(*status).ok(),
        _ => None,
    }
}
