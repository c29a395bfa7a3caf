//! Deciding a request once more, for the sake of the steps: what is decided stays as it was.

use bytes::Bytes;
use std::time::SystemTime;
use tollgate_model::{Head, Step};
use tollgate_pipeline::{Identity, Refused, World, open, prepare};
use tollgate_routes::{Release, Table};

/// How far a request came before it was refused.
pub(crate) enum Came<'a> {
    /// No farther than to its route.
    ToItsRoute,
    /// It was mapped: with its body, where the route needs it.
    ToItsIntegration(Option<&'a Bytes>),
}

/// The world as it was: the same time, and the same draw of the canary.
struct Again {
    began: SystemTime,
    canary: bool,
}

impl World for Again {
    fn now(&self) -> SystemTime {
        self.began
    }

    fn random(&self) -> u128 {
        // The lowest number is drawn for any share, the highest for none.
        if self.canary { 0 } else { u128::MAX }
    }
}

/// The steps up to the refusal, which is not one of them.
pub(crate) fn replay(
    table: &Table,
    head: &Head<'_>,
    identity: Identity,
    refused: &Refused,
    came: Came<'_>,
) -> Vec<Step> {
    let stage = refused.stage.and_then(|index| table.stage(index));
    let canary = stage.is_some_and(|stage| stage.release == Release::Canary);
    let again = Again { began: identity.started, canary };
    let mut steps = Vec::new();
    let opened = open(&again, table, head, identity, &mut steps);
    if let (Ok(opened), Came::ToItsIntegration(body)) = (opened, came) {
        // Refused or not: what it says of it are the steps.
        let _ = prepare(&again, table, &opened, head, body.cloned(), &mut steps);
    }
    steps
}
