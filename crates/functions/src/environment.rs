//! What the gateway hands in, and what of it a function's process gets to see.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::runtime::Handle;
use tollgate_model::function::LocalFunction;
use tollgate_model::record::civil;

/// Where functions run. Two of one region, path, supervisor and limits are the same to a function.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Where processes are started and listened to: with I/O and time, and for as long as there are functions. It
    /// must not be the runtime of a thread that may end before.
    pub runtime: Handle,
    /// A command that calls [`supervise`](crate::supervise) with what follows it.
    pub supervisor: Vec<OsString>,
    /// `AWS_REGION`.
    pub region: Arc<str>,
    /// `PATH`: where a command without a slash is looked for.
    pub search_path: Arc<str>,
    pub limits: Limits,
}

/// Lambda's own, which are no settings of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From a process's start to its first `next` (*Lambda execution environment*, Init phase).
    pub start: Duration,
    /// Before an event is tried again (*How Lambda handles errors and retries with asynchronous invocation*).
    pub retries: [Duration; 2],
    /// From an event's coming until it is not begun any more (the same: "for up to 6 hours").
    pub event_age: Duration,
    /// Bytes of all events that a function may hold, whatever their number.
    pub events_size: usize,
}

/// `PATH` at Lambda.
const SEARCH_PATH: &str = "/usr/local/bin:/usr/bin:/bin:/opt/bin";

// === impl Limits ===

impl Default for Limits {
    fn default() -> Self {
        Limits {
            start: Duration::from_secs(10),
            retries: [Duration::from_secs(60), Duration::from_secs(120)],
            event_age: Duration::from_secs(6 * 60 * 60),
            events_size: 256 * 1024 * 1024,
        }
    }
}

// === impl Environment ===

impl Environment {
    pub fn new(runtime: Handle, supervisor: Vec<OsString>, region: Arc<str>) -> Environment {
        Environment { runtime, supervisor, region, search_path: SEARCH_PATH.into(), limits: Limits::default() }
    }

    /// Processes started in the one could have been started in the other.
    pub(crate) fn equals(&self, other: &Environment) -> bool {
        self.supervisor == other.supervisor
            && self.region == other.region
            && self.search_path == other.search_path
            && self.limits == other.limits
    }

    /// All that a process's environment holds (*Using Lambda environment variables*, defined runtime variables). What
    /// the function is configured with comes before it, but for the address of its Runtime API.
    pub(crate) fn variables(&self, name: &str, spec: &LocalFunction, port: u16) -> BTreeMap<Box<str>, String> {
        let name = name.split(':').next().unwrap_or(name);
        let memory = spec.memory.map_or(128, |bytes| bytes / (1024 * 1024));
        let mut variables = BTreeMap::new();
        let mut set = |key: &str, value: String| variables.insert(Box::from(key), value);
        set("AWS_DEFAULT_REGION", self.region.to_string());
        set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory.to_string());
        set("AWS_LAMBDA_FUNCTION_NAME", name.to_owned());
        set("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned());
        set("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned());
        set("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}"));
        set("AWS_LAMBDA_LOG_STREAM_NAME", log_stream(SystemTime::now(), fastrand::u128(..)));
        set("AWS_REGION", self.region.to_string());
        set("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".to_owned());
        set("LAMBDA_RUNTIME_DIR", "/var/runtime".to_owned());
        set("LAMBDA_TASK_ROOT", task_root(spec).to_string_lossy().into_owned());
        set("LANG", "en_US.UTF-8".to_owned());
        set("PATH", self.search_path.to_string());
        set("TZ", ":UTC".to_owned());
        set("_HANDLER", handler(spec));
        variables.extend(spec.environment.iter().map(|(key, value)| (key.clone(), value.to_string())));
        variables.insert("AWS_LAMBDA_RUNTIME_API".into(), format!("127.0.0.1:{port}"));
        variables
    }
}

/// Where the function's code is, and where it starts.
pub(crate) fn task_root(spec: &LocalFunction) -> PathBuf {
    let directory = spec.directory.as_deref().unwrap_or(".");
    std::path::absolute(directory).unwrap_or_else(|_| directory.into())
}

/// What runtimes are given as their last argument: `python3 -m awslambdaric app.handler`.
fn handler(spec: &LocalFunction) -> String {
    spec.command.last().map(|last| last.to_string()).unwrap_or_default()
}

/// `2026/11/22/[$LATEST]` and 32 hexadecimal digits.
fn log_stream(now: SystemTime, random: u128) -> String {
    let days = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 86_400;
    let (year, month, day) = civil(days);
    format!("{year}/{month:02}/{day:02}/[$LATEST]{random:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_streams_are_named_by_day() {
        let now = UNIX_EPOCH + Duration::from_secs(1_584_039_838);
        assert_eq!(log_stream(now, 0x2a), "2020/03/12/[$LATEST]0000000000000000000000000000002a");
    }
}
