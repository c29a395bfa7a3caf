//! REST APIs: the path picks the resource, then the method (api-gateway-method-settings-method-request).

use crate::{build, check};
use tollgate_routes::MatcherBuilder;
use tollgate_routes::NotFound::{Method, Path};

/// "A method request against a specific resource takes precedence over a method request against a generic resource at the
/// same level".
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

/// Recorded of the service: `test_proxy_routing_with_hardcoded_resource_sibling` and
/// `test_routing_with_hardcoded_resource_sibling_order` (LocalStack), ministackorg/ministack#1423, floci-io/floci#3399.
#[test]
fn what_has_no_such_method_leaves_the_request_to_what_is_more_general() {
    let keys = ["POST /test", "ANY /test/any", "OPTIONS /{proxy+}"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("OPTIONS /test", Ok("OPTIONS /{proxy+} test")),
            ("POST /test", Ok("POST /test")),
            ("OPTIONS /test/any", Ok("ANY /test/any")),
            ("GET /test/any", Ok("ANY /test/any")),
        ],
    );
    let keys = ["GET /part1", "GET /{param+}", "GET /part1/hardcoded-value"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /part1", Ok("GET /part1")),
            ("GET /part1/hardcoded-value", Ok("GET /part1/hardcoded-value")),
            ("GET /part1/random-value", Ok("GET /{param+} part1/random-value")),
        ],
    );
    let keys = ["ANY /{proxy+}", "GET /jobs/{operation_type}", "OPTIONS /cors_only"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /jobs/reboot", Ok("GET /jobs/{operation_type} reboot")),
            ("GET /jobs", Ok("ANY /{proxy+} jobs")),
            ("POST /jobs", Ok("ANY /{proxy+} jobs")),
            ("POST /jobs/reboot", Ok("ANY /{proxy+} jobs/reboot")),
            ("GET /cors_only", Ok("ANY /{proxy+} cors_only")),
        ],
    );
    let keys = [
        "GET /users/{userId}",
        "PATCH /users/me",
        "POST /roles/provision",
        "GET /roles/{roleId}",
        "GET /things/real",
        "POST /things/{proxy+}",
    ];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("GET /users/me", Ok("GET /users/{userId} me")),
            ("PATCH /users/me", Ok("PATCH /users/me")),
            ("GET /users/abc123", Ok("GET /users/{userId} abc123")),
            ("POST /users/me", Err(Method)),
            ("POST /roles/provision", Ok("POST /roles/provision")),
            ("GET /roles/provision", Ok("GET /roles/{roleId} provision")),
            ("GET /things/real", Ok("GET /things/real")),
            ("POST /things/real", Ok("POST /things/{proxy+} real")),
        ],
    );
}

/// "At the same level of the resource hierarchy": what is specific first is asked first, also where it ends in a greedy
/// parameter.
#[test]
fn steps_back_are_level_by_level() {
    let keys = ["GET /a/b", "ANY /{proxy+}", "GET /{x}/c", "GET /p/{id}/end", "GET /a/{rest+}", "PUT /{x}/b"];
    check(
        &build(MatcherBuilder::tree(), &keys),
        &keys,
        &[
            ("POST /a/b", Ok("ANY /{proxy+} a/b")),
            ("PUT /a/b", Ok("PUT /{x}/b a")),
            ("GET /a/c", Ok("GET /a/{rest+} c")),
            ("GET /a", Ok("ANY /{proxy+} a")),
            ("GET /p/1/other", Ok("ANY /{proxy+} p/1/other")),
            ("GET /other/c", Ok("GET /{x}/c other")),
            ("GET /other/d", Ok("ANY /{proxy+} other/d")),
            ("TRACE /a/b", Err(Method)),
            ("GET /", Err(Path)),
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
            // What is above takes it (recorded of the service: ministackorg/ministack#1423).
            ("GET /parent", Ok("ANY /{proxy+} parent")),
            ("GET /parent/", Ok("ANY /{proxy+} parent")),
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
