//! Which target is next: pure selection over indices. Nothing here knows an endpoint.

mod least;
mod ring;
mod wheel;

pub(crate) use least::Least;
pub(crate) use ring::{Ring, Spot};
pub(crate) use wheel::{Wheel, shares};
