//! An answer on its way from a runtime's post to whoever called.

use super::{Caller, Holds, Phase, Process};
use crate::failure::Failure;
use crate::invocation::{Invoked, Streamed};
use crate::pieces::{PieceSender, StreamFault, pieces};
use bytes::Bytes;
use std::sync::Arc;

/// The right to answer an invocation. Dropped without an answer, it is as if nothing had been posted, but for a stream
/// that has begun: that one is broken off.
pub(crate) struct Answering {
    process: Arc<Process>,
    request_id: Arc<str>,
    reply: Reply,
}

enum Reply {
    Whole(Caller),
    Stream(PieceSender),
    Sent,
}

impl Answering {
    pub(super) fn new(process: Arc<Process>, request_id: Arc<str>, caller: Caller) -> Answering {
        Answering { process, request_id, reply: Reply::Whole(caller) }
    }

    /// Whoever called takes an answer in pieces.
    pub(crate) fn streams(&self) -> bool {
        matches!(&self.reply, Reply::Whole(caller) if caller.streams)
    }

    pub(crate) fn answer(mut self, invoked: Invoked) {
        if let Reply::Whole(caller) = std::mem::replace(&mut self.reply, Reply::Sent) {
            self.settle();
            // Whoever called may be gone.
            let _ = caller.reply.send(Ok(invoked));
        }
    }

    pub(crate) fn fail(mut self, failure: &Failure) {
        if let Reply::Whole(caller) = std::mem::replace(&mut self.reply, Reply::Sent) {
            self.settle();
            let _ = caller.reply.send(failure.outcome(&self.request_id));
        }
    }

    /// The head of a streamed answer: what follows is sent in pieces.
    pub(crate) fn begin_stream(&mut self, content_type: Option<Box<str>>) {
        let (sender, body) = pieces();
        if let Reply::Whole(caller) = std::mem::replace(&mut self.reply, Reply::Stream(sender)) {
            let _ = caller.reply.send(Ok(Invoked::Stream(Streamed { content_type, body })));
        }
    }

    /// Waits until there is room for it. What nobody takes any more is dropped: the function runs to its end.
    pub(crate) async fn send(&self, piece: Bytes) {
        if let Reply::Stream(sender) = &self.reply {
            sender.send(piece).await;
        }
    }

    pub(crate) fn end_stream(mut self, end: Result<(), StreamFault>) {
        if let Reply::Stream(sender) = std::mem::replace(&mut self.reply, Reply::Sent) {
            self.settle();
            sender.end(end);
        }
    }

    /// The process is through with this invocation, if it has not failed meanwhile.
    fn settle(&self) {
        let mut state = self.process.state();
        if matches!(state.phase, Phase::Answering) {
            state.phase = Phase::Answered;
            self.process.hold(Holds::Nothing);
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let mut state = self.process.state();
        match (std::mem::replace(&mut self.reply, Reply::Sent), &state.phase) {
            (Reply::Sent, _) => {}
            (Reply::Whole(caller), Phase::Ended(failure)) => {
                let _ = caller.reply.send(failure.outcome(&self.request_id));
            }
            (Reply::Stream(sender), Phase::Ended(failure)) => sender.end(Err(failure.of_stream(&self.request_id))),
            (Reply::Whole(caller), _) => state.phase = Phase::Running(caller),
            (Reply::Stream(sender), _) => {
                state.phase = Phase::Answered;
                self.process.hold(Holds::Nothing);
                sender.end(Err(Failure::Truncated.of_stream(&self.request_id)));
            }
        }
    }
}
