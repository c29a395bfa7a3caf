//! From the body of a request, and of an answer, to what its template makes of it.

use crate::Body;
use crate::lent::StageVariables;
use crate::parameters::Source;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use tollgate_mapping::content::{self, Conversion, Payload};
use tollgate_mapping::media::{self, RequestTemplate};
use tollgate_mapping::template::{Inputs, Limits, Overrides, Rendered, TemplateFault};
use tollgate_model::trace::Phase;
use tollgate_model::{Fault, FaultKind, Origin, Step, Trace};
use tollgate_routes::{MappingTemplate, RequestMap};

/// Why a request is not served as its definition asks, and the line that made it so.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) fault: Fault,
    pub(crate) origin: Origin,
}

/// What a template came to, or the body where there was none.
pub(crate) struct Mapped {
    pub(crate) body: Body,
    pub(crate) overrides: Overrides,
    /// Was it a template that made the body.
    pub(crate) is_rendered: bool,
}

/// A mistake of the definition, found with this request.
pub(crate) fn misconfigured(why: impl Into<Box<str>>, origin: Origin) -> Stop {
    Stop { fault: Fault::with_detail(FaultKind::ApiConfigurationError, why), origin }
}

/// The integration's body: converted, then made by the template for its content type, or passed through.
pub(crate) fn request(
    map: &RequestMap,
    source: Source<'_>,
    body: Body,
    trace: &mut impl Trace,
) -> Result<Mapped, Stop> {
    let content_type = source.head.header(&CONTENT_TYPE);
    let conversion = content::of_request(&source.stage.binary_media_types, content_type, map.content_handling);
    let essence = || Box::from(media::essence(content_type));
    let template = match media::request_template(&map.templates.keys, content_type, map.passthrough) {
        RequestTemplate::Template(at) => map.templates.templates.get(at),
        RequestTemplate::PassThrough => None,
        RequestTemplate::UnsupportedMediaType => {
            let why = format!("no template is for {}, and the body may not pass through", media::essence(content_type));
            return Err(Stop { fault: Fault::with_detail(FaultKind::UnsupportedMediaType, why), origin: map.origin });
        }
    };
    let Some(chosen) = template.filter(|chosen| chosen.template.is_some()) else {
        let body = match body {
            Body::Whole(body) => Body::Whole(converted(conversion, body, map.origin)?.into_bytes()),
            Body::Streamed => Body::Streamed,
        };
        trace.step(|| Step::PassThrough { content_type: essence(), phase: Phase::Request, origin: map.origin });
        return Ok(Mapped { body, overrides: Overrides::default(), is_rendered: false });
    };
    let payload = converted(conversion, body.into_bytes(), map.origin)?;
    trace.step(|| Step::Template { content_type: essence(), phase: Phase::Request, origin: chosen.origin });
    let rendered = render(chosen, source, &payload, None, Phase::Request)?;
    Ok(Mapped { body: Body::Whole(rendered.text.into()), overrides: rendered.overrides, is_rendered: true })
}

pub(crate) fn converted(conversion: Conversion, body: Bytes, origin: Origin) -> Result<Payload, Stop> {
    conversion.apply(body).map_err(|error| misconfigured(error.to_string(), origin))
}

pub(crate) fn render(
    chosen: &MappingTemplate,
    source: Source<'_>,
    payload: &Payload,
    overrides: Option<&Overrides>,
    phase: Phase,
) -> Result<Rendered, Stop> {
    let origin = chosen.origin;
    let template = match &chosen.template {
        Some(Ok(template)) => template,
        Some(Err(why)) => return Err(misconfigured(&**why, origin)),
        None => return Err(misconfigured("the template is empty", origin)),
    };
    // Even an empty one (how-to-cors: a preflight of an API whose types are all binary).
    let is_binary = phase == Phase::Request && matches!(payload, Payload::Binary(_));
    let Some(body) = payload.as_template_input().filter(|_| !is_binary) else {
        return Err(misconfigured("a template cannot read a body that is not text", origin));
    };
    let view = source.view();
    let inputs = Inputs {
        body: body.as_bytes(),
        params: &source,
        context: &view,
        stage_variables: &StageVariables(source.stage),
        overrides,
        extra: &[],
    };
    template.render(&inputs, &Limits::default()).map_err(|fault| Stop { fault: failed(&fault, phase), origin })
}

/// A request that is no JSON is the caller's mistake, an answer that is none the definition's.
fn failed(fault: &TemplateFault, phase: Phase) -> Fault {
    match (fault, phase) {
        (TemplateFault::Body(unreadable), Phase::Request) => {
            let message = format!("Could not parse request body into json: {unreadable}");
            Fault {
                detail: Some(message.as_str().into()),
                message: Some(message.into()),
                ..Fault::from(FaultKind::BadRequestBody)
            }
        }
        (fault, Phase::Request) => {
            Fault::with_detail(FaultKind::ApiConfigurationError, format!("Unable to transform request: {fault}"))
        }
        (fault, Phase::Response) => {
            Fault::with_detail(FaultKind::ApiConfigurationError, format!("Unable to transform response: {fault}"))
        }
    }
}
