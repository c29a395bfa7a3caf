//! Active checks against real sockets on loopback. States are awaited, never slept for.

use super::*;
use crate::Failure;
use std::sync::atomic::{AtomicU16, Ordering::SeqCst};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::mpsc;

/// Real time is spent on these only: the states they lead to are awaited.
const INTERVAL: Duration = Duration::from_millis(20);
/// Far beyond what a test needs: only a hang meets it.
const PATIENCE: Duration = Duration::from_secs(30);

async fn until(pools: &Pools, expected: TargetState) {
    let pool = pools.find(&key("g")).unwrap();
    let reached = async { pool.changes().wait_for(|_| states(pools)[0].1 == expected).await.map(drop) };
    tokio::time::timeout(PATIENCE, reached).await.unwrap_or_else(|_| panic!("never {expected:?}")).unwrap();
}

fn http_probe(host: Option<&str>) -> Probe {
    Probe::Http { path: "/healthz?deep=1".into(), matcher: vec![(200, 200), (204, 299)], host: host.map(Into::into) }
}

/// A server that answers every connection with the status as it is then, and tells the request heads.
async fn server() -> (String, Arc<AtomicU16>, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let status = Arc::new(AtomicU16::new(200));
    let (heads, received) = mpsc::unbounded_channel();
    let answer = status.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).await.unwrap_or(0);
            let _ = heads.send(String::from_utf8_lossy(&head[..length]).into_owned());
            let answer = format!("HTTP/1.1 {} X\r\nContent-Length: 0\r\n\r\n", answer.load(SeqCst));
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, status, received)
}

#[tokio::test]
async fn http_status_decides_by_the_matcher() {
    let (address, status, _heads) = server().await;
    let mut group = group("g", &[&address]);
    group.health_check = Some(health_check(http_probe(None), INTERVAL));
    let pools = next(None, &[&group], &literals());
    assert_eq!(states(&pools)[0].1, TargetState::Up, "up until proven down");
    for (answer, expected) in
        [(500, TargetState::Down), (204, TargetState::Up), (201, TargetState::Down), (200, TargetState::Up)]
    {
        status.store(answer, SeqCst);
        until(&pools, expected).await;
        assert_eq!(pick(pools.find(&key("g")).unwrap()).is_some(), expected == TargetState::Up);
    }
}

#[tokio::test]
async fn http_probes_say_who_asks_and_for_which_host() {
    for (host, expected) in [(None, None), (Some("orders.internal"), Some("orders.internal"))] {
        let (address, _status, mut heads) = server().await;
        let mut group = group("g", &[&address]);
        group.health_check = Some(health_check(http_probe(host), INTERVAL));
        let _pools = next(None, &[&group], &literals());
        let head = tokio::time::timeout(PATIENCE, heads.recv()).await.unwrap().unwrap();
        assert!(head.starts_with("GET /healthz?deep=1 HTTP/1.1\r\n"), "{head}");
        assert!(head.contains(&format!("\r\nHost: {}\r\n", expected.unwrap_or(&address))), "{head}");
        assert!(head.contains("\r\nUser-Agent: tollgate-health-check/"), "{head}");
    }
}

/// A unix socket's path is free again when it is removed: nobody can take it in between, as a port could be.
fn group_at(path: &std::path::Path, interval: Duration) -> TargetGroup {
    let mut group = group("g", &[&format!("unix:{}", path.display())]);
    group.health_check = Some(health_check(Probe::Tcp, interval));
    group
}

#[tokio::test]
async fn a_closed_socket_is_down_and_an_open_one_up_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("target");
    let listener = UnixListener::bind(&path).unwrap();
    let pools = next(None, &[&group_at(&path, INTERVAL)], &literals());
    drop(listener);
    std::fs::remove_file(&path).unwrap();
    until(&pools, TargetState::Down).await;
    let _listener = UnixListener::bind(&path).unwrap();
    until(&pools, TargetState::Up).await;
}

#[tokio::test]
async fn a_silent_target_is_down() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("target");
    let _silent = UnixListener::bind(&path).unwrap();
    let mut group = group_at(&path, INTERVAL);
    group.health_check = Some(HealthCheck { timeout: INTERVAL, ..health_check(http_probe(None), INTERVAL) });
    let pools = next(None, &[&group], &literals());
    until(&pools, TargetState::Down).await;
}

