//! One question to a node's admin listener, and its answer.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

/// More than any answer of the admin interface.
const ANSWER_LIMIT: u64 = 1 << 30;

/// Where a node's admin listener is: `127.0.0.1:9901`, `http://host:9901`, `unix:/run/tollgate/admin.sock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AdminAddress {
    Tcp(String),
    Unix(PathBuf),
}

#[derive(Debug)]
pub(crate) struct AdminAnswer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// A connection of either kind.
trait Connection: Read + Write {}

impl<T: Read + Write> Connection for T {}

impl AdminAddress {
    pub(crate) fn parse(text: &str) -> AdminAddress {
        if let Some(path) = text.strip_prefix("unix:") {
            return AdminAddress::Unix(PathBuf::from(path));
        }
        let authority = text.strip_prefix("http://").unwrap_or(text);
        AdminAddress::Tcp(authority.trim_end_matches('/').to_owned())
    }

    /// Asks, and waits for the whole answer. `token` is what `[admin] token` demands off loopback.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        patience: Duration,
    ) -> io::Result<AdminAnswer> {
        let mut connection = self.connect(patience)?;
        let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let host = match self {
            AdminAddress::Tcp(authority) => authority,
            AdminAddress::Unix(_) => "localhost",
        };
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}Content-Length: 0\r\nConnection: close\r\n\r\n"
        )?;
        let mut bytes = Vec::new();
        connection.take(ANSWER_LIMIT).read_to_end(&mut bytes)?;
        AdminAnswer::parse(&bytes)
    }

    fn connect(&self, patience: Duration) -> io::Result<Box<dyn Connection>> {
        match self {
            AdminAddress::Tcp(authority) => {
                let address = authority.to_socket_addrs()?.next();
                let address = address.ok_or_else(|| io::Error::other("the name has no address"))?;
                let stream = TcpStream::connect_timeout(&address, patience)?;
                stream.set_read_timeout(Some(patience))?;
                Ok(Box::new(stream))
            }
            AdminAddress::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(patience))?;
                Ok(Box::new(stream))
            }
        }
    }
}

impl AdminAnswer {
    /// Of a connection that was closed after the answer.
    fn parse(bytes: &[u8]) -> io::Result<AdminAnswer> {
        let broken = || io::Error::other("not an HTTP answer: is this the admin listener?");
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(broken)?;
        let head = std::str::from_utf8(&bytes[..end]).map_err(|_| broken())?.to_ascii_lowercase();
        let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        let body = &bytes[end + 4..];
        let chunked = head.lines().any(|line| line.starts_with("transfer-encoding:") && line.contains("chunked"));
        let body = if chunked { unchunk(body).ok_or_else(broken)? } else { body.to_vec() };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")).map(str::trim);
        if length.is_some_and(|length| length.parse() != Ok(body.len())) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(AdminAnswer { status, body })
    }
}

fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = bytes.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&bytes[..line]).ok()?.split(';').next()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        bytes = bytes.get(line + 2..)?;
        body.extend_from_slice(bytes.get(..size)?);
        bytes = bytes.get(size + 2..)?;
    }
}

impl fmt::Display for AdminAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AdminAddress::Tcp(authority) => f.write_str(authority),
            AdminAddress::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_in_three_ways() {
        let tcp = AdminAddress::Tcp("127.0.0.1:9901".to_owned());
        assert_eq!(AdminAddress::parse("127.0.0.1:9901"), tcp);
        assert_eq!(AdminAddress::parse("http://127.0.0.1:9901/"), tcp);
        assert_eq!(AdminAddress::parse("unix:/run/a.sock"), AdminAddress::Unix("/run/a.sock".into()));
    }

    #[test]
    fn answers_are_whole_or_refused() {
        for (text, body) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", Some("hi")),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", None),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n", Some("hi")),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nh\r\n", None),
            ("SSH-2.0-x\r\n", None),
        ] {
            let answer = AdminAnswer::parse(text.as_bytes()).ok().map(|answer| answer.body);
            assert_eq!(answer.as_deref(), body.map(str::as_bytes), "{text:?}");
        }
    }
}
