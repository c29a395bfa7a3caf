//! The answer: the description, or what the instructions say instead.

use super::instructions::{Abort, Framing};
use super::request::Body;
use super::{Connection, Instructions, Received};
use std::fmt::Write;
use std::io;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

pub(super) struct Answer {
    status: u16,
    body: Vec<u8>,
    /// Answers to HEAD have the head of a body and no body.
    bodiless: bool,
    instructions: Instructions,
}

impl Answer {
    pub(super) fn new(request: &Received, body: Option<Body>, instructions: Instructions, upstream: &str) -> Answer {
        let bad = !instructions.unknown.is_empty();
        let status = if bad { 400 } else { instructions.status.unwrap_or(200) };
        let text = match instructions.size {
            _ if bad => format!("not an instruction: {}\n", instructions.unknown.join("; ")).into_bytes(),
            Some(size) => vec![b'x'; size],
            None => format!("{:#}\n", request.describe(upstream, body)).into_bytes(),
        };
        let bodiless = request.method == "HEAD" || matches!(status, 204 | 304);
        Answer { status, body: text, bodiless, instructions }
    }

    /// Is the connection good for another request.
    pub(super) async fn send(self, to: &mut Connection) -> io::Result<bool> {
        self.wait(to).await;
        if self.instructions.abort == Some(Abort::Start) {
            return reset(to);
        }
        for status in &self.instructions.hints {
            let hint = format!("HTTP/1.1 {status} Informational\r\nlink: </style.css>; rel=preload\r\n\r\n");
            to.stream.write_all(hint.as_bytes()).await?;
        }
        to.stream.write_all(self.head().as_bytes()).await?;
        if self.instructions.abort == Some(Abort::Head) {
            return reset(to);
        }
        if !self.bodiless {
            self.send_body(to).await?;
        }
        Ok(self.instructions.abort.is_none() && !self.closes())
    }

    /// Before the first byte.
    async fn wait(&self, to: &Connection) {
        if let Some(delay) = self.instructions.delay {
            tokio::time::sleep(delay).await;
        }
        if let Some(gate) = &self.instructions.hold {
            pass(to, gate).await;
        }
    }

    fn closes(&self) -> bool {
        self.instructions.close || self.instructions.unread || self.instructions.framing() == Framing::Close
    }

    fn head(&self) -> String {
        let kind = if self.instructions.size.is_some() { "text/plain" } else { "application/json" };
        let mut head = format!("HTTP/1.1 {} Echo\r\nServer: echo\r\nContent-Type: {kind}\r\n", self.status);
        // Writing to a String cannot fail.
        let _ = match self.instructions.framing() {
            _ if self.status == 204 => Ok(()),
            Framing::Length => write!(head, "Content-Length: {}\r\n", self.body.len()),
            Framing::Chunked => write!(head, "Transfer-Encoding: chunked\r\n"),
            Framing::Close => Ok(()),
        };
        if self.closes() {
            head.push_str("Connection: close\r\n");
        }
        head.push_str(&fields(&self.instructions.headers));
        head.push_str("\r\n");
        head
    }

    async fn send_body(&self, to: &mut Connection) -> io::Result<()> {
        let whole = self.instructions.abort != Some(Abort::Body);
        let body = if whole { &self.body[..] } else { &self.body[..self.body.len() / 2] };
        match (self.instructions.framing(), &self.instructions.steps) {
            (Framing::Chunked, Some((gate, count))) => send_steps(to, gate, *count).await?,
            (Framing::Chunked, None) => send_chunk(to, body).await?,
            (Framing::Length | Framing::Close, _) => to.stream.write_all(body).await?,
        }
        if whole && self.instructions.framing() == Framing::Chunked {
            let end = format!("0\r\n{}\r\n", fields(&self.instructions.trailers));
            to.stream.write_all(end.as_bytes()).await?;
        }
        Ok(())
    }
}

fn fields(of: &[(String, String)]) -> String {
    of.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect()
}

async fn send_steps(to: &mut Connection, gate: &str, count: usize) -> io::Result<()> {
    for step in 1..=count {
        pass(to, gate).await;
        send_chunk(to, format!("step {step}\n").as_bytes()).await?;
    }
    Ok(())
}

async fn send_chunk(to: &mut Connection, bytes: &[u8]) -> io::Result<()> {
    to.stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
    to.stream.write_all(bytes).await?;
    to.stream.write_all(b"\r\n").await
}

/// Waits for a permit of the gate and uses it up.
async fn pass(to: &Connection, gate: &str) {
    // A gate is never closed, so acquire cannot fail.
    if let Ok(permit) = to.shared.gate(gate).acquire().await {
        permit.forget();
    }
}

/// Makes the close that follows a reset: RST instead of FIN.
fn reset(to: &Connection) -> io::Result<bool> {
    socket2::SockRef::from(&to.stream).set_linger(Some(Duration::ZERO))?;
    Ok(false)
}
