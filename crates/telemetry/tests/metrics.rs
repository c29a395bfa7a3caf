//! What is counted, under which labels, and that the bound on series holds.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod common;

use common::{Samples, parse, record, split};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tollgate_model::log_format::{AccessLog, Escape};
use tollgate_model::{FaultKind, LogFormat, Record};
use tollgate_telemetry::names::{self, Kind};
use tollgate_telemetry::{CertificateExpiry, Connections, FunctionState, Metrics, PoolTargets, Pulled};

/// Series that a route reserves at its first request.
const ROUTE: usize = 43;

fn scrape(metrics: &Metrics) -> Samples {
    parse(&String::from_utf8(metrics.render()).unwrap())
}

fn refused(kind: FaultKind) -> Record<'static> {
    Record { status: kind.row().status, fault: Some(kind), integration: None, ..record() }
}

/// The sum over every `route` of one name.
fn total(samples: &Samples, name: &str) -> f64 {
    samples.iter().filter(|(series, _)| split(series).0 == name).map(|(_, value)| value).sum()
}

#[test]
fn a_request_is_counted_where_its_route_says() {
    let metrics = Metrics::new(1000);
    let route = metrics.route("petstore", "prod", "GET /pets/{id}");
    route.observe(&record());
    route.observe(&refused(FaultKind::IntegrationTimeout));
    let labels = r#"api="petstore",stage="prod",route="GET /pets/{id}""#;
    let samples = scrape(&metrics);
    for (series, value) in [
        (format!(r#"tollgate_requests_total{{{labels},class="2xx"}}"#), 1.0),
        (format!(r#"tollgate_requests_total{{{labels},class="4xx"}}"#), 0.0),
        (format!(r#"tollgate_requests_total{{{labels},class="5xx"}}"#), 1.0),
        (format!(r#"tollgate_latency_seconds_bucket{{{labels},le="0.01"}}"#), 0.0),
        (format!(r#"tollgate_latency_seconds_bucket{{{labels},le="0.025"}}"#), 2.0),
        (format!(r#"tollgate_latency_seconds_bucket{{{labels},le="+Inf"}}"#), 2.0),
        (format!(r#"tollgate_latency_seconds_sum{{{labels}}}"#), 0.024),
        (format!(r#"tollgate_latency_seconds_count{{{labels}}}"#), 2.0),
        (format!(r#"tollgate_integration_latency_seconds_bucket{{{labels},le="0.005"}}"#), 0.0),
        (format!(r#"tollgate_integration_latency_seconds_bucket{{{labels},le="0.01"}}"#), 1.0),
        (format!(r#"tollgate_integration_latency_seconds_count{{{labels}}}"#), 1.0),
        (format!(r#"tollgate_data_processed_bytes_total{{{labels}}}"#), 246.0),
        (format!(r#"tollgate_refused_requests_total{{{labels},response_type="INTEGRATION_TIMEOUT"}}"#), 1.0),
    ] {
        assert_eq!(samples.get(&series), Some(&value), "{series}");
    }
}

#[test]
fn a_request_that_reached_no_stage_has_empty_labels() {
    let metrics = Metrics::new(0);
    metrics.unmatched().observe(&refused(FaultKind::BadRequest));
    metrics.unmatched().observe(&Record { status: 0, ..record() });
    let samples = scrape(&metrics);
    let requests =
        |class: &str| samples[&format!(r#"tollgate_requests_total{{api="",stage="",route="",class="{class}"}}"#)];
    assert_eq!((requests("4xx"), requests("none")), (1.0, 1.0));
    let refused = r#"tollgate_refused_requests_total{api="",stage="",route="",response_type="BAD_REQUEST"}"#;
    assert_eq!(samples[refused], 1.0);
}

#[test]
fn a_route_counts_on_over_reloads() {
    let metrics = Metrics::new(1000);
    let before = metrics.route("a", "s", "GET /");
    before.observe(&record());
    let after = metrics.route("a", "s", "GET /");
    assert!(Arc::ptr_eq(&before, &after));
    drop((before, after));
    // Gone and back before any scrape: as at a rollback.
    metrics.route("a", "s", "GET /").observe(&record());
    assert_eq!(total(&scrape(&metrics), "tollgate_latency_seconds_count"), 2.0);
}

#[test]
fn a_gone_route_tells_its_last_values_once() {
    let metrics = Metrics::new(1000);
    let (gone, stays) = (metrics.route("a", "s", "GET /gone"), metrics.route("a", "s", "GET /stays"));
    gone.observe(&record());
    stays.observe(&record());
    drop(gone);
    let count = |samples: &Samples| total(samples, "tollgate_latency_seconds_count");
    assert_eq!(count(&scrape(&metrics)), 2.0);
    let after = scrape(&metrics);
    assert_eq!(count(&after), 1.0);
    assert_eq!(after["tollgate_series"], ROUTE as f64);
}

#[test]
fn a_route_that_nobody_called_has_no_series() {
    let metrics = Metrics::new(1000);
    let _route = metrics.route("a", "s", "GET /quiet");
    let samples = scrape(&metrics);
    assert_eq!(samples["tollgate_series"], 0.0);
    assert!(!samples.keys().any(|series| series.contains("quiet")));
}

#[test]
fn beyond_the_bound_routes_share_their_stages_other() {
    let metrics = Metrics::new(10 * ROUTE);
    let routes: Vec<_> = (0..20).map(|n| metrics.route("a", "s", &format!("GET /{n}"))).collect();
    routes.iter().for_each(|route| route.observe(&record()));
    let samples = scrape(&metrics);
    // A tenth of the bound is the stages' own.
    assert_eq!(samples[r#"tollgate_latency_seconds_count{api="a",stage="s",route="GET /8"}"#], 1.0);
    assert!(!samples.contains_key(r#"tollgate_latency_seconds_count{api="a",stage="s",route="GET /9"}"#));
    assert_eq!(samples[r#"tollgate_latency_seconds_count{api="a",stage="s",route="other"}"#], 11.0);
    assert_eq!(samples["tollgate_series_overflow_total"], 11.0);
    assert_eq!(samples["tollgate_series"], samples["tollgate_series_limit"]);
}

#[test]
fn what_no_stages_other_has_room_for_is_counted_without_a_stage() {
    let metrics = Metrics::new(0);
    metrics.route("a", "s", "GET /").observe(&record());
    let samples = scrape(&metrics);
    assert_eq!(samples[r#"tollgate_latency_seconds_count{api="",stage="",route="other"}"#], 1.0);
    assert_eq!(samples["tollgate_series_overflow_total"], 1.0);
}

#[test]
fn each_kind_of_failure_is_a_series_of_the_bound() {
    let metrics = Metrics::new(ROUTE + ROUTE / 9 + 2);
    let limit = ROUTE + ROUTE / 9 + 2;
    let route = metrics.route("a", "s", "GET /");
    for _ in 0..2 {
        FaultKind::ALL.iter().for_each(|kind| route.observe(&refused(*kind)));
    }
    let samples = scrape(&metrics);
    let own = |series: &&String| series.starts_with(r#"tollgate_refused_requests_total{api="a""#);
    assert_eq!(samples.keys().filter(own).count(), limit - ROUTE);
    assert_eq!(total(&samples, "tollgate_refused_requests_total"), 2.0 * FaultKind::ALL.len() as f64);
    assert_eq!(samples["tollgate_series"], limit as f64);
}

#[test]
fn a_full_bound_has_room_again_when_routes_are_gone() {
    let metrics = Metrics::new(3 * ROUTE);
    let old = ["GET /1", "GET /2"].map(|route| metrics.route("a", "s", route));
    let new = metrics.route("a", "s", "GET /new");
    old.iter().chain([&new]).for_each(|route| route.observe(&record()));
    assert_eq!(scrape(&metrics)["tollgate_series_overflow_total"], 1.0);
    drop(old);
    scrape(&metrics);
    new.observe(&record());
    assert_eq!(scrape(&metrics)[r#"tollgate_latency_seconds_count{api="a",stage="s",route="GET /new"}"#], 1.0);
}

#[test]
fn reloads_that_change_every_route_pile_nothing_up() {
    let metrics = Metrics::new(100_000);
    let mut live = Vec::new();
    for generation in 0..50 {
        live = (0..40).map(|n| metrics.route("a", "s", &format!("GET /{generation}/{n}"))).collect();
        live.iter().for_each(|route| route.observe(&record()));
        scrape(&metrics);
    }
    scrape(&metrics);
    let samples = scrape(&metrics);
    assert_eq!(samples["tollgate_series"], (live.len() * ROUTE) as f64);
    assert_eq!(samples["tollgate_series_overflow_total"], 0.0);
}

#[test]
fn concurrent_first_requests_share_one_series() {
    let metrics = Metrics::new(1000);
    let route = metrics.route("a", "s", "GET /");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..100).for_each(|_| route.observe(&refused(FaultKind::Throttled))));
        }
    });
    let samples = scrape(&metrics);
    assert_eq!(total(&samples, "tollgate_refused_requests_total"), 400.0);
    assert_eq!(samples["tollgate_series"], (ROUTE + 1) as f64);
}

fn everything() -> Arc<Metrics> {
    let metrics = Metrics::new(1000);
    let format = LogFormat { pieces: Vec::new(), escape: Escape::Line };
    metrics.access_logs().open(&AccessLog { path: "/dev/null".into(), format }, "a", "s").unwrap();
    metrics.route("a", "s", "GET /\"quoted\"\\{x}").observe(&refused(FaultKind::Throttled));
    metrics.route("a", "s", "GET /").observe(&record());
    metrics.pull_from(|| Pulled {
        live_generations: 2,
        pool_targets: vec![PoolTargets { target_group: "orders".into(), state: "up", targets: 3 }],
        certificates: vec![CertificateExpiry {
            domain: "api.example.com".into(),
            not_after: SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000),
        }],
        connections: Connections { open: 1, accepted: 1, tls_failures: 1, ..Connections::default() },
        functions: vec![FunctionState {
            function: "orders".into(),
            processes: [0, 3, 1],
            waiting: 2,
            events: 5,
            invocations: 9,
            throttles: 4,
            events_dropped: 6,
            ends: [1, 0, 0, 0, 0],
        }],
    });
    let node = metrics.node();
    node.panicked();
    node.reloaded(7, "abc", SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    metrics
}

#[test]
fn the_node_tells_its_state() {
    let metrics = everything();
    let samples = scrape(&metrics);
    for (series, value) in [
        ("tollgate_config_generation", 7.0),
        (r#"tollgate_config_info{digest="abc"}"#, 1.0),
        ("tollgate_config_last_reload_successful", 1.0),
        ("tollgate_config_last_reload_timestamp_seconds", 1_700_000_000.0),
        ("tollgate_live_generations", 2.0),
        (r#"tollgate_pool_targets{target_group="orders",state="up"}"#, 3.0),
        (r#"tollgate_certificate_expiry_timestamp_seconds{domain="api.example.com"}"#, 2_000_000_000.0),
        ("tollgate_connections", 1.0),
        ("tollgate_connections_accepted_total", 1.0),
        (r#"tollgate_connections_refused_total{reason="tls"}"#, 1.0),
        (r#"tollgate_connections_refused_total{reason="limit"}"#, 0.0),
        (r#"tollgate_function_processes{function="orders",state="idle"}"#, 3.0),
        (r#"tollgate_function_waiting{function="orders"}"#, 2.0),
        (r#"tollgate_function_invocations_total{function="orders"}"#, 9.0),
        (r#"tollgate_function_events{function="orders"}"#, 5.0),
        (r#"tollgate_function_throttles_total{function="orders"}"#, 4.0),
        (r#"tollgate_function_events_dropped_total{function="orders"}"#, 6.0),
        (r#"tollgate_function_process_ends_total{function="orders",reason="exited"}"#, 1.0),
        ("tollgate_panics_total", 1.0),
    ] {
        assert_eq!(samples.get(series), Some(&value), "{series}");
    }
}

#[test]
fn a_refused_reload_leaves_the_generation_as_it_was() {
    let metrics = everything();
    metrics.node().reload_refused(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_100));
    let samples = scrape(&metrics);
    assert_eq!(samples["tollgate_config_generation"], 7.0);
    assert_eq!(samples["tollgate_config_last_reload_successful"], 0.0);
    assert_eq!(samples["tollgate_config_last_reload_timestamp_seconds"], 1_700_000_100.0);
}

/// The name of the table that a sample belongs to: histograms write three names.
fn base(name: &str) -> &str {
    let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|suffix| name.strip_suffix(suffix));
    histogram.filter(|base| names::find(base).is_some_and(|row| row.kind == Kind::Histogram)).unwrap_or(name)
}

#[test]
fn every_sample_stands_in_the_table_with_its_labels() {
    let metrics = everything();
    let mut seen = BTreeSet::new();
    for series in scrape(&metrics).keys().filter(|series| !series.starts_with("process_")) {
        let (name, labels) = split(series);
        let row = names::find(base(name)).unwrap_or_else(|| panic!("not in the table: {name}"));
        let labels: Vec<_> = labels.into_iter().filter(|label| *label != "le").collect();
        assert_eq!(labels, row.labels, "{series}");
        seen.insert(row.name);
    }
    let never: Vec<_> = names::ALL.iter().map(|row| row.name).filter(|name| !seen.contains(name)).collect();
    assert_eq!(never, [""; 0]);
}
