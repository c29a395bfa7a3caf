//! One connection: requests in, in order, each answered before the next is read.

use super::request::{Body, Ends};
use super::{Answer, Instructions, Received, Shared};
use bytes::{Buf, BytesMut};
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A head larger than this is the sender's mistake; the gateway's own bound is far lower.
const HEAD_LIMIT: usize = 1024 * 1024;
const FIELD_LIMIT: usize = 1024;

pub(super) struct Connection {
    pub(super) stream: TcpStream,
    unread: BytesMut,
    number: u64,
    requests: u64,
    pub(super) shared: Arc<Shared>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, number: u64, shared: Arc<Shared>) -> Connection {
        Connection { stream, unread: BytesMut::new(), number, requests: 0, shared }
    }

    /// Until either side closes.
    pub(super) async fn serve(mut self) {
        while let Ok(Some(request)) = self.read_head().await {
            if !matches!(self.answer(request).await, Ok(true)) {
                break;
            }
        }
    }

    /// Is the connection good for another request.
    async fn answer(&mut self, request: Received) -> io::Result<bool> {
        self.shared.record(request.clone());
        let instructions = Instructions::of(&request);
        let body = if instructions.unread { None } else { Some(self.read_body(&request).await?) };
        let reusable = body.is_some() && !request.has_token("connection", "close");
        let answer = Answer::new(&request, body, instructions, &self.shared.name);
        Ok(answer.send(self).await? && reusable)
    }

    /// `None` at the end of the stream.
    async fn read_head(&mut self) -> io::Result<Option<Received>> {
        loop {
            if let Some((request, length)) = self.parse_head()? {
                self.unread.advance(length);
                return Ok(Some(request));
            }
            if self.unread.len() > HEAD_LIMIT || self.stream.read_buf(&mut self.unread).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn parse_head(&mut self) -> io::Result<Option<(Received, usize)>> {
        let mut fields = vec![httparse::EMPTY_HEADER; FIELD_LIMIT];
        let mut head = httparse::Request::new(&mut fields);
        let parsed = head.parse(&self.unread).map_err(io::Error::other)?;
        let httparse::Status::Complete(length) = parsed else { return Ok(None) };
        self.requests += 1;
        let request = Received {
            method: head.method.unwrap_or_default().to_owned(),
            target: head.path.unwrap_or_default().to_owned(),
            headers: head.headers.iter().map(owned).collect(),
            connection: self.number,
            number: self.requests,
        };
        Ok(Some((request, length)))
    }

    async fn read_body(&mut self, request: &Received) -> io::Result<Body> {
        let ends = request.ends().ok_or_else(|| io::Error::other("a Content-Length that is no number"))?;
        if request.has_token("expect", "100-continue") {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let mut body = Body::default();
        match ends {
            Ends::After(length) => self.read_exactly(length, &mut body).await?,
            Ends::Chunked => self.read_chunks(&mut body).await?,
        }
        Ok(body)
    }

    async fn read_exactly(&mut self, mut left: u64, body: &mut Body) -> io::Result<()> {
        while left > 0 {
            self.fill().await?;
            let now = self.unread.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            body.take(&self.unread[..now]);
            self.unread.advance(now);
            left -= now as u64;
        }
        Ok(())
    }

    async fn read_chunks(&mut self, body: &mut Body) -> io::Result<()> {
        loop {
            let line = self.read_line().await?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
            if size == 0 {
                break;
            }
            self.read_exactly(size, body).await?;
            self.read_line().await?;
        }
        loop {
            let line = self.read_line().await?;
            let Some((name, value)) = line.split_once(':') else { return Ok(()) };
            body.trailers.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    async fn read_line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.unread.windows(2).position(|pair| pair == b"\r\n") {
                let line = self.unread.split_to(end + 2);
                return Ok(String::from_utf8_lossy(&line[..end]).into_owned());
            }
            self.read_more().await?;
        }
    }

    /// At least one unread byte.
    async fn fill(&mut self) -> io::Result<()> {
        if self.unread.is_empty() { self.read_more().await } else { Ok(()) }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.unread).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn owned(field: &httparse::Header<'_>) -> (String, String) {
    (field.name.to_owned(), String::from_utf8_lossy(field.value).into_owned())
}
