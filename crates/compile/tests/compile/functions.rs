//! Integrations that invoke Lambda functions: who answers, what is sent, and who signs.

use crate::build::{NOWHERE, With, http, resource, rest, route, table, text};
use std::time::Duration;
use tollgate_compile::compile;
use tollgate_definition::api::{IntegrationType, ResponseTransferMode, Variable};
use tollgate_definition::{Configuration, Diagnostics, Integration};
use tollgate_model::FaultKind;
use tollgate_model::aws::{CredentialsSource, DefaultCredentials, Role};
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint, LocalFunction};
use tollgate_routes::{EventFormat, Exchange, FunctionCall, Integration as Compiled, Invoked, Needs, Stage, Table};

pub(crate) const ORDERS: &str = "arn:aws:lambda:us-east-1:123456789012:function:orders";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/gateway";
pub(crate) const CALLER: &str = "arn:aws:iam::*:user/*";

pub(crate) fn local(name: &str) -> Function {
    let local = LocalFunction {
        command: vec!["./bootstrap".into()],
        directory: None,
        environment: Default::default(),
        timeout: Duration::from_secs(3),
        memory: None,
        concurrency: 8,
        queue: 1000,
        event_queue: 1000,
    };
    Function { name: name.into(), kind: FunctionKind::Local(local), origin: NOWHERE }
}

pub(crate) fn remote(name: &str, endpoint: &str) -> Function {
    let endpoint = if endpoint == "aws" { LambdaEndpoint::Aws } else { LambdaEndpoint::Url(endpoint.into()) };
    Function { name: name.into(), kind: FunctionKind::Remote(endpoint), origin: NOWHERE }
}

pub(crate) fn uri(arn: &str) -> String {
    format!("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations")
}

pub(crate) fn streaming_uri(arn: &str) -> String {
    format!("arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/{arn}/response-streaming-invocations")
}

/// An `aws_proxy` with a POST to this uri, as Amazon exports it.
pub(crate) fn proxy(uri: &str) -> Integration {
    Integration {
        uri: Some(text(uri)),
        http_method: Some("POST".into()),
        ..Integration::new(IntegrationType::AwsProxy, NOWHERE)
    }
}

pub(crate) fn invoke(arn: &str) -> Integration {
    proxy(&uri(arn))
}

pub(crate) fn of_http(uri: &str, version: &str) -> Integration {
    Integration { payload_format_version: Some(text(version)), ..proxy(uri) }
}

pub(crate) fn signed(credentials: &str) -> Integration {
    Integration { credentials: Some(text(credentials)), ..invoke(ORDERS) }
}

pub(crate) fn streamed(uri: &str) -> Integration {
    Integration { response_transfer_mode: ResponseTransferMode::Stream, ..proxy(uri) }
}

pub(crate) fn with(configuration: Configuration, functions: Vec<Function>) -> Configuration {
    Configuration { functions, ..configuration }
}

pub(crate) fn get(integration: Integration, functions: Vec<Function>) -> Configuration {
    with(rest(vec![resource("GET /a", integration)]), functions)
}

pub(crate) fn get_http(integration: Integration, functions: Vec<Function>) -> Configuration {
    with(http(vec![route("GET /a", integration)]), functions)
}

fn call(table: &Table) -> &FunctionCall {
    match &table.stages[0].routes[0].integration {
        Compiled::Function(call) => call,
        other => panic!("{other:?}"),
    }
}

/// `local orders`, or `remote http://127.0.0.1:9001 127.0.0.1:9001 /2015-…`.
fn shown(stage: &Stage, call: &FunctionCall) -> String {
    match &call.invoked {
        Invoked::Local(index) => format!("local {}", stage.functions[usize::from(*index)]),
        Invoked::Remote(remote) => {
            let group = &stage.groups[usize::from(remote.group)];
            format!("remote {group} {} {}", remote.host.to_str().unwrap(), remote.path)
        }
    }
}

