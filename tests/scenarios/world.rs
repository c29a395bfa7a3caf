//! One node that serves the APIs of many scenarios, each in a directory of its own.

use super::file::Scenario;
use super::upstream::Upstream;
use crate::site::{NODE, Site, admin, root};
use std::net::SocketAddr;
use tollgate_testkit::Node;

pub(super) struct World {
    pub(super) site: Site,
    node: Node,
}

impl World {
    /// What keeps it from being served, else.
    pub(super) fn start(scenarios: &[&Scenario], upstream: &Upstream) -> Result<World, String> {
        let site = written(scenarios, upstream);
        let said = site.say(&["check", "--config", "tollgate.toml"]);
        if said.status != 0 {
            return Err(said.out + &said.err);
        }
        let node = site.spawn(&[]);
        match node.wait_for_line("serving generation ") {
            Some(_) => Ok(World { site, node }),
            None => Err(node.printed()),
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.node.listeners()[0]
    }

    /// Requests to this API that were counted as of this class, so far.
    pub(super) fn count(&self, scenario: &Scenario, class: &str) -> f64 {
        let labels = [format!("api=\"{}\"", scenario.name), format!("class=\"{class}\"")];
        let page = admin(&self.node, "/metrics").text();
        let series = page.lines().filter(|line| line.starts_with("tollgate_requests_total{"));
        let wanted = series.filter(|line| labels.iter().all(|label| line.contains(label)));
        wanted.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    }
}

/// What `tollgate check` says of it: its status, its words.
pub(super) fn check(scenario: &Scenario, upstream: &Upstream) -> (i32, String) {
    let said = written(&[scenario], upstream).say(&["check", "--config", "tollgate.toml"]);
    (said.status, said.out + &said.err)
}

fn written(scenarios: &[&Scenario], upstream: &Upstream) -> Site {
    let site = Site::new(&format!("include = [\"*/api.toml\"]\n{NODE}{}", bridge(scenarios, upstream)));
    for scenario in scenarios {
        let file = |name: &str| format!("{}/{name}", scenario.name);
        if let Some(definition) = &scenario.definition {
            site.write(&file("definition.yaml"), definition);
        }
        site.write(&file("api.toml"), &settings(scenario));
        for (name, text) in &scenario.files {
            site.write(&file(name), text);
        }
    }
    site
}

/// The function that every definition may invoke, where one does. A case that hangs leaves it a process that is busy for its
/// timeout.
fn bridge(scenarios: &[&Scenario], upstream: &Upstream) -> String {
    let invokes = |text: &str| text.contains(":function:bridge");
    let is_invoked = |scenario: &&Scenario| {
        invokes(scenario.definition.as_deref().unwrap_or_default()) || invokes(&settings(scenario))
    };
    if !scenarios.iter().any(is_invoked) {
        return String::new();
    }
    let program = root().join("tests/scenarios/function.py");
    format!(
        "[[function]]\nname = \"bridge\"\ncommand = [\"python3\", \"{}\", \"{}\"]\ntimeout = \"10s\"\n",
        program.display(),
        upstream.address()
    )
}

fn settings(scenario: &Scenario) -> String {
    let mut api = scenario.api.clone();
    let mut set = |key: &str, value: toml::Value| {
        api.entry(key).or_insert(value);
    };
    set("name", scenario.name.clone().into());
    set("id", scenario.id().into());
    set("protocol", scenario.kind().into());
    if scenario.definition.is_some() {
        set("definition", "definition.yaml".into());
    }
    let prod = toml::Table::from_iter([("name".to_owned(), toml::Value::from("prod"))]);
    set("stage", vec![toml::Value::from(prod)].into());
    let mut site = scenario.site.clone();
    site.insert("api".to_owned(), vec![toml::Value::from(api)].into());
    toml::to_string(&site).unwrap()
}
