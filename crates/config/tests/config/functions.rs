//! `[[function]]`, `[defaults.function]`, and integrations that invoke functions.

use super::{clean, folder, loaded, rendered};
use std::time::Duration;
use tollgate_definition::api::{DeploymentKind, IntegrationType};
use tollgate_model::function::{FunctionKind, LambdaEndpoint, LocalFunction};

fn local(kind: &FunctionKind) -> &LocalFunction {
    match kind {
        FunctionKind::Local(local) => local,
        FunctionKind::Remote(endpoint) => panic!("{endpoint:?}"),
    }
}

#[test]
fn a_function_runs_here_or_is_asked_elsewhere() {
    let configuration = clean(
        r#"
        [[function]]
        name = "orders:canary"
        command = ["python3", "-m", "awslambdaric", "app.handler"]
        environment = { TABLE = "orders" }
        timeout = "10s"
        memory = "512MiB"
        concurrency = 2
        queue = 7
        [[function]]
        name = "billing"
        endpoint = "http://127.0.0.1:9001"
        [[function]]
        name = "*"
        endpoint = "AWS"
        "#,
    );
    let names: Vec<_> = configuration.functions.iter().map(|function| &*function.name).collect();
    assert_eq!(names, ["orders:canary", "billing", "*"]);
    let orders = local(&configuration.functions[0].kind);
    assert_eq!(
        orders.command.iter().map(|text| &**text).collect::<Vec<_>>().join(" "),
        "python3 -m awslambdaric app.handler"
    );
    assert_eq!(
        orders.environment.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>(),
        ["TABLE=orders"]
    );
    let (timeout, memory) = (Duration::from_secs(10), Some(512 << 20));
    assert_eq!((orders.timeout, orders.memory, orders.concurrency, orders.queue), (timeout, memory, 2, 7));
    assert_eq!(
        configuration.functions[1].kind,
        FunctionKind::Remote(LambdaEndpoint::Url("http://127.0.0.1:9001".into()))
    );
    assert_eq!(configuration.functions[2].kind, FunctionKind::Remote(LambdaEndpoint::Aws));
}

/// Lambda's own timeout is 3 s (Lambda API, CreateFunction: `Timeout`).
#[test]
fn a_function_that_says_nothing_has_defaults() {
    let configuration = clean("[[function]]\nname = \"orders\"\ncommand = [\"./bootstrap\"]\n");
    let orders = local(&configuration.functions[0].kind);
    assert_eq!((orders.timeout, orders.memory, &orders.directory), (Duration::from_secs(3), None, &None));
    assert_eq!((orders.concurrency, orders.queue), (8, 1000));
}