/// The entry of name and alias, else of the name, else `*`.
#[test]
fn the_most_exact_entry_answers() {
    let of = |names: &[&str]| names.iter().map(|name| local(name)).collect::<Vec<_>>();
    for (names, invoked, expected) in [
        (&["*", "orders", "orders:canary"][..], "orders:canary", "orders:canary"),
        (&["*", "orders", "orders:canary"], "orders:live", "orders"),
        (&["*", "orders", "orders:canary"], "orders", "orders"),
        (&["*", "orders:canary"], "orders", "*"),
        (&["*", "orders:$LATEST"], "orders", "orders:$LATEST"),
        (&["*", "orders"], "orders:$LATEST", "orders"),
        (&["*"], "orders:7", "*"),
    ] {
        let arn = format!("arn:aws:lambda:us-east-1:123456789012:function:{invoked}");
        let table = table(&get(invoke(&arn), of(names)));
        assert_eq!(shown(&table.stages[0], call(&table)), format!("local {expected}"), "{names:?} {invoked}");
        assert_eq!(&*call(&table).arn, arn);
        // What nothing invokes is not run.
        assert_eq!(table.functions.iter().map(|function| &*function.name).collect::<Vec<_>>(), [expected]);
    }
}

/// Stage variables may stand in the name and in the alias (aws-api-gateway-stage-variables-reference).
#[test]
fn stage_variables_name_functions_and_aliases() {
    for (written, expected) in [
        ("arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.fn}", "orders"),
        ("arn:aws:lambda:us-east-1:123456789012:function:orders:${stageVariables.alias}", "orders:canary"),
        ("${stageVariables.arn}", "orders"),
    ] {
        let mut configuration = get(invoke(written), vec![local("orders"), local("orders:canary")]);
        for (name, value) in [("fn", "orders"), ("alias", "canary"), ("arn", ORDERS)] {
            let variable = Variable { value: value.to_owned(), origin: NOWHERE };
            configuration.apis[0].stages[0].variables.insert(name.to_owned(), variable);
        }
        let table = table(&configuration);
        assert_eq!(shown(&table.stages[0], call(&table)), format!("local {expected}"), "{written}");
    }
}

/// Lambda API, Invoke: `POST /2015-03-31/functions/FunctionName/invocations`; endpoints by region and partition.
#[test]
fn a_function_elsewhere_is_asked_of_its_invoke_api() {
    let path = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aorders";
    let china = "arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:$LATEST";
    let path_in_china =
        "/2015-03-31/functions/arn%3Aaws-cn%3Alambda%3Acn-north-1%3A123456789012%3Afunction%3Aorders%3A%24LATEST";
    let amazons = "lambda.us-east-1.amazonaws.com";
    for (endpoint, arn, expected) in [
        ("http://127.0.0.1:9001", ORDERS, format!("remote http://127.0.0.1:9001 127.0.0.1:9001 {path}/invocations")),
        (
            "https://lambda.example/base/",
            ORDERS,
            format!("remote https://lambda.example:443 lambda.example /base{path}/invocations"),
        ),
        ("aws", ORDERS, format!("remote https://{amazons}:443 {amazons} {path}/invocations")),
        (
            "aws",
            china,
            format!(
                "remote https://lambda.cn-north-1.amazonaws.com.cn:443 lambda.cn-north-1.amazonaws.com.cn {path_in_china}/invocations"
            ),
        ),
    ] {
        let table = table(&get(invoke(arn), vec![remote("*", endpoint)]));
        assert_eq!(shown(&table.stages[0], call(&table)), expected, "{endpoint}");
        assert!(table.functions.is_empty());
        assert_eq!(table.groups.len(), 1);
    }
}

#[test]
fn an_endpoint_of_aws_may_be_elsewhere() {
    for (service, host) in
        [("lambda", "lambda.example"), ("*", "lambda.example"), ("sqs", "lambda.us-east-1.amazonaws.com")]
    {
        let mut configuration = get(invoke(ORDERS), vec![remote("orders", "aws")]);
        configuration.aws.endpoints.insert(service.into(), "http://lambda.example".into());
        let table = table(&configuration);
        let Invoked::Remote(remote) = &call(&table).invoked else { panic!("a remote function") };
        assert_eq!(remote.host.to_str().unwrap(), host, "{service}");
    }
}

/// http-api-develop-integrations-lambda; an HTTP API may name the function's ARN alone.
#[test]
fn the_event_is_the_apis() {
    let functions = || vec![local("orders")];
    for (configuration, format) in [
        (get(invoke(ORDERS), functions()), EventFormat::Rest),
        (get_http(of_http(&uri(ORDERS), "1.0"), functions()), EventFormat::HttpV1),
        (get_http(of_http(&uri(ORDERS), "2.0"), functions()), EventFormat::HttpV2),
        (get_http(of_http(ORDERS, "2.0"), functions()), EventFormat::HttpV2),
    ] {
        let table = table(&configuration);
        assert!(matches!(call(&table).exchange, Exchange::Event(found) if found == format), "{format:?}");
        assert!(!call(&table).streams);
        // Both bodies are looked at.
        assert_ne!(format!("{:?}", table.stages[0].routes[0].needs), format!("{:?}", Needs::default()));
    }
}

