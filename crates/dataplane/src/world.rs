//! The world as it is: the clock and randomness that the pipeline asks for.

use std::time::SystemTime;
use tollgate_pipeline::World;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Real;

impl World for Real {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> u128 {
        fastrand::u128(..)
    }
}
