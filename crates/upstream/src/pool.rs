//! A target group at work.

use crate::environment::Environment;
use crate::health::keep_probed;
use crate::lineage::{Lineage, Place, lock};
use crate::peer::{PeerTemplate, literal};
use crate::picked::{Picked, Tried};
use crate::resolve::keep_resolved;
use crate::roster::{Answers, Roster};
use crate::task::Task;
use arc_swap::ArcSwap;
use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;
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

/// What runs in the background for a pool and ends with it, and what it found.
#[derive(Default)]
struct Work {
    resolving: Vec<Task>,
    answers: Answers,
    /// By endpoint.
    probing: HashMap<u64, Task>,
}

impl Pool {
    /// Starts what the group needs in the background; never waits for it.
    pub(crate) fn start(
        spec: Arc<TargetGroup>,
        template: PeerTemplate,
        previous: Option<&Pool>,
        environment: &Environment,
    ) -> Arc<Pool> {
        let lineage = previous.map_or_else(Lineage::new, |previous| previous.lineage().clone());
        let names = names(&spec);
        let mut answers = previous.map(|previous| lock(&previous.work).answers.clone()).unwrap_or_default();
        answers.retain(|name, _| names.contains(name));
        let pool = Arc::new(Pool {
            roster: ArcSwap::from_pointee(Roster::new(&spec, &template, &lineage, &answers)),
            spec,
            template,
            place: Place::take(lineage),
            unsettled: watch::Sender::new(names.iter().filter(|name| !answers.contains_key(*name)).cloned().collect()),
            environment: environment.clone(),
            work: Mutex::new(Work { answers, ..Work::default() }),
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
        let settled = unsettled.wait_for(|names| names.is_empty() || self.roster.load().has_usable());
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

    /// Counts changes of targets' states: for whoever shows them.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.place.lineage.changes.subscribe()
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

    /// A name was resolved.
    pub(crate) fn learn(self: &Arc<Pool>, name: &str, addresses: Arc<[IpAddr]>) {
        let mut work = lock(&self.work);
        if work.answers.get(name) != Some(&addresses) {
            tracing::info!(target_group = %self.spec.key, name, ?addresses, "a target's name has new addresses");
            work.answers.insert(name.into(), addresses);
            let roster = Roster::new(&self.spec, &self.template, &self.place.lineage, &work.answers);
            self.roster.store(Arc::new(roster));
            self.probe(&mut work);
        }
        drop(work);
        self.give_up(name);
    }

    /// A name is no longer waited for: it was resolved, or could not be for now.
    pub(crate) fn give_up(&self, name: &str) {
        self.unsettled.send_if_modified(|names| names.remove(name));
    }

    pub(crate) fn has_answer(&self, name: &str) -> bool {
        lock(&self.work).answers.contains_key(name)
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
