//! Amazon's rules as data: each file under `rest/` and `http/` is an API of that kind, requests to it, and what Amazon
//! answers, with where that is known from. All are served by one node; `docs/behaviour.md` says which row of the checklist
//! each shows. A definition may invoke the Lambda function `bridge`: what it is invoked with is what the upstream receives.
//!
//! `SCENARIO=NNN` runs those alone whose name contains that.

mod ask;
mod bytes;
mod file;
mod rows;
mod upstream;
mod world;

use crate::site::root;
use file::Scenario;
use std::fmt::Write;
use upstream::Upstream;
use world::World;

/// Each kind of API has its own.
const DIRECTORIES: [&str; 2] = ["tests/scenarios/rest", "tests/scenarios/http"];

/// Bound but not listening: connections to it are refused for as long as it is kept.
pub(crate) fn nobody() -> (socket2::Socket, String) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap().to_string();
    (socket, address)
}

fn all(replace: impl Fn(&str) -> String) -> Vec<Scenario> {
    let read = |directory: &&'static str| Scenario::read_all(&root().join(directory), directory, &replace);
    DIRECTORIES.iter().flat_map(read).collect()
}

fn scenarios(echo: &str, dead: &str) -> Vec<Scenario> {
    let replace = |text: &str| text.replace("{echo}", echo).replace("{dead}", dead);
    let all = all(replace);
    match std::env::var("SCENARIO") {
        Ok(part) => all.into_iter().filter(|scenario| scenario.name.contains(&part)).collect(),
        Err(_) => all,
    }
}

/// Everything that is wrong with it, under its name; empty when nothing is.
fn run(world: &World, upstream: &Upstream, scenario: &Scenario) -> String {
    let mut report = String::new();
    for case in &scenario.cases {
        let faults =
            (0..case.times).map(|_| ask::ask(world, upstream, scenario, case)).find(|faults| !faults.is_empty());
        for fault in faults.into_iter().flatten() {
            writeln!(report, "{}: {}\n    {fault}", scenario.path(), case.name).unwrap();
        }
    }
    report
}

/// Alone, in a node of its own.
fn run_alone(upstream: &Upstream, scenario: &Scenario) -> String {
    match World::start(&[scenario], upstream) {
        Ok(world) => run(&world, upstream, scenario),
        Err(refused) => format!("{}: not served:\n{refused}", scenario.path()),
    }
}

/// Each with its report. All in one node; where that does not start, each alone, so that one that is refused hides no
/// other.
fn reports<'a>(upstream: &Upstream, scenarios: &[&'a Scenario]) -> Vec<(&'a Scenario, String)> {
    let served: Vec<&Scenario> = scenarios.iter().copied().filter(|scenario| scenario.refused.is_empty()).collect();
    let world = World::start(&served, upstream).ok();
    let report = |scenario: &Scenario| match &world {
        _ if !scenario.refused.is_empty() => check_refused(scenario, upstream),
        Some(world) => run(world, upstream, scenario),
        None => run_alone(upstream, scenario),
    };
    scenarios.iter().map(|scenario| (*scenario, report(scenario))).collect()
}

fn check_refused(scenario: &Scenario, upstream: &Upstream) -> String {
    let (status, said) = world::check(scenario, upstream);
    let missing: Vec<_> = scenario.refused.iter().filter(|words| !said.contains(*words)).collect();
    if status == 1 && missing.is_empty() {
        return String::new();
    }
    format!("{}: should be refused, saying {missing:?}; {status}:\n{said}", scenario.path())
}

#[test]
fn every_scenario_is_as_its_source_says() {
    let (upstream, (_nobody, dead)) = (Upstream::start(), nobody());
    let all = scenarios(&upstream.address().to_string(), &dead);
    let (pending, built): (Vec<_>, Vec<_>) = all.iter().partition(|scenario| scenario.pending.is_some());
    let mut faults: String = reports(&upstream, &built).into_iter().map(|(_, report)| report).collect();
    for (scenario, _) in reports(&upstream, &pending).iter().filter(|(_, report)| report.is_empty()) {
        writeln!(faults, "{}: passes, so it is not pending", scenario.path()).unwrap();
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// A rule without a source is an opinion.
#[test]
fn every_scenario_says_where_its_rule_is_from() {
    let mut numbers = std::collections::BTreeSet::new();
    for scenario in all(str::to_owned) {
        let name = &scenario.name;
        assert!(!scenario.sources.is_empty() && !scenario.rows.is_empty(), "{name}");
        assert!(scenario.sources.iter().all(|source| !source.page.is_empty() && !source.says.is_empty()), "{name}");
        assert!(!scenario.cases.is_empty() || !scenario.refused.is_empty(), "{name}: nothing is expected");
        assert!(numbers.insert(scenario.id()), "{name}: the number is taken");
    }
}
