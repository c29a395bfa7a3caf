//! One message as a line.

use super::Message;
use crate::access_log::escape::Escaped;
use std::fmt::Write;
use std::time::{Duration, SystemTime};
use tollgate_model::Record;
use tollgate_model::log_format::Escape;
use tollgate_model::record::civil;

/// api-gateway-known-issues: "a limit of 1024 bytes per log event".
const LONGEST: usize = 1024;
const CUT: &str = " [TRUNCATED]";

/// `({request id}) {message}`, cut where Amazon cuts it.
pub(super) fn event(record: &Record<'_>, message: &Message) -> String {
    let mut text = format!("({}) {}", record.request_id.as_str(), message.text);
    if text.len() > LONGEST {
        let end = (0..=LONGEST - CUT.len()).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.push_str(CUT);
    }
    text
}

/// `2017-06-05T13:57:47.369Z {log group} {event}`
pub(super) fn text(at: SystemTime, group: &str, event: &str) -> String {
    let since = since(at);
    let seconds = since.as_secs();
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let millis = since.subsec_millis();
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z {group} {}\n", plain(event))
}

/// CloudWatch's event.
pub(super) fn json(at: SystemTime, group: &str, event: &str) -> String {
    let mut line = format!("{{\"timestamp\":{},\"logGroup\":\"", since(at).as_millis());
    // Writing to a String cannot fail.
    let _ = Escaped::new(&mut line, Escape::Json).write_str(group);
    line.push_str("\",\"message\":\"");
    let _ = Escaped::new(&mut line, Escape::Json).write_str(event);
    line.push_str("\"}\n");
    line
}

/// A client's text ends no line and moves no cursor.
pub(super) fn plain(event: &str) -> String {
    let mut out = String::with_capacity(event.len());
    for letter in event.chars() {
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            control if control.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out
}

fn since(at: SystemTime) -> Duration {
    at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
