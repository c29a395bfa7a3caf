//! Integrations that invoke Lambda functions: who answers, what is sent, who signs, and what is wrong with them.

use crate::build::{NOWHERE, With, found, http, resource, rest, rest_kind, route, stage, table, text};
use std::sync::Arc;
use std::time::Duration;
use tollgate_compile::{changes, compile, listing};
use tollgate_definition::api::{
    Authorizer, AuthorizerType, DeploymentKind, IntegrationType, ResponseTransferMode, Variable,
};
use tollgate_definition::{Configuration, Diagnostics, Integration, MissingFunctions, Sources};
use tollgate_model::aws::{CredentialsSource, DefaultCredentials, Role};
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint, LocalFunction};
use tollgate_model::{FaultKind, Origin};
use tollgate_routes::{EventFormat, Exchange, FunctionCall, Integration as Compiled, Invoked, Needs, Stage, Table};

const ORDERS: &str = "arn:aws:lambda:us-east-1:123456789012:function:orders";
const ROLE: &str = "arn:aws:iam::123456789012:role/gateway";
const CALLER: &str = "arn:aws:iam::*:user/*";

fn local(name: &str) -> Function {
    let local = LocalFunction {
        command: vec!["./bootstrap".into()],
        directory: None,
        environment: Default::default(),
        timeout: Duration::from_secs(3),
        memory: None,
        concurrency: 8,
        queue: 1000,
    };
    Function { name: name.into(), kind: FunctionKind::Local(local), origin: NOWHERE }
}

fn remote(name: &str, endpoint: &str) -> Function {
    let endpoint = if endpoint == "aws" { LambdaEndpoint::Aws } else { LambdaEndpoint::Url(endpoint.into()) };
    Function { name: name.into(), kind: FunctionKind::Remote(endpoint), origin: NOWHERE }
}

fn uri(arn: &str) -> String {
    format!("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations")
}

fn streaming_uri(arn: &str) -> String {
    format!("arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/{arn}/response-streaming-invocations")
}

/// An `aws_proxy` with a POST to this uri, as Amazon exports it.
fn proxy(uri: &str) -> Integration {
    Integration {
        uri: Some(text(uri)),
        http_method: Some("POST".into()),
        ..Integration::new(IntegrationType::AwsProxy, NOWHERE)
    }
}

fn invoke(arn: &str) -> Integration {
    proxy(&uri(arn))
}

fn of_http(uri: &str, version: &str) -> Integration {
    Integration { payload_format_version: Some(text(version)), ..proxy(uri) }
}

fn signed(credentials: &str) -> Integration {
    Integration { credentials: Some(text(credentials)), ..invoke(ORDERS) }
}

fn streamed(uri: &str) -> Integration {
    Integration { response_transfer_mode: ResponseTransferMode::Stream, ..proxy(uri) }
}

fn with(configuration: Configuration, functions: Vec<Function>) -> Configuration {
    Configuration { functions, ..configuration }
}

fn get(integration: Integration, functions: Vec<Function>) -> Configuration {
    with(rest(vec![resource("GET /a", integration)]), functions)
}

