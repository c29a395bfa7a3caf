//! What a REST API's `aws` integration sends where, and in whose name.

use crate::build::{NOWHERE, With, found, resource, rest, shown, table, text};
use std::sync::Arc;
use tollgate_definition::Configuration;
use tollgate_definition::Integration;
use tollgate_definition::api::IntegrationType;
use tollgate_model::aws::{Aws, CredentialsSource, DefaultCredentials, Role};
use tollgate_routes::{Http, Integration as Compiled, Table};

const ROLE: &str = "arn:aws:iam::123456789012:role/apigAwsProxyRole";

fn service(uri: &str) -> Integration {
    Integration {
        uri: Some(text(uri)),
        http_method: Some("POST".into()),
        credentials: Some(text(ROLE)),
        ..Integration::new(IntegrationType::Aws, NOWHERE)
    }
}

fn aws(endpoints: &[(&str, &str)]) -> Aws {
    let role = Role { arn: ROLE.into(), source: CredentialsSource::Chain, origin: NOWHERE };
    let endpoints = endpoints.iter().map(|(name, url)| ((*name).into(), (*url).into())).collect();
    Aws { roles: vec![role], endpoints, ..Aws::default() }
}

fn configured(key: &str, integration: Integration, aws: Aws) -> Configuration {
    Configuration { aws, ..rest(vec![resource(key, integration)]) }
}

fn only(table: &Table) -> &Http {
    match &table.stages[0].routes[0].integration {
        Compiled::Http(http) => http,
        other => panic!("{other:?}"),
    }
}

/// The line of the request, and `service/region` of its signature.
fn sent(http: &Http) -> String {
    let signing = http.signing.as_ref().map_or("unsigned".into(), |it| format!("{}/{}", it.service, it.region));
    format!("{} {signing}", shown(&http.proxy))
}

/// Uris of integrating-api-with-aws-services-kinesis, -s3, api-as-s3-proxy-export-swagger-with-extensions; how an action is
/// named was recorded in execution logs ("Endpoint request URI: https://dynamodb.us-east-1.amazonaws.com/?Action=PutItem",
/// "X-Amz-Target=DynamoDB_20120810.GetItem").
#[test]
fn an_arn_names_the_request() {
    for (key, uri, expected) in [
        (
            "GET /streams",
            "arn:aws:apigateway:us-east-1:kinesis:action/ListStreams",
            "POST kinesis.us-east-1.amazonaws.com /?Action=ListStreams Content-Type:'application/x-amz-json-1.1' X-Amz-Target:'Kinesis_20131202.ListStreams' \
             kinesis/us-east-1",
        ),
        ("GET /", "arn:aws:apigateway:us-west-2:s3:path//", "POST s3.us-west-2.amazonaws.com / s3/us-west-2"),
        (
            "GET /",
            "arn:aws:apigateway:us-west-2:sns:action/Publish",
            "POST sns.us-west-2.amazonaws.com /?Action=Publish Content-Type:'application/x-www-form-urlencoded' sns/us-west-2",
        ),
        (
            "GET /",
            "arn:aws:apigateway:us-west-2:sqs:path/123456789012/orders?Action=SendMessage",
            "POST sqs.us-west-2.amazonaws.com /123456789012/orders?Action=SendMessage sqs/us-west-2",
        ),
        (
            "GET /",
            "arn:aws-cn:apigateway:cn-north-1:states:action/StartExecution",
            "POST states.cn-north-1.amazonaws.com.cn /?Action=StartExecution Content-Type:'application/x-amz-json-1.0' \
             X-Amz-Target:'AWSStepFunctions.StartExecution' states/cn-north-1",
        ),
        (
            "GET /",
            "arn:aws:apigateway:us-west-2:runtime.sagemaker:path/endpoints/${stageVariables.link}/invocations",
            "POST runtime.sagemaker.us-west-2.amazonaws.com /endpoints/internal/invocations sagemaker/us-west-2",
        ),
    ] {
        let table = table(&configured(key, service(uri), aws(&[])));
        assert_eq!(sent(only(&table)), expected, "{uri}");
    }
}

/// api-as-s3-proxy-export-swagger-with-extensions; PutIntegration's `uri`: "action/GetObject&Bucket={bucket}&Key={key}".
#[test]
fn path_parameters_are_mapped_into_the_arn() {
    let mapped = [
        ("integration.request.path.object", "method.request.path.item"),
        ("integration.request.path.bucket", "method.request.path.folder"),
        ("integration.request.header.Content-Type", "method.request.header.Content-Type"),
    ];
    for (uri, expected) in [
        (
            "arn:aws:apigateway:us-west-2:s3:path/{bucket}/{object}",
            "POST s3.us-west-2.amazonaws.com /<0>/<1> Content-Type:header Content-Type s3/us-west-2",
        ),
        (
            "arn:aws:apigateway:us-west-2:s3:action/GetObject&Bucket={bucket}&Key={object}",
            "POST s3.us-west-2.amazonaws.com /?Action=GetObject &Bucket=path 0 &Key=path 1 \
             Content-Type:'application/x-www-form-urlencoded' Content-Type:header Content-Type s3/us-west-2",
        ),
    ] {
        let table = table(&configured("GET /{folder}/{item}", service(uri).mapped(&mapped), aws(&[])));
        assert_eq!(sent(only(&table)), expected, "{uri}");
    }
}

