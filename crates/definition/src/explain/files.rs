//! What is found in configuration files.

use super::Explanation;

/// Sorted by name.
pub(super) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        name: "admin-open",
        text: "The admin address shows routes, requests and metrics, and reloads the gateway. Away from loopback \
               anyone who reaches it could, so a `token` is required there: `token = \"${file:secrets/admin}\"`.",
        page: None,
    },
    Explanation {
        name: "bad-address",
        text: "An address of another form was expected. Listeners bind IP addresses with a port, because a name may \
               mean several; targets are a host name or IP address with a port; both may be `unix:` and an absolute \
               path. IPv6 addresses stand in brackets.",
        page: None,
    },
    Explanation {
        name: "bad-certificate",
        text: "A file named as certificate, private key or authority was read, but is not PEM or does not hold what \
               was expected. A certificate file holds the server's own certificate first, then its intermediates; a \
               key file holds one unencrypted private key.",
        page: None,
    },
    Explanation {
        name: "bad-duration",
        text: "Durations are a whole number and a unit, in quotes: `\"250ms\"`, `\"3s\"`, `\"5m\"`, `\"1h\"`, \
               `\"7d\"`. A timeout of nothing is refused: no call could be answered in it.",
        page: None,
    },
    Explanation {
        name: "bad-log-format",
        text: "Amazon accepts a custom access log format only if it has `$context.requestId` or \
               `$context.extendedRequestId`, without which a line cannot be matched with what a client saw.",
        page: Some("set-up-logging"),
    },
    Explanation {
        name: "bad-name",
        text: "A name has characters that cannot stand where it is used: an API's id is part of a host name, a \
               stage is a segment of the path, a base path is matched against one.",
        page: None,
    },
    Explanation { name: "bad-number", text: "A number is out of the range that the setting has.", page: None },
    Explanation {
        name: "bad-route-key",
        text: "A route of an HTTP API is picked by a key: a method in capitals (or `ANY`), one space and a path, as \
               `GET /orders/{id}`; or `$default` for every request that no other route takes.",
        page: Some("http-api-develop-routes"),
    },
    Explanation {
        name: "bad-size",
        text: "Sizes are a whole number and a unit, in quotes: `\"512B\"`, `\"10KiB\"`, `\"10MiB\"`, `\"1GiB\"`, or \
               the decimal `KB`, `MB`, `GB`.",
        page: None,
    },
    Explanation {
        name: "include-cycle",
        text: "A file includes itself, directly or through the files it includes.",
        page: None,
    },
    Explanation {
        name: "include-matches-nothing",
        text: "A pattern under `include` matches no file. Patterns are relative to the file that writes them; one \
               that matches nothing is more often a mistake in spelling than meant.",
        page: None,
    },
    Explanation {
        name: "inline-routes",
        text: "An `[[api]]` says what it serves in one way: by a `definition` file, or, for HTTP APIs only, by \
               `[[api.route]]` and `[[api.integration]]`.",
        page: None,
    },
    Explanation {
        name: "missing-key",
        text: "An entry lacks a key that it cannot do without. An entry that a later `--config` adds, and does not \
               merge into one of the same identity, must be complete too.",
        page: None,
    },
    Explanation {
        name: "secret-missing",
        text: "A secret, `${file:PATH}` or `${env:NAME}`, or a private key could not be read. Where secrets are not \
               at hand, as in a build, `tollgate check --without-secrets` checks everything else.",
        page: None,
    },
    Explanation {
        name: "syntax",
        text: "The file is not TOML here, or a definition not JSON (RFC 8259, without comments) or YAML 1.2. Often the \
               mistake is just before the place that is shown. What follows in the file may have been misunderstood \
               in consequence: mend the first of these errors first.",
        page: None,
    },
    Explanation {
        name: "unknown-key",
        text: "There is no such key here. Keys are Amazon's field names in snake_case, without the resource's own \
               name: `payloadFormatVersion` is `payload_format_version`, `IntegrationUri` is `uri`, \
               `timeoutInMillis` is `timeout`. Unknown keys are errors, because a setting that is passed over in \
               silence is worse.",
        page: None,
    },
    Explanation {
        name: "unknown-variable",
        text: "An access log format names a `$context` variable that does not exist. Their names are \
               case-sensitive.",
        page: Some("api-gateway-variables-for-access-logging"),
    },
    Explanation {
        name: "unreadable-file",
        text: "A file that the configuration names could not be opened or is not UTF-8. Relative paths are relative \
               to the file that writes them.",
        page: None,
    },
    Explanation {
        name: "unused-allow",
        text: "An entry of `[check] allow` matches no warning: what it accepted is gone, or the name is wrong. Take \
               it out, lest it accept something new some day. Errors cannot be allowed.",
        page: None,
    },
    Explanation {
        name: "vpc-link-unresolved",
        text: "An export names VPC links by id, but not what is behind them. Served without a configuration, routes through a \
               link answer as Amazon does when no target is up. To serve them, write a `tollgate.toml` (`tollgate init` \
               begins one) with a `[[vpc_link]]` of that id and its targets.",
        page: Some("set-up-private-integration"),
    },
    Explanation {
        name: "websocket-unsupported",
        text: "WebSocket APIs are not built yet. REST and HTTP APIs are.",
        page: None,
    },
];
