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

impl LoggingLevel {
    /// `OFF`, `ERROR`, `INFO`, in any case.
    pub fn parse(word: &str) -> Option<LoggingLevel> {
        [LoggingLevel::Off, LoggingLevel::Error, LoggingLevel::Info]
            .into_iter()
            .find(|level| word.eq_ignore_ascii_case(level.name()))
    }

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
