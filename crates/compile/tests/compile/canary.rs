//! canary-release: two deployments on one stage.

use crate::build::{NOWHERE, proxy, resource, rest, rest_kind, table};
use std::sync::Arc;
use tollgate_compile::{changes, compile, listing};
use tollgate_definition::api::{Canary, Deployment, Variable};
use tollgate_definition::{Configuration, Diagnostics, Sources};
use tollgate_routes::Release;

fn with_canary(percent: f64) -> Configuration {
    let mut configuration = rest(vec![resource("GET /a", proxy("${stageVariables.backend}/a"))]);
    let kind = rest_kind(vec![resource("GET /b", proxy("${stageVariables.backend}/b"))]);
    let value = "http://canary.example".to_owned();
    configuration.apis[0].stages[0].canary = Some(Canary {
        percent,
        deployment: Some(Arc::new(Deployment { id: "9876543210".into(), title: None, kind, origin: NOWHERE })),
        variables: [("backend".to_owned(), Variable { value, origin: NOWHERE })].into_iter().collect(),
        origin: NOWHERE,
    });
    configuration
}

#[test]
fn the_canary_stands_after_its_stage_with_its_own_deployment_and_variables() {
    let table = table(&with_canary(10.0));
    let [stage, canary] = table.stages.as_slice() else { panic!("two stages") };
    assert_eq!((stage.release, canary.release), (Release::Shared { percent: 10.0 }, Release::Canary));
    assert_eq!((&*stage.deployment_id, &*canary.deployment_id), ("0123456789", "9876543210"));
    assert_eq!(stage.variable("backend"), Some("http://backend.example:9000/v1"));
    assert_eq!(canary.variable("backend"), Some("http://canary.example"));
    assert_eq!(canary.variable("host"), Some("stage.example"), "what it does not override is the stage's");
    let named: Vec<_> = table.hosts.apis["a"].stages.values().map(|index| index.0).collect();
    assert_eq!(named, [0], "requests find the stage");
}

#[test]
fn the_canary_is_listed_and_its_changes_are_told() {
    let lines: Vec<String> = listing(&table(&with_canary(10.0)), &Sources::default())
        .iter()
        .map(|line| format!("{} {}", line.stage, line.key))
        .collect();
    assert_eq!(lines, ["prod GET /a", "prod/canary GET /b"]);
    let told = |old, new| changes(Some(&table(&with_canary(old))), &table(&with_canary(new))).to_string();
    assert_eq!(told(10.0, 20.0), "stage changed: a prod (canary_percent: 10.0 → 20.0)\n");
    let mut without = with_canary(10.0);
    without.apis[0].stages[0].canary = None;
    let gone = changes(Some(&table(&with_canary(10.0))), &table(&without)).to_string();
    assert!(
        gone.contains("stage removed: a prod/canary\n") && gone.contains("route removed: a prod/canary GET /b\n"),
        "{gone}"
    );
}

#[test]
fn a_stage_and_its_canary_are_each_reused() {
    let first = table(&with_canary(10.0));
    let again = compile(&with_canary(10.0), Some(&first), &mut Diagnostics::default()).expect("a table");
    for (old, new) in first.stages.iter().zip(&again.stages) {
        assert!(Arc::ptr_eq(old, new), "{:?}", new.release);
    }
}
