//! Execution logging: what a stage or a method asks to be told of each request (set-up-logging).

/// `loggingLevel` and `dataTraceEnabled`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Logging {
    pub level: LoggingLevel,
    /// Parameters, headers and bodies too.
    pub data_trace: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LoggingLevel {
    #[default]
    Off,
    /// Only requests that fail.
    Error,
    /// Every request.
    Info,
}

/// What one method says of its own; what it leaves out is the stage's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct MethodOverride {
    pub logging_level: Option<LoggingLevel>,
    pub data_trace: Option<bool>,
    /// A series of its own, or the stage's.
    pub metrics: Option<bool>,
}

/// Where a stage's execution log goes, when it does not go into the process's own log.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct ExecutionLog {
    /// A file, or `-` for standard output.
    pub path: Box<str>,
    pub format: ExecutionLogFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExecutionLogFormat {
    /// Time, log group and message.
    #[default]
    Text,
    /// CloudWatch's event: `timestamp`, `logGroup`, `message`.
    Json,
}

impl LoggingLevel {
    pub const ALL: [LoggingLevel; 3] = [LoggingLevel::Off, LoggingLevel::Error, LoggingLevel::Info];

    pub fn name(self) -> &'static str {
        match self {
            LoggingLevel::Off => "off",
            LoggingLevel::Error => "error",
            LoggingLevel::Info => "info",
        }
    }
}

impl Logging {
    pub fn is_on(self) -> bool {
        self.level != LoggingLevel::Off
    }
}
