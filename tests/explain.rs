//! `tollgate explain`: pictures, JSON and exit statuses.

use crate::site::{NODE, Said, Site, root, say_in};
use serde_json::Value;

/// A moment, so that what is made of it is always the same.
const AT: &str = "2026-11-22T16:00:00Z";

fn of_the_demo(arguments: &[&str]) -> Said {
    say_in(root(), &[&["explain", "--at", AT], arguments].concat())
}

#[test]
fn the_picture_of_a_request_that_would_be_forwarded() {
    let said = of_the_demo(&["GET", "/petstore/pets?type=dog", "-H", "Authorization: Bearer abcdefghijklmnop"]);
    assert_eq!(
        said.out,
        "\
GET http://localhost/petstore/pets?type=dog

  ✓ domain               *                                                    conf/tollgate.toml:36
                         base path  /petstore
  ✓ stage                petstore/prod                                        conf/tollgate.toml:15
  ✓ route                GET /pets                                            conf/apis/petstore.yaml:7
  · request              what mappings and logs see
                         query string  type = dog
                         headers       Host: localhost
                                       Authorization: ******klmnop
  ✓ access               open to everyone
  ✓ forward              /v1/pets?type=dog&kind=dog                           conf/apis/petstore.yaml:7
                         target group  http://127.0.0.1:9000
  ✓ integration request  GET http://127.0.0.1:9000/v1/pets?type=dog&kind=dog  conf/apis/petstore.yaml:7
                         headers  Host: 127.0.0.1:9000
                                  Authorization: ******klmnop
                                  x-forwarded-for: 127.0.0.1
                                  x-forwarded-port: 8080
                                  x-forwarded-proto: http
                                  x-amzn-trace-id: Root=1-6b031180-ffffffffffffffffffffffff
                                  traceparent: 00-6b031180ffffffffffffffffffffffff-ffffffffffffffff-00
                                  x-amzn-apigateway-api-id: petstore
                                  user-agent: AmazonAPIGateway_petstore

  ✓ the integration would be called
"
    );
    assert_eq!((said.status, said.err.as_str()), (0, ""));
}

