//! Events: answered at once, run when there is a process, tried again when the function fails (*How Lambda handles errors
//! and retries with asynchronous invocation*).

use crate::function::Core;
use crate::invocation::{Invocation, Invoked, Whole};
use crate::pool::{Abandoned, Placed};
use crate::waiting::Job;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::time::{timeout, timeout_at};

/// How many events a function has accepted and is not done with, and their bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    pub events: usize,
    bytes: usize,
}

/// One of them, until it is done with.
struct HeldEvent {
    core: Arc<Core>,
    bytes: usize,
}

/// What came of running it once.
enum Attempt {
    Served,
    Failed,
    /// It waited too long, or cannot be served any more.
    Over(&'static str),
}

/// 202. Beyond `event_queue` of them nothing is promised that may not be held: waiting, running, or between attempts.
pub(crate) fn accept(core: &Arc<Core>, invocation: Invocation) -> Invoked {
    let Some(held) = HeldEvent::admit(core, invocation.payload.len()) else { return core.turn_away() };
    core.environment.runtime.spawn(async move { run(&held.core, invocation).await });
    Invoked::Whole(Whole::accepted(202))
}

/// Twice again after a failure of the function, and then no more; and not for ever.
async fn run(core: &Arc<Core>, invocation: Invocation) {
    let (function, request_id) = (&core.name, &invocation.request_id);
    let limits = &core.environment.limits;
    let expires = Instant::now() + limits.event_age;
    let retries = limits.retries.into_iter().map(Some).chain([None]);
    let mut why = "it failed";
    for retry in retries {
        match (attempt(core, invocation.clone(), expires).await, retry) {
            (Attempt::Served, _) => return,
            (Attempt::Failed, Some(after)) => {
                tracing::warn!(target: "function", %function, %request_id, ?after, "the event failed and is tried again");
                wait(core, after).await;
            }
            (Attempt::Failed, None) => break,
            (Attempt::Over(over), _) => {
                why = over;
                break;
            }
        }
    }
    core.pool().counts.events_dropped += 1;
    tracing::warn!(target: "function", %function, %request_id, "the event is dropped: {why}");
}

async fn attempt(core: &Arc<Core>, invocation: Invocation, expires: Instant) -> Attempt {
    let (reply, mut answer) = oneshot::channel();
    let Placed::Taken(ticket) = core.place_event(Job::new(invocation, reply)) else { return STOPPED };
    let answered = match timeout_at(expires.into(), &mut answer).await {
        Ok(answered) => answered,
        Err(_) if matches!(core.pool().abandon(ticket), Abandoned::Removed) => {
            return Attempt::Over("it is older than events may become");
        }
        Err(_) => answer.await,
    };
    match answered {
        Ok(Ok(Invoked::Whole(whole))) if whole.function_error.is_none() => Attempt::Served,
        Ok(Ok(_)) => Attempt::Failed,
        Ok(Err(_)) | Err(_) => STOPPED,
    }
}

const STOPPED: Attempt = Attempt::Over("the function has been stopped");

/// A function of no generation any more tries at once: it is not kept alive for what it waits for.
async fn wait(core: &Core, after: Duration) {
    let mut retired = core.retired.subscribe();
    let _ = timeout(after, retired.wait_for(|retired| *retired)).await;
}

// === impl HeldEvent ===

impl HeldEvent {
    fn admit(core: &Arc<Core>, bytes: usize) -> Option<HeldEvent> {
        let mut pool = core.pool();
        let held = &mut pool.held;
        if held.events >= core.spec.event_queue as usize || held.bytes + bytes > core.environment.limits.events_size {
            return None;
        }
        held.events += 1;
        held.bytes += bytes;
        Some(HeldEvent { core: core.clone(), bytes })
    }
}

impl Drop for HeldEvent {
    fn drop(&mut self) {
        let mut pool = self.core.pool();
        let held = &mut pool.held;
        held.events -= 1;
        held.bytes -= self.bytes;
    }
}
