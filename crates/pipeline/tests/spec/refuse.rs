//! What a refused caller gets (supported-gateway-response-types; docs/behaviour.md 1.13).

use crate::common::{Fixed, Fixture, HTTP, REST, head, header_map};
use std::sync::Arc;
use tollgate_mapping::gateway_response::Template;
use tollgate_model::{FaultKind, Origin, Step};
use tollgate_pipeline::{Identity, open, refuse};
use tollgate_routes::{Access, GatewayResponse, GatewayResponses, Manners, MatcherBuilder, PathPattern, Verb};

/// (status, body, x-amzn-ErrorType) of a GET of this path.
fn answer(manners: &'static Manners, access: Access, path: &str) -> (u16, String, Option<String>) {
    let table = Fixture::new(manners).table("/pets", access);
    let map = header_map(&[]);
    let refused = open(&Fixed, &table, &head(&map, path, None), Identity::new(&Fixed), &mut ()).expect_err("refused");
    let reply = refuse(Some(&table), None, &refused, &mut ());
    let error = reply.header("x-amzn-errortype").map(str::to_owned);
    (reply.status, String::from_utf8(reply.body.to_vec()).unwrap(), error)
}

#[test]
fn every_kind_refuses_in_its_own_words() {
    let closed = Access::Refuse(FaultKind::AuthorizerConfigurationError);
    for (manners, access, path, status, body, error) in [
        (
            &REST,
            Access::Open,
            "/prod/nowhere",
            403,
            r#"{"message":"Missing Authentication Token"}"#,
            Some("MissingAuthenticationTokenException"),
        ),
        (&HTTP, Access::Open, "/prod/nowhere", 404, r#"{"message":"Not Found"}"#, None),
        (&REST, closed, "/prod/pets", 500, r#"{"message":null}"#, Some("AuthorizerConfigurationException")),
        (&REST, Access::Open, "/elsewhere", 403, r#"{"message":"Forbidden"}"#, Some("ForbiddenException")),
        (
            &REST,
            Access::Refuse(FaultKind::AccessDenied),
            "/prod/pets",
            403,
            r#"{"Message":"User is not authorized to access this resource"}"#,
            Some("AccessDeniedException"),
        ),
    ] {
        assert_eq!(
            answer(manners, access, path),
            (status, body.to_owned(), error.map(str::to_owned)),
            "{} {path}",
            manners.kind
        );
    }
}

#[test]
fn ids_are_sent_under_the_kinds_own_names() {
    for (manners, present, absent) in [
        (&REST, vec!["x-amzn-requestid", "x-amz-apigw-id"], "apigw-requestid"),
        (&HTTP, vec!["apigw-requestid"], "x-amzn-requestid"),
    ] {
        let table = Fixture::new(manners).table("/pets", Access::Open);
        let map = header_map(&[]);
        let refused =
            open(&Fixed, &table, &head(&map, "/prod/x", None), Identity::new(&Fixed), &mut ()).expect_err("refused");
        let reply = refuse(Some(&table), None, &refused, &mut ());
        let names: Vec<_> = reply.headers.iter().map(|field| field.name.as_str()).collect();
        assert!(present.iter().all(|name| names.contains(name)) && !names.contains(&absent), "{names:?}");
    }
}

/// set-up-logging: the client's own x-amzn-RequestId counts only when it is a UUID.
#[test]
fn a_clients_request_id_replaces_ours_only_as_a_uuid() {
    let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    for (manners, given, adopted) in [(&REST, uuid, true), (&REST, "mine", false), (&HTTP, uuid, false)] {
        let table = Fixture::new(manners).table("/pets", Access::Open);
        let map = header_map(&[("x-amzn-requestid", given)]);
        let opened =
            open(&Fixed, &table, &head(&map, "/prod/pets", None), Identity::new(&Fixed), &mut ()).expect("open");
        assert_eq!(opened.identity.request_id.as_str() == given, adopted, "{} {given}", manners.kind);
    }
}

fn steps(path: &str, query: Option<&str>, headers: &[(&str, &str)]) -> Vec<Step> {
    let table = Fixture::new(&REST).table("/pets/{p0}", Access::Open);
    let map = header_map(headers);
    let mut steps = Vec::new();
    // What became of it is the last step's to say.
    let _ = open(&Fixed, &table, &head(&map, path, query), Identity::new(&Fixed), &mut steps);
    steps
}

#[test]
fn a_trace_names_the_definitions_lines() {
    let pair = |name: &str, value: &str| (name.into(), value.into());
    assert_eq!(
        steps("/prod/pets/a%20b", Some("q=1%2B1&q=&z"), &[("accept", "*/*")]),
        [
            Step::Stage { api: "pets".into(), stage: "prod".into(), origin: Origin(3) },
            Step::Route { key: "ANY /pets/{p0}".into(), origin: Origin(7) },
            Step::MethodRequest {
                path: vec![pair("p0", "a b")],
                query: vec![pair("q", "1+1"), pair("q", ""), pair("z", "")],
                headers: vec![pair("accept", "*/*")],
            },
        ]
    );
}

#[test]
fn a_trace_says_what_was_not_found() {
    let nothing = Step::NoRoute { path: "/dogs".into(), resource: None, methods: vec![], origin: Origin(3) };
    assert_eq!(steps("/prod/dogs", None, &[]).last(), Some(&nothing));
}

/// The resource is there, and these are its methods.
#[test]
fn a_trace_says_which_methods_a_resource_has() {
    let mut table = Fixture::new(&REST).table("/pets/{p0}", Access::Open);
    let stage = table.stages.first_mut().and_then(Arc::get_mut).expect("the only one that has it");
    let mut builder = MatcherBuilder::tree();
    for (verb, route) in [(Verb::Delete, 0), (Verb::Post, 0)] {
        builder.insert(verb, &PathPattern::parse("/pets/{p0}").expect("a pattern"), route).expect("it is free");
    }
    stage.matcher = builder.build().matcher;
    stage.routes.push(Fixture::new(&REST).route("/pets/{p0}", Access::Open));
    let (map, mut steps) = (header_map(&[]), Vec::new());
    let head = head(&map, "/prod/pets/1", None);
    open(&Fixed, &table, &head, Identity::new(&Fixed), &mut steps).expect_err("GET is not there");
    let methods = vec!["DELETE".into(), "POST".into()];
    let resource = Some("/pets/{p0}".into());
    assert_eq!(steps.last(), Some(&Step::NoRoute { path: "/pets/1".into(), resource, methods, origin: Origin(3) }));
}

/// HTTP APIs write the status line's words; of some answers of REST APIs a space after the colon is recorded.
#[test]
fn a_kind_words_some_faults_in_its_own_way() {
    let manners: &'static Manners = Box::leak(Box::new(Manners {
        messages: &[(FaultKind::InternalServerError, "Internal Server Error")],
        spaced: &[FaultKind::UnsupportedMediaType],
        ..HTTP
    }));
    for (kind, body) in [
        (FaultKind::InternalServerError, r#"{"message":"Internal Server Error"}"#),
        (FaultKind::UnsupportedMediaType, r#"{"message": "Unsupported Media Type"}"#),
        (FaultKind::IntegrationTimeout, r#"{"message":"Endpoint request timed out"}"#),
    ] {
        assert_eq!(answer(manners, Access::Refuse(kind), "/prod/pets").1, body, "{kind:?}");
    }
}

/// api-gateway-mapping-template-reference: `$context.error.messageString` is the message in quotes, or `null`; it stands in JSON
/// as it is.
#[test]
fn a_message_stands_in_json_as_it_is() {
    let template = Template::parse(r#"{"m":$context.error.messageString,"t":"$context.error.responseType"}"#);
    for (kind, body) in [
        (FaultKind::AuthorizerConfigurationError, r#"{"m":null,"t":"AUTHORIZER_CONFIGURATION_ERROR"}"#),
        (FaultKind::Unauthorized, r#"{"m":"Unauthorized","t":"UNAUTHORIZED"}"#),
    ] {
        let mut table = Fixture::new(&REST).table("/pets", Access::Refuse(kind));
        let stage = table.stages.first_mut().and_then(Arc::get_mut).expect("the only one that has it");
        let response = GatewayResponse {
            status: None,
            headers: Box::default(),
            keys: ["application/json"].into_iter().collect(),
            templates: [("application/json".into(), template.clone())].into(),
            origin: Origin::NOWHERE,
        };
        stage.gateway_responses = GatewayResponses::new(vec![response], |_| Some(0));
        let (map, identity) = (header_map(&[]), Identity::new(&Fixed));
        let refused = open(&Fixed, &table, &head(&map, "/prod/pets", None), identity, &mut ()).expect_err("refused");
        assert_eq!(refuse(Some(&table), None, &refused, &mut ()).body, body, "{kind:?}");
    }
}