#[test]
fn the_picture_of_a_method_that_is_not_there() {
    let said = of_the_demo(&["DELETE", "/petstore/pets"]);
    assert_eq!(
        said.out,
        "\
DELETE http://localhost/petstore/pets

  ✓ domain   *                                 conf/tollgate.toml:36
             base path  /petstore
  ✓ stage    petstore/prod                     conf/tollgate.toml:15
  ✗ route    /pets does not have this method   conf/tollgate.toml:15
             methods there  GET
                            OPTIONS
                            POST
  ✗ refused  403 MISSING_AUTHENTICATION_TOKEN  conf/tollgate.toml:15

  ✗ the client gets 403 {\"message\":\"Missing Authentication Token\"}
    no route fits this method and path; `tollgate routes` lists those there are
"
    );
    assert_eq!(said.status, 1);
}

/// Who asks for what is nowhere is told what there is.
#[test]
fn a_request_for_no_stage_is_told_the_stages_there_are() {
    for url in [
        "http://petstore.execute-api.localhost/beta/pets",
        "http://nowhere.execute-api.localhost/prod",
        "/_aws/execute-api/petstore/beta/pets",
    ] {
        let said = of_the_demo(&["GET", url]);
        assert_eq!(said.status, 1, "{}", said.err);
        let (_, places) = said.out.split_once("    there are\n").unwrap_or_else(|| panic!("{url}\n{}", said.out));
        assert!(places.contains("      petstore.execute-api.* /prod → petstore prod\n"), "{places}");
        assert!(places.contains("      * /petstore → petstore prod\n"), "{places}");
    }
    let json = of_the_demo(&["GET", "http://nowhere.execute-api.localhost/prod", "--format", "json"]).out;
    let refused: Value = serde_json::from_str(&json).unwrap();
    assert!(refused["places"].as_array().is_some_and(|places| !places.is_empty()), "{json}");
    let routed = of_the_demo(&["GET", "/petstore/nothing"]).out;
    assert!(!routed.contains("    there are\n"), "the stage is there, the route is not: {routed}");
}

/// As `run DEFINITION` would serve it.
#[test]
fn an_exported_definition_is_explained_without_configuration() {
    let export = "conf/apis/petstore.yaml";
    let variable = "backend=http://127.0.0.1:9000";
    let said = of_the_demo(&["GET", "/pets", "--definition", export, "--stage", "beta", "--var", variable]);
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(
        said.out.contains("petstore/beta") && said.out.contains("GET http://127.0.0.1:9000/v1/pets"),
        "{}",
        said.out
    );
    let without = of_the_demo(&["GET", "/pets", "--definition", export]);
    assert_eq!(without.status, 2);
    assert!(
        without.err.contains("stage-variable-undefined") && without.err.contains("--var backend=VALUE"),
        "{}",
        without.err
    );
}

#[test]
fn the_exit_status_says_how_it_ended() {
    for (arguments, status) in [
        (&["GET", "/petstore/pets"][..], 0),
        (&["GET", "http://petstore.execute-api.localhost/prod/pets/7"], 0),
        (&["POST", "http://127.0.0.1:8080/anything", "-d", "body"], 0),
        (&["GET", "/_aws/execute-api/petstore/prod/pets"], 0),
        (&["GET", "/petstore/nothing"], 1),
        (&["GET", "http://nowhere.execute-api.localhost/prod"], 1),
        (&["GET", "/petstore/pets", "--principal", "arn:aws:iam::123456789012:user/a"], 2),
        (&["GET", "/petstore/pets", "--authorizer", "answer.json"], 2),
        (&["GET", "/petstore/pets", "--canary"], 2),
        (&["GET", "petstore"], 2),
        (&["GET", "/petstore", "-H", "a b: c"], 2),
        (&["GET", "/petstore", "-d", "@no-such-file"], 2),
        (&["GET", "/", "--config", "no-such-file.toml"], 2),
        (&["--request", "no id"], 2),
    ] {
        let said = of_the_demo(arguments);
        let quiet = if status == 2 { &said.out } else { &said.err };
        assert_eq!((said.status, quiet.as_str()), (status, ""), "{arguments:?}\n{}{}", said.out, said.err);
    }
}

#[test]
fn json_has_each_step_with_its_place() {
    let said = of_the_demo(&["PUT", "/petstore/shop/a/b", "-d", "{}", "--format", "json"]);
    let chain: Value = serde_json::from_str(&said.out).unwrap();
    let steps = chain["steps"].as_array().unwrap();
    let names: Vec<_> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(names, ["domain", "stage", "route", "request", "access", "forward", "integration request"]);
    assert_eq!(steps[2]["origin"], "conf/apis/petstore.yaml:85");
    assert_eq!(steps[3]["facts"]["path"][0], "proxy = a/b");
    assert_eq!(steps[6]["facts"]["body"], "{}");
    assert_eq!(
        (&chain["outcome"], &chain["response_type"], &chain["answer"]),
        (&"reached".into(), &Value::Null, &Value::Null)
    );
    let refused: Value = serde_json::from_str(&of_the_demo(&["GET", "/petstore/x", "--format", "json"]).out).unwrap();
    assert_eq!(refused["outcome"], "refused");
    assert_eq!(refused["response_type"], "MISSING_AUTHENTICATION_TOKEN");
    assert_eq!(refused["answer"]["status"], 403);
}

fn definition(security: &str) -> String {
    format!(
        "openapi: 3.0.1
info: {{ title: t, version: '1' }}
paths:
  /a:
    get:
      responses: {{ '200': {{ description: ok }} }}
{security}      x-amazon-apigateway-integration: {{ type: http_proxy, httpMethod: GET, uri: 'http://127.0.0.1:9/' }}
components:
  securitySchemes:
    key: {{ type: apiKey, name: x-api-key, in: header }}
"
    )
}

/// What decides who may call and is not enforced is told apart from what nobody guards, with its line.
#[test]
fn who_may_call_is_told_with_its_line() {
    let configuration = "
[[api]]
name = \"a\"
definition = \"a.yaml\"
[[api.stage]]
name = \"prod\"
throttle = { rate = 5, burst = 10 }
";
    let guarded = definition("      security: [ { key: [] } ]\n");
    for (access, definition, status, mark, what) in [
        ("refuse", &definition(""), 0, "✓", "open to everyone"),
        ("refuse", &guarded, 1, "✗", "is not enforced by this build yet: it fails closed"),
        ("allow", &guarded, 0, "·", "open to everyone by `unenforced_access`"),
    ] {
        let site = Site::new(&format!(
            "{}{configuration}",
            NODE.replace("threads = 2", &format!("unenforced_access = \"{access}\""))
        ));
        site.write("a.yaml", definition);
        let said = site.say(&["explain", "--config", "tollgate.toml", "GET", "http://a.execute-api.localhost/prod/a"]);
        let line = said.out.lines().find(|line| line.contains(" access ")).unwrap_or_default();
        assert!(line.trim_start().starts_with(mark) && line.contains(what), "{}", said.out);
        assert_eq!(line.contains("a.yaml:7"), definition == &guarded, "{line}");
        assert!(said.out.contains("rate   5 a second"), "{}", said.out);
        assert_eq!(said.status, status, "{}", said.out);
    }
}

/// A validator and a template in front of an HTTP integration, and a mock, as the console makes them.
const MAPPED: &str = "\
openapi: 3.0.1
info: { title: t, version: '1' }
x-amazon-apigateway-request-validators:
  params: { validateRequestParameters: true, validateRequestBody: false }
paths:
  /pets:
    post:
      x-amazon-apigateway-request-validator: params
      parameters:
        - { name: kind, in: query, required: true, schema: { type: string } }
      responses: { '200': { description: ok } }
      x-amazon-apigateway-integration:
        type: http
        httpMethod: PUT
        uri: http://127.0.0.1:9/in
        passthroughBehavior: never
        requestTemplates:
          application/json: '{\"kind\": \"$input.params(''kind'')\", \"name\": $input.json(''$.name'')}'
        responses: { default: { statusCode: '200' } }
  /health:
    get:
      responses: { '200': { description: ok } }
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: { application/json: '{\"statusCode\": 200}' }
        responses:
          default: { statusCode: '200', responseTemplates: { application/json: '{\"up\": true}' } }
";

fn mapped(arguments: &[&str]) -> Said {
    let site = Site::new(&format!(
        "{NODE}[[api]]\nname = \"a\"\ndefinition = \"a.yaml\"\n[[api.stage]]\nname = \"prod\"\n\
         [[domain]]\nname = \"*\"\n[[domain.mapping]]\npath = \"\"\napi = \"a\"\nstage = \"prod\"\n"
    ));
    site.write("a.yaml", MAPPED);
    site.say(&[&["explain", "--config", "tollgate.toml", "--at", AT], arguments].concat())
}

/// The line of this step, as far as it goes.
fn line<'s>(said: &'s Said, step: &str) -> &'s str {
    said.out
        .lines()
        .find(|line| line.trim_start().get(4..).is_some_and(|rest| rest.starts_with(step)))
        .unwrap_or_default()
}

