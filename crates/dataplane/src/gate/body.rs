//! Where this request's body ends, decided beside pingora and before it.

use super::chunked::{Fed, Scanner};
use super::head::Framing;

/// What of the stream still belongs to the request being served.
#[derive(Debug)]
pub(super) enum Left {
    Length(u64),
    Chunked(Box<Scanner>),
    /// Not ours to delimit: HTTP/2.
    All,
    Broken(BodyFault),
}

/// Why a body was cut off; found again in a pingora error by [`body_fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    #[error("malformed chunked body: {0}")]
    Malformed(&'static str),
    #[error("request body slower than limits.body_rate")]
    TooSlow,
}

/// The gate's reason inside an error that pingora reports for reading a request body: 400 or 408, not a client gone.
pub fn body_fault(error: &pingora_core::Error) -> Option<BodyFault> {
    let cause = error.root_cause().downcast_ref::<std::io::Error>()?;
    cause.get_ref()?.downcast_ref::<BodyFault>().copied()
}

// === impl Left ===

impl From<Framing> for Left {
    fn from(framing: Framing) -> Self {
        match framing {
            Framing::Length(length) => Left::Length(length),
            Framing::Chunked => Left::Chunked(Box::default()),
        }
    }
}

impl Left {
    pub(super) fn is_done(&self) -> bool {
        matches!(self, Left::Length(0))
    }

    /// How many of these bytes belong to the body, at least one unless it is done.
    pub(super) fn take(&mut self, piece: &[u8]) -> Result<usize, BodyFault> {
        match self {
            Left::Length(left) => {
                let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(piece.len());
                *left -= taken as u64;
                Ok(taken)
            }
            Left::Chunked(scanner) => match scanner.feed(piece) {
                Fed::More => Ok(piece.len()),
                Fed::End(length) => {
                    *self = Left::Length(0);
                    Ok(length)
                }
                Fed::Bad(reason) => Err(self.break_off(BodyFault::Malformed(reason))),
            },
            Left::All => Ok(piece.len()),
            Left::Broken(fault) => Err(*fault),
        }
    }

    pub(super) fn break_off(&mut self, fault: BodyFault) -> BodyFault {
        *self = Left::Broken(fault);
        fault
    }
}
