//! canary-release: so many of a hundred requests, at random.

use crate::common::{Fixed, Fixture, REST, head, header_map};
use std::sync::Arc;
use std::time::SystemTime;
use tollgate_model::Step;
use tollgate_pipeline::{Identity, World, open};
use tollgate_routes::{Access, Release, StageIndex, Table};

/// Draws that are known before.
struct Drawing(u128);

impl World for Drawing {
    fn now(&self) -> SystemTime {
        Fixed.now()
    }

    fn random(&self) -> u128 {
        self.0
    }
}

/// A stage with a canary: the stage after it.
fn table(percent: f64) -> Table {
    let mut table = Fixture::new(&REST).table("/pets", Access::Open);
    let mut canary = Fixture::new(&REST).table("/pets", Access::Open);
    let release = |table: &mut Table, release| {
        let stage = table.stages.first_mut().and_then(Arc::get_mut);
        stage.expect("the only one that has it").release = release;
    };
    release(&mut table, Release::Shared { percent });
    release(&mut canary, Release::Canary);
    table.stages.append(&mut canary.stages);
    table
}

/// A draw of so many parts of 128.
fn of_128(parts: u128) -> u128 {
    parts << 121
}

#[test]
fn the_draw_is_held_against_the_percentage() {
    for (percent, drawn, is_canary) in [
        (0.0, 0, false),
        (0.0, u128::MAX, false),
        (100.0, 0, true),
        (100.0, u128::MAX, true),
        (0.1, 0, true),
        (99.9, u128::MAX, false),
        (50.0, of_128(63), true),
        (50.0, of_128(64), false),
        (25.0, of_128(31), true),
        (25.0, of_128(32), false),
    ] {
        let (table, map) = (table(percent), header_map(&[]));
        let head = head(&map, "/prod/pets", None);
        let mut steps: Vec<Step> = Vec::new();
        let opened = open(&Drawing(drawn), &table, &head, Identity::new(&Fixed), &mut steps).expect("it is there");
        assert_eq!(opened.stage, StageIndex(u32::from(is_canary)), "{percent} {drawn:x}");
        let told = steps.iter().find_map(|step| match step {
            Step::Canary { drawn, .. } => Some(*drawn),
            _ => None,
        });
        assert_eq!(told, Some(is_canary), "{percent} {drawn:x}");
    }
}

#[test]
fn without_a_canary_nothing_is_drawn() {
    let (table, map) = (Fixture::new(&REST).table("/pets", Access::Open), header_map(&[]));
    let mut steps: Vec<Step> = Vec::new();
    let head = head(&map, "/prod/pets", None);
    let opened = open(&Drawing(0), &table, &head, Identity::new(&Fixed), &mut steps).expect("it is there");
    assert_eq!(opened.stage, StageIndex(0));
    assert!(!steps.iter().any(|step| matches!(step, Step::Canary { .. })), "{steps:?}");
}
