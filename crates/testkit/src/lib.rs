//! A small world for tests, and the demo's echo upstream.
