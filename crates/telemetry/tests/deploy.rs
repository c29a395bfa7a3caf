//! The files that are shipped for operators name what there is: metrics, labels, values, paths.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tollgate_model::FaultKind;
use tollgate_telemetry::names::{self, Kind};
use tollgate_telemetry::{Connections, FunctionState};

/// What Prometheus itself puts on every series, and the label of a histogram's buckets.
const FOREIGN_LABELS: [&str; 3] = ["job", "instance", "le"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(path: &str) -> serde_json::Value {
    serde_yaml_ng::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> serde_json::Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every text under one of these keys, however deep.
fn texts(value: &serde_json::Value, keys: &[&str]) -> Vec<String> {
    match value {
        serde_json::Value::Array(items) => items.iter().flat_map(|item| texts(item, keys)).collect(),
        serde_json::Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(text) if keys.contains(&key.as_str()) => vec![text.to_owned()],
                _ => texts(value, keys),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Every `tollgate_…` in a text, and what stands in braces right behind it.
fn metrics(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("tollgate_") {
        if at > 0 && is_word(text.as_bytes()[at - 1]) {
            continue;
        }
        let length = text[at..].bytes().take_while(|byte| is_word(*byte)).count();
        let rest = &text[at + length..];
        let selector = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or("", |(inside, _)| inside);
        found.push((&text[at..at + length], selector));
    }
    found
}

fn row(metric: &str, place: &str) -> &'static names::Name {
    let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|suffix| metric.strip_suffix(suffix));
    let histogram = histogram.and_then(names::find).filter(|row| row.kind == Kind::Histogram);
    let plain = names::find(metric).filter(|row| row.kind != Kind::Histogram);
    histogram.or(plain).unwrap_or_else(|| panic!("no such series: {metric} in {place}"))
}

/// `label` and `"value"` of each matcher.
fn matchers(selector: &str) -> impl Iterator<Item = (&str, &str)> {
    selector.split("\",").filter(|matcher| !matcher.trim().is_empty()).map(|matcher| {
        let end = matcher.bytes().take_while(|byte| is_word(*byte)).count();
        (matcher[..end].trim(), matcher[end..].trim_start_matches(['=', '~', '!']).trim_matches('"'))
    })
}

/// The values that a metric's label can have, where they are a closed set.
fn values(metric: &str, label: &str) -> Option<Vec<&'static str>> {
    match label {
        "state" if metric == "tollgate_function_processes" => Some(FunctionState::STATES.to_vec()),
        "reason" if metric == "tollgate_function_process_ends_total" => Some(FunctionState::ENDS.to_vec()),
        "class" => Some(vec!["none", "1xx", "2xx", "3xx", "4xx", "5xx"]),
        "reason" => Some(Connections::REASONS.to_vec()),
        "response_type" => Some(FaultKind::ALL.iter().map(|kind| kind.row().name).collect()),
        "state" => Some(vec!["up", "down", "ejected", "draining", "unresolved"]),
        _ => None,
    }
}

/// The labels of every `by (…)`.
fn grouped_by(expression: &str) -> impl Iterator<Item = &str> {
    let lists = expression.split("by (").skip(1).filter_map(|rest| rest.split_once(')'));
    lists.flat_map(|(list, _)| list.split(',')).map(str::trim)
}

fn check_expression(expression: &str, place: &str) {
    let mut known = BTreeSet::from(FOREIGN_LABELS);
    for (metric, selector) in metrics(expression) {
        let row = row(metric, place);
        known.extend(row.labels);
        for (label, value) in matchers(selector) {
            let of_series = row.labels.contains(&label) || FOREIGN_LABELS.contains(&label);
            assert!(of_series, "{metric} has no label {label} in {place}: {expression}");
            let Some(values) = values(metric, label) else { continue };
            let unknown: Vec<_> = value.split('|').filter(|value| !values.contains(value)).collect();
            assert!(unknown.is_empty(), "{label} is never {unknown:?} in {place}: {expression}");
        }
    }
    let unknown: Vec<_> = grouped_by(expression).filter(|label| !known.contains(label)).collect();
    assert!(unknown.is_empty(), "grouped by {unknown:?}, which nothing has, in {place}: {expression}");
}

#[test]
fn every_metric_of_an_alert_exists() {
    let alerts = yaml("deploy/prometheus/alerts.yaml");
    let expressions = texts(&alerts, &["expr"]);
    assert!(expressions.len() > 10);
    expressions.iter().for_each(|expression| check_expression(expression, "alerts.yaml"));
    for text in texts(&alerts, &["summary", "description"]) {
        metrics(&text).iter().for_each(|(metric, _)| _ = names::find(metric).unwrap_or_else(|| panic!("{metric}")));
    }
    for series in texts(&yaml("deploy/prometheus/alerts_test.yaml"), &["series"]) {
        check_expression(&series, "alerts_test.yaml");
    }
}

#[test]
fn every_metric_of_the_dashboard_exists() {
    let dashboard = json("deploy/grafana/tollgate.json");
    let expressions = texts(&dashboard, &["expr", "definition"]);
    assert!(expressions.len() > 20);
    // Grafana's variables stand where any value may.
    expressions.iter().for_each(|expression| check_expression(expression, "tollgate.json"));
}

#[test]
fn every_metric_is_watched_by_an_alert_or_shown_on_the_dashboard() {
    let mut expressions = texts(&yaml("deploy/prometheus/alerts.yaml"), &["expr"]);
    expressions.extend(texts(&json("deploy/grafana/tollgate.json"), &["expr"]));
    let used: BTreeSet<_> =
        expressions.iter().flat_map(|text| metrics(text)).map(|(metric, _)| row(metric, "deploy").name).collect();
    let unused: Vec<_> = names::ALL.iter().map(|row| row.name).filter(|name| !used.contains(name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// Every document of a manifest has a kind, and what refers to the deployment's pods does so by the labels they have.
#[test]
fn kubernetes_manifests_belong_together() {
    let listed = yaml("deploy/kubernetes/kustomization.yaml");
    let listed: BTreeSet<_> = listed["resources"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
    let there: BTreeSet<String> = fs::read_dir(root().join("deploy/kubernetes"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "kustomization.yaml")
        .collect();
    assert_eq!(listed, there.iter().map(String::as_str).collect());
    let manifest = |name: &str| yaml(&format!("deploy/kubernetes/{name}.yaml"));
    let (deployment, service) = (manifest("deployment"), manifest("service"));
    let pod = &deployment["spec"]["template"];
    for selector in [
        &deployment["spec"]["selector"]["matchLabels"],
        &service["spec"]["selector"],
        &manifest("poddisruptionbudget")["spec"]["selector"]["matchLabels"],
    ] {
        assert_eq!(selector, &pod["metadata"]["labels"]);
    }
    let container = &pod["spec"]["containers"][0];
    let ports: Vec<_> = container["ports"].as_array().unwrap().iter().map(|port| &port["name"]).collect();
    assert!(ports.contains(&&service["spec"]["ports"][0]["targetPort"]));
    for (probe, path) in [("readinessProbe", "/readyz"), ("livenessProbe", "/healthz"), ("startupProbe", "/readyz")] {
        assert_eq!(container[probe]["httpGet"]["path"], path);
        assert!(ports.contains(&&container[probe]["httpGet"]["port"]), "{probe}");
    }
}

/// Seconds of the first duration behind `key` in a configuration.
fn seconds(text: &str, key: &str) -> u64 {
    let (_, rest) = text.split_once(&format!("{key} = \"")).unwrap_or_else(|| panic!("no {key}"));
    rest.split_once("s\"").and_then(|(number, _)| number.parse().ok()).unwrap_or_else(|| panic!("{key}: {rest}"))
}

#[test]
fn a_pod_has_more_time_to_stop_than_its_drain_takes() {
    let config = yaml("deploy/kubernetes/configmap.yaml");
    let config = config["data"]["tollgate.toml"].as_str().unwrap();
    let grace = &yaml("deploy/kubernetes/deployment.yaml")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"];
    assert!(grace.as_u64().unwrap() > seconds(config, "delay") + seconds(config, "timeout"));
}

/// The table of docs/metrics.md is made from the one of the code: `UPDATE_DOCS=1 cargo test -p tollgate-telemetry`.
#[test]
fn the_documentation_has_the_table_of_metrics() {
    let (begin, end) = ("<!-- metrics -->\n", "<!-- end of metrics -->");
    let page = read("docs/metrics.md");
    let (before, rest) = page.split_once(begin).unwrap();
    let (table, after) = rest.split_once(end).unwrap();
    let fresh = names::markdown();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        return fs::write(root().join("docs/metrics.md"), format!("{before}{begin}{fresh}{end}{after}")).unwrap();
    }
    assert_eq!(table, fresh, "UPDATE_DOCS=1 writes it anew");
}

/// Runs a checker where it is installed; without it the test says so and checks nothing more.
fn run(program: &str, arguments: &[&str]) {
    match Command::new(program).args(arguments).output() {
        Err(error) => eprintln!("not run: {program}: {error}"),
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&said));
        }
    }
}

#[test]
fn promtool_accepts_the_alerts_and_they_fire_when_they_should() {
    let path = |file: &str| root().join("deploy/prometheus").join(file).to_str().unwrap().to_owned();
    run("promtool", &["check", "rules", &path("alerts.yaml")]);
    run("promtool", &["test", "rules", &path("alerts_test.yaml")]);
}

/// The units name programs that are not installed here: in a copy they are `/bin/true`.
#[test]
#[cfg(target_os = "linux")]
fn systemd_accepts_the_units() {
    let directory = tempfile::tempdir().unwrap();
    for unit in ["tollgate.service", "tollgate-upgrade.service"] {
        let text = read(&format!("deploy/systemd/{unit}"));
        let text =
            text.replace("/usr/bin/tollgate", "/bin/true").replace("/usr/lib/tollgate/upgrade-if-asked", "/bin/true");
        fs::write(directory.path().join(unit), text.replace("/usr/bin/systemctl", "/bin/true")).unwrap();
    }
    let path = |unit: &str| directory.path().join(unit).to_str().unwrap().to_owned();
    run("systemd-analyze", &["verify", "--man=no", &path("tollgate.service"), &path("tollgate-upgrade.service")]);
}

/// The script, with a `tollgate` of these words in place of the installed one, in a runtime directory of its own.
#[cfg(unix)]
fn upgrade(asked: bool, tollgate: &str) -> (bool, bool) {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str| directory.path().join(name);
    let executable = |name: &str, text: &str| {
        fs::write(file(name), text).unwrap();
        fs::set_permissions(file(name), fs::Permissions::from_mode(0o755)).unwrap();
    };
    let run = directory.path().to_str().unwrap();
    let script = read("deploy/systemd/upgrade-if-asked");
    executable(
        "script",
        &script.replace("/run/tollgate", run).replace("/usr/bin/tollgate", &format!("{run}/tollgate")),
    );
    executable("tollgate", &format!("#!/bin/sh\ntouch {run}/started\n{}", tollgate.replace("$run", run)));
    fs::write(file("tollgate.pid"), "1\n").unwrap();
    if asked {
        fs::write(file("upgrade-asked"), "").unwrap();
    }
    let status = Command::new("sh").arg(file("script")).status().unwrap();
    assert!(!file("upgrade-asked").exists(), "asked once, done once");
    (status.success(), file("started").exists())
}

#[test]
#[cfg(unix)]
fn a_reload_upgrades_only_when_asked_and_fails_with_the_new_process() {
    for (asked, tollgate, outcome) in [
        (false, "exit 1", (true, false)),
        // It serves on, as the real one does, until the directory is gone.
        (true, "echo $$ > $run/tollgate.pid; while [ -d $run ]; do sleep 0.1; done", (true, true)),
        (true, "exit 1", (false, true)),
    ] {
        assert_eq!(upgrade(asked, tollgate), outcome, "asked: {asked}, tollgate: {tollgate}");
    }
}

#[test]
#[cfg(unix)]
fn the_upgrade_script_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let script = root().join("deploy/systemd/upgrade-if-asked");
    assert_eq!(fs::metadata(&script).unwrap().permissions().mode() & 0o111, 0o111);
}
