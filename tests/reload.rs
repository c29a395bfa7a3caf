//! A change is live at once, costs no request, and a bad one changes nothing.

use crate::site::{EVERY_HOST, NODE, Site, admin, eventually, everything_to, get, metric};
use rustix::process::Signal;
use std::fmt::Write;
use std::net::SocketAddr;
use tollgate_testkit::{Answer, Client, Echo, Load, Node};

fn upstream_of(answer: &Answer) -> String {
    answer.json()["upstream"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_reload_is_live_when_its_receipt_comes() {
    let (one, two) = (Echo::start("one").unwrap(), Echo::start("two").unwrap());
    let site = Site::new(&format!("{NODE}{}", everything_to(one.address())));
    let node = site.start();
    let address = node.listeners()[0];
    assert_eq!(upstream_of(&get(address, "/")), "one");
    site.write("tollgate.toml", &format!("{NODE}{}", everything_to(two.address())));
    let receipt = site.reload(&node);
    assert_eq!(receipt.status, 0, "{}{}", receipt.out, receipt.err);
    assert!(receipt.out.starts_with("generation 2: routes 0 added, 0 removed, 1 changed"), "{}", receipt.out);
    assert_eq!(upstream_of(&get(address, "/")), "two");
}

#[test]
fn sighup_reloads_and_the_change_of_a_listener_needs_a_restart() {
    let (one, two) = (Echo::start("one").unwrap(), Echo::start("two").unwrap());
    let site = Site::new(&format!("{NODE}{}", everything_to(one.address())));
    let node = site.start();
    let changed = NODE.replace("threads = 2", "threads = 3");
    site.write("tollgate.toml", &format!("{changed}{}", everything_to(two.address())));
    node.signal(Signal::HUP).unwrap();
    eventually("the second upstream", || upstream_of(&get(node.listeners()[0], "/")) == "two");
    eventually("needs_restart", || {
        admin(&node, "/config").json()["needs_restart"] == serde_json::json!(["[node] threads"])
    });
}

#[test]
fn a_bad_file_changes_nothing_and_is_reported() {
    let one = Echo::start("one").unwrap();
    let good = format!("{NODE}{}", everything_to(one.address()));
    let site = Site::new(&good);
    let node = site.start();
    let digest = admin(&node, "/config").json()["digest"].clone();
    site.write("tollgate.toml", &good.replace("protocol = ", "protocoll = "));
    let refused = site.reload(&node);
    assert_eq!(refused.status, 1, "{}{}", refused.out, refused.err);
    assert!(refused.err.contains("error[unknown-key]"), "{}", refused.err);
    let config = admin(&node, "/config").json();
    assert_eq!(config["generation"], 1);
    assert_eq!(config["digest"], digest);
    assert_eq!(config["last_reload"]["live"], false);
    assert_eq!(metric(&node, "tollgate_config_last_reload_successful"), Some(0.0));
    assert!(node.wait_for_line("reload refused").is_some());
    assert_eq!(upstream_of(&get(node.listeners()[0], "/")), "one");
    site.write("tollgate.toml", &good);
    assert_eq!(site.reload(&node).status, 0);
    assert_eq!(metric(&node, "tollgate_config_last_reload_successful"), Some(1.0));
}

#[test]
fn a_first_load_that_fails_exits_with_the_diagnostics() {
    let site = Site::new(&format!("{NODE}\n[[api]]\nname = \"a\"\nprotocol = \"rest\"\n"));
    let mut node = site.spawn(&[]);
    assert_eq!(node.wait().and_then(|status| status.code()), Some(1));
    assert!(node.printed().contains("error["), "{}", node.printed());
}

#[test]
fn a_request_under_way_ends_on_the_generation_it_began_on() {
    let (one, two) = (Echo::start("one").unwrap(), Echo::start("two").unwrap());
    let site = Site::new(&format!("{NODE}{}", everything_to(one.address())));
    let node = site.start();
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.send("GET / HTTP/1.1\r\nHost: a\r\nx-echo: hold=gate\r\n\r\n").unwrap();
    assert!(one.wait_for(1));
    site.write("tollgate.toml", &format!("{NODE}{}", everything_to(two.address())));
    assert_eq!(site.reload(&node).status, 0);
    assert_eq!(admin(&node, "/config").json()["live_generations"], 2);
    one.open("gate", 1);
    assert_eq!(upstream_of(&client.read_answer().unwrap()), "one");
    assert_eq!(upstream_of(&client.get("/", "a").unwrap()), "two");
    eventually("one live generation", || admin(&node, "/config").json()["live_generations"] == 1);
}

#[test]
fn a_watched_file_reloads_by_itself() {
    let (one, two) = (Echo::start("one").unwrap(), Echo::start("two").unwrap());
    let watching = NODE.replace("threads = 2", "threads = 2\nwatch = true");
    let site = Site::new(&format!("{watching}{}", everything_to(one.address())));
    let node = site.start();
    site.write("tollgate.toml", &format!("{watching}{}", everything_to(two.address())));
    eventually("the second upstream", || upstream_of(&get(node.listeners()[0], "/")) == "two");
}

/// How many routes the table under reload has, beside those that come and go.
const ROUTES: usize = 10_000;
const RELOADS: usize = 50;

fn many_routes(upstream: SocketAddr, round: usize) -> String {
    let mut text = format!(
        "{NODE}{EVERY_HOST}\n[[api]]\nname = \"edge\"\nprotocol = \"http\"\n[[api.integration]]\nname = \"up\"\n\
         type = \"http_proxy\"\nuri = \"http://{upstream}\"\n"
    );
    let keys = (0..ROUTES).map(|n| format!("GET /r{n}/{{id}}")).chain([format!("GET /round/{round}")]);
    for key in keys {
        writeln!(text, "[[api.route]]\nkey = \"{key}\"\nintegration = \"up\"").unwrap();
    }
    text
}

fn resident_kib(node: &Node) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", node.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().split(' ').next().unwrap().parse().unwrap()
}

/// What is resident right after a reload differs by what the allocator happens to hold: the middle of ten says more.
fn middle(samples: &[u64]) -> u64 {
    let mut samples = samples.to_vec();
    samples.sort_unstable();
    samples[samples.len() / 2]
}

/// Fifty reloads of 10,000 routes under load, a client without retries: no request fails, each swap is whole, what was
/// swapped out is freed.
#[test]
fn fifty_reloads_under_load_fail_no_request() {
    let echoes = [Echo::start("even").unwrap(), Echo::start("odd").unwrap()];
    let site = Site::new(&many_routes(echoes[0].address(), 0));
    let node = site.start();
    let address = node.listeners()[0];
    let request = |n: u64| format!("GET /r{}/{n} HTTP/1.1\r\nHost: a\r\n\r\n", n as usize * 7919 % ROUTES);
    let load = Load::start(address, 2, request, |_, answer| match upstream_of(answer).as_str() {
        "even" | "odd" if answer.status == 200 => Ok(()),
        other => Err(format!("{} from {other:?}: {}", answer.status, answer.text())),
    });
    let mut resident = Vec::new();
    for round in 1..=RELOADS {
        assert_eq!(get(address, &format!("/round/{}", round - 1)).status, 200);
        site.write("tollgate.toml", &many_routes(echoes[round % 2].address(), round));
        let receipt = site.reload(&node);
        assert_eq!(receipt.status, 0, "{}{}", receipt.out, receipt.err);
        let answer = get(address, &format!("/round/{round}"));
        assert_eq!((answer.status, upstream_of(&answer).as_str()), (200, ["even", "odd"][round % 2]), "round {round}");
        assert_eq!(get(address, &format!("/round/{}", round - 1)).status, 404, "round {round}");
        assert!(load.wait_for(20), "no traffic in round {round}");
        resident.push(resident_kib(&node));
    }
    let tally = load.stop();
    assert_eq!(tally.failed, 0, "{:#?}", tally.failures);
    assert!(tally.succeeded > 1000, "{tally:?}");
    eventually("one live generation", || admin(&node, "/config").json()["live_generations"] == 1);
    // A generation that is not freed is a tenth of this; the target of one twentieth is the benchmark's to measure.
    let (early, late) = (middle(&resident[5..15]), middle(&resident[RELOADS - 10..]));
    assert!(late * 4 <= early * 5, "resident memory grew from {early} KiB to {late} KiB: {resident:?}");
}
