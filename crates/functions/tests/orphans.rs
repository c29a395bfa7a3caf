//! Nothing that a function started outlives it, nor the gateway, however that ended.

use crate::bench::*;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

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

#[tokio::test]
async fn a_gateway_that_is_killed_leaves_no_process() {
    let mut gateway = Command::new(FIXTURE).arg("gateway").stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(gateway.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let pids: Vec<i64> = serde_json::from_str(&line).unwrap();
    assert!(pids.len() >= 6, "{line}");
    let left: Vec<_> = pids.into_iter().map(Watched::new).collect();
    gateway.kill().unwrap();
    gateway.wait().unwrap();
    for process in left {
        process.ended().await;
    }
}

#[tokio::test]
async fn a_supervisor_that_is_killed_takes_the_function_with_it() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    let function = pid(&call(&pets, json!({})).await);
    let stat = std::fs::read_to_string(format!("/proc/{function}/stat")).unwrap();
    let supervisor: i32 = stat.rsplit_once(')').unwrap().1.split_ascii_whitespace().nth(1).unwrap().parse().unwrap();
    let process = Watched::new(function);
    kill_process(Pid::from_raw(supervisor).unwrap(), Signal::KILL).unwrap();
    process.ended().await;
    assert_ne!(pid(&call(&pets, json!({})).await), function);
    functions.stop().await;
}
