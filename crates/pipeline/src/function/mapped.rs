//! Custom integrations: templates make the event, and pick and make the answer (set-up-lambda-custom-integrations).

use super::failure;
use super::invoke::{Asked, INVOCATION_TYPE};
use crate::answer::{self, Answered, Key};
use crate::body::MappedBody;
use crate::parameters::Source;
use crate::render::{self, Mapped, Stop, misconfigured};
use crate::{AnswerHead, Body, Carried, Field, Fields, Reply, call, forward};
use bytes::Bytes;
use tollgate_mapping::answer::error_message;
use tollgate_mapping::parameter::is_taken_by_service;
use tollgate_model::{InvocationType, Origin, Trace};
use tollgate_routes::MappedCall;

pub(super) fn request(
    mapped: &MappedCall,
    source: Source<'_>,
    body: Bytes,
    trace: &mut impl Trace,
) -> Result<Asked, Stop> {
    let given = MappedBody::new(&body);
    let Mapped { body: payload, overrides, .. } =
        render::request(&mapped.request, source, Body::Whole(body.clone()), trace)?;
    let source = Source { body: Some(&given), ..source };
    let mut headers = Fields::new();
    for mapping in &mapped.headers {
        if let Some(value) = forward::header_value(mapping, source) {
            let written = mapping.written.to_string().into();
            call::set(Field { name: mapping.name.clone(), written, value }, &mut headers);
        }
    }
    call::over(&overrides.request, is_taken_by_service, &mut headers, mapped.request.origin)?;
    let invocation = invocation(&headers, mapped.request.origin)?;
    Ok(Asked { payload: payload.into_bytes(), invocation, headers, carried: Carried(Some(Box::new(overrides))) })
}

/// Of the mapped `X-Amz-Invocation-Type` (set-up-lambda-integration-async).
fn invocation(headers: &Fields, origin: Origin) -> Result<InvocationType, Stop> {
    let asked = headers.iter().find(|field| field.name.as_str().eq_ignore_ascii_case(INVOCATION_TYPE));
    let Some(asked) = asked else { return Ok(InvocationType::RequestResponse) };
    let text = String::from_utf8_lossy(asked.value.as_bytes());
    // As Lambda itself says it.
    InvocationType::parse(&text).ok_or_else(|| {
        let why = format!(
            "Value '{text}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: \
             [Event, RequestResponse, DryRun]"
        );
        misconfigured(why, origin)
    })
}

/// The response is selected by `errorMessage`. What the Invoke API refuses is no answer of the function's.
pub(super) fn reply(
    mapped: &MappedCall,
    source: Source<'_>,
    carried: &Carried,
    head: AnswerHead<'_>,
    payload: Bytes,
    trace: &mut impl Trace,
) -> Result<Reply, Stop> {
    if head.status >= 300 {
        return Err(failure::refused(tollgate_routes::EventFormat::Rest, head, &payload, mapped.response.origin));
    }
    let answered = Answered {
        key: Key::ErrorMessage(error_message(&payload)),
        head: Some(head),
        body: Body::Whole(payload),
        overrides: carried.0.as_deref(),
    };
    answer::map(&mapped.response, source, answered, trace)
}
