//! HTTP APIs: the best of the routes whose method fits (http-api-develop-routes).

use crate::{build, check};
use tollgate_routes::MatcherBuilder;
use tollgate_routes::NotFound::{Method, Path};

/// The guide's own example.
#[test]
fn the_guides_table() {
    let keys = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("GET /pets/dog/1", Ok("GET /pets/dog/1")),
            ("GET /pets/dog/2", Ok("GET /pets/dog/{id} 2")),
            ("GET /pets/cat/1", Ok("GET /pets/{proxy+} cat/1")),
            ("POST /test/5", Ok("ANY /{proxy+} test/5")),
            ("GET /", Ok("$default")),
            ("POST /pets/dog/1", Ok("ANY /{proxy+} pets/dog/1")),
        ],
    );
}

/// "Full match for a route and method" comes first: routes whose method does not fit do not stand in the way.
#[test]
fn only_routes_whose_method_fits_take_part() {
    let keys = ["POST /zap", "OPTIONS /{proxy+}", "GET /a/b", "POST /a/{x}", "POST /{y}/b"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("OPTIONS /zap", Ok("OPTIONS /{proxy+} zap")),
            ("POST /a/b", Ok("POST /a/{x} b")),
            ("POST /c/b", Ok("POST /{y}/b c")),
            ("GET /a/c", Err(Method)),
            ("GET /none/of/these", Err(Method)),
        ],
    );
}

#[test]
fn the_path_is_compared_before_the_method() {
    let keys = ["ANY /pets/dog", "GET /pets/{id}", "GET /both", "ANY /both"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("GET /pets/dog", Ok("ANY /pets/dog")),
            ("GET /pets/cat", Ok("GET /pets/{id} cat")),
            ("GET /both", Ok("GET /both")),
            ("PUT /both", Ok("ANY /both")),
            ("PROPFIND /both", Ok("ANY /both")),
        ],
    );
}

#[test]
fn a_dead_end_is_left_again() {
    let keys = ["GET /a/b/c", "GET /{x}/b/d", "GET /a/{y}/e", "GET /{x}/{y}/{z}"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("GET /a/b/c", Ok("GET /a/b/c")),
            ("GET /a/b/d", Ok("GET /{x}/b/d a")),
            ("GET /a/b/e", Ok("GET /a/{y}/e b")),
            ("GET /a/b/f", Ok("GET /{x}/{y}/{z} a b f")),
            ("GET /a/b", Err(Path)),
        ],
    );
}

#[test]
fn the_longest_greedy_route_wins_whatever_stands_before_it() {
    let keys = ["ANY /{proxy+}", "GET /a/{p+}", "GET /{x}/b/{p+}", "GET /a/{y}/c/{p+}", "GET /a/b/c/{p+}"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("GET /a/b/c/d", Ok("GET /a/b/c/{p+} d")),
            ("GET /a/z/c/d", Ok("GET /a/{y}/c/{p+} z d")),
            ("GET /a/b/d", Ok("GET /{x}/b/{p+} a d")),
            ("GET /a/d", Ok("GET /a/{p+} d")),
            ("POST /a/d", Ok("ANY /{proxy+} a/d")),
        ],
    );
}

/// A route without a trailing slash does not answer the path with one, and a greedy variable does
/// (storacha/w3infra#166, aws-powertools/powertools-lambda-python#1609).
#[test]
fn a_trailing_slash_counts() {
    let keys = ["GET /metrics", "GET /files", "GET /files/{proxy+}", "GET /a/{id}", "GET /"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("GET /metrics/", Err(Path)),
            ("GET /files/", Ok("GET /files/{proxy+} ")),
            ("GET /files/a/", Ok("GET /files/{proxy+} a/")),
            ("GET /a/", Err(Path)),
            ("GET /a/1/", Err(Path)),
            ("GET /", Ok("GET /")),
            ("GET //metrics", Err(Path)),
        ],
    );
}

/// http-api-develop-routes: a greedy variable "catches all child resources of a route".
#[test]
fn a_greedy_variable_does_not_match_its_parent() {
    let keys = ["ANY /{proxy+}", "ANY /parent/{proxy+}"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("GET /", Err(Path)),
            ("GET /parent", Ok("ANY /{proxy+} parent")),
            ("GET /parent/a", Ok("ANY /parent/{proxy+} a")),
        ],
    );
}

/// HTTP APIs decode the path first (middleapi/standard-server#93: live captures); an encoded slash separates nothing.
#[test]
fn static_segments_are_compared_decoded() {
    let keys = ["GET /pets", "GET /a b", "GET /{x}", "GET /x/y", "GET /long-segments-are-compared-decoded-too"];
    check(
        &build(MatcherBuilder::keys(), &keys),
        &keys,
        &[
            ("GET /p%65ts", Ok("GET /pets")),
            ("GET /a%20b", Ok("GET /a b")),
            ("GET /x%2Fy", Ok("GET /{x} x%2Fy")),
            ("GET /%zz", Ok("GET /{x} %zz")),
            ("GET /long%2dsegments-are-compared-decoded-too", Ok("GET /long-segments-are-compared-decoded-too")),
        ],
    );
}
