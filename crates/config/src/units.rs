//! Durations (`"250ms"`), sizes (`"10MiB"`) and addresses, as texts.

use std::path::PathBuf;
use std::time::Duration;
use tollgate_definition::node::Bind;
use tollgate_model::target_group::Address;

/// `250ms`, `3s`, `5m`, `1h`, `7d`: a whole number and one unit.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = number_and_unit(text)?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(3600).map(Duration::from_secs),
        "d" => number.checked_mul(86_400).map(Duration::from_secs),
        _ => None,
    }
    .filter(|duration| duration.as_secs() <= LONGEST_SECONDS)
}

/// A hundred years: more is a mistake, and would overflow where deadlines are added up.
const LONGEST_SECONDS: u64 = 100 * 366 * 86_400;

/// `512B`, `10KiB`, `10MiB`, `1GiB`, `1TiB`, and the decimal `KB`, `MB`, `GB`, `TB`: bytes.
pub(crate) fn size(text: &str) -> Option<u64> {
    let (number, unit) = number_and_unit(text)?;
    let factor: u64 = match unit {
        "B" => 1,
        "KB" => 1000,
        "MB" => 1000 * 1000,
        "GB" => 1000 * 1000 * 1000,
        "TB" => 1000 * 1000 * 1000 * 1000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "TiB" => 1 << 40,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn number_and_unit(text: &str) -> Option<(u64, &str)> {
    let at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(at);
    Some((number.parse().ok()?, unit))
}

/// `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/tollgate/edge.sock`.
pub(crate) fn bind(text: &str) -> Option<Bind> {
    match text.strip_prefix("unix:") {
        Some(path) => socket_path(path).then(|| Bind::Unix(PathBuf::from(path))),
        None => text.parse().ok().map(Bind::Tcp),
    }
}

/// A target's: `10.0.0.12:8080`, `orders.internal:8080`, `[::1]:8080`, `unix:/run/orders.sock`.
pub(crate) fn address(text: &str) -> Option<Address> {
    if let Some(path) = text.strip_prefix("unix:") {
        return socket_path(path).then(|| Address::Unix(path.into()));
    }
    let (host, port) = text.rsplit_once(':')?;
    let port: u16 = port.parse().ok().filter(|port| *port != 0)?;
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').filter(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok())?,
        None => Some(host).filter(|host| host_name(host))?,
    };
    Some(Address::Host { host: host.to_ascii_lowercase().into(), port })
}

/// `sun_path` has 108 bytes on Linux, the closing NUL included (unix(7)).
const LONGEST_SOCKET_PATH: usize = 107;

fn socket_path(path: &str) -> bool {
    path.starts_with('/') && path.len() <= LONGEST_SOCKET_PATH && !path.contains('\0')
}

/// Letters, digits, `-`, `_` in labels of 1 to 63, 253 in all (RFC 1035, section 2.3.4); also IPv4 literals.
pub(crate) fn host_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_whole_number_and_a_unit() {
        for (text, millis) in [
            ("250ms", Some(250)),
            ("3s", Some(3000)),
            ("5m", Some(300_000)),
            ("1h", Some(3_600_000)),
            ("1d", Some(86_400_000)),
            ("0s", Some(0)),
            ("3", None),
            ("s", None),
            ("", None),
            ("-3s", None),
            ("1.5s", None),
            ("3 s", None),
            ("3S", None),
            ("99999999999999999999s", None),
            ("9999999999999999999h", None),
            ("200000d", None),
        ] {
            assert_eq!(duration(text).map(|d| d.as_millis()), millis, "{text}");
        }
    }

    #[test]
    fn a_size_is_a_whole_number_and_a_unit() {
        for (text, bytes) in [
            ("10KiB", Some(10_240)),
            ("10MiB", Some(10_485_760)),
            ("10MB", Some(10_000_000)),
            ("1B", Some(1)),
            ("10", None),
            ("10mb", None),
            ("99999999TiB", None),
        ] {
            assert_eq!(size(text), bytes, "{text}");
        }
    }

    #[test]
    fn addresses_have_a_port() {
        for (text, shown) in [
            ("10.0.0.12:8080", Some("10.0.0.12:8080")),
            ("Orders.Internal:80", Some("orders.internal:80")),
            ("[::1]:80", Some("[::1]:80")),
            ("unix:/run/orders.sock", Some("unix:/run/orders.sock")),
            ("unix:orders.sock", None),
            ("::1:80", None),
            ("orders", None),
            ("orders:0", None),
            ("orders:http", None),
            ("http://orders:80", None),
            (":80", None),
        ] {
            assert_eq!(address(text).map(|a| a.to_string()).as_deref(), shown, "{text}");
        }
    }
}
