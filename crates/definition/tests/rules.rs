//! What an import makes of a definition, rule by rule.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use support::{Imported, import_text};
use tollgate_definition::Protocol;
use tollgate_definition::api::Connection;
use tollgate_definition::openapi::BasePath;

fn rest(text: &str) -> Imported {
    import_text("a.yaml", text, Some(Protocol::Rest), BasePath::Ignore)
}

fn http(text: &str) -> Imported {
    import_text("a.yaml", text, Some(Protocol::Http), BasePath::Ignore)
}

fn resources(imported: &Imported) -> Vec<String> {
    imported.routes().iter().map(|route| format!("{} {}", route.method, route.path)).collect()
}

const PATHS: &str = "paths: {/e: {get: {}}, /f/: {get: {}}, /: {get: {}}}";

/// api-gateway-import-api-basepath
#[test]
fn the_base_path_is_ignored_put_before_or_split() {
    for (head, mode, expected) in [
        ("swagger: '2.0'\nbasePath: /a/b/c", BasePath::Ignore, ["/e", "/f", "/"]),
        ("swagger: '2.0'\nbasePath: /a/b/c", BasePath::Prepend, ["/a/b/c/e", "/a/b/c/f", "/a/b/c"]),
        ("swagger: '2.0'\nbasePath: /a/b/c", BasePath::Split, ["/b/c/e", "/b/c/f", "/b/c"]),
        ("swagger: '2.0'\nbasePath: a/", BasePath::Split, ["/e", "/f", "/"]),
        ("swagger: '2.0'", BasePath::Prepend, ["/e", "/f", "/"]),
        (
            "openapi: 3.0.1\nservers: [{url: 'https://x.example/a/b?c'}]",
            BasePath::Prepend,
            ["/a/b/e", "/a/b/f", "/a/b"],
        ),
        ("openapi: 3.0.1\nservers: [{url: 'https://x.example'}]", BasePath::Prepend, ["/e", "/f", "/"]),
        ("openapi: 3.0.1\nservers: [{url: /a}]", BasePath::Prepend, ["/a/e", "/a/f", "/a"]),
        (
            "openapi: 3.0.1\nservers: [{url: 'https://x.example/{v}/z', variables: {v: {default: v1}}}]",
            BasePath::Prepend,
            ["/v1/z/e", "/v1/z/f", "/v1/z"],
        ),
        // "uses it as the base path, even if it's not referenced in the server.url"
        (
            "openapi: 3.0.1\nservers: [{url: 'https://x.example/a', variables: {basePath: {default: p/q}}}]",
            BasePath::Prepend,
            ["/p/q/e", "/p/q/f", "/p/q"],
        ),
        // "If the API contains multiple basePath variables, the Import API feature uses only the first one"
        (
            "openapi: 3.0.1\nservers: [{url: /a}, {url: /b, variables: {basePath: {default: p}}}, {url: /c, variables: {basePath: {default: q}}}]",
            BasePath::Prepend,
            ["/p/e", "/p/f", "/p"],
        ),
    ] {
        let imported = import_text("a.yaml", &format!("{head}\n{PATHS}\n"), Some(Protocol::Rest), mode);
        let paths: Vec<_> = imported.routes().into_iter().map(|route| route.path).collect();
        assert_eq!(paths, expected, "{head} {mode:?}");
        assert_eq!(imported.rendered(), "", "{head} {mode:?}");
    }
}

#[test]
fn an_http_apis_paths_keep_their_slash_at_the_end() {
    assert_eq!(resources(&http(&format!("openapi: 3.0.1\n{PATHS}"))), ["GET /e", "GET /f/", "GET /"]);
}

/// api-gateway-swagger-extensions-any-method
#[test]
fn any_method_is_a_method_and_may_be_the_default_route() {
    let paths = "paths:
  /{proxy+}: {x-amazon-apigateway-any-method: {}, head: {}}
  /$default: {x-amazon-apigateway-any-method: {isDefaultRoute: true}}";
    let imported = http(&format!("openapi: 3.0.1\n{paths}"));
    assert_eq!(resources(&imported), ["ANY /{proxy+}", "HEAD /{proxy+}", "ANY /$default"]);
    let other = "openapi: 3.0.1\npaths: {/x: {x-amazon-apigateway-any-method: {isDefaultRoute: true}}}";
    assert_eq!(resources(&import_text("a.yaml", other, None, BasePath::Ignore)), ["ANY /$default"]);
}