#[tokio::test]
async fn a_dead_target_that_returns_does_not_sit_out_its_backoff() {
    for failure in [Failure::Connect, Failure::Reset] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("target");
        let mut group = group_at(&path, INTERVAL);
        group.eject = Eject { failures: 2, backoff: Duration::from_secs(3600), keep: 0.0 };
        // Never down by the probes alone: it is the ejection that one bad probe is enough for.
        group.health_check = Some(HealthCheck { unhealthy_threshold: u32::MAX, ..health_check(Probe::Tcp, INTERVAL) });
        let pools = next(None, &[&group], &literals());
        for _ in 0..2 {
            pick(pools.find(&key("g")).unwrap()).unwrap().failed(failure);
        }
        until(&pools, TargetState::Down).await;
        let _listener = UnixListener::bind(&path).unwrap();
        until(&pools, TargetState::Up).await;
    }
}

#[tokio::test]
async fn probes_that_succeed_end_an_ejection_by_failed_connections() {
    let (address, _status, _heads) = server().await;
    let mut group = group("g", &[&address]);
    group.eject = Eject { failures: 1, backoff: Duration::from_secs(3600), keep: 0.0 };
    group.health_check = Some(health_check(http_probe(None), INTERVAL));
    let pools = next(None, &[&group], &literals());
    pick(pools.find(&key("g")).unwrap()).unwrap().failed(Failure::Connect);
    assert_eq!(states(&pools)[0].1, TargetState::Ejected);
    until(&pools, TargetState::Up).await;
}

#[tokio::test]
async fn an_ejection_is_probed_at_once() {
    let (address, _status, mut heads) = server().await;
    let mut group = group("g", &[&address]);
    group.eject = Eject { failures: 1, backoff: Duration::from_secs(3600), keep: 0.0 };
    group.health_check = Some(health_check(http_probe(None), Duration::from_secs(3600)));
    let pools = next(None, &[&group], &literals());
    tokio::time::timeout(PATIENCE, heads.recv()).await.unwrap().unwrap();
    pick(pools.find(&key("g")).unwrap()).unwrap().failed(Failure::Timeout);
    tokio::time::timeout(PATIENCE, heads.recv()).await.unwrap().unwrap();
    assert_eq!(states(&pools)[0].1, TargetState::Ejected, "it answers probes and fails requests");
}

#[tokio::test]
async fn health_is_carried_over_and_probing_goes_on_by_the_newest() {
    let (address, status, _heads) = server().await;
    let mut group = group("g", &[&address]);
    group.health_check = Some(health_check(http_probe(None), INTERVAL));
    let environment = literals();
    let first = next(None, &[&group], &environment);
    status.store(503, SeqCst);
    until(&first, TargetState::Down).await;
    group.retry.attempts = 7;
    let second = next(Some(&first), &[&group], &environment);
    assert_eq!(states(&second)[0].1, TargetState::Down, "never up by a reload");
    status.store(200, SeqCst);
    until(&second, TargetState::Up).await;
    assert_eq!(states(&first)[0].1, TargetState::Up, "shared with the generation before");
}

#[tokio::test]
async fn without_a_check_nothing_is_down() {
    let (address, status, _heads) = server().await;
    let mut group = group("g", &[&address]);
    group.health_check = Some(health_check(http_probe(None), INTERVAL));
    let environment = literals();
    let first = next(None, &[&group], &environment);
    status.store(503, SeqCst);
    until(&first, TargetState::Down).await;
    group.health_check = None;
    let second = next(Some(&first), &[&group], &environment);
    assert_eq!(states(&second)[0].1, TargetState::Up);
}

#[tokio::test]
async fn probing_ends_with_the_pools() {
    let directory = tempfile::tempdir().unwrap();
    let pools = next(None, &[&group_at(&directory.path().join("target"), INTERVAL)], &literals());
    until(&pools, TargetState::Down).await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    assert_eq!(tasks(), 1);
    drop(pools);
    let ended = async {
        while tasks() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.unwrap();
}
