//! Metrics, access logs and the process's own log, from records.
