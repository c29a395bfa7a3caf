//! The integration of every scenario: remembers what it gets, and answers as the case at hand says.

use super::file::Reply;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// Stops when it is dropped; connections end with their other side.
pub(super) struct Upstream {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    reply: Mutex<Reply>,
    got: Mutex<Vec<Got>>,
    stopped: AtomicBool,
}

/// A request, whole.
#[derive(Debug)]
pub(super) struct Got {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Upstream {
    pub(super) fn start() -> Upstream {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let world = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if world.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let world = Arc::clone(&world);
                std::thread::spawn(move || world.serve(stream));
            }
        });
        Upstream { address, shared }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on, and nothing is remembered of before.
    pub(super) fn answer(&self, reply: &Reply) {
        *self.shared.reply.lock().unwrap() = reply.clone();
        self.shared.got.lock().unwrap().clear();
    }

    pub(super) fn take(&self) -> Vec<Got> {
        std::mem::take(&mut self.shared.got.lock().unwrap())
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes it from its wait.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some(got) = read(&mut reader) {
            let method = got.method.clone();
            self.got.lock().unwrap().push(got);
            let reply = self.reply.lock().unwrap().clone();
            if reply.reset {
                return socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
            }
            // Until the other side has had enough.
            if reply.hang {
                let _ = reader.read(&mut [0; 1]);
                return;
            }
            if (&stream).write_all(&written(&reply, &method)).is_err() {
                return;
            }
        }
    }
}

/// `None` at the end of the stream.
fn read(from: &mut BufReader<TcpStream>) -> Option<Got> {
    let line = read_line(from)?;
    let mut words = line.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let line = read_line(from)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let value = |name: &str| headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
    let mut body = Vec::new();
    if value("transfer-encoding").is_some() {
        read_chunks(from, &mut body)?;
    } else if let Some(length) = value("content-length") {
        body.resize(length.parse().ok()?, 0);
        from.read_exact(&mut body).ok()?;
    }
    Some(Got { method, target, headers, body })
}

fn read_line(from: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
    Some(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn read_chunks(from: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Option<()> {
    loop {
        let size = usize::from_str_radix(read_line(from)?.split(';').next()?.trim(), 16).ok()?;
        let start = body.len();
        body.resize(start + size, 0);
        from.read_exact(&mut body[start..]).ok()?;
        read_line(from)?;
        if size == 0 {
            return Some(());
        }
    }
}

fn written(reply: &Reply, method: &str) -> Vec<u8> {
    let status = reply.status.unwrap_or(200);
    let body = reply.body.as_ref().map_or_else(|| br#"{"from":"upstream"}"#.to_vec(), super::file::Payload::bytes);
    let json = || vec![("Content-Type".to_owned(), "application/json".to_owned())];
    let headers = reply.headers.clone().unwrap_or_else(json);
    let mut head = format!("HTTP/1.1 {status} Answer\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let bodiless = matches!(status, 204 | 304);
    match (bodiless, reply.chunked) {
        (true, _) => head.push_str("\r\n"),
        (false, false) => head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len())),
        (false, true) => head.push_str("Transfer-Encoding: chunked\r\n\r\n"),
    }
    let mut whole = head.into_bytes();
    if bodiless || method == "HEAD" {
        return whole;
    }
    if reply.chunked && !body.is_empty() {
        whole.extend_from_slice(format!("{:x}\r\n", body.len()).as_bytes());
    }
    whole.extend_from_slice(&body);
    if reply.chunked {
        whole.extend_from_slice(if body.is_empty() { b"0\r\n\r\n" } else { b"\r\n0\r\n\r\n" });
    }
    whole
}
