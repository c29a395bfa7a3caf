//! Target P4: the look-up of a route, by the size of the table.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use http::Method;
use std::hint::black_box;
use tollgate_bench::definitions::{Load, SIZES, protocol_name};
use tollgate_compile::compile;
use tollgate_definition::{Diagnostics, Protocol};

/// Enough that no two rounds of a look-up find the same route's nodes warm by chance.
const REQUESTS: usize = 1 << 16;

fn look_up(criterion: &mut Criterion) {
    for protocol in [Protocol::Rest, Protocol::Http] {
        let mut group = criterion.benchmark_group(format!("find/{}", protocol_name(protocol)));
        group.throughput(Throughput::Elements(REQUESTS as u64));
        for size in SIZES {
            let load = Load { protocol, size };
            let Some(table) = compile(&load.configuration(), None, &mut Diagnostics::default()) else { continue };
            let requests = load.requests(REQUESTS);
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter(|| {
                    for path in requests.paths() {
                        let _ = black_box(table.stages[0].matcher.find(&Method::GET, black_box(path)));
                    }
                });
            });
        }
        group.finish();
    }
}

fn locate(criterion: &mut Criterion) {
    let load = Load { protocol: Protocol::Rest, size: 10 };
    let Some(table) = compile(&load.configuration(), None, &mut Diagnostics::default()) else { return };
    criterion.bench_function("locate", |bencher| {
        bencher.iter(|| {
            let host = black_box("bench.execute-api.us-east-1.amazonaws.com:8443");
            black_box(table.locate(host, black_box("/prod/service-1/resource-1"), true, true))
        });
    });
}

criterion_group!(benches, look_up, locate);
criterion_main!(benches);