#[test]
fn a_mapped_request_is_shown_as_its_integration_would_get_it() {
    let said = mapped(&["POST", "/pets?kind=dog", "-d", "{\"name\": \"Rex\"}", "-H", "Content-Type: application/json"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(line(&said, "validation").contains("a.yaml:"), "{}", said.out);
    assert!(line(&said, "request template").contains("for application/json"), "{}", said.out);
    assert!(line(&said, "request template").ends_with("a.yaml:18"), "{}", said.out);
    assert!(line(&said, "integration request").contains("PUT http://127.0.0.1:9/in"), "{}", said.out);
    assert!(said.out.contains("body     {\"kind\": \"dog\", \"name\": \"Rex\"}"), "{}", said.out);
}

#[test]
fn a_refused_request_is_shown_with_what_to_do() {
    for (arguments, kind, because, advice) in [
        (
            &["POST", "/pets"][..],
            "400 BAD_REQUEST_PARAMETERS",
            "Missing required request parameters: [kind]",
            "send the parameters that the method requires",
        ),
        (
            &["POST", "/pets?kind=cat", "-d", "x", "-H", "Content-Type: text/plain"],
            "415 UNSUPPORTED_MEDIA_TYPE",
            "",
            "add a template for the content type",
        ),
        (&["GET", "/cats"], "403 MISSING_AUTHENTICATION_TOKEN", "nothing is there for /cats", "no route fits"),
    ] {
        let said = mapped(arguments);
        assert_eq!(said.status, 1, "{}{}", said.out, said.err);
        assert!(line(&said, "refused").contains(kind), "{}", said.out);
        assert!(said.out.contains(because) && said.out.contains(advice), "{}", said.out);
    }
}

#[test]
fn a_mock_is_shown_with_its_answer() {
    let said = mapped(&["GET", "/health"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(line(&said, "mock").contains("answers 200 without a call"), "{}", said.out);
    assert!(said.out.ends_with("  ✓ answered without a call: 200 {\"up\": true}\n"), "{}", said.out);
}

/// Functions, run here and asked elsewhere; the definition is in tollgate.toml.
const FUNCTIONS: &str = "
[[api]]
name = \"a\"
[[api.route]]
key = \"POST /here\"
integration = { type = \"aws_proxy\", function = \"orders:live\", payload_format_version = \"2.0\" }
[[api.route]]
key = \"POST /there\"
integration = { type = \"aws_proxy\", function = \"bills\", payload_format_version = \"1.0\", timeout = \"5s\" }
[[function]]
name = \"orders\"
command = [\"/nothing/is/started\"]
[[function]]
name = \"*\"
endpoint = \"http://127.0.0.1:9\"
[aws]
default = \"chain\"
";

/// Who would run the function, with which event; nobody is asked.
#[test]
fn a_function_is_told_and_not_invoked() {
    let site = Site::new(&format!("{NODE}{FUNCTIONS}"));
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:";
    for (path, what, facts) in [
        (
            "here",
            "`orders` runs on this node",
            vec![("arn", format!("{arn}orders:live")), ("event", "2.0".to_owned()), ("timeout", "30s".to_owned())],
        ),
        (
            "there",
            "asked of the Invoke API at http://127.0.0.1:9",
            vec![
                ("arn", format!("{arn}bills")),
                ("event", "1.0, as HTTP APIs send it".to_owned()),
                ("timeout", "5s".to_owned()),
                ("signed by", "the standard chain of credentials".to_owned()),
            ],
        ),
    ] {
        let url = format!("http://a.execute-api.localhost/{path}");
        let arguments =
            ["explain", "--config", "tollgate.toml", "--at", AT, "--format", "json", "POST", &url, "-d", "{}"];
        let said = site.say(&arguments);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{}", said.out);
        let chain: Value = serde_json::from_str(&said.out).unwrap();
        let steps = chain["steps"].as_array().unwrap();
        let function = steps.iter().find(|step| step["step"] == "function").unwrap_or_else(|| panic!("{}", said.out));
        assert_eq!(function["what"], what);
        let told: Vec<(&str, String)> = function["facts"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap().to_owned()))
            .collect();
        let mut facts = facts;
        facts.sort();
        let mut told = told;
        told.sort();
        assert_eq!(told, facts);
        // The event is there to be read.
        let sent = steps.iter().find(|step| step["step"] == "integration request").unwrap();
        assert!(sent["facts"]["body"].as_str().unwrap().contains("requestContext"), "{}", said.out);
    }
}
