//! Which endpoint is next.
