//! A function of this node, invoked in place of a target.

use super::closed::{Closing, closed};
use super::coded::coded;
use super::gather::Gathered;
use super::{Done, Failure, pieces};
use crate::generation::Generation;
use crate::proxy::{Context, Edge};
use http::{HeaderValue, StatusCode};
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use std::sync::Arc;
use std::time::Instant;
use tollgate_functions::{Invocation, InvokeFault, Invoked, LiveFunction, Whole};
use tollgate_model::{Fault, FaultKind, RequestId};
use tollgate_pipeline::{Invoke, Opened};

/// Invokes it, and answers as Lambda's Invoke API would be answered for.
pub(super) async fn invoked(
    edge: &Edge,
    generation: &Arc<Generation>,
    session: &mut Session,
    context: &mut Context,
    opened: &Opened,
    invoke: Box<Invoke>,
) -> Result<Done, Failure> {
    let stage = generation.stage(opened.stage);
    let Some(function) = stage.and_then(|stage| stage.functions.get(usize::from(invoke.function))) else {
        return Err(Failure::refused(context, FaultKind::InternalServerError));
    };
    let begun = Instant::now();
    let deadline = begun + invoke.timeout;
    let id = RequestId::random(fastrand::u128(..));
    let answer = answer(function, session, invocation(&invoke, &id, deadline)).await?;
    if let Some(called) = context.progress.called() {
        called.latency = begun.elapsed();
        called.aws_request_id = Some(id.as_str().into());
        called.status = answer.as_ref().map_or(0, status);
        called.answered = called.status;
    }
    match answer {
        Err(fault) => Err(fail(fault, generation, context, opened)),
        Ok(Invoked::Whole(whole)) => {
            let gathered = gathered(whole).map_err(|_| Failure::refused(context, FaultKind::InternalServerError))?;
            let closing = Closing { edge, opened, carried: &invoke.carried };
            let reply = closed(&closing, generation, session, context, gathered).await?;
            coded(edge, generation, session, context, opened, reply).await.map(Done::Reply)
        }
        Ok(Invoked::Stream(mut streamed)) => {
            pieces::relay(edge, generation, session, context, opened, &mut streamed.body, deadline).await
        }
    }
}

fn invocation(invoke: &Invoke, id: &RequestId, deadline: Instant) -> Invocation {
    Invocation {
        request_id: id.as_str().into(),
        arn: invoke.arn.clone(),
        payload: invoke.payload.clone(),
        deadline,
        trace_id: Some(invoke.trace_id.clone()),
        client_context: invoke.client_context.clone(),
        cognito_identity: None,
        kind: invoke.invocation,
        streams: invoke.streams,
    }
}

/// A client that leaves is not waited for; what it began runs on, as at Lambda.
async fn answer(
    function: &LiveFunction,
    session: &mut Session,
    invocation: Invocation,
) -> Result<Result<Invoked, InvokeFault>, Failure> {
    tokio::select! {
        biased;
        answer = function.invoke(invocation) => Ok(answer),
        // The body is read: all that can come is the client's end.
        _ = session.as_downstream_mut().read_body_or_idle(true) => {
            Err(Failure::HungUp("the client left before the answer"))
        }
    }
}

fn status(invoked: &Invoked) -> u16 {
    match invoked {
        Invoked::Whole(whole) => whole.status,
        Invoked::Stream(_) => 200,
    }
}

fn fail(fault: InvokeFault, generation: &Generation, context: &mut Context, opened: &Opened) -> Failure {
    let why = fault.to_string();
    if let Some(called) = context.progress.called() {
        called.error = Some(why.as_str().into());
    }
    let manners = opened.of(&generation.table).map(|(stage, _)| stage.manners);
    let kind = manners.map_or(FaultKind::InternalServerError, |manners| match fault {
        InvokeFault::TimedOut => manners.timed_out,
        InvokeFault::Stopped => manners.unreachable,
    });
    Failure::refused(context, Fault::with_detail(kind, why))
}

/// As Lambda's Invoke API says it.
fn gathered(whole: Whole) -> pingora_core::Result<Gathered> {
    let status = StatusCode::from_u16(whole.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut head = ResponseHeader::build(status, Some(3))?;
    head.insert_header("Content-Type", "application/json")?;
    for (name, value) in [("X-Amz-Function-Error", whole.function_error), ("X-Amzn-ErrorType", whole.error_type)] {
        if let Some(value) = value {
            head.insert_header(name, HeaderValue::from_static(value))?;
        }
    }
    Ok(Gathered { head: Box::new(head), body: whole.payload })
}
