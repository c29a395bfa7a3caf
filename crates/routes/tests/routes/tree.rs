//! REST APIs: the path picks the resource, then the method (api-gateway-method-settings-method-request).

use crate::{build, check};
use tollgate_routes::MatcherBuilder;
use tollgate_routes::NotFound::{Method, Path};

/// "A method request against a specific resource takes precedence over a method request against a generic resource at the
/// same level"; `/{proxy+}` "excludes its non-proxy siblings".
#[test]
fn static_then_parameter_then_greedy_at_each_level() {
    let keys =
        ["GET /parent", "ANY /{proxy+}", "GET /parent/{child}", "GET /parent/{child}/{rest+}", "GET /parent/first"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /parent", Ok("GET /parent")),
            ("GET /parent/first", Ok("GET /parent/first")),
            ("GET /parent/other", Ok("GET /parent/{child} other")),
            ("GET /parent/other/a/b", Ok("GET /parent/{child}/{rest+} other a/b")),
            ("GET /elsewhere", Ok("ANY /{proxy+} elsewhere")),
            ("DELETE /elsewhere/a/b", Ok("ANY /{proxy+} elsewhere/a/b")),
        ],
    );
}

#[test]
fn what_was_chosen_is_final() {
    let keys = ["GET /a/b", "ANY /{proxy+}", "GET /{x}/c", "GET /p/{id}/end"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            // The resource `/a/b` is there, without POST; without `/a/c`.
            ("POST /a/b", Err(Method)),
            ("GET /a/c", Err(Path)),
            ("GET /a", Err(Path)),
            ("GET /p/1/other", Err(Path)),
            ("GET /other/c", Ok("GET /{x}/c other")),
            ("GET /other/d", Err(Path)),
        ],
    );
}

/// setup-http-integrations: `/{proxy+}` does not match `/`; neither does `/parent/{proxy+}` match `/parent`.
#[test]
fn a_greedy_parameter_takes_at_least_one_segment() {
    let keys = ["ANY /{proxy+}", "ANY /parent/{proxy+}"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /", Err(Path)),
            ("GET //", Err(Path)),
            ("GET /parent", Err(Path)),
            ("GET /parent/", Err(Path)),
            ("GET /parent/a", Ok("ANY /parent/{proxy+} a")),
            ("GET /parent//a", Ok("ANY /parent/{proxy+} /a")),
        ],
    );
}

/// `/pets/` is `/pets`, and slashes between stage and path collapse, as the service itself was seen to do
/// (localstack/localstack#11253, aws/aws-sam-cli#1495).
#[test]
fn slashes_around_the_path_do_not_count() {
    let keys = ["GET /", "GET /pets", "GET /pets/{id}", "GET /files/{proxy+}"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /", Ok("GET /")),
            ("GET ///", Ok("GET /")),
            ("GET /pets/", Ok("GET /pets")),
            ("GET //pets", Ok("GET /pets")),
            ("GET /pets/1//", Ok("GET /pets/{id} 1")),
            ("GET /files/a/b/", Ok("GET /files/{proxy+} a/b")),
            // Inside the path an empty segment is a segment, and no parameter's value.
            ("GET /pets//1", Err(Path)),
        ],
    );
}

/// api-gateway-method-settings-method-request: `ANY` stands for seven methods, and catches what the resource has not.
#[test]
fn any_is_every_method_not_declared() {
    let keys = ["GET /a", "ANY /a", "GET /b"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /a", Ok("GET /a")),
            ("HEAD /a", Ok("ANY /a")),
            ("PATCH /a", Ok("ANY /a")),
            ("TRACE /a", Err(Method)),
            ("PROPFIND /a", Err(Method)),
            // HEAD is not GET.
            ("HEAD /b", Err(Method)),
        ],
    );
}

/// Each method that a resource can have is its own, and leads to its own route.
#[test]
fn every_method_leads_to_its_own_route() {
    let methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
    let keys = methods.map(|method| format!("{method} /a"));
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    for builder in [MatcherBuilder::tree(), MatcherBuilder::keys()] {
        let cases: Vec<_> = keys.iter().map(|key| (*key, Ok(*key))).chain([("TRACE /a", Err(Method))]).collect();
        check(&build(builder, &keys), &keys, &cases);
    }
}

/// REST APIs keep the path as it was sent (middleapi/standard-server#93: live captures): an escape is not the letter it
/// stands for, and parameters' values come still encoded.
#[test]
fn segments_are_compared_as_they_were_sent() {
    let keys = ["GET /pets", "GET /{x}", "GET /a/{y}"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /pets", Ok("GET /pets")),
            ("GET /p%65ts", Ok("GET /{x} p%65ts")),
            ("GET /PETS", Ok("GET /{x} PETS")),
            ("GET /a/b%2Fc", Ok("GET /a/{y} b%2Fc")),
        ],
    );
}
