//! What tests need to run functions: a directory, a specification, one call.

use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
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

pub(crate) fn whole(outcome: Result<Invoked, InvokeFault>) -> Whole {
    match outcome {
        Ok(Invoked::Whole(whole)) => whole,
        other => panic!("not a whole answer: {other:?}"),
    }
}

pub(crate) fn json(whole: &Whole) -> Value {
    serde_json::from_slice(&whole.payload).unwrap_or_else(|_| panic!("not JSON: {whole:?}"))
}
