//! A client that says exactly what it is told to say, and reads answers without interpreting more than their framing.

use serde_json::Value;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// No answer takes longer; a test that waits in vain fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection. Blocking.
pub struct Client {
    stream: TcpStream,
    unread: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// Names as they were written, in order.
    pub headers: Vec<(String, String)>,
    /// Without the chunked framing.
    pub body: Vec<u8>,
    pub trailers: Vec<(String, String)>,
    /// The informational answers that came before it.
    pub hints: Vec<u16>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, unread: Vec::new() })
    }

    /// The address this client speaks from.
    pub fn local_address(&self) -> io::Result<SocketAddr> {
        self.stream.local_addr()
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())
    }

    /// Says that nothing more will be sent.
    pub fn finish(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }

    /// A request without a body, answered.
    pub fn request(&mut self, method: &str, target: &str, host: &str, headers: &str) -> io::Result<Answer> {
        self.send(format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n"))?;
        if method == "HEAD" { self.read_head() } else { self.read_answer() }
    }

    pub fn get(&mut self, target: &str, host: &str) -> io::Result<Answer> {
        self.request("GET", target, host, "")
    }

    /// The next answer, its body read to its end.
    pub fn read_answer(&mut self) -> io::Result<Answer> {
        let mut answer = self.read_head()?;
        if matches!(answer.status, 204 | 304) {
            return Ok(answer);
        }
        if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            self.read_chunks(&mut answer)?;
        } else if let Some(length) = answer.header("content-length") {
            let length = length.parse().map_err(io::Error::other)?;
            answer.body = self.take(length)?;
        } else {
            answer.body = self.read_to_end()?;
        }
        Ok(answer)
    }

    /// The next answer without its body: what HEAD gets. Informational answers are collected.
    pub fn read_head(&mut self) -> io::Result<Answer> {
        let mut hints = Vec::new();
        loop {
            let head = self.take_until(b"\r\n\r\n")?;
            let answer = parse_head(&head)?;
            match answer.status {
                101 | 200.. => return Ok(Answer { hints, ..answer }),
                status => hints.push(status),
            }
        }
    }

    /// As many bytes as the buffer holds, whatever they mean.
    pub fn read_exactly(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        buffer.copy_from_slice(&self.take(buffer.len())?);
        Ok(())
    }

    /// The next chunk of a chunked body; empty for the last.
    pub fn read_chunk(&mut self) -> io::Result<Vec<u8>> {
        let line = self.take_until(b"\r\n")?;
        let size = String::from_utf8_lossy(&line);
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(io::Error::other)?;
        if size == 0 {
            return Ok(Vec::new());
        }
        let chunk = self.take(size)?;
        self.take(2)?;
        Ok(chunk)
    }

    /// Everything until the other side closes. A reset is an error.
    pub fn read_to_end(&mut self) -> io::Result<Vec<u8>> {
        let mut all = std::mem::take(&mut self.unread);
        self.stream.read_to_end(&mut all)?;
        Ok(all)
    }

    /// Waits for the other side to close, orderly or not; false when it sends something instead.
    pub fn is_closed(&mut self) -> bool {
        self.unread.is_empty()
            && match self.stream.read(&mut [0; 1]) {
                Ok(read) => read == 0,
                Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
            }
    }

    fn read_chunks(&mut self, answer: &mut Answer) -> io::Result<()> {
        loop {
            let chunk = self.read_chunk()?;
            if chunk.is_empty() {
                break;
            }
            answer.body.extend_from_slice(&chunk);
        }
        loop {
            let line = self.take_until(b"\r\n")?;
            match field(&String::from_utf8_lossy(&line)) {
                None => return Ok(()),
                Some(field) => answer.trailers.push(field),
            }
        }
    }

    fn take_until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        loop {
            if let Some(at) = self.unread.windows(end.len()).position(|window| window == end) {
                return self.take(at + end.len());
            }
            self.read_more()?;
        }
    }

    fn take(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.unread.len() < count {
            self.read_more()?;
        }
        Ok(self.unread.drain(..count).collect())
    }

    fn read_more(&mut self) -> io::Result<()> {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.unread.extend_from_slice(&buffer[..read]);
                Ok(())
            }
        }
    }
}

impl Answer {
    /// The first value of a header, case ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Will the other side close after this answer.
    pub fn closes(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}

fn parse_head(bytes: &[u8]) -> io::Result<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split("\r\n");
    let line = lines.next().unwrap_or_default();
    let status = line.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::other(format!("not a status line: {line:?}")))?;
    let headers = lines.filter_map(field).collect();
    Ok(Answer { status, headers, body: Vec::new(), trailers: Vec::new(), hints: Vec::new() })
}

fn field(line: &str) -> Option<(String, String)> {
    line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
}
