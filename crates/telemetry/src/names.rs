//! Every metric that a node exposes: the one table from which the exposition, the documentation and the checks of
//! alerts and dashboards are made.

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Name {
    pub name: &'static str,
    pub kind: Kind,
    /// Sorted as they are written.
    pub labels: &'static [&'static str],
    pub help: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    /// As the exposition writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        }
    }
}

macro_rules! metrics {
    ($($constant:ident: $kind:ident $name:literal [$($label:literal),*] $help:literal;)*) => {
        $(pub const $constant: Name = Name { name: $name, kind: Kind::$kind, labels: &[$($label),*], help: $help };)*

        /// Every metric, in the order of the documentation.
        pub const ALL: &[&Name] = &[$(&$constant),*];
    };
}

metrics! {
    REQUESTS: Counter "tollgate_requests_total" ["api", "stage", "route", "class"]
        "Requests answered, by class of the status: 1xx to 5xx, none when the client was gone before an answer.";
    LATENCY: Histogram "tollgate_latency_seconds" ["api", "stage", "route"]
        "From a request's complete head to the last byte of its answer.";
    INTEGRATION_LATENCY: Histogram "tollgate_integration_latency_seconds" ["api", "stage", "route"]
        "From the first attempt at the integration to the head of its answer, retries included.";
    DATA_PROCESSED: Counter "tollgate_data_processed_bytes_total" ["api", "stage", "route"]
        "Bytes of bodies received from clients and sent to them.";
    REFUSED: Counter "tollgate_refused_requests_total" ["api", "stage", "route", "response_type"]
        "Requests that the gateway answered itself with a failure, by Amazon's gateway response type.";
    SERIES: Gauge "tollgate_series" []
        "Series reserved of the bound `[admin] series`.";
    SERIES_LIMIT: Gauge "tollgate_series_limit" []
        "The bound `[admin] series`.";
    SERIES_OVERFLOW: Counter "tollgate_series_overflow_total" []
        "Observations counted under route=\"other\" because the bound on series was reached.";
    CONFIG_GENERATION: Gauge "tollgate_config_generation" []
        "Number of the live generation: 1 at start, one more at each reload that changed something.";
    CONFIG_INFO: Gauge "tollgate_config_info" ["digest"]
        "Always 1; the digest of the live definitions, equal on all nodes that serve the same.";
    LAST_RELOAD_SUCCESSFUL: Gauge "tollgate_config_last_reload_successful" []
        "1 when the last load or reload went live, 0 when it was refused and the one before still serves.";
    LAST_RELOAD_TIMESTAMP: Gauge "tollgate_config_last_reload_timestamp_seconds" []
        "When the last load or reload was tried.";
    LIVE_GENERATIONS: Gauge "tollgate_live_generations" []
        "Generations in memory: the live one, and older ones that requests still use.";
    POOL_TARGETS: Gauge "tollgate_pool_targets" ["target_group", "state"]
        "Targets of a target group by state.";
    CERTIFICATE_EXPIRY: Gauge "tollgate_certificate_expiry_timestamp_seconds" ["domain"]
        "When the certificate served for a domain ceases to be valid.";
    CONNECTIONS: Gauge "tollgate_connections" []
        "Client connections open.";
    CONNECTIONS_ACCEPTED: Counter "tollgate_connections_accepted_total" []
        "Client connections accepted.";
    CONNECTIONS_REFUSED: Counter "tollgate_connections_refused_total" ["reason"]
        "Client connections closed before their first request, by reason.";
    FUNCTION_PROCESSES: Gauge "tollgate_function_processes" ["function", "state"]
        "Processes of a local function by state: starting, idle, busy.";
    FUNCTION_WAITING: Gauge "tollgate_function_waiting" ["function"]
        "Invocations that wait for a process of a local function, calls and events.";
    FUNCTION_EVENTS: Gauge "tollgate_function_events" ["function"]
        "Events that a local function has accepted and is not done with; `event_queue` bounds them.";
    FUNCTION_INVOCATIONS: Counter "tollgate_function_invocations_total" ["function"]
        "Invocations handed to a process of a local function, since the function last changed.";
    FUNCTION_THROTTLES: Counter "tollgate_function_throttles_total" ["function"]
        "Invocations of a local function turned away with TooManyRequestsException: `queue` (calls) or `event_queue` (events) was full.";
    FUNCTION_EVENTS_DROPPED: Counter "tollgate_function_events_dropped_total" ["function"]
        "Events that a local function accepted and did not serve: every attempt failed, or they grew too old.";
    FUNCTION_ENDS: Counter "tollgate_function_process_ends_total" ["function", "reason"]
        "Processes of a local function that ended: exited, failed_start, timed_out, out_of_memory, stopped.";
    PANICS: Counter "tollgate_panics_total" []
        "Panics caught, each of them one request's 500 and a bug of the gateway.";
    ACCESS_LOG_DROPPED: Counter "tollgate_access_log_dropped_lines_total" ["api", "stage"]
        "Lines of access and execution logs lost because the log could not be written as fast as they came, or not at all.";
    ACCESS_LOG_ERRORS: Counter "tollgate_access_log_write_errors_total" ["path"]
        "Failed writes to an access or execution log.";
    LOG_DROPPED: Counter "tollgate_log_dropped_lines_total" []
        "Lines of the process's own log lost because they could not be written as fast as they came.";
    BUILD_INFO: Gauge "tollgate_build_info" ["version"]
        "Always 1; the version that runs.";
}

/// The row of this name, where there is one.
pub fn find(name: &str) -> Option<&'static Name> {
    ALL.iter().copied().find(|row| row.name == name)
}

/// The table as the documentation shows it.
pub fn markdown() -> String {
    let mut table = String::from("| metric | type | labels | what |\n|---|---|---|---|\n");
    for Name { name, kind, labels, help } in ALL {
        let labels = labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
        table.push_str(&format!("| `{name}` | {} | {labels} | {help} |\n", kind.as_str()));
    }
    table
}
