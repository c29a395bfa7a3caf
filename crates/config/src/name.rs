//! Which key was meant.

/// Prefixes that name the resource itself: `IntegrationUri` is `uri` (the rule for names).
const RESOURCES: [&str; 9] =
    ["function_", "integration_", "authorizer_", "route_", "stage_", "api_", "domain_", "target_", "vpc_"];

/// What TOML's types say better: `timeoutInMillis` is a duration, `tracingEnabled` a boolean.
const SUFFIXES: [&str; 4] = ["_in_millis", "_ttl_in_seconds", "_in_seconds", "_enabled"];

/// Amazon's fields that have a name of their own here.
const KNOWN: [(&str, &str); 10] = [
    ("throttling_rate_limit", "throttle"),
    ("throttling_burst_limit", "throttle"),
    ("credentials_arn", "credentials"),
    ("memory_size", "memory"),
    ("connection_id", "vpc_link"),
    ("connection_type", "vpc_link"),
    ("http_method", "method"),
    ("body_s3_location", "definition"),
    ("stage_variables", "variables"),
    ("access_log_settings", "access_log"),
];

/// The key for a name written as Amazon writes it: `payloadFormatVersion` → `payload_format_version`.
pub(crate) fn renamed<'a>(written: &str, names: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let snake = snake_case(written);
    let find = |wanted: &str| names.clone().find(|name| *name == wanted);
    let known = KNOWN.iter().find(|(amazon, _)| *amazon == snake).and_then(|(_, ours)| find(ours));
    let bare = SUFFIXES.iter().find_map(|suffix| snake.strip_suffix(suffix)).unwrap_or(&snake);
    let short = RESOURCES.iter().find_map(|prefix| bare.strip_prefix(prefix)).unwrap_or(bare);
    let ttl = if snake.ends_with("_ttl_in_seconds") { find("ttl") } else { None };
    find(&snake).filter(|name| *name != written).or(known).or(ttl).or_else(|| find(bare)).or_else(|| find(short))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && previous_lower {
            snake.push('_');
        }
        previous_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        snake.push(if c == '-' { '_' } else { c.to_ascii_lowercase() });
    }
    snake
}

/// The name that is nearest, if one is near.
pub(crate) fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Longer than any name there is: the distance would only cost time.
    if written.len() > 100 {
        return None;
    }
    let written = written.to_ascii_lowercase();
    let near = |name: &&str| strsim::damerau_levenshtein(&written, &name.to_ascii_lowercase());
    names
        .map(|name| (near(&name), name))
        .filter(|(far, name)| *far <= (name.len() / 3).max(1) && *far < name.len())
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amazons_fields_lead_to_the_right_key() {
        let names =
            ["uri", "type", "timeout", "throttle", "ttl", "payload_format_version", "data_trace", "key", "vpc_link"];
        for (written, key) in [
            ("payloadFormatVersion", Some("payload_format_version")),
            ("PayloadFormatVersion", Some("payload_format_version")),
            ("IntegrationUri", Some("uri")),
            ("AuthorizerType", Some("type")),
            ("RouteKey", Some("key")),
            ("timeoutInMillis", Some("timeout")),
            ("authorizerResultTtlInSeconds", Some("ttl")),
            ("throttlingRateLimit", Some("throttle")),
            ("dataTraceEnabled", Some("data_trace")),
            ("connectionId", Some("vpc_link")),
            ("nonsense", None),
        ] {
            assert_eq!(renamed(written, names.into_iter()), key, "{written}");
        }
    }

    #[test]
    fn the_nearest_name_must_be_near() {
        let names = ["threads", "name", "drain"];
        assert_eq!(nearest("threds", names.into_iter()), Some("threads"));
        assert_eq!(nearest("nmae", names.into_iter()), Some("name"));
        assert_eq!(nearest("zebra", names.into_iter()), None);
    }
}
