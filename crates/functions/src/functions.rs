//! The local functions of one generation, and what becomes of those of the one before.

use crate::environment::Environment;
use crate::function::LiveFunction;
use crate::snapshot::Snapshot;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tollgate_model::function::{Function, FunctionKind, LocalFunction};

/// How often it is looked whether events are done with, when the gateway waits for nothing else.
const LOOK: Duration = Duration::from_millis(20);

/// Local functions by name. What two generations have in common is one object with its warm processes.
#[derive(Debug, Default)]
pub struct Functions {
    live: BTreeMap<Arc<str>, Arc<LiveFunction>>,
}

impl Functions {
    /// A function of the same name whose settings are equal, wherever they are written, is the one that is live; the
    /// others have no process before they are called. Nothing happens to `previous`: see [`Functions::retire`].
    pub fn next<'s>(
        previous: Option<&Functions>,
        specs: impl IntoIterator<Item = &'s Arc<Function>>,
        environment: &Environment,
    ) -> Functions {
        let local = specs.into_iter().filter_map(|function| match &function.kind {
            FunctionKind::Local(spec) => Some((&function.name, spec)),
            FunctionKind::Remote(_) => None,
        });
        let live = local.map(|(name, spec)| {
            let kept = previous.and_then(|previous| previous.unchanged(name, spec, environment));
            let live =
                kept.unwrap_or_else(|| Arc::new(LiveFunction::new(name.clone(), spec.clone(), environment.clone())));
            (name.clone(), live)
        });
        Functions { live: live.collect() }
    }

    fn unchanged(&self, name: &str, spec: &LocalFunction, environment: &Environment) -> Option<Arc<LiveFunction>> {
        let live = self.find(name)?;
        live.is(spec, environment).then(|| live.clone())
    }

    /// By its name as it is written, alias and all.
    pub fn find(&self, name: &str) -> Option<&Arc<LiveFunction>> {
        self.live.get(name)
    }

    /// Once `next` is what new requests see: what is not in it keeps no process warm any more. It still serves what it
    /// has, and who still calls. A function that is dropped does the same by itself.
    pub fn retire(&self, next: &Functions) {
        let gone = self.live.iter().filter(|(name, live)| !next.find(name).is_some_and(|kept| Arc::ptr_eq(kept, live)));
        gone.for_each(|(_, live)| live.retire());
    }

    /// Serves the events that were accepted, for at most so long. Their next attempts come at once, and no process is kept
    /// warm any more.
    pub async fn finish(&self, patience: Duration) {
        self.live.values().for_each(|live| live.retire());
        let finished = async {
            while self.live.values().any(|live| live.snapshot().events > 0) {
                sleep(LOOK).await;
            }
        };
        // What is not done by then is lost, and [`Functions::stop`] tells it.
        let _ = timeout(patience, finished).await;
    }

    /// Ends every process, those at work too: SIGTERM, and SIGKILL two seconds later. Resolves when all are gone.
    pub async fn stop(&self) {
        let stopping: Vec<_> = self.live.values().map(|live| live.stop()).collect();
        for stopped in stopping {
            stopped.await;
        }
    }

    /// By name.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        self.live.values().map(|live| live.snapshot()).collect()
    }
}