fn get_http(integration: Integration, functions: Vec<Function>) -> Configuration {
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

/// What is found, and whether a table comes out; where one does and a fault is meant, the route answers it.
#[test]
fn each_mistake_with_a_function_has_its_diagnostic() {
    let functions = || vec![local("orders")];
    let rest_uri = |uri: &str| get(proxy(uri), functions());
    let named =
        |name: &str| get(invoke(&format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")), functions());
    let method =
        |method: Option<&str>| get(Integration { http_method: method.map(Into::into), ..invoke(ORDERS) }, functions());
    let mapped = |header: &str| get(invoke(ORDERS).mapped(&[(header, "'x'")]), functions());
    let unused = |name: &str| get(invoke(ORDERS), vec![local("orders"), local(name)]);
    for (names, error, configuration) in [
        (&["function-unknown", "function-unused"][..], true, named("order")),
        (&["function-unknown"], true, get(invoke(ORDERS), Vec::new())),
        (
            &["function-unknown"],
            false,
            Configuration { missing_functions: MissingFunctions::AnswerError, ..get(invoke(ORDERS), Vec::new()) },
        ),
        (&["function-unused"], false, unused("billing")),
        (&["function-unused"], false, unused("orders:canary")),
        (&[], false, unused("*")),
        (&["bad-uri", "function-unused"], true, rest_uri("http://x.example/")),
        (&["bad-uri", "function-unused"], true, rest_uri(ORDERS)),
        (&["bad-uri", "function-unused"], true, rest_uri("arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders")),
        (
            &["function-unused", "not-enforced"],
            false,
            rest_uri("arn:aws:apigateway:us-east-1:firehose:action/PutRecord"),
        ),
        (
            &["bad-uri", "function-unused"],
            true,
            rest_uri("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/orders/invocations"),
        ),
        (&["bad-uri"], true, rest_uri(&streaming_uri(ORDERS))),
        (&["bad-uri"], true, get(streamed(&uri(ORDERS)), functions())),
        (&["bad-uri", "function-unused"], true, get(Integration { uri: None, ..invoke(ORDERS) }, functions())),
        (&["bad-uri"], true, get(invoke(ORDERS), vec![local("orders"), remote("*", "ftp://x")])),
        (&["bad-uri"], true, get(invoke(ORDERS), vec![local("orders"), remote("*", "http://x.example/?a=b")])),
        (&["function-unused", "stage-variable-undefined"], true, named("${stageVariables.none}")),
        (&["invalid-method"], false, method(Some("GET"))),
        (&["invalid-method"], false, method(Some("ANY"))),
        (&["invalid-method"], false, method(None)),
        (&["bad-parameter"], false, mapped("integration.request.header.Authorization")),
        (&[], false, mapped("integration.request.header.X-Other")),
        (&["payload-format"], true, get_http(proxy(ORDERS), functions())),
        (&["payload-format"], true, get_http(of_http(ORDERS, "3.0"), functions())),
        (&["credentials-unknown"], true, get(signed(ROLE), vec![remote("orders", "aws")])),
        (&["call-unsigned"], false, get(invoke(ORDERS), vec![remote("orders", "aws")])),
        (&["not-enforced"], false, get(signed(CALLER), functions())),
        (&["duplicate-name"], true, unused("orders")),
    ] {
        assert_eq!(found(&configuration), (names.to_vec(), !error), "{:?}", configuration.apis[0].stages[0].deployment);
        let is_called =
            names.is_empty() || names.iter().all(|name| ["function-unused", "call-unsigned"].contains(name));
        if !error {
            let table = table(&configuration);
            let integration = &table.stages[0].routes[0].integration;
            assert_eq!(matches!(integration, Compiled::Function(_)), is_called, "{names:?} {integration:?}");
        }
    }
}

/// A POST route passes its own method on.
#[test]
fn a_post_is_what_lambda_takes() {
    for method in [None, Some("ANY"), Some("POST")] {
        let integration = Integration { http_method: method.map(Into::into), ..invoke(ORDERS) };
        let configuration = with(rest(vec![resource("POST /a", integration)]), vec![local("orders")]);
        assert_eq!(found(&configuration), (vec![], true), "{method:?}");
    }
}

fn message(configuration: &Configuration, name: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    compile(configuration, None, &mut diagnostics);
    diagnostics.iter().find(|found| found.name == name).unwrap().message.clone()
}

#[test]
fn an_unknown_function_is_told_with_what_to_do() {
    let near = message(&get(invoke(ORDERS), vec![local("order")]), "function-unknown");
    assert_eq!(near, format!("nothing answers for the function `orders` ({ORDERS}); did you mean `order`?"));
    let none = message(&get(invoke(ORDERS), Vec::new()), "function-unknown");
    assert!(none.ends_with("`[[function]]` with `name = \"orders\"` and a `command` or an `endpoint`"), "{none}");
}

/// One program for what is several at Amazon; another Lambda is told which.
#[test]
fn functions_that_one_entry_of_this_node_answers_for_are_told() {
    let several = |names: &[&str], functions: Vec<Function>| {
        let arn = |name: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{name}");
        let resources = names.iter().enumerate().map(|(at, name)| resource(&format!("GET /{at}"), invoke(&arn(name))));
        with(rest(resources.collect()), functions)
    };
    for (names, function, expected) in [
        (&["orders:live", "orders:canary", "orders:live"][..], local("orders"), Some("orders:canary, orders:live")),
        (&["orders", "billing"], local("*"), Some("billing, orders")),
        (&["orders", "orders:$LATEST", "orders"], local("orders"), None),
        (&["orders", "billing"], remote("*", "http://127.0.0.1:9001"), None),
    ] {
        let configuration = several(names, vec![function]);
        let found = found(&configuration);
        assert_eq!(found, (expected.map(|_| vec!["function-merged"]).unwrap_or_default(), true), "{names:?}");
        if let Some(expected) = expected {
            let message = message(&configuration, "function-merged");
            assert!(message.contains(&format!(": {expected}; expected")), "{message}");
        }
    }
    let accounts = [ORDERS, "arn:aws:lambda:us-east-1:111122223333:function:orders"];
    let resources = accounts.iter().enumerate().map(|(at, arn)| resource(&format!("GET /{at}"), invoke(arn)));
    let configuration = with(rest(resources.collect()), vec![local("orders")]);
    assert!(
        message(&configuration, "function-merged")
            .contains(&accounts.iter().rev().copied().collect::<Vec<_>>().join(", "))
    );
}

#[test]
fn a_function_of_an_authorizer_is_used() {
    let mut configuration = get(invoke(ORDERS), vec![local("orders"), local("login")]);
    let deployment = Arc::make_mut(&mut configuration.apis[0].stages[0].deployment);
    let DeploymentKind::Rest(api) = &mut deployment.kind else { panic!("a REST API") };
    api.authorizers.push(Authorizer {
        name: "login".into(),
        kind: AuthorizerType::Token,
        header: None,
        authtype: None,
        uri: Some(text(&uri("arn:aws:lambda:us-east-1:123456789012:function:login:live"))),
        credentials: None,
        identity_source: None,
        identity_validation_expression: None,
        result_ttl: None,
        provider_arns: Vec::new(),
        payload_format_version: None,
        enable_simple_responses: false,
        jwt: None,
        origin: NOWHERE,
    });
    assert_eq!(found(&configuration), (vec![], true));
}

fn next(configuration: &Configuration, previous: &Table) -> Table {
    compile(configuration, Some(previous), &mut Diagnostics::default()).unwrap()
}

/// How a function of this node runs is the table's; who answers for it is the stage's.
#[test]
fn a_stage_outlives_a_change_of_how_its_functions_run() {
    let configuration = get(invoke(ORDERS), vec![local("orders")]);
    let old = table(&configuration);
    let mut slower = configuration.clone();
    let FunctionKind::Local(local_function) = &mut slower.functions[0].kind else { panic!("a local function") };
    local_function.timeout = Duration::from_secs(10);
    slower.functions[0].origin = Origin(7);
    let new = next(&slower, &old);
    assert!(Arc::ptr_eq(&old.stages[0], &new.stages[0]));
    assert_ne!(old.digest, new.digest);
    assert_eq!(*new.functions[0], slower.functions[0]);
    for functions in
        [vec![local("*")], vec![local("orders"), local("orders:live")], vec![remote("orders", "http://x.example")]]
    {
        let other = next(&with(configuration.clone(), functions), &old);
        assert!(!Arc::ptr_eq(&old.stages[0], &other.stages[0]));
    }
    let mut signed = configuration.clone();
    signed.aws.default = DefaultCredentials::Chain;
    let signed = next(&signed, &old);
    assert!(!Arc::ptr_eq(&old.stages[0], &signed.stages[0]));
    assert_ne!(old.digest, signed.digest);
}

#[test]
fn functions_of_every_stage_are_run_once() {
    let mut configuration = get(invoke(ORDERS), vec![local("orders"), local("billing")]);
    let billing = invoke("arn:aws:lambda:us-east-1:123456789012:function:billing");
    let resources = vec![resource("GET /a", invoke(ORDERS)), resource("GET /b", billing)];
    configuration.apis[0].stages.push(stage("test", rest_kind(resources)));
    let table = table(&configuration);
    assert_eq!(table.functions.iter().map(|function| &*function.name).collect::<Vec<_>>(), ["billing", "orders"]);
    let names: Vec<Vec<&str>> =
        table.stages.iter().map(|stage| stage.functions.iter().map(|name| &**name).collect()).collect();
    assert_eq!(names, [vec!["orders"], vec!["orders", "billing"]]);
}

#[test]
fn a_list_of_routes_shows_what_answers() {
    let lines = |configuration: &Configuration| {
        let lines = listing(&table(configuration), &Sources::default());
        lines.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let arn = format!("{ORDERS}:canary");
    let here = get(invoke(&arn), vec![local("orders")]);
    assert_eq!(lines(&here), [format!("a  prod  GET /a  open  aws_proxy orders  {arn}  -")]);
    let elsewhere = get(invoke(&arn), vec![remote("*", "http://127.0.0.1:9001")]);
    assert_eq!(lines(&elsewhere), [format!("a  prod  GET /a  open  aws_proxy orders:canary  {arn}  -")]);
    let line = &listing(&table(&elsewhere), &Sources::default())[0];
    assert_eq!(line.target_group.as_deref(), Some("http://127.0.0.1:9001"));
}

#[test]
fn a_change_of_a_function_is_told() {
    let with_local = |change: &dyn Fn(&mut LocalFunction)| {
        let mut function = local("orders");
        let FunctionKind::Local(local_function) = &mut function.kind else { panic!("a local function") };
        change(local_function);
        get(invoke(ORDERS), vec![function])
    };
    let old = with_local(&|_| {});
    let old_table = table(&old);
    let canary = format!("{ORDERS}:canary");
    for (new, expected) in [
        (old.clone(), ""),
        (with_local(&|it| it.timeout = Duration::from_secs(9)), "function changed: orders (timeout: 3s → 9s)\n"),
        (
            with_local(&|it| it.command = vec!["a".into(), "b".into()]),
            "function changed: orders (command: [./bootstrap] → [a, b])\n",
        ),
        (
            with_local(&|it| drop(it.environment.insert("KEY".into(), "hush".into()))),
            // printf hush | sha256sum
            "function changed: orders (environment.KEY: none → sha256:dc8331bcb228)\n",
        ),
        (
            get(invoke(&canary), vec![local("orders")]),
            &*format!("route changed: a prod GET /a (function: {ORDERS} → {canary})\n"),
        ),
        (
            get(invoke(ORDERS), vec![local("*")]),
            "route changed: a prod GET /a (answered by: orders on this node → * on this node)\n\
             function removed: orders\nfunction added: *\n",
        ),
        (
            get(invoke(ORDERS), vec![remote("*", "http://127.0.0.1:9001")]),
            "route changed: a prod GET /a (answered by: orders on this node → its Invoke API, signed by: none → nobody, \
             target group: none → http://127.0.0.1:9001)\ntarget group new: http://127.0.0.1:9001\nfunction removed: orders\n",
        ),
    ] {
        let told = changes(Some(&old_table), &table(&new)).to_string();
        assert_eq!(told, expected);
    }
}

#[test]
fn a_change_of_who_stands_for_a_role_is_told() {
    let with_role = |source: CredentialsSource| {
        let mut configuration = get(signed(ROLE), vec![remote("orders", "aws")]);
        configuration.aws.roles = vec![Role { arn: ROLE.into(), source, origin: NOWHERE }];
        table(&configuration)
    };
    let (old, new) = (with_role(CredentialsSource::Chain), with_role(CredentialsSource::Assume));
    assert_eq!(changes(Some(&old), &new).to_string(), format!("AWS role changed: {ROLE} (source: Chain → Assume)\n"));
}
