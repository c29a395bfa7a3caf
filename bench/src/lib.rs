//! Benchmarks of Tollgate: what a part costs (`benches/`, `src/bin/`), and what the whole costs beside other proxies
//! (`load/`, Python's standard library). Nothing here asserts a time. Start reading at `RESULTS.md`.

pub mod definitions;
