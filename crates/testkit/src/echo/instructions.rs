//! What a request asks the upstream to do: the grammar of `x-echo`.

use super::Received;
use percent_encoding::percent_decode_str;
use std::time::Duration;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Instructions {
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) delay: Option<Duration>,
    pub(super) hold: Option<String>,
    pub(super) hints: Vec<u16>,
    pub(super) size: Option<usize>,
    pub(super) framing: Framing,
    pub(super) steps: Option<(String, usize)>,
    pub(super) trailers: Vec<(String, String)>,
    pub(super) abort: Option<Abort>,
    pub(super) unread: bool,
    pub(super) close: bool,
    /// What was not understood: the answer is a 400 that names it.
    pub(super) unknown: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Framing {
    #[default]
    Length,
    Chunked,
    Close,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abort {
    Start,
    Head,
    Body,
}

impl Instructions {
    /// Of all `x-echo` headers and `echo` query parameters.
    pub(super) fn of(request: &Received) -> Instructions {
        let mut instructions = Instructions::default();
        for text in request.header_values("x-echo").chain(echo_parameters(&request.target)) {
            for item in text.split(';').map(str::trim).filter(|item| !item.is_empty()) {
                if instructions.take(item).is_none() {
                    instructions.unknown.push(item.to_owned());
                }
            }
        }
        instructions
    }

    /// `None` when this is not an instruction.
    fn take(&mut self, item: &str) -> Option<()> {
        let (name, value) = item.split_once('=').unwrap_or((item, ""));
        match name {
            "status" => self.status = Some(value.parse().ok()?),
            "header" => self.headers.push(field(value)?),
            "delay" => self.delay = Some(Duration::from_millis(value.strip_suffix("ms")?.parse().ok()?)),
            "hold" => self.hold = Some(value.to_owned()),
            "hint" => self.hints.push(value.parse().ok().filter(|status| (100..200).contains(status))?),
            "size" => self.size = Some(value.parse().ok()?),
            "framing" => self.framing = Framing::parse(value)?,
            "steps" => {
                let (gate, count) = value.split_once(':')?;
                self.steps = Some((gate.to_owned(), count.parse().ok()?));
            }
            "trailer" => self.trailers.push(field(value)?),
            "abort" => self.abort = Some(Abort::parse(value)?),
            "unread" => self.unread = true,
            "close" => self.close = true,
            _ => return None,
        }
        Some(())
    }

    pub(super) fn framing(&self) -> Framing {
        let chunked = self.steps.is_some() || !self.trailers.is_empty();
        if chunked { Framing::Chunked } else { self.framing }
    }
}

impl Framing {
    fn parse(text: &str) -> Option<Framing> {
        Some(match text {
            "length" => Framing::Length,
            "chunked" => Framing::Chunked,
            "close" => Framing::Close,
            _ => return None,
        })
    }
}

impl Abort {
    fn parse(text: &str) -> Option<Abort> {
        Some(match text {
            "start" => Abort::Start,
            "head" => Abort::Head,
            "body" => Abort::Body,
            _ => return None,
        })
    }
}

fn field(text: &str) -> Option<(String, String)> {
    text.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
}

fn echo_parameters(target: &str) -> impl Iterator<Item = String> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let values = query.split('&').filter_map(|pair| pair.strip_prefix("echo="));
    values.map(|value| percent_decode_str(value).decode_utf8_lossy().into_owned())
}