/// set-up-lambda-custom-integrations, set-up-lambda-integration-async.
#[test]
fn a_custom_integration_is_mapped() {
    let integration = Integration { kind: IntegrationType::Aws, ..invoke(ORDERS) }
        .mapped(&[("integration.request.header.X-Amz-Invocation-Type", "'Event'")]);
    let mut diagnostics = Diagnostics::default();
    let table = compile(&get(integration, vec![local("orders")]), None, &mut diagnostics).unwrap();
    let Exchange::Mapped(mapped) = &call(&table).exchange else { panic!("mapped") };
    assert_eq!(&*mapped.headers[0].written, "X-Amz-Invocation-Type");
    assert_eq!(diagnostics.iter().map(|found| found.name).collect::<Vec<_>>(), ["response-missing"]);
}

/// response-transfer-mode: up to 15 minutes; limits: 29 s of a REST API, 30 s of an HTTP API.
#[test]
fn the_timeout_is_the_apis_or_that_of_a_stream() {
    let timed = |integration: Integration, seconds: Option<u64>| Integration {
        timeout: seconds.map(Duration::from_secs),
        ..integration
    };
    let functions = || vec![local("orders")];
    for (configuration, seconds, remarked) in [
        (get(invoke(ORDERS), functions()), 29, false),
        (get(timed(invoke(ORDERS), Some(60)), functions()), 60, true),
        (get_http(of_http(ORDERS, "2.0"), functions()), 30, false),
        (get(streamed(&streaming_uri(ORDERS)), functions()), 29, false),
        (get(timed(streamed(&streaming_uri(ORDERS)), Some(900)), functions()), 900, false),
    ] {
        let mut diagnostics = Diagnostics::default();
        let table = compile(&configuration, None, &mut diagnostics).unwrap();
        assert_eq!(call(&table).timeout, Duration::from_secs(seconds));
        assert_eq!(!diagnostics.is_empty(), remarked, "{diagnostics:?}");
    }
}

#[test]
fn a_streamed_answer_is_asked_for_as_a_stream() {
    let table = table(&get(streamed(&streaming_uri(ORDERS)), vec![remote("orders", "http://127.0.0.1:9001")]));
    assert!(call(&table).streams);
    assert!(shown(&table.stages[0], call(&table)).ends_with("%3Aorders/response-streaming-invocations"));
}

/// What signs: the role of `credentials`, else what `[aws]` says; a function of this node needs nobody.
#[test]
fn a_call_is_signed_by_its_role_or_by_default() {
    let signer = |integration: Integration, default: DefaultCredentials, function: Function| {
        let mut configuration = get(integration, vec![function]);
        configuration.aws.default = default;
        configuration.aws.roles = vec![Role { arn: ROLE.into(), source: CredentialsSource::Chain, origin: NOWHERE }];
        let table = table(&configuration);
        match &call(&table).invoked {
            Invoked::Local(_) => "local".to_owned(),
            Invoked::Remote(remote) => remote.signing.as_ref().map_or("nobody".to_owned(), |signing| {
                format!("{} {} {:?}", signing.region, signing.service, signing.credentials)
            }),
        }
    };
    use DefaultCredentials::{Chain, None};
    let (aws, here) = (|| remote("orders", "aws"), || local("orders"));
    assert_eq!(signer(signed(ROLE), None, aws()), format!("us-east-1 lambda Role({ROLE:?})"));
    assert_eq!(signer(signed(ROLE), Chain, aws()), format!("us-east-1 lambda Role({ROLE:?})"));
    assert_eq!(signer(invoke(ORDERS), Chain, aws()), "us-east-1 lambda Chain");
    assert_eq!(signer(invoke(ORDERS), None, remote("orders", "http://127.0.0.1:9001")), "nobody");
    assert_eq!(signer(signed("arn:aws:iam::123456789012:role/other"), None, here()), "local");
}

/// A caller's own credentials are those of a caller who signed: nothing else may open the route.
#[test]
fn a_call_with_the_callers_credentials_fails_closed() {
    for function in [local("orders"), remote("orders", "aws")] {
        let table = table(&get(signed(CALLER), vec![function]));
        let integration = &table.stages[0].routes[0].integration;
        assert!(matches!(integration, Compiled::Fault(FaultKind::AuthorizerConfigurationError)), "{integration:?}");
    }
}
