//! A new binary takes over the sockets: nothing is refused, nothing reset; and when it fails, nothing changes.

use crate::site::{NODE, Site, admin, eventually, everything_to, get};
use rustix::process::Signal;
use tollgate_testkit::{Answer, Client, Echo, Load, Node};

fn site(echo: &Echo) -> Site {
    let site = Site::new("");
    let run = site.path("run");
    let node = NODE.replace("threads = 2", &format!("threads = 2\nruntime_dir = \"{}\"", run.display()));
    site.write("tollgate.toml", &format!("{node}{}", everything_to(echo.address())));
    site
}

fn is_fine(_: u64, answer: &Answer) -> Result<(), String> {
    if answer.status == 200 { Ok(()) } else { Err(format!("{}: {}", answer.status, answer.text())) }
}

fn load(node: &Node) -> Load {
    Load::start(node.listeners()[0], 4, |n| format!("GET /{n} HTTP/1.1\r\nHost: a\r\n\r\n"), is_fine)
}

#[test]
fn an_upgrade_under_load_refuses_and_resets_nothing() {
    let echo = Echo::start("up").unwrap();
    let site = site(&echo);
    let mut old = site.start();
    let load = load(&old);
    assert!(load.wait_for(200));
    let new = site.start_with(&["--upgrade"]);
    assert_eq!(new.listeners(), old.listeners());
    assert_eq!(new.admin(), old.admin());
    assert!(load.wait_for(200));
    assert_eq!(old.wait().and_then(|status| status.code()), Some(0), "{}", old.printed());
    assert!(load.wait_for(200));
    let tally = load.stop();
    assert_eq!(tally.failed, 0, "{:#?}", tally.failures);
    assert_eq!(admin(&new, "/readyz").status, 200);
    let pid = std::fs::read_to_string(site.path("run/tollgate.pid")).unwrap();
    assert_eq!(pid.trim(), new.id().to_string());
}

#[test]
fn an_upgrade_can_be_followed_by_another() {
    let echo = Echo::start("up").unwrap();
    let site = site(&echo);
    let mut nodes = vec![site.start()];
    for _ in 0..3 {
        nodes.push(site.start_with(&["--upgrade"]));
        let before = nodes.len() - 2;
        assert!(nodes[before].wait().is_some_and(|status| status.success()));
    }
    assert_eq!(get(nodes[3].listeners()[0], "/").status, 200);
}

#[test]
fn an_upgrade_to_a_binary_that_fails_changes_nothing() {
    let echo = Echo::start("up").unwrap();
    let site = site(&echo);
    let mut old = site.start();
    let load = load(&old);
    assert!(load.wait_for(50));
    let good = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let second_listener = format!("{good}\n[[listener]]\nbind = \"{}\"\n", taken.local_addr().unwrap());
    for (bad, handed_over) in [("[[api]]".to_owned(), false), (second_listener, true)] {
        site.write("tollgate.toml", &bad);
        let mut new = site.spawn(&["--upgrade"]);
        assert_eq!(new.wait().and_then(|status| status.code()), Some(1), "{}", new.printed());
        // The sockets are only asked for when everything was found right.
        if handed_over {
            assert!(old.wait_for_line("looking for a successor").is_some());
            assert!(old.wait_for_line("this process goes on").is_some());
        } else {
            assert!(!old.printed().contains("looking for a successor"));
        }
        assert!(load.wait_for(100));
        assert!(old.is_running());
    }
    let tally = load.stop();
    assert_eq!(tally.failed, 0, "{:#?}", tally.failures);
    assert_eq!(admin(&old, "/readyz").status, 200);
    site.write("tollgate.toml", &good);
    site.start_with(&["--upgrade"]);
    assert!(old.wait().is_some_and(|status| status.success()));
}

#[test]
fn a_lone_sigquit_changes_nothing_but_a_log_line() {
    let echo = Echo::start("up").unwrap();
    let site = site(&echo);
    let mut node = site.start();
    let load = load(&node);
    assert!(load.wait_for(50));
    node.signal(Signal::QUIT).unwrap();
    assert!(node.wait_for_line("SIGQUIT without a successor").is_some());
    assert!(load.wait_for(200));
    assert_eq!(load.stop().failed, 0);
    assert!(node.is_running());
    assert_eq!(admin(&node, "/readyz").status, 200);
}

#[test]
fn an_upgrade_of_nobody_exits() {
    let echo = Echo::start("up").unwrap();
    let site = site(&echo);
    let mut node = site.spawn(&["--upgrade"]);
    assert_eq!(node.wait().and_then(|status| status.code()), Some(1));
    assert!(node.printed().contains("no process serves"), "{}", node.printed());
}

#[test]
fn two_nodes_do_not_share_a_runtime_directory() {
    let echo = Echo::start("up").unwrap();
    let site = site(&echo);
    let first = site.start();
    let mut second = site.spawn(&[]);
    assert_eq!(second.wait().and_then(|status| status.code()), Some(1));
    assert!(second.printed().contains("serves already"), "{}", second.printed());
    assert_eq!(get(first.listeners()[0], "/").status, 200);
}

/// A connection is never closed under a client that has not been told: its last answer says so.
#[test]
fn sigterm_lets_requests_under_way_end_and_idle_connections_ask_once_more() {
    let echo = Echo::start("up").unwrap();
    let site = site(&echo);
    let mut node = site.start();
    let address = node.listeners()[0];
    let mut idle = Client::connect(address).unwrap();
    assert!(!idle.get("/", "a").unwrap().closes());
    let mut busy = Client::connect(address).unwrap();
    busy.send("GET / HTTP/1.1\r\nHost: a\r\nx-echo: hold=gate\r\n\r\n").unwrap();
    assert!(echo.wait_for(2));
    node.signal(Signal::TERM).unwrap();
    eventually("refused connections", || std::net::TcpStream::connect(address).is_err());
    assert_eq!(admin(&node, "/readyz").status, 503);
    echo.open("gate", 1);
    let first = busy.read_answer().unwrap();
    assert_eq!(first.status, 200);
    if !first.closes() {
        assert!(busy.get("/", "a").unwrap().closes());
    }
    assert!(idle.get("/", "a").unwrap().closes());
    assert!(busy.is_closed() && idle.is_closed());
    assert_eq!(node.wait().and_then(|status| status.code()), Some(0), "{}", node.printed());
    assert!(!site.path("run/tollgate.pid").exists());
}
