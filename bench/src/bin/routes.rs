//! Target P4 as JSON lines: look-up time, bytes a route and compile time by the size of the table.
//!
//! Times are the thread's own on a processor (`CLOCK_THREAD_CPUTIME_ID`), so that what else the machine does counts less;
//! every round measures all sizes side by side, and a ratio is that of one round.

use http::Method;
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use tollgate_bench::definitions::{Load, Requests, SIZES, protocol_name};
use tollgate_compile::compile;
use tollgate_definition::{Diagnostics, Protocol};
use tollgate_routes::Table;

const REQUESTS: usize = 1 << 16;

/// Medians are of so many rounds.
const ROUNDS: usize = 21;

/// The size that the target compares with.
const REFERENCE: usize = 100;

/// One size of one kind of API, compiled, and what was measured of it.
struct Subject {
    load: Load,
    table: Table,
    requests: Requests,
    bytes: i64,
    compile_ns: u64,
    find_ns: Vec<f64>,
}

fn main() {
    for protocol in [Protocol::Rest, Protocol::Http] {
        let mut subjects: Vec<Subject> =
            SIZES.into_iter().filter_map(|size| Subject::compile(Load { protocol, size })).collect();
        for _ in 0..ROUNDS {
            subjects.iter_mut().for_each(Subject::look_up);
        }
        let reference = subjects.iter().find(|subject| subject.load.size == REFERENCE);
        let reference = reference.map(|subject| subject.find_ns.clone()).unwrap_or_default();
        subjects.iter().for_each(|subject| println!("{}", subject.report(&reference)));
    }
}

impl Subject {
    fn compile(load: Load) -> Option<Subject> {
        let configuration = load.configuration();
        let mut table = None;
        let begin = processor_ns();
        let memory = allocation_counter::measure(|| table = compile(&configuration, None, &mut Diagnostics::default()));
        let compile_ns = processor_ns() - begin;
        let requests = load.requests(REQUESTS);
        Some(Subject { load, table: table?, requests, bytes: memory.bytes_current, compile_ns, find_ns: Vec::new() })
    }

    fn look_up(&mut self) {
        let matcher = &self.table.stages[0].matcher;
        let begin = processor_ns();
        for path in self.requests.paths() {
            let _ = black_box(matcher.find(&Method::GET, black_box(path)));
        }
        self.find_ns.push((processor_ns() - begin) as f64 / REQUESTS as f64);
    }

    fn report(&self, reference: &[f64]) -> serde_json::Value {
        let ratios: Vec<f64> = self.find_ns.iter().zip(reference).map(|(own, reference)| own / reference).collect();
        let (best, middle, worst) = spread(&self.find_ns);
        serde_json::json!({
            "target": "P4",
            "protocol": protocol_name(self.load.protocol),
            "routes": self.load.size,
            "find_ns": round(middle),
            "find_ns_best": round(best),
            "find_ns_worst": round(worst),
            "ratio_to_100": (spread(&ratios).1 * 100.0).round() / 100.0,
            "bytes_a_route": round(self.bytes as f64 / self.load.size as f64),
            "compile_ms": round(self.compile_ns as f64 / 1e6),
        })
    }
}

/// What this thread has had of a processor.
fn processor_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    (time.tv_sec * 1_000_000_000 + time.tv_nsec) as u64
}

/// The least, the median and the greatest.
fn spread(numbers: &[f64]) -> (f64, f64, f64) {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    (at(0), at(sorted.len() / 2), at(sorted.len().saturating_sub(1)))
}

/// To a tenth.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