#[test]
fn a_written_endpoint_is_called_and_signed_for_as_the_service() {
    let emulator = aws(&[("*", "http://127.0.0.1:4566")]);
    let uri = "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem";
    let table = table(&configured("GET /", service(uri), emulator));
    let http = only(&table);
    let expected = "POST 127.0.0.1:4566 /?Action=PutItem Content-Type:'application/x-amz-json-1.0' X-Amz-Target:'DynamoDB_20120810.PutItem' dynamodb/us-east-1";
    assert_eq!(sent(http), expected);
    assert_eq!(&*http.proxy.uri, "http://127.0.0.1:4566/?Action=PutItem");
    assert_eq!(table.stages[0].groups[0].to_string(), "http://127.0.0.1:4566");
    assert_eq!(table.sts.as_deref(), Some("http://127.0.0.1:4566"));
}

#[test]
fn a_mapped_header_wins_over_the_target_that_an_action_implies() {
    let mapped = [("integration.request.header.X-Amz-Target", "'Kinesis_20131202.PutRecords'")];
    let uri = "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord";
    let table = table(&configured("GET /", service(uri).mapped(&mapped), aws(&[])));
    let headers: Vec<_> = only(&table).proxy.header_mappings.iter().map(|mapping| &mapping.source).collect();
    assert_eq!(format!("{:?}", headers.last().unwrap()), "Static(\"Kinesis_20131202.PutRecords\")");
}

#[test]
fn without_credentials_the_default_signs_or_nobody() {
    let uri = "arn:aws:apigateway:us-east-1:sqs:path/";
    for (default, signed) in [(DefaultCredentials::None, false), (DefaultCredentials::Chain, true)] {
        let integration = Integration { credentials: None, ..service(uri) };
        let table = table(&configured("GET /", integration, Aws { default, ..Aws::default() }));
        assert_eq!(only(&table).signing.is_some(), signed, "{default:?}");
    }
}

#[test]
fn what_cannot_be_called_is_said() {
    let sqs = "arn:aws:apigateway:us-east-1:sqs:path/";
    for (integration, names, compiles) in [
        (service("arn:aws:apigateway:us-east-1:sqs:queue/orders"), &["bad-uri"][..], false),
        (service("http://example.com/"), &["bad-uri"], false),
        (Integration { uri: None, ..service(sqs) }, &["bad-uri"], false),
        (
            Integration { credentials: Some(text("arn:aws:iam::123456789012:role/other")), ..service(sqs) },
            &["credentials-unknown"],
            false,
        ),
        (
            service(sqs).mapped(&[("integration.request.header.Authorization", "method.request.header.Authorization")]),
            &["bad-parameter"],
            true,
        ),
        (Integration { credentials: Some(text("arn:aws:iam::*:user/*")), ..service(sqs) }, &["not-enforced"], true),
    ] {
        let told = format!("{integration:?}");
        let (found, is_table) = found(&configured("GET /", integration, aws(&[])));
        let found: Vec<_> = found.into_iter().filter(|name| *name != "response-missing").collect();
        assert_eq!((found.as_slice(), is_table), (names, compiles), "{told}");
    }
}

/// It is not called in the gateway's name instead.
#[test]
fn what_asks_for_the_callers_credentials_answers_500() {
    let integration = Integration {
        credentials: Some(text("arn:aws:iam::*:user/*")),
        ..service("arn:aws:apigateway:us-east-1:sqs:path/")
    };
    let table = table(&configured("GET /", integration, Aws { default: DefaultCredentials::Chain, ..aws(&[]) }));
    assert!(matches!(table.stages[0].routes[0].integration, Compiled::Fault(_)));
}

#[test]
fn what_stands_for_a_role_is_no_change_of_a_stage() {
    let uri = "arn:aws:apigateway:us-east-1:sqs:path/";
    let first = table(&configured("GET /", service(uri), aws(&[])));
    let mut other = aws(&[]);
    other.roles[0].source = CredentialsSource::Assume;
    let second = table(&configured("GET /", service(uri), other));
    assert_eq!(first.stages[0].digest, second.stages[0].digest);
    assert_ne!(first.digest, second.digest);
    let moved = table(&configured("GET /", service(uri), aws(&[("sqs", "http://127.0.0.1:1")])));
    assert_ne!(first.stages[0].digest, moved.stages[0].digest);
    assert_eq!(first.roles, [Arc::new(aws(&[]).roles[0].clone())]);
}
