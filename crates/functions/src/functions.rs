//! The local functions of one generation, and what becomes of those of the one before.

use crate::environment::Environment;
use crate::function::{Core, LiveFunction};
use crate::snapshot::Snapshot;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tollgate_model::function::{Function, FunctionKind, LocalFunction};

/// How often it is looked whether events are done with, when the gateway waits for nothing else.
const LOOK: Duration = Duration::from_millis(20);

/// Local functions by name. What two generations have in common is one object with its warm processes.
#[derive(Default)]
pub struct Functions {
    live: BTreeMap<Arc<str>, Arc<LiveFunction>>,
    /// Of the generations before: those that have processes or events still.
    leaving: Vec<Weak<Core>>,
}

impl Functions {
    /// A function of the same name whose settings and code are equal, wherever they are written, is the one that is live;
    /// the others have no process before they are called. Nothing happens to `previous`: see [`Functions::retire`].
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
        let mut next = Functions { live: live.collect(), leaving: Vec::new() };
        next.leaving = previous.map_or_else(Vec::new, |previous| {
            let known = previous.leaving.iter().filter(|core| core.strong_count() > 0).cloned();
            known.chain(previous.not_in(&next).map(|live| Arc::downgrade(&live.core))).collect()
        });
        next
    }

    fn unchanged(&self, name: &str, spec: &LocalFunction, environment: &Environment) -> Option<Arc<LiveFunction>> {
        let live = self.find(name)?;
        (live.is(spec, environment) && live.has_its_code()).then(|| live.clone())
    }

    fn not_in(&self, next: &Functions) -> impl Iterator<Item = &Arc<LiveFunction>> {
        let is_kept = |name: &str, live| next.find(name).is_some_and(|kept| Arc::ptr_eq(kept, live));
        self.live.iter().filter(move |(name, live)| !is_kept(name, live)).map(|(_, live)| live)
    }

    /// Those that are in `next` with equal settings, but not with the same code. By name.
    pub fn recoded(&self, next: &Functions) -> Vec<Arc<str>> {
        let changed = self.not_in(next).filter(|live| {
            let core = next.find(live.name()).map(|next| &next.core);
            core.is_some_and(|core| live.is(&core.spec, &core.environment))
        });
        changed.map(|live| live.name().clone()).collect()
    }

    /// By its name as it is written, alias and all.
    pub fn find(&self, name: &str) -> Option<&Arc<LiveFunction>> {
        self.live.get(name)
    }

    /// Once `next` is what new requests see: what is not in it keeps no process warm any more. It still serves what it
    /// has, and who still calls. A function that is dropped does the same by itself.
    pub fn retire(&self, next: &Functions) {
        self.not_in(next).for_each(|live| live.retire());
    }

    /// Serves the events that were accepted, for at most so long, also those of functions that were replaced. Their next
    /// attempts come at once, and no process is kept warm any more.
    pub async fn finish(&self, patience: Duration) {
        let cores = self.cores();
        cores.iter().for_each(|core| core.retire());
        let finished = async {
            while cores.iter().any(|core| core.pool().held.events > 0) {
                sleep(LOOK).await;
            }
        };
        // What is not done by then is lost, and [`Functions::stop`] tells it.
        let _ = timeout(patience, finished).await;
    }

    /// Ends every process, those at work too, and those of functions that were replaced: SIGTERM, and SIGKILL two seconds
    /// later. Resolves when all are gone.
    pub async fn stop(&self) {
        let stopping: Vec<_> = self.cores().iter().map(|core| core.stop()).collect();
        for stopped in stopping {
            stopped.await;
        }
    }

    fn cores(&self) -> Vec<Arc<Core>> {
        let live = self.live.values().map(|live| live.core.clone());
        live.chain(self.leaving.iter().filter_map(Weak::upgrade)).collect()
    }

    /// By name.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        self.live.values().map(|live| live.snapshot()).collect()
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.live.keys()).finish()
    }
}