/// Every way to say who may call becomes an access control.
#[test]
fn who_may_call_is_never_passed_over() {
    const SCHEMES: &str = "
  lambda: {type: apiKey, in: header, name: a, x-amazon-apigateway-authorizer: {type: token}}
  sigv4: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}
  key: {type: apiKey, in: header, name: X-API-Key}
  oauth: {type: oauth2}
  referred: {$ref: '#/securityDefinitions/lambda'}
  empty: {type: apiKey, in: header, name: a, x-amazon-apigateway-authorizer: {}}";
    for (operation, root, expected) in [
        ("{}", "", ""),
        ("{security: []}", "", ""),
        ("{security: [{}]}", "", ""),
        ("{security: [lambda: []]}", "", "authorizer `lambda`"),
        ("{security: [lambda: [], key: []]}", "", "authorizer `lambda`, API key"),
        ("{security: [{lambda: []}, {key: []}]}", "", "authorizer `lambda`, API key"),
        ("{security: [sigv4: []]}", "", "AWS_IAM authorization"),
        ("{security: [referred: []]}", "", "authorizer `referred`"),
        ("{security: [oauth: [a]]}", "", "security scheme `oauth`"),
        ("{security: [empty: []]}", "", "security scheme `empty`"),
        ("{security: [absent: []]}", "", "security scheme `absent`"),
        ("{security: [lambda]}", "", "a `security` that cannot be read"),
        ("{security: lambda}", "", "a `security` that cannot be read"),
        ("{security: null}", "", "a `security` that cannot be read"),
        ("{x-amazon-apigateway-auth: {type: none}}", "", ""),
        ("{x-amazon-apigateway-auth: {type: AWS_IAM}}", "", "AWS_IAM authorization"),
        ("{x-amazon-apigateway-auth: {type: aws_iam}}", "", "AWS_IAM authorization"),
        ("{x-amazon-apigateway-auth: {type: x}}", "", "authorization of type `x`"),
        ("{x-amazon-apigateway-auth: }", "", "authorization of type ``"),
        ("{}", "security: [lambda: []]", "authorizer `lambda`"),
        ("{security: []}", "security: [lambda: []]", ""),
        ("{security: [key: []]}", "security: [lambda: []]", "API key"),
        ("{}", "security: []", ""),
        ("{}", "x-amazon-apigateway-policy: {Version: '2012-10-17'}", "resource policy"),
        ("{}", "x-amazon-apigateway-policy: {}", ""),
        ("{}", "x-amazon-apigateway-endpoint-configuration: {vpcEndpointIds: [vpce-1]}", "private endpoint"),
        ("{}", "x-amazon-apigateway-endpoint-configuration: {vpcEndpointIds: []}", ""),
        ("{}", "x-amazon-apigateway-endpoint-configuration: {types: [PRIVATE]}", "private endpoint"),
        ("{}", "x-amazon-apigateway-endpoint-configuration: {types: [EDGE]}", ""),
    ] {
        let text =
            format!("swagger: '2.0'\npaths: {{/a: {{get: {operation}}}}}\nsecurityDefinitions: {SCHEMES}\n{root}\n");
        assert_eq!(rest(&text).access(), expected, "{operation} {root}");
    }
}

/// api-gateway-swagger-extensions-endpoint-configuration: at the top for Swagger 2.0, in a server for OpenAPI 3.0.
#[test]
fn the_default_endpoint_can_be_disabled_in_both_places() {
    const KEY: &str = "x-amazon-apigateway-endpoint-configuration";
    for (text, disabled) in [
        (format!("swagger: '2.0'\npaths: {{}}\n{KEY}: {{disableExecuteApiEndpoint: true}}"), true),
        (
            format!("openapi: 3.0.1\npaths: {{}}\nservers: [{{url: /, {KEY}: {{disableExecuteApiEndpoint: true}}}}]"),
            true,
        ),
        (
            format!("openapi: 3.0.1\npaths: {{}}\nservers: [{{url: /, {KEY}: {{disableExecuteApiEndpoint: false}}}}]"),
            false,
        ),
        ("swagger: '2.0'\npaths: {}".to_owned(), false),
        (format!("swagger: '2.0'\npaths: {{}}\n{KEY}: {{disableExecuteApiEndpoint: perhaps}}"), true),
    ] {
        assert_eq!(rest(&text).disables_execute_api_endpoint(), disabled, "{text}");
    }
}

