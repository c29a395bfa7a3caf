//! What may be typed after `tollgate explain`.

use super::{Files, ListFormat, Single};
use clap::Args;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) files: Files,
    /// The method of a made-up request
    #[arg(required_unless_present = "request")]
    pub(crate) method: Option<String>,
    /// Where it is sent: `http://HOST/path?query`, or a path alone
    #[arg(required_unless_present = "request")]
    pub(crate) url: Option<String>,
    /// An exported definition (OpenAPI 3.0 or Swagger 2.0, YAML or JSON) that would serve it, without configuration
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "request"])]
    pub(crate) definition: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) single: Single,
    /// One of its headers, as often as there are
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) headers: Vec<(String, String)>,
    /// Its body, or `@FILE` that holds it
    #[arg(short = 'd', long = "data", value_name = "BODY|@FILE")]
    pub(crate) data: Option<String>,
    /// Who sends it
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(crate) source_ip: IpAddr,
    /// Let it fall to the stage's canary
    #[arg(long)]
    pub(crate) canary: bool,
    /// When it is sent: `2026-11-22T16:00:00Z`, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<SystemTime>,
    /// Who signed it (not built yet)
    #[arg(long, value_name = "ARN")]
    pub(crate) principal: Option<String>,
    /// What its authorizer answers (not built yet)
    #[arg(long, value_name = "FILE")]
    pub(crate) authorizer: Option<PathBuf>,
    /// A request that a node refused or failed, by the id that the client saw
    #[arg(long, value_name = "ID", conflicts_with_all = ["method", "url", "headers", "data", "canary", "at"])]
    pub(crate) request: Option<String>,
    /// The node's admin listener [default: what the configuration says]
    #[arg(long, value_name = "ADDR", requires = "request")]
    pub(crate) admin: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("expected NAME: VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// RFC 3339 in UTC, or seconds since the epoch.
fn time(text: &str) -> Result<SystemTime, String> {
    let seconds = text.parse().ok().or_else(|| utc(text));
    let since = seconds.map(Duration::from_secs).ok_or("expected a time like 2026-11-22T16:00:00Z")?;
    SystemTime::UNIX_EPOCH.checked_add(since).ok_or_else(|| "too far away".to_owned())
}

fn utc(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let fits = (1970..=9999).contains(&year) && hour < 24 && minute < 60 && second < 60;
    // The days of that year that `civil` puts on this date: there are at most 366.
    let first = (year - 1970) * 365;
    let day = (first..first + 2400).find(|days| tollgate_model::record::civil(*days) == (year, month, day))?;
    fits.then_some(day * 86_400 + hour * 3600 + minute * 60 + second)
}

fn numbers(text: &str, separator: char) -> Option<[u64; 3]> {
    let parts: Option<Vec<u64>> = text.split(separator).map(|part| part.parse().ok()).collect();
    parts?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_utc_or_seconds() {
        for (text, seconds) in [
            ("0", Some(0)),
            ("1584039838", Some(1_584_039_838)),
            ("2020-03-12T19:03:58Z", Some(1_584_039_838)),
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T00:00:00Z", Some(1_709_164_800)),
            ("9999-12-31T23:59:59Z", Some(253_402_300_799)),
            ("2023-02-29T00:00:00Z", None),
            ("2020-03-12T24:00:00Z", None),
            ("2020-03-12", None),
            ("yesterday", None),
        ] {
            let at = time(text).ok().map(|at| at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs());
            assert_eq!(at, seconds, "{text}");
        }
    }
}