#[test]
fn a_directory_is_beside_the_file_that_names_it_and_absolute() {
    let folder = folder(&[
        ("tollgate.toml", "include = [\"apis/api.toml\"]\n"),
        ("apis/api.toml", "[[function]]\nname = \"a\"\ncommand = [\"./bootstrap\"]\ndirectory = \"code\"\n"),
        ("apis/code/bootstrap", ""),
    ]);
    let loaded = loaded(folder.path(), &["tollgate.toml"]);
    assert!(loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
    let configuration = loaded.configuration.unwrap();
    let code = folder.path().join("apis/code").display().to_string();
    assert_eq!(local(&configuration.functions[0].kind).directory.as_deref(), Some(&*code));
}

#[test]
fn defaults_are_for_functions_of_their_kind() {
    let configuration = clean(
        r#"
        [defaults.function]
        timeout = "20s"
        environment = { STAGE = "prod" }
        [[function]]
        name = "orders"
        command = ["./bootstrap"]
        environment = { TABLE = "orders" }
        [[function]]
        name = "billing"
        endpoint = "aws"
        "#,
    );
    let orders = local(&configuration.functions[0].kind);
    let names: Vec<_> = orders.environment.keys().map(|name| &**name).collect();
    assert_eq!((orders.timeout.as_secs(), names), (20, vec!["STAGE", "TABLE"]));
    assert_eq!(configuration.functions[1].kind, FunctionKind::Remote(LambdaEndpoint::Aws));
    let everywhere = "[defaults.function]\nendpoint = \"aws\"\n[[function]]\nname = \"a\"\n";
    let configuration = clean(&format!("{everywhere}[[function]]\nname = \"b\"\ncommand = [\"b\"]\n"));
    assert_eq!(configuration.functions[0].kind, FunctionKind::Remote(LambdaEndpoint::Aws));
    assert_eq!(&*local(&configuration.functions[1].kind).command[0], "b");
}

#[test]
fn a_later_file_changes_a_function_by_its_name() {
    let folder = folder(&[
        ("base.toml", "[[function]]\nname = \"a\"\ncommand = [\"a\", \"b\"]\ntimeout = \"5s\"\n"),
        (
            "over.toml",
            "[[function]]\nname = \"a\"\ncommand = [\"c\"]\n[[function]]\nname = \"a:live\"\nendpoint = \"aws\"\n",
        ),
    ]);
    let loaded = loaded(folder.path(), &["base.toml", "over.toml"]);
    assert!(loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
    let functions = loaded.configuration.unwrap().functions;
    let a = local(&functions[0].kind);
    assert_eq!((a.command.len(), &*a.command[0], a.timeout.as_secs(), functions.len()), (1, "c", 5, 2));
}

#[test]
fn what_is_wrong_with_a_function_is_said() {
    for (written, found) in [
        ("name = \"a\"", "function-kind"),
        ("name = \"a\"\ncommand = [\"a\"]\nendpoint = \"aws\"", "function-kind"),
        ("name = \"a\"\ncommand = []", "function-kind"),
        ("name = \"a\"\nendpoint = \"aws\"\nconcurrency = 2", "function-kind"),
        ("name = \"a\"\nendpoint = \"lambda\"", "unknown-value"),
        ("command = [\"a\"]", "missing-key"),
        ("name = \"a b\"\ncommand = [\"a\"]", "bad-name"),
        ("name = \"a:b:c\"\ncommand = [\"a\"]", "bad-name"),
        ("name = \"*:live\"\ncommand = [\"a\"]", "bad-name"),
        ("name = \"arn:aws:lambda:us-east-1:123456789012:function:a\"\ncommand = [\"a\"]", "bad-name"),
        ("name = \"a\"\ncommand = [\"a\"]\nenvironment = { \"A=B\" = \"c\" }", "bad-name"),
        ("name = \"a\"\ncommand = [\"a\\u0000b\"]", "unknown-value"),
        ("name = \"a\"\ncommand = [\"a\"]\ndirectory = \"none\"", "unreadable-file"),
        ("name = \"a\"\ncommand = [\"a\"]\nconcurrency = 0", "bad-number"),
        ("name = \"a\"\ncommand = [\"a\"]\ntimeout = \"500ms\"", "function-limits"),
        ("name = \"a\"\ncommand = [\"a\"]\ntimeout = \"16m\"", "function-limits"),
        ("name = \"a\"\ncommand = [\"a\"]\nmemory = \"64MiB\"", "function-limits"),
        ("name = \"a\"\ncommand = [\"a\"]\nmemory = \"20GiB\"", "function-limits"),
        ("name = \"a\"\ncommand = [\"a\"]\nmemorySize = \"1GiB\"", "unknown-key"),
    ] {
        let folder = folder(&[("tollgate.toml", &*format!("[[function]]\n{written}\n"))]);
        let loaded = loaded(folder.path(), &["tollgate.toml"]);
        let names: Vec<_> = loaded.diagnostics.iter().map(|finding| finding.name).collect();
        assert_eq!(names, [found], "{written}\n{}", rendered(&loaded));
        assert_eq!(loaded.diagnostics.has_errors(), found != "function-limits", "{written}");
        assert!(rendered(&loaded).contains("tollgate.toml:"), "{}", rendered(&loaded));
    }
}

fn with_integration(written: &str) -> String {
    format!(
        "[[api]]\nname = \"edge\"\naccount = \"111122223333\"\nregion = \"cn-north-1\"\n\
         [[api.route]]\nkey = \"GET /a\"\nintegration = {{ {written} }}\n"
    )
}

#[test]
fn an_integration_names_a_function_of_the_apis_account() {
    let arn = "arn:aws-cn:lambda:cn-north-1:111122223333:function:";
    let other = "arn:aws:lambda:us-east-1:123456789012:function:other";
    for (function, uri) in [
        ("reports", format!("{arn}reports")),
        ("reports:canary", format!("{arn}reports:canary")),
        ("${stageVariables.fn}", format!("{arn}${{stageVariables.fn}}")),
        (other, other.to_owned()),
    ] {
        let written = format!("type = \"aws_proxy\", function = \"{function}\", payload_format_version = \"2.0\"");
        let configuration = clean(&with_integration(&written));
        let DeploymentKind::Http(http) = &configuration.apis[0].stages[0].deployment.kind else {
            panic!("an HTTP API")
        };
        let integration = http.routes[0].integration.as_ref().unwrap();
        let text = |text: &Option<tollgate_definition::api::Text>| text.as_ref().unwrap().text.to_string();
        assert_eq!((integration.kind, text(&integration.uri)), (IntegrationType::AwsProxy, uri));
        assert_eq!(text(&integration.payload_format_version), "2.0");
    }
}

#[test]
fn a_function_goes_with_aws_proxy_and_without_a_uri() {
    for (written, found) in [
        ("type = \"aws_proxy\"", vec!["missing-key"]),
        ("type = \"aws_proxy\", function = \"a\", uri = \"arn:aws:lambda:r:1:function:a\"", vec!["unknown-value"]),
        ("type = \"http_proxy\", function = \"a\", uri = \"http://127.0.0.1/\"", vec!["unknown-value"; 2]),
        ("type = \"aws_proxy\", function = \"a\", payload_format_version = \"3.0\"", vec!["unknown-value"]),
    ] {
        let folder = folder(&[("tollgate.toml", &*with_integration(written))]);
        let loaded = loaded(folder.path(), &["tollgate.toml"]);
        let names: Vec<_> = loaded.diagnostics.iter().map(|finding| finding.name).collect();
        assert_eq!(names, found, "{written}\n{}", rendered(&loaded));
    }
}