#[test]
fn every_field_of_a_proxy_integration_is_read() {
    let text = "swagger: '2.0'
paths:
  /a/{id}:
    get:
      operationId: readA
      x-amazon-apigateway-integration:
        type: HTTP_PROXY
        httpMethod: post
        uri: https://${stageVariables.host}/${AWS::Region}/{id}
        connectionType: vpc_link
        connectionId: ${stageVariables.link}
        integrationTarget: arn:${AWS::Partition}:elasticloadbalancing:us-east-1:${AWS::AccountId}:listener/app/a/b/c
        timeoutInMillis: 3000
        tlsConfig: {insecureSkipVerification: true, serverNameToVerify: a.example}
        requestParameters:
          integration.request.path.id: method.request.path.id
          integration.request.header.x: \"'1'\"
      parameters: [{name: id, in: path, required: true, type: string}]
";
    let imported = rest(text);
    assert_eq!(imported.rendered(), "");
    let integration = imported.routes()[0].integration.clone().unwrap();
    assert_eq!(integration.http_method.as_deref(), Some("POST"));
    assert_eq!(&*integration.uri.as_ref().unwrap().text, "https://${stageVariables.host}/us-east-1/{id}");
    let Connection::VpcLink(link) = &integration.connection else { panic!("{:?}", integration.connection) };
    assert_eq!(&*link.text, "${stageVariables.link}");
    let target = &integration.target.as_ref().unwrap().text;
    assert_eq!(&**target, "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/b/c");
    assert_eq!(integration.timeout.unwrap().as_millis(), 3000);
    let tls = integration.tls.as_ref().unwrap();
    assert!(tls.insecure_skip_verification);
    assert_eq!(&*tls.server_name_to_verify.as_ref().unwrap().text, "a.example");
    let parameters: Vec<_> =
        integration.request_parameters.iter().map(|p| format!("{}={}", p.target.text, p.source.text)).collect();
    assert_eq!(parameters, ["integration.request.path.id=method.request.path.id", "integration.request.header.x='1'"]);
    let line = |origin| imported.sources.place(origin).unwrap().line;
    assert_eq!(line(integration.origin), 7);
    assert_eq!(line(integration.uri.as_ref().unwrap().origin), 9);
    assert_eq!(line(integration.request_parameters[1].target.origin), 17);
}

/// api-gateway-extensions-integrations
#[test]
fn a_shared_integration_is_one() {
    let text = "openapi: 3.0.1
paths:
  /a: {get: {x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/one'}}}
  /b: {get: {x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/one'}}}
components:
  x-amazon-apigateway-integrations:
    one: {type: http_proxy, httpMethod: GET, uri: 'http://a.example/', payloadFormatVersion: 1.0}
";
    let imported = http(text);
    assert_eq!(imported.rendered(), "");
    let integrations: Vec<_> = imported.routes().into_iter().map(|route| route.integration.unwrap()).collect();
    assert!(std::sync::Arc::ptr_eq(&integrations[0], &integrations[1]));
    assert!(rest(text).rendered().contains("error[unresolved-reference]"), "in HTTP APIs only");
}

#[test]
fn a_resource_without_methods_is_still_a_resource() {
    assert_eq!(rest("swagger: '2.0'\npaths: {/a: {}, /b: }").paths(), ["/a", "/b"]);
}

/// A deployment is named by what it says, not by how it is written.
#[test]
fn a_deployments_id_is_of_its_content() {
    let id = |name: &str, text: &str, basepath| {
        import_text(name, text, Some(Protocol::Rest), basepath).deployment.unwrap().id
    };
    let yaml = "swagger: \"2.0\"\nbasePath: /v1 # a note\npaths:\n  /a: {get: {x: 1}}\n  /b: {}\n";
    let json = r#"{"paths": {"/b": {}, "/a": {"get": {"x": 1}}}, "swagger": "2.0", "basePath": "/v1"}"#;
    let base = id("a.yaml", yaml, BasePath::Ignore);
    assert!(base.len() == 10 && base.bytes().all(|byte| byte.is_ascii_hexdigit()), "{base}");
    assert_eq!(base, id("b.json", json, BasePath::Ignore));
    assert_ne!(base, id("b.json", json, BasePath::Prepend));
    assert_ne!(base, id("b.json", &json.replace("/b", "/c"), BasePath::Ignore));
    assert_ne!(
        id("a.json", r#"{"swagger": "2.0", "paths": {}, "x-a": ["b", "c"]}"#, BasePath::Ignore),
        id("a.json", r#"{"swagger": "2.0", "paths": {}, "x-a": ["bc"]}"#, BasePath::Ignore)
    );
}

#[test]
fn a_byte_order_mark_and_a_misleading_name_do_no_harm() {
    let json = "{\"swagger\": \"2.0\",\t\"paths\": {\"/a\": {\"get\": {}}}}";
    for (name, text) in [
        ("a.json", format!("\u{feff}{json}")),
        ("a.yaml", json.to_owned()),
        ("a", format!("\n  {json}")),
        ("a.txt", "\u{feff}swagger: 2.0\npaths: {/a: {get: }}".to_owned()),
    ] {
        let imported = import_text(name, &text, None, BasePath::Ignore);
        assert_eq!((resources(&imported), imported.rendered()), (vec!["GET /a".to_owned()], String::new()), "{name}");
    }
}
