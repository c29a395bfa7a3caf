//! The Lambda Runtime API, version 2018-06-01, as one process of a function sees it (*Using the Lambda runtime API for
//! custom runtimes*). Each process has a port of its own on the loopback: by it, its process is known.

mod next;
mod post;
mod refusal;

use crate::process::Process;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::TcpStream;

const PREFIX: &str = "/2018-06-01/";

/// Bytes of a head: runtimes post a trace of up to a megabyte in a header.
const HEAD_LIMIT: usize = 1024 * 1024 + 64 * 1024;

type Response = hyper::Response<Full<Bytes>>;

/// Until the runtime closes it.
pub(crate) async fn serve(process: Arc<Process>, stream: TcpStream) {
    // It only costs time.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let process = process.clone();
        async move { Ok::<_, Infallible>(answer(&process, request).await) }
    });
    let mut http = http1::Builder::new();
    let served = http.title_case_headers(true).max_buf_size(HEAD_LIMIT).serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!(target: "function", function = %process.core.name, %error, "a connection to the Runtime API broke");
    }
}

async fn answer(process: &Arc<Process>, request: Request<Incoming>) -> Response {
    let path = request.uri().path().to_owned();
    let Some(path) = path.strip_prefix(PREFIX) else { return refusal::not_found() };
    let segments: Vec<&str> = path.split('/').collect();
    let wanted = match segments[..] {
        ["ping"] | ["runtime", "invocation", "next"] => Method::GET,
        ["runtime", "init", "error"] | ["runtime", "invocation", _, "response" | "error"] => Method::POST,
        _ => return refusal::not_found(),
    };
    if *request.method() != wanted {
        return refusal::method_not_allowed();
    }
    match segments[..] {
        ["runtime", "invocation", "next"] => next::next(process).await,
        ["runtime", "init", "error"] => post::init_error(process, request).await,
        ["runtime", "invocation", id, "response"] => post::response(process, id, request).await,
        ["runtime", "invocation", id, "error"] => post::error(process, id, request).await,
        _ => text(StatusCode::OK, "pong"),
    }
}

fn json(status: StatusCode, body: impl Into<Bytes>) -> Response {
    with_type(status, "application/json", body.into())
}

fn text(status: StatusCode, body: &'static str) -> Response {
    with_type(status, "text/plain; charset=utf-8", Bytes::from_static(body.as_bytes()))
}

fn with_type(status: StatusCode, content_type: &'static str, body: Bytes) -> Response {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let content_type = hyper::header::HeaderValue::from_static(content_type);
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, content_type);
    response
}

/// What a post that was taken is answered.
fn accepted() -> Response {
    json(StatusCode::ACCEPTED, Bytes::from_static(br#"{"status":"OK"}"#))
}
