//! Target groups: balancing, health, retries, TLS to upstreams.
