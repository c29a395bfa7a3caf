//! Nothing that a function started outlives it, nor the gateway, however that ended.

use crate::bench::*;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

#[tokio::test]
async fn a_functions_daemons_end_with_it() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    let mut left = Vec::new();
    for daemon in [true, false, true] {
        let pid = json(&call(&pets, json!({ "do": "grandchild", "daemon": daemon })).await);
        left.push(Watched::new(pid.as_i64().unwrap()));
    }
    let exited = call(&pets, json!({ "do": "exit" })).await;
    assert_eq!(json(&exited)["errorType"], "Runtime.ExitError");
    for process in left {
        process.ended().await;
    }
    functions.stop().await;
}

/// A gateway with two processes of a function, each of which has a daemon: daemon, function, keeper, and again.
struct Gateway {
    process: Child,
    pids: Vec<i64>,
}

impl Gateway {
    fn start() -> Gateway {
        let mut gateway = Command::new(FIXTURE);
        let mut process = gateway.arg("gateway").stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut pids: Vec<i64> = serde_json::from_str(&line).unwrap();
        assert!(pids.len() >= 6, "{line}");
        pids.extend([parent(pids[2]), parent(pids[5])]);
        Gateway { process, pids }
    }

    /// After these of its processes have been.
    async fn killed_with(mut self, beside: &[usize]) {
        let left: Vec<_> = self.pids.iter().copied().map(Watched::new).collect();
        for process in beside {
            kill(self.pids[*process]);
        }
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        for process in left {
            process.ended().await;
        }
    }
}

fn parent(pid: i64) -> i64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(')').unwrap().1.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

fn kill(pid: i64) {
    kill_process(Pid::from_raw(pid as i32).unwrap(), Signal::KILL).unwrap();
}

#[tokio::test]
async fn a_gateway_that_is_killed_leaves_no_process() {
    Gateway::start().killed_with(&[]).await;
}

/// The two keepers; the two guards; one of each.
#[tokio::test]
async fn neither_does_one_that_is_killed_with_what_keeps_its_functions() {
    for beside in [[2, 5], [6, 7], [2, 7]] {
        Gateway::start().killed_with(&beside).await;
    }
}

/// A daemon is in a session of its own, and a child of nobody's.
#[tokio::test]
async fn a_keeper_or_a_guard_that_is_killed_takes_the_function_and_its_daemons_with_it() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    for generations in [1, 2] {
        let told = json(&call(&pets, json!({ "do": "daemon" })).await);
        let [daemon, function] = [0, 1].map(|at| told[at].as_i64().unwrap());
        let (left, right) = (Watched::new(daemon), Watched::new(function));
        kill((0..generations).fold(function, |pid, _| parent(pid)));
        left.ended().await;
        right.ended().await;
        assert_ne!(pid(&call(&pets, json!({})).await), function);
    }
    assert_eq!(pets.snapshot().ends.exited, 2);
    functions.stop().await;
}
