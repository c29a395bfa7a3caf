//! Informational answers (RFC 9110 section 15.2).

use super::attempt::Broken;
use http::{StatusCode, Version, header};
use pingora_core::Result;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_http::ResponseHeader;
use pingora_proxy::Session;

/// Tells a client that waits for it to send its body (RFC 9110 section 10.1.1); the target never sees `Expect`.
pub(super) async fn invite(session: &mut Session) -> Result<(), Broken> {
    let expects =
        session.get_header(header::EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    let is_old = session.req_header().version == Version::HTTP_10;
    // Once, however many attempts it takes.
    if expects && !is_old && session.response_written().is_none() {
        let head = ResponseHeader::build(StatusCode::CONTINUE, Some(0)).map_err(|_| Broken::HungUp("no head"))?;
        interim(session, head).await.map_err(|_| Broken::HungUp("the client left before its body"))?;
    }
    Ok(())
}

/// An informational answer. pingora takes one that comes before the body's end for the last on its connection.
async fn interim(session: &mut Session, head: ResponseHeader) -> Result<()> {
    let kept = session.get_keepalive();
    session.as_downstream_mut().write_response_header(Box::new(head)).await?;
    session.set_keepalive(kept);
    Ok(())
}

/// Passes an informational answer on (RFC 9110 section 15.2); `100` was said by us already.
pub(super) async fn inform(client: &Client, session: &mut Session, status: u16) -> Result<(), Broken> {
    if status == 100 || session.req_header().version == Version::HTTP_10 {
        return Ok(());
    }
    let Some(head) = client.resp_header() else { return Ok(()) };
    interim(session, head.clone()).await.map_err(|_| Broken::HungUp("the client left before the answer"))
}
