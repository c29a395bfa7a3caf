//! Targets that die and come back.

use crate::site::{EVERY_HOST, NODE, Site, admin, eventually, root, tollgate};
use rustix::process::Signal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tollgate_testkit::{Load, Node};

/// The echo upstream's program, beside the gateway's. It is built when this crate's tests run without the workspace's.
fn echo() -> PathBuf {
    let program = tollgate().with_file_name("echo");
    if !program.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "tollgate-testkit", "--bin", "echo"])
            .arg("--target-dir")
            .arg(tollgate().ancestors().nth(2).unwrap_or(Path::new("target")))
            .current_dir(root())
            .status();
        assert!(built.is_ok_and(|status| status.success()), "cargo build --package tollgate-testkit --bin echo");
    }
    program
}

fn target(name: &str, bind: SocketAddr) -> (Node, SocketAddr) {
    let node = Node::start(&echo(), root(), ["--name", name, "--bind", &bind.to_string()]).unwrap();
    let line = node.wait_for_line("listens on ").unwrap_or_else(|| panic!("{}", node.printed()));
    let address = line.rsplit(' ').next().unwrap().parse().unwrap();
    (node, address)
}

fn group_of(targets: &[SocketAddr]) -> String {
    let targets: String =
        targets.iter().map(|address| format!("[[target_group.target]]\naddress = \"{address}\"\n")).collect();
    format!(
        r#"{NODE}{EVERY_HOST}
[[api]]
name = "edge"
protocol = "http"
[[api.route]]
key = "$default"
integration = {{ type = "http_proxy", uri = "http://pool.internal", vpc_link = "link" }}
[[vpc_link]]
id = "link"
[[vpc_link.listener]]
port = 80
target_group = "pool"
[[target_group]]
name = "pool"
health_check = {{ path = "/", interval = "500ms", timeout = "400ms", healthy_threshold = 2, unhealthy_threshold = 2 }}
{targets}"#
    )
}

/// Healthy targets, as `/pools` tells.
fn healthy(gateway: &Node) -> usize {
    let pools = admin(gateway, "/pools").json();
    let targets = pools[0]["targets"].as_array().cloned().unwrap_or_default();
    targets.iter().filter(|target| target["state"].as_str().is_some_and(|s| s.eq_ignore_ascii_case("up"))).count()
}

#[test]
fn a_killed_target_costs_no_idempotent_request_and_comes_back() {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let (_one, first) = target("one", any);
    let (_two, second) = target("two", any);
    let (three, third) = target("three", any);
    let site = Site::new(&group_of(&[first, second, third]));
    let gateway = site.start();
    let (from_three, revived) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let counted = (Arc::clone(&from_three), Arc::clone(&revived));
    let load = Load::start(
        gateway.listeners()[0],
        4,
        |n| format!("GET /{n} HTTP/1.1\r\nHost: a\r\n\r\n"),
        move |_, answer| {
            let upstream = answer.json()["upstream"].clone();
            if upstream == "three" || upstream == "revived" {
                counted.0.fetch_add(1, Ordering::Relaxed);
                counted.1.fetch_or(upstream == "revived", Ordering::Relaxed);
            }
            if answer.status == 200 { Ok(()) } else { Err(format!("{}: {}", answer.status, answer.text())) }
        },
    );
    eventually("three healthy targets", || healthy(&gateway) == 3);
    eventually("traffic to the third target", || from_three.load(Ordering::Relaxed) > 20);
    three.signal(Signal::KILL).unwrap();
    eventually("two healthy targets", || healthy(&gateway) == 2);
    assert!(load.wait_for(200));
    drop(three);
    let (_revived, _) = target("revived", third);
    eventually("three healthy targets again", || healthy(&gateway) == 3);
    eventually("traffic to the revived target", || revived.load(Ordering::Relaxed));
    let tally = load.stop();
    assert_eq!(tally.failed, 0, "{:#?}", tally.failures);
}

/// REST: `INTEGRATION_FAILURE` 504 (api-gateway-gatewayResponse-definition's supported-gateway-response-types); HTTP APIs:
/// 503 `{"message":"Service Unavailable"}`.
#[test]
fn no_target_up_is_answered_at_once() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let site = Site::new(&group_of(&[gone]));
    let gateway = site.start();
    let answer = crate::site::get(gateway.listeners()[0], "/");
    assert_eq!((answer.status, answer.text().as_str()), (503, r#"{"message":"Service Unavailable"}"#));
}

/// A pool's health is its own, not its generation's: a reload neither probes anew nor forgets.
#[test]
fn health_outlives_a_reload() {
    let (_up, up) = target("up", SocketAddr::from(([127, 0, 0, 1], 0)));
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let text = group_of(&[up, gone]);
    let site = Site::new(&text);
    let gateway = site.start();
    eventually("one healthy target", || healthy(&gateway) == 1);
    site.write("tollgate.toml", &text.replace("key = \"$default\"", "key = \"ANY /{proxy+}\""));
    let receipt = site.reload(&gateway);
    assert!(
        receipt.out.contains("target groups 1 kept, 0 changed, 0 new, 0 draining"),
        "{}{}",
        receipt.out,
        receipt.err
    );
    assert_eq!(healthy(&gateway), 1);
}
