//! Digests, and stages that pass from one table to the next.

use crate::build::{api, proxy, resource, rest, rest_kind, stage};
use std::sync::Arc;
use tollgate_compile::compile;
use tollgate_definition::api::DeploymentKind;
use tollgate_definition::{Configuration, Diagnostics};
use tollgate_model::Origin;
use tollgate_routes::Table;

fn two(uri: &str) -> Configuration {
    let of = |uri: &str| vec![stage("prod", rest_kind(vec![resource("GET /a", proxy(uri))]))];
    Configuration { apis: vec![api("a", of("http://a.example/")), api("b", of(uri))], ..Configuration::default() }
}

fn next(configuration: &Configuration, previous: Option<&Table>) -> Table {
    compile(configuration, previous, &mut Diagnostics::default()).unwrap()
}

#[test]
fn a_stage_that_did_not_change_is_the_same_stage() {
    let old = next(&two("http://b.example/"), None);
    let same = next(&two("http://b.example/"), Some(&old));
    assert!((0..2).all(|at| Arc::ptr_eq(&old.stages[at], &same.stages[at])));
    let other = next(&two("http://c.example/"), Some(&old));
    assert!(Arc::ptr_eq(&old.stages[0], &other.stages[0]));
    assert!(!Arc::ptr_eq(&old.stages[1], &other.stages[1]));
    // Its groups are there all the same.
    let groups: Vec<_> = other.groups.iter().map(|group| group.key.to_string()).collect();
    assert_eq!(groups, ["http://a.example:80", "http://c.example:80"]);
}

/// What is compiled points to places in the files that were read: a stage whose places moved is compiled anew.
#[test]
fn a_stage_that_moved_in_its_file_is_compiled_anew() {
    let old = next(&two("http://b.example/"), None);
    let mut moved = two("http://b.example/");
    moved.apis[0].stages[0].origin = Origin(7);
    let new = next(&moved, Some(&old));
    assert!(!Arc::ptr_eq(&old.stages[0], &new.stages[0]));
    assert_eq!(new.stages[0].origin, Origin(7));
    assert!(Arc::ptr_eq(&old.stages[1], &new.stages[1]));
    assert_eq!(old.digest, new.digest);
}

/// Also what lies within a method: its templates and responses are pointed at when a request is refused.
#[test]
fn a_stage_whose_integration_moved_is_compiled_anew() {
    let old = next(&two("http://b.example/"), None);
    let mut moved = two("http://b.example/");
    let deployment = Arc::make_mut(&mut moved.apis[0].stages[0].deployment);
    let DeploymentKind::Rest(api) = &mut deployment.kind else { panic!("a REST API") };
    let integration = api.resources[0].methods[0].integration.as_mut().unwrap();
    Arc::make_mut(integration).origin = Origin(9);
    let new = next(&moved, Some(&old));
    assert!(!Arc::ptr_eq(&old.stages[0], &new.stages[0]));
    assert!(Arc::ptr_eq(&old.stages[1], &new.stages[1]));
}

#[test]
fn what_a_stage_depends_on_outside_of_it_counts() {
    let configuration = rest(vec![resource("GET /a", proxy("http://x.example/"))]);
    let old = next(&configuration, None);
    let mut linked = configuration.clone();
    linked.vpc_links.push(crate::build::link("internal", &[], true));
    assert!(!Arc::ptr_eq(&old.stages[0], &next(&linked, Some(&old)).stages[0]));
}

#[test]
fn the_digest_is_of_what_is_served_whatever_its_order() {
    let digest = |configuration: &Configuration| next(configuration, None).digest;
    let first = two("http://b.example/");
    assert_eq!(digest(&first).len(), 64);
    let mut turned = first.clone();
    turned.apis.reverse();
    turned.node.name = "another".to_owned();
    turned.log.level = "debug".to_owned();
    turned.apis[0].origin = Origin(9);
    assert_eq!(digest(&first), digest(&turned));
    assert_ne!(digest(&first), digest(&two("http://c.example/")));
    let mut limited = first.clone();
    limited.limits.body = 1;
    assert_ne!(digest(&first), digest(&limited));
}
