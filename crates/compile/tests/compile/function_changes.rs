//! Functions from one table to the next: what is reused, what is told of a change, and what a list of routes shows.

use crate::build::{NOWHERE, resource, rest_kind, stage, table};
use crate::functions::{ORDERS, ROLE, get, invoke, local, remote, signed, with};
use std::sync::Arc;
use std::time::Duration;
use tollgate_compile::{changes, compile, listing};
use tollgate_definition::{Configuration, Diagnostics, Sources};
use tollgate_model::Origin;
use tollgate_model::aws::{CredentialsSource, DefaultCredentials, Role};
use tollgate_model::function::{FunctionKind, LocalFunction};
use tollgate_routes::Table;

fn next(configuration: &Configuration, previous: &Table) -> Table {
    compile(configuration, Some(previous), &mut Diagnostics::default()).unwrap()
}

/// How a function of this node runs is the table's; who answers for it is the stage's.
#[test]
fn a_stage_outlives_a_change_of_how_its_functions_run() {
    let configuration = get(invoke(ORDERS), vec![local("orders")]);
    let old = table(&configuration);
    let mut slower = configuration.clone();
    let FunctionKind::Local(local_function) = &mut slower.functions[0].kind else { panic!("a local function") };
    local_function.timeout = Duration::from_secs(10);
    slower.functions[0].origin = Origin(7);
    let new = next(&slower, &old);
    assert!(Arc::ptr_eq(&old.stages[0], &new.stages[0]));
    assert_ne!(old.digest, new.digest);
    assert_eq!(*new.functions[0], slower.functions[0]);
    for functions in
        [vec![local("*")], vec![local("orders"), local("orders:live")], vec![remote("orders", "http://x.example")]]
    {
        let other = next(&with(configuration.clone(), functions), &old);
        assert!(!Arc::ptr_eq(&old.stages[0], &other.stages[0]));
    }
    let mut signed = configuration.clone();
    signed.aws.default = DefaultCredentials::Chain;
    let signed = next(&signed, &old);
    assert!(!Arc::ptr_eq(&old.stages[0], &signed.stages[0]));
    assert_ne!(old.digest, signed.digest);
}

#[test]
fn functions_of_every_stage_are_run_once() {
    let mut configuration = get(invoke(ORDERS), vec![local("orders"), local("billing")]);
    let billing = invoke("arn:aws:lambda:us-east-1:123456789012:function:billing");
    let resources = vec![resource("GET /a", invoke(ORDERS)), resource("GET /b", billing)];
    configuration.apis[0].stages.push(stage("test", rest_kind(resources)));
    let table = table(&configuration);
    assert_eq!(table.functions.iter().map(|function| &*function.name).collect::<Vec<_>>(), ["billing", "orders"]);
    let names: Vec<Vec<&str>> =
        table.stages.iter().map(|stage| stage.functions.iter().map(|name| &**name).collect()).collect();
    assert_eq!(names, [vec!["orders"], vec!["orders", "billing"]]);
}

#[test]
fn a_list_of_routes_shows_what_answers() {
    let lines = |configuration: &Configuration| {
        let lines = listing(&table(configuration), &Sources::default());
        lines.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let arn = format!("{ORDERS}:canary");
    let here = get(invoke(&arn), vec![local("orders")]);
    assert_eq!(lines(&here), [format!("a  prod  GET /a  open  aws_proxy orders  {arn}  -")]);
    let elsewhere = get(invoke(&arn), vec![remote("*", "http://127.0.0.1:9001")]);
    assert_eq!(lines(&elsewhere), [format!("a  prod  GET /a  open  aws_proxy orders:canary  {arn}  -")]);
    let line = &listing(&table(&elsewhere), &Sources::default())[0];
    assert_eq!(line.target_group.as_deref(), Some("http://127.0.0.1:9001"));
}

#[test]
fn a_change_of_a_function_is_told() {
    let with_local = |change: &dyn Fn(&mut LocalFunction)| {
        let mut function = local("orders");
        let FunctionKind::Local(local_function) = &mut function.kind else { panic!("a local function") };
        change(local_function);
        get(invoke(ORDERS), vec![function])
    };
    let old = with_local(&|_| {});
    let old_table = table(&old);
    let canary = format!("{ORDERS}:canary");
    for (new, expected) in [
        (old.clone(), ""),
        (with_local(&|it| it.timeout = Duration::from_secs(9)), "function changed: orders (timeout: 3s → 9s)\n"),
        (
            with_local(&|it| it.command = vec!["a".into(), "b".into()]),
            "function changed: orders (command: [./bootstrap] → [a, b])\n",
        ),
        (
            with_local(&|it| drop(it.environment.insert("KEY".into(), "hush".into()))),
            // printf hush | sha256sum
            "function changed: orders (environment.KEY: none → sha256:dc8331bcb228)\n",
        ),
        (
            get(invoke(&canary), vec![local("orders")]),
            &*format!("route changed: a prod GET /a (function: {ORDERS} → {canary})\n"),
        ),
        (
            get(invoke(ORDERS), vec![local("*")]),
            "route changed: a prod GET /a (answered by: orders on this node → * on this node)\n\
             function removed: orders\nfunction added: *\n",
        ),
        (
            get(invoke(ORDERS), vec![remote("*", "http://127.0.0.1:9001")]),
            "route changed: a prod GET /a (answered by: orders on this node → its Invoke API, signed by: none → nobody, \
             target group: none → http://127.0.0.1:9001)\ntarget group new: http://127.0.0.1:9001\nfunction removed: orders\n",
        ),
    ] {
        let told = changes(Some(&old_table), &table(&new)).to_string();
        assert_eq!(told, expected);
    }
}

#[test]
fn a_change_of_who_stands_for_a_role_is_told() {
    let with_role = |source: CredentialsSource| {
        let mut configuration = get(signed(ROLE), vec![remote("orders", "aws")]);
        configuration.aws.roles = vec![Role { arn: ROLE.into(), source, origin: NOWHERE }];
        table(&configuration)
    };
    let (old, new) = (with_role(CredentialsSource::Chain), with_role(CredentialsSource::Assume));
    assert_eq!(changes(Some(&old), &new).to_string(), format!("AWS role changed: {ROLE} (source: Chain → Assume)\n"));
}
