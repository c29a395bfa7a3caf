//! What tests need to run functions: a directory, a specification, one call.

use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tollgate_functions::{Environment, Functions, Invocation, InvokeFault, Invoked, LiveFunction, Whole};
use tollgate_model::function::{Function, FunctionKind, LocalFunction};
use tollgate_model::{InvocationType, Origin};

pub(crate) const FIXTURE: &str = env!("CARGO_BIN_EXE_tollgate-function-fixture");

/// Longer than any test takes: what is to happen is waited for, never for how long it took.
pub(crate) const LONG: Duration = Duration::from_secs(120);

pub(crate) fn environment() -> Environment {
    let supervisor = vec![FIXTURE.into(), "supervise".into()];
    let mut environment = Environment::new(Handle::current(), supervisor, "eu-west-1".into());
    environment.search_path = std::env::var("PATH").unwrap().into();
    environment.limits.start = LONG;
    environment
}

pub(crate) fn spec(mode: &str) -> LocalFunction {
    LocalFunction {
        command: vec![FIXTURE.into(), mode.into()],
        directory: None,
        environment: BTreeMap::new(),
        timeout: LONG,
        memory: None,
        concurrency: 1,
        queue: 10,
        event_queue: 10,
    }
}

pub(crate) fn function(name: &str, spec: LocalFunction) -> Arc<Function> {
    Arc::new(Function { name: name.into(), kind: FunctionKind::Local(spec), origin: Origin::NOWHERE })
}

/// The one function `pets`.
pub(crate) fn functions(spec: LocalFunction) -> Functions {
    Functions::next(None, &[function("pets", spec)], &environment())
}

pub(crate) fn pets(functions: &Functions) -> Arc<LiveFunction> {
    functions.find("pets").unwrap().clone()
}

pub(crate) fn invocation(event: &Value) -> Invocation {
    Invocation {
        request_id: format!("8476a536-e9f4-11e8-9739-{:012x}", fastrand::u64(..1 << 48)).into(),
        arn: "arn:aws:lambda:eu-west-1:123456789012:function:pets".into(),
        payload: event.to_string().into(),
        deadline: Instant::now() + LONG,
        trace_id: None,
        client_context: None,
        cognito_identity: None,
        kind: InvocationType::RequestResponse,
        streams: false,
    }
}

/// What a call with this event is answered, whole.
pub(crate) async fn call(function: &LiveFunction, event: Value) -> Whole {
    whole(function.invoke(invocation(&event)).await)
}

/// The same, beside what else is done.
pub(crate) fn calling(function: &Arc<LiveFunction>, event: Value) -> JoinHandle<Whole> {
    let function = function.clone();
    tokio::spawn(async move { call(&function, event).await })
}

/// What becomes of a call, beside what else is done.
pub(crate) fn invoking(function: &Arc<LiveFunction>, event: &Value) -> JoinHandle<Result<Invoked, InvokeFault>> {
    let (function, invocation) = (function.clone(), invocation(event));
    tokio::spawn(async move { function.invoke(invocation).await })
}

pub(crate) fn whole(outcome: Result<Invoked, InvokeFault>) -> Whole {
    match outcome {
        Ok(Invoked::Whole(whole)) => whole,
        other => panic!("not a whole answer: {other:?}"),
    }
}

pub(crate) fn json(whole: &Whole) -> Value {
    serde_json::from_slice(&whole.payload).unwrap_or_else(|_| panic!("not JSON: {whole:?}"))
}

pub(crate) fn pid(whole: &Whole) -> i64 {
    json(whole)["pid"].as_i64().unwrap_or_else(|| panic!("no pid: {whole:?}"))
}

/// Resolves when so many processes wait for an invocation.
pub(crate) async fn idle(function: &LiveFunction, processes: usize) {
    while function.snapshot().idle != processes {
        tokio::task::yield_now().await;
    }
}

/// A directory that is gone with the test, and fifos in it.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn fifo(&self, name: &str) -> String {
        let path = self.path(name);
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        path
    }
}

/// Resolves when a process waits at the fifo: then it goes on.
pub(crate) async fn release(fifo: &str) {
    let fifo = fifo.to_owned();
    tokio::task::spawn_blocking(move || std::fs::write(fifo, "go")).await.unwrap().unwrap();
}

/// Resolves when somebody has written into the fifo.
pub(crate) async fn told(fifo: &str) -> String {
    let fifo = fifo.to_owned();
    tokio::task::spawn_blocking(move || std::fs::read_to_string(fifo)).await.unwrap().unwrap()
}

/// A process that is watched, and cannot be mistaken for another of its number.
pub(crate) struct Watched(std::os::fd::OwnedFd);

impl Watched {
    pub(crate) fn new(pid: i64) -> Watched {
        let pid = rustix::process::Pid::from_raw(pid as i32).unwrap();
        let flags = rustix::process::PidfdFlags::empty();
        Watched(rustix::process::pidfd_open(pid, flags).unwrap_or_else(|error| panic!("{pid:?} is gone: {error}")))
    }

    /// Resolves when it has ended.
    pub(crate) async fn ended(self) {
        let waits = tokio::task::spawn_blocking(move || {
            let mut watched = [rustix::event::PollFd::new(&self.0, rustix::event::PollFlags::IN)];
            rustix::event::poll(&mut watched, None).unwrap();
        });
        tokio::time::timeout(LONG, waits).await.expect("it lives on").unwrap();
    }
}
