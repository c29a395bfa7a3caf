use std::time::SystemTime;

/// What the pipeline may ask of the world: all time and randomness come from here.
pub trait World {
    fn now(&self) -> SystemTime;
    fn random(&self) -> u128;
}
