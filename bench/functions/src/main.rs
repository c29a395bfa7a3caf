//! Target P8 as JSON lines: processor time of one invocation of a warm local function, by calls under way at once.
//!
//! `gateway_us` is this process's: placing the call, the Runtime API, and the caller's own task. `function_us` is the
//! runtime's, a plain one that echoes. Each is user and system time, whatever else the machine does. A warm-up is not
//! counted; every call is checked; rounds alternate, and each is one line.

mod echo;

use bytes::Bytes;
use rustix::time::{ClockId, clock_gettime};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tollgate_functions::{Environment, Functions, Invocation, Invoked, LiveFunction};
use tollgate_model::function::{Function, FunctionKind, LocalFunction};
use tollgate_model::{InvocationType, Origin};

const CALLS: usize = 20_000;
const ROUNDS: usize = 7;
const PROCESSES: u32 = 4;
const PAYLOAD: &[u8] = br#"{"resource":"/pets/{id}","path":"/pets/7","httpMethod":"GET","pathParameters":{"id":"7"}}"#;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(first) if first == "supervise" => tollgate_functions::supervise(arguments),
        Some(first) if first == "echo" => echo::run(),
        _ => measure(),
    }
}

/// One thread, as the gateway has one for its functions.
fn measure() -> ExitCode {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return ExitCode::FAILURE;
    };
    match runtime.block_on(rounds()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

async fn rounds() -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let functions = functions(&program.to_string_lossy());
    let echo = functions.find("echo").ok_or("no function")?.clone();
    burst(&echo, 64, 1_000).await?;
    for round in 0..ROUNDS {
        for at_once in [1, 64] {
            let (gateway, children, begin) = (own_ns(), children_ticks(), Instant::now());
            burst(&echo, at_once, CALLS).await?;
            let function = (children_ticks() - children) as f64 * 1e6 / rustix::param::clock_ticks_per_second() as f64;
            let line = serde_json::json!({
                "target": "P8", "round": round, "at_once": at_once, "calls": CALLS,
                "gateway_us": (own_ns() - gateway) as f64 / 1e3 / CALLS as f64,
                "function_us": function / CALLS as f64,
                "calls_per_second": CALLS as f64 / begin.elapsed().as_secs_f64(),
            });
            println!("{line}");
        }
    }
    functions.stop().await;
    Ok(())
}

fn functions(program: &str) -> Functions {
    let environment = Environment::new(Handle::current(), vec![program.into(), "supervise".into()], "eu-west-1".into());
    let spec = LocalFunction {
        command: vec![program.into(), "echo".into()],
        directory: None,
        environment: BTreeMap::new(),
        timeout: Duration::from_secs(3),
        memory: Some(512 * 1024 * 1024),
        concurrency: PROCESSES,
        queue: 1_000,
        event_queue: 1_000,
    };
    let function = Function { name: "echo".into(), kind: FunctionKind::Local(spec), origin: Origin::NOWHERE };
    Functions::next(None, &[Arc::new(function)], &environment)
}

async fn burst(echo: &Arc<LiveFunction>, at_once: usize, calls: usize) -> Result<(), String> {
    let callers: Vec<_> = (0..at_once)
        .map(|_| {
            let echo = echo.clone();
            tokio::spawn(async move {
                for _ in 0..calls / at_once {
                    call(&echo).await?;
                }
                Ok::<_, String>(())
            })
        })
        .collect();
    for caller in callers {
        caller.await.map_err(|error| error.to_string())??;
    }
    Ok(())
}

async fn call(echo: &LiveFunction) -> Result<(), String> {
    let invocation = Invocation {
        request_id: "8476a536-e9f4-11e8-9739-2dfe598c3fcd".into(),
        arn: "arn:aws:lambda:eu-west-1:123456789012:function:echo".into(),
        payload: Bytes::from_static(PAYLOAD),
        deadline: Instant::now() + Duration::from_secs(29),
        trace_id: Some("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1".into()),
        client_context: None,
        cognito_identity: None,
        kind: InvocationType::RequestResponse,
        streams: false,
    };
    match echo.invoke(invocation).await {
        Ok(Invoked::Whole(whole)) if whole.function_error.is_none() && whole.payload == PAYLOAD => Ok(()),
        other => Err(format!("not an echo: {other:?}")),
    }
}

fn own_ns() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// User and system time of all that this process started, and they started: proc(5), `stat`, 14 and 15.
fn children_ticks() -> u64 {
    descendants(std::process::id()).into_iter().filter_map(ticks).sum()
}

fn ticks(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

fn descendants(pid: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|line| line.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect();
    children.iter().flat_map(|child| std::iter::once(*child).chain(descendants(*child))).collect()
}
