//! When probes change a target's state, and when the next is due: no clock, no socket.

use std::time::Duration;
use tollgate_model::target_group::HealthCheck;

/// The outcomes in a row so far.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    good: u32,
    bad: u32,
}

/// What is known of the target beside the probes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Up,
    Down,
    /// By failed requests. `unreachable` when connections failed: then probes can show that it is back.
    Ejected {
        unreachable: bool,
    },
}

/// What a probe changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Down,
    /// Up again, whether it was down or ejected.
    Up,
}

impl Verdict {
    /// The target was ejected: what was seen before says nothing of it.
    pub(crate) fn doubt(&mut self) {
        *self = Verdict::default();
    }

    /// Takes one outcome of a target that stood so. One bad probe is enough of a target that requests ejected: from then
    /// on probes tell when it is back, not the back-off.
    pub(crate) fn observe(&mut self, healthy: bool, standing: Standing, check: &HealthCheck) -> Option<Change> {
        (self.good, self.bad) =
            if healthy { (self.good.saturating_add(1), 0) } else { (0, self.bad.saturating_add(1)) };
        let proven_good = self.good >= check.healthy_threshold.max(1);
        let proven_bad = self.bad >= check.unhealthy_threshold.max(1);
        match standing {
            Standing::Down | Standing::Ejected { unreachable: true } if proven_good => Some(Change::Up),
            Standing::Up if proven_bad => Some(Change::Down),
            Standing::Ejected { .. } if !healthy => Some(Change::Down),
            _ => None,
        }
    }

    /// How long until the next probe of a target that stands so. A target that is coming back is probed faster: with
    /// the rest of its successes within one interval it is back within two, however many are asked for.
    pub(crate) fn wait(&self, standing: Standing, check: &HealthCheck) -> Duration {
        let returning = matches!(standing, Standing::Down | Standing::Ejected { unreachable: true });
        if returning && self.good > 0 { check.interval / check.healthy_threshold.max(1) } else { check.interval }
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
