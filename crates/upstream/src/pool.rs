//! A target group at work.

use crate::environment::Environment;
use crate::health::keep_probed;
use crate::lineage::{Lineage, Place, lock};
use crate::peer::{PeerTemplate, literal};
use crate::picked::{Picked, Tried};
use crate::resolve::keep_resolved;
use crate::roster::Roster;
use crate::task::Task;
use arc_swap::ArcSwap;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;
use tollgate_model::TargetGroup;
use tollgate_model::target_group::{Address, HashKey};

/// A target group at work, as one generation sees it: its settings and targets are that generation's; what is known of
/// the targets is shared with the pools of the same key before and after it.
pub struct Pool {
    spec: Arc<TargetGroup>,
    template: PeerTemplate,
    place: Place,
    roster: ArcSwap<Roster>,
    /// Names that have neither an answer nor a failure yet.
    unsettled: watch::Sender<BTreeSet<Box<str>>>,
    environment: Environment,
    work: Mutex<Work>,
}

/// What runs in the background for a pool, and ends with it.
#[derive(Default)]
struct Work {
    resolving: Vec<Task>,
    /// By endpoint.
    probing: HashMap<u64, Task>,
}

impl Pool {
    /// Starts what the group needs in the background; never waits for it.
    pub(crate) fn start(
        spec: Arc<TargetGroup>,
        template: PeerTemplate,
        lineage: Arc<Lineage>,
        environment: &Environment,
    ) -> Arc<Pool> {
        let names = names(&spec);
        let unsettled = names.iter().filter(|name| lineage.answer(name).is_none()).cloned().collect();
        let pool = Arc::new(Pool {
            roster: ArcSwap::from_pointee(Roster::new(&spec, &template, &lineage)),
            spec,
            template,
            place: Place::take(lineage),
            unsettled: watch::Sender::new(unsettled),
            environment: environment.clone(),
            work: Mutex::default(),
        });
        let resolve = |name| {
            let work = keep_resolved(Arc::downgrade(&pool), name, environment.resolver.clone());
            Task::spawn(&environment.background, work)
        };
        let mut work = lock(&pool.work);
        work.resolving = names.into_iter().map(resolve).collect();
        pool.probe(&mut work);
        drop(work);
        pool
    }

    /// The group's settings. Its origins are those of the generation that changed the group last.
    pub fn spec(&self) -> &TargetGroup {
        &self.spec
    }

    /// Chooses a target that is up; `None` at once when there is none. `hash` gives the value that a consistent balance
    /// hashes, by a function that is the same on every node; it is called for that balance alone.
    pub fn pick(&self, hash: impl FnOnce(&HashKey) -> u64, tried: &Tried) -> Option<Picked> {
        let roster = self.roster.load_full();
        let index = roster.choose(hash, tried)?;
        Some(Picked::new(roster, index))
    }

    /// After a `pick` of `None`: waits for the names of a group that was just made, at most the connect timeout. True
    /// when it waited, so that another `pick` may find what the first could not; false at once in every other case.
    pub async fn ready(&self) -> bool {
        if self.unsettled.borrow().is_empty() {
            return false;
        }
        let mut unsettled = self.unsettled.subscribe();
        let settled = unsettled.wait_for(|names| names.is_empty() || !self.roster.load().members.is_empty());
        tokio::time::timeout(self.spec.timeouts.connect, settled).await.is_ok()
    }

    /// A request began: its share of a retry is saved.
    pub fn begin_request(&self) {
        self.place.lineage.budget.deposit(self.spec.retry.budget);
    }

    /// Takes one retry from the group's budget; false when it is spent.
    pub fn may_retry(&self) -> bool {
        self.place.lineage.budget.withdraw(self.spec.retry.budget)
    }

    pub(crate) fn lineage(&self) -> &Arc<Lineage> {
        &self.place.lineage
    }

    pub(crate) fn roster(&self) -> Arc<Roster> {
        self.roster.load_full()
    }

    /// Whether it is the newest pool of its key, which the health checks are left to.
    pub(crate) fn leads(&self) -> bool {
        self.place.leads()
    }

    /// The name has an answer, now in the lineage, or failed for now.
    pub(crate) fn settle(self: &Arc<Pool>, name: &str, answered: bool) {
        if answered {
            // One at a time: of two names' answers neither must be lost.
            let mut work = lock(&self.work);
            self.roster.store(Arc::new(Roster::new(&self.spec, &self.template, &self.place.lineage)));
            self.probe(&mut work);
        }
        self.unsettled.send_if_modified(|names| names.remove(name));
    }

    /// Has exactly the endpoints of the roster probed.
    fn probe(self: &Arc<Pool>, work: &mut Work) {
        let roster = self.roster.load();
        let mut before = std::mem::take(&mut work.probing);
        for member in &roster.members {
            let Some(check) = &self.spec.health_check else {
                // Nobody would ever find it up again.
                member.endpoint.down.store(false, Relaxed);
                continue;
            };
            let id = member.endpoint.id;
            if work.probing.contains_key(&id) {
                continue;
            }
            let start = || {
                let prober = member.prober(&self.environment);
                let probing = keep_probed(Arc::downgrade(self), member.endpoint.clone(), check.clone(), prober);
                Task::spawn(&self.environment.background, probing)
            };
            let task = before.remove(&id).unwrap_or_else(start);
            work.probing.insert(id, task);
        }
    }
}

fn names(spec: &TargetGroup) -> BTreeSet<Box<str>> {
    let name = |address: &Address| match address {
        Address::Host { host, .. } if literal(address).is_none() => Some(host.clone()),
        _ => None,
    };
    spec.targets.iter().filter_map(|target| name(&target.address)).collect()
}
