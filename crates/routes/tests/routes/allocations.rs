//! A look-up allocates nothing.

use crate::build;
use http::Method;
use tollgate_routes::MatcherBuilder;

const KEYS: [&str; 7] = [
    "GET /",
    "GET /pets/{id}",
    "POST /a-segment-of-more-than-twelve-bytes/{x}/end",
    "GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h+}",
    "ANY /files/{proxy+}",
    "GET /{a}/b/{c}/d",
    "PUT /pets/dog",
];

const PATHS: [&str; 9] = [
    "/",
    "//pets//",
    "/pets/12345678901234567890",
    "/p%65ts/dog",
    "/a-segment-of-more-than-twelve-bytes/1/end",
    "/1/2/3/4/5/6/7/8/9",
    "/files/a/b/c/d/e",
    "/x/b/y/z",
    "/nothing/here",
];

#[test]
fn a_matcher_allocates_nothing() {
    for builder in [MatcherBuilder::tree(), MatcherBuilder::keys()] {
        let built = build(builder, &KEYS);
        let info = allocation_counter::measure(|| {
            for path in PATHS {
                for method in [Method::GET, Method::POST, Method::PUT, Method::TRACE] {
                    let _ = std::hint::black_box(built.matcher.find(&method, path));
                }
            }
        });
        assert_eq!(info.count_total, 0);
    }
}

#[test]
fn locating_a_stage_allocates_nothing() {
    let table = crate::addressing::table();
    let info = allocation_counter::measure(|| {
        for host in
            ["REST.execute-api.localhost:80", "deep.example.com", "x.example.com.", "[::1]:1", "edge.execute-api.a"]
        {
            for path in ["/prod/a", "/orders/v1/items/1", "/_aws/execute-api/rest/prod/a", "/"] {
                let _ = std::hint::black_box(table.locate(host, path, true, true));
            }
        }
    });
    assert_eq!(info.count_total, 0);
}

/// The counter counts.
#[test]
fn an_allocation_would_be_seen() {
    let info = allocation_counter::measure(|| drop(std::hint::black_box(Box::new(1))));
    assert_eq!(info.count_total, 1);
}
