//! What of invocations a process has in its hands, for whoever counts them without asking it.

use crate::waiting::Job;
use std::sync::atomic::{AtomicU8, Ordering};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Holds {
    /// It starts, waits, has answered, or ends.
    Nothing,
    Call,
    Event,
}

/// Written by whoever hands it an invocation and by whoever takes its answer, one after the other.
#[derive(Debug, Default)]
pub(super) struct Hands(AtomicU8);

// === impl Holds ===

impl Holds {
    pub(crate) fn of(job: &Job) -> Holds {
        if job.is_event() { Holds::Event } else { Holds::Call }
    }
}

// === impl Hands ===

impl Hands {
    pub(super) fn set(&self, holds: Holds) {
        self.0.store(holds as u8, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> Holds {
        match self.0.load(Ordering::Relaxed) {
            0 => Holds::Nothing,
            1 => Holds::Call,
            _ => Holds::Event,
        }
    }
}
