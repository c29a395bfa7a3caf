//! What a function prints, as lines of the gateway's log.

use super::Process;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Bytes of a line; what is longer is cut.
const LINE_LIMIT: usize = 16 * 1024;

/// Lines a second that each output may log, and at once.
const LINES_PER_SECOND: f64 = 1_000.0;
const LINES_AT_ONCE: f64 = 2_000.0;

/// Reads to the end: a function is never blocked by what it prints.
pub(super) async fn log(process: Arc<Process>, stream: &'static str, output: impl AsyncRead + Unpin) {
    let mut lines = Lines::new(BufReader::new(output));
    let mut rate = Rate::new(Instant::now());
    while let Some(line) = lines.next().await {
        // Runtimes write a message of several lines with carriage returns between them.
        for part in line.split('\r') {
            let Some(missing) = rate.admit(Instant::now()) else { continue };
            note_missing(&process, stream, missing);
            write(&process, stream, part);
        }
    }
    note_missing(&process, stream, rate.missing);
}

fn note_missing(process: &Process, stream: &'static str, missing: u64) {
    if missing > 0 {
        write(process, stream, &format!("… {missing} lines left out"));
    }
}

fn write(process: &Process, stream: &'static str, line: &str) {
    let request_id = process.request_id();
    let request_id = request_id.as_deref().unwrap_or("-");
    tracing::info!(target: "function", function = %process.core.name, process = process.number, request_id, stream, "{line}");
}

struct Lines<R> {
    reader: R,
    line: Vec<u8>,
}

/// So many at once, so many a second.
struct Rate {
    tokens: f64,
    since: Instant,
    missing: u64,
}

// === impl Lines ===

impl<R: AsyncBufReadExt + Unpin> Lines<R> {
    fn new(reader: R) -> Self {
        Lines { reader, line: Vec::new() }
    }

    async fn next(&mut self) -> Option<String> {
        self.line.clear();
        let mut any = false;
        loop {
            let ready = self.reader.fill_buf().await.ok().filter(|ready| !ready.is_empty());
            let Some(ready) = ready else { return any.then(|| self.text()) };
            any = true;
            let end = ready.iter().position(|byte| *byte == b'\n');
            let piece = &ready[..end.unwrap_or(ready.len())];
            let room = (LINE_LIMIT + 1).saturating_sub(self.line.len());
            self.line.extend_from_slice(&piece[..piece.len().min(room)]);
            let used = end.map_or(ready.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                return Some(self.text());
            }
        }
    }

    fn text(&mut self) -> String {
        let cut = self.line.len() > LINE_LIMIT;
        self.line.truncate(LINE_LIMIT);
        let text = String::from_utf8_lossy(&self.line);
        let text = text.trim_end_matches('\r');
        if cut { format!("{text}…") } else { text.to_owned() }
    }
}

// === impl Rate ===

impl Rate {
    fn new(now: Instant) -> Self {
        Rate { tokens: LINES_AT_ONCE, since: now, missing: 0 }
    }

    /// One more line: how many were left out before it, or `None` if it is left out itself.
    fn admit(&mut self, now: Instant) -> Option<u64> {
        let passed = now.duration_since(self.since).as_secs_f64();
        self.tokens = (self.tokens + passed * LINES_PER_SECOND).min(LINES_AT_ONCE);
        self.since = now;
        if self.tokens < 1.0 {
            self.missing += 1;
            return None;
        }
        self.tokens -= 1.0;
        Some(std::mem::take(&mut self.missing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    async fn lines(text: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(text);
        let mut read = Vec::new();
        while let Some(line) = lines.next().await {
            read.push(line);
        }
        read
    }

    #[tokio::test]
    async fn a_line_is_what_ends_with_a_line_feed_or_with_the_output() {
        assert_eq!(lines(b"one\ntwo\r\n\nlast").await, ["one", "two", "", "last"]);
        assert_eq!(lines(b"").await, [""; 0]);
        assert_eq!(lines(b"\xff\n").await, ["\u{fffd}"]);
    }

    #[tokio::test]
    async fn a_long_line_is_cut() {
        let text = [vec![b'x'; LINE_LIMIT + 1000], b"\nnext".to_vec()].concat();
        let read = lines(&text).await;
        assert_eq!((read.len(), read[0].len(), read[1].as_str()), (2, LINE_LIMIT + "…".len(), "next"));
        let whole = lines(&vec![b'x'; LINE_LIMIT]).await;
        assert_eq!(whole[0].len(), LINE_LIMIT);
    }

    #[test]
    fn what_is_too_much_is_left_out_and_counted() {
        let start = Instant::now();
        let mut rate = Rate::new(start);
        let admitted = (0..2_500).filter(|_| rate.admit(start).is_some()).count();
        assert_eq!(admitted, 2_000);
        assert_eq!(rate.admit(start + Duration::from_millis(10)), Some(500));
        assert_eq!(rate.admit(start + Duration::from_millis(10)), Some(0));
    }
}
