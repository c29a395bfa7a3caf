use super::{Step, Trace};
use crate::logging::Logging;

/// Keeps steps only of requests whose route asks for it: off, a step costs one branch.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    steps: Vec<Step>,
    on: bool,
    logging: Logging,
}

impl Recorder {
    /// Keeps every step, whatever the route asks for.
    pub fn always() -> Recorder {
        Recorder { on: true, ..Recorder::default() }
    }

    pub fn is_on(&self) -> bool {
        self.on
    }

    /// What the route asked for; off before a route is known.
    pub fn logging(&self) -> Logging {
        self.logging
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn into_steps(self) -> Vec<Step> {
        self.steps
    }
}

impl Trace for Recorder {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        if self.on {
            self.steps.push(step());
        }
    }

    fn listens(&self) -> bool {
        self.on
    }

    fn routed(&mut self, logging: Logging) {
        self.logging = logging;
        self.on |= logging.is_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logging::LoggingLevel;
    use crate::{FaultKind, Origin};

    fn step() -> Step {
        Step::Refused { kind: FaultKind::Forbidden, status: 403, detail: None, origin: Origin::NOWHERE }
    }

    #[test]
    fn steps_are_kept_from_the_route_that_asks_for_them_on() {
        for (mut recorder, level, kept) in [
            (Recorder::default(), LoggingLevel::Off, 0),
            (Recorder::default(), LoggingLevel::Error, 1),
            (Recorder::default(), LoggingLevel::Info, 1),
            (Recorder::always(), LoggingLevel::Off, 2),
        ] {
            recorder.step(step);
            recorder.routed(Logging { level, data_trace: false });
            recorder.step(step);
            assert_eq!(recorder.steps().len(), kept, "{level:?}");
        }
    }
}
