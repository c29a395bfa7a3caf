//! rest-api-parameter-mapping-sources, request-response-data-mappings, and the gateway response pages.

use super::*;
use proptest::prelude::*;

fn column(error: &ExpressionError, says: &str) -> usize {
    assert!(error.what.contains(says), "{error} does not say {says:?}");
    error.column
}

#[test]
fn request_sources_are_those_of_the_guide() {
    let shown = |text: &str| match RequestSource::parse(text).unwrap() {
        RequestSource::Part(part, name) => format!("{part:?} {}", name.as_str()),
        RequestSource::Body => "body".to_owned(),
        RequestSource::BodyPath(path) => format!("body {}", path.as_str()),
        RequestSource::Given(given) => given_shown(&given),
    };
    for (text, expected) in [
        ("method.request.path.petId", "Path petId"),
        ("method.request.querystring.page", "QueryString page"),
        (
            "method.request.multivaluequerystring.methodRequestQueryParam",
            "MultiValueQueryString methodRequestQueryParam",
        ),
        ("method.request.header.puppies", "Header puppies"),
        ("method.request.multivalueheader.X-Multi.Part_$1", "MultiValueHeader X-Multi.Part_$1"),
        ("method.request.body", "body"),
        ("method.request.body.redirect.url", "body $.redirect.url"),
        ("method.request.body.pets[0].name", "body $.pets[0].name"),
        ("method.request.body[0].name", "body $[0].name"),
        ("method.request.body.$.name", "body $.name"),
        ("stageVariables.version", "stage version"),
        ("context.identity.sourceIp", "context identity.sourceIp"),
        ("'https://www.example.com'", "static https://www.example.com"),
        ("''", "static "),
        ("'it's'", "static it's"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

fn given_shown(given: &Given) -> String {
    match given {
        Given::StageVariable(name) => format!("stage {}", name.as_str()),
        Given::Context(path) => format!("context {}", path.dotted()),
        Given::Static(value) => format!("static {value}"),
    }
}

#[test]
fn response_sources_are_those_of_the_guide() {
    let shown = |text: &str| match ResponseSource::parse(text).unwrap() {
        ResponseSource::Header(name) => format!("header {}", name.as_str()),
        ResponseSource::MultiValueHeader(name) => format!("headers {}", name.as_str()),
        ResponseSource::Body => "body".to_owned(),
        ResponseSource::BodyPath(path) => format!("body {}", path.as_str()),
        ResponseSource::Given(given) => given_shown(&given),
    };
    for (text, expected) in [
        ("integration.response.header.x-app-id", "header x-app-id"),
        ("integration.response.multivalueheader.item", "headers item"),
        ("integration.response.body", "body"),
        ("integration.response.body.redirect.url", "body $.redirect.url"),
        ("stageVariables.a", "stage a"),
        ("context.requestId", "context requestId"),
        ("'*'", "static *"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn gateway_response_sources_are_those_of_the_guide() {
    for (text, part) in [
        ("method.request.header.api-key", RequestPart::Header),
        ("method.request.path.petId", RequestPart::Path),
        ("method.request.querystring.q", RequestPart::QueryString),
    ] {
        assert!(matches!(GatewayResponseSource::parse(text), Ok(GatewayResponseSource::Part(p, _)) if p == part));
    }
    // set-up-gateway-responses-in-swagger
    let params = GatewayResponseSource::parse("method.input.params.petId");
    assert!(matches!(params, Ok(GatewayResponseSource::Params(name)) if &*name == "petId"));
    let fixed = GatewayResponseSource::parse("'domain.com'");
    assert_eq!(fixed, Ok(GatewayResponseSource::Given(Given::Static("domain.com".into()))));
    assert_eq!(column(&GatewayResponseSource::parse("method.request.body.a").unwrap_err(), "`body` is nothing"), 16);
}

#[test]
fn targets_are_those_of_the_guide() {
    assert!(
        matches!(RequestTarget::parse("integration.request.path.proxy"), Ok(RequestTarget::Path(n)) if &*n == "proxy")
    );
    assert!(matches!(RequestTarget::parse("integration.request.querystring.p"), Ok(RequestTarget::QueryString(_))));
    assert!(matches!(RequestTarget::parse("integration.request.header.DogsAge0"), Ok(RequestTarget::Header(_))));
    assert_eq!(&*ResponseTarget::parse("method.response.header.CatsAge0").unwrap().header, "CatsAge0");
    let gateway = GatewayResponseTarget::parse("gatewayresponse.header.Access-Control-Allow-Origin");
    assert!(matches!(gateway, Ok(GatewayResponseTarget::Header(n)) if &*n == "Access-Control-Allow-Origin"));
    assert!(matches!(GatewayResponseTarget::parse("gatewayresponse.path.x"), Ok(GatewayResponseTarget::Path(_))));

    assert_eq!(column(&RequestTarget::parse("integration.request.body").unwrap_err(), "`body` is nothing"), 21);
    assert_eq!(column(&RequestTarget::parse("integration.request.header.").unwrap_err(), "name is missing"), 28);
    assert_eq!(column(&RequestTarget::parse("method.request.header.a").unwrap_err(), "no target here"), 1);
    assert_eq!(column(&ResponseTarget::parse("method.response.querystring.a").unwrap_err(), "`querystring`"), 17);
    assert_eq!(column(&ResponseTarget::parse("method.response.header.a b").unwrap_err(), "` ` cannot stand"), 25);
}

#[test]
fn what_is_no_source_says_what_was_meant() {
    for (text, at, says) in [
        ("", 1, "nothing is written"),
        ("*.example.domain", 1, "a static value stands in single quotes: `'*.example.domain'`"),
        ("\"quoted\"", 1, "a static value stands in single quotes: `'quoted'`"),
        ("'open", 6, "no closing single quote"),
        ("'", 2, "no closing single quote"),
        ("$context.requestId", 1, "without `$` and braces: `context.requestId`"),
        ("${stageVariables.url}", 1, "without `$` and braces: `stageVariables.url`"),
        ("stageVariables.", 16, "name is missing"),
        ("stageVariables.a b", 17, "` ` cannot stand in a name"),
        ("context.", 9, "name of a `$context` variable is missing"),
        ("context.a..b", 11, "name of a `$context` variable is missing"),
        ("context.claims['a']b", 20, "begins with `.` or `[`"),
        ("context.claims['a", 17, "no name that ends with `']`"),
        ("method.request.cookie.a", 16, "`cookie` is nothing that can be mapped"),
        ("method.request.header", 22, "a name is missing after `method.request.header`"),
        ("method.request.querystring.ids[]", 31, "`[` cannot stand in a name"),
        ("method.request.body.", 21, "a JSONPath is missing"),
        ("method.request.body.a[?(@.b", 22, ""),
        ("method.request.bodyguard", 16, "`bodyguard` is nothing"),
        ("integration.response.header.a", 1, "is not known here"),
    ] {
        assert_eq!(column(&RequestSource::parse(text).unwrap_err(), says), at, "{text}");
    }
    assert_eq!(column(&ResponseSource::parse("method.request.header.a").unwrap_err(), "is not known here"), 1);
    assert_eq!(column(&ResponseSource::parse("integration.response.status").unwrap_err(), "`status` is nothing"), 22);
}

#[test]
fn claims_are_named_with_dots_or_brackets() {
    for text in ["context.authorizer.claims.cognito:groups", "context.authorizer.claims['cognito:groups']"] {
        let RequestSource::Given(Given::Context(path)) = RequestSource::parse(text).unwrap() else { panic!("{text}") };
        assert_eq!(path.dotted(), "authorizer.claims.cognito:groups");
        assert_eq!(path.segments().len(), 3);
    }
}

#[test]
fn headers_that_the_gateway_writes_are_taken() {
    assert!(is_taken("Content-Length") && is_taken("X-Amzn-Trace-Id") && !is_taken("Authorization"));
    assert!(is_taken_by_service("Authorization") && is_taken_by_service("transfer-encoding"));
}

/// What is parsed is part of a table that all threads share.
#[test]
fn what_is_parsed_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<(RequestSource, ResponseSource, GatewayResponseSource)>();
    shared::<(crate::pattern::Pattern, crate::model::Model, crate::gateway_response::Template)>();
    shared::<(crate::media::Keys, crate::media::BinaryMediaTypes)>();
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_says_where_not(text in "\\PC{0,40}|(method|integration|context)[.a-z$\\[\\]']{0,30}") {
        let errors = [
            RequestSource::parse(&text).err(), ResponseSource::parse(&text).err(), GatewayResponseSource::parse(&text).err(),
            RequestTarget::parse(&text).err(), ResponseTarget::parse(&text).err(), GatewayResponseTarget::parse(&text).err(),
        ];
        for error in errors.into_iter().flatten() {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{}", error);
        }
    }

    #[test]
    fn every_name_of_the_grammar_is_a_name(name in "[a-zA-Z0-9._$-]{1,20}") {
        let source = RequestSource::parse(&format!("method.request.header.{name}")).unwrap();
        prop_assert!(matches!(source, RequestSource::Part(RequestPart::Header, n) if *n == *name));
    }
}
