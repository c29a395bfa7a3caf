//! Events: answered at once, run when there is a process, tried again when the function fails.

use crate::failure::throttled;
use crate::function::Core;
use crate::invocation::{Invocation, Invoked, Outcome, Whole};
use crate::pool::{Job, Placed};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::oneshot;

/// 202. As many events may be under way as calls may wait: beyond, nothing is promised that may not be held.
pub(crate) fn accept(core: &Arc<Core>, invocation: Invocation) -> Invoked {
    let bound = core.spec.queue.max(1) as usize;
    let admitted =
        core.events.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| (held < bound).then_some(held + 1));
    if admitted.is_err() {
        core.pool().counts.throttled += 1;
        return throttled();
    }
    let runs = core.clone();
    core.environment.runtime.spawn(async move {
        run(&runs, invocation).await;
        runs.events.fetch_sub(1, Ordering::Relaxed);
    });
    Invoked::Whole(Whole::accepted(202))
}

/// Twice again after a failure of the function, and then no more (*How Lambda handles errors and retries with
/// asynchronous invocation*).
async fn run(core: &Arc<Core>, invocation: Invocation) {
    let (function, request_id) = (&core.name, &invocation.request_id);
    let retries = core.environment.limits.retries.into_iter().map(Some).chain([None]);
    for retry in retries {
        match (attempt(core, invocation.clone()).await, retry) {
            (Ok(Invoked::Whole(whole)), _) if whole.function_error.is_none() => return,
            (Ok(_), Some(after)) => {
                tracing::warn!(target: "function", %function, %request_id, ?after, "the event failed and is tried again");
                wait(core, after).await;
            }
            (Ok(_), None) | (Err(_), _) => break,
        }
    }
    tracing::warn!(target: "function", %function, %request_id, "the event failed and is dropped");
}

async fn attempt(core: &Arc<Core>, invocation: Invocation) -> Outcome {
    let (reply, answer) = oneshot::channel();
    match core.place(Job { invocation, reply }, |_| true) {
        Placed::Handed | Placed::Waits(_) => answer.await.unwrap_or(Err(crate::InvokeFault::Stopped)),
        Placed::Refused | Placed::Stopped => Err(crate::InvokeFault::Stopped),
    }
}

/// A function of no generation any more tries at once: it is not kept alive for what it waits for.
async fn wait(core: &Core, after: Duration) {
    let mut retired = core.retired.subscribe();
    let _ = tokio::time::timeout(after, retired.wait_for(|retired| *retired)).await;
}
