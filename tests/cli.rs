//! The commands: what they print, and how they exit.

use crate::site::{NODE, Site, admin, everything_to, get, read, root, say_in};
use serde_json::Value;
use std::collections::BTreeSet;
use tollgate_testkit::Echo;

const UPSTREAM: std::net::SocketAddr =
    std::net::SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 9000);

fn good() -> String {
    format!("{NODE}{}", everything_to(UPSTREAM))
}

#[test]
fn check_exits_by_what_it_found() {
    let later = good().replace("[node]", "[node]\nthrottle = { rate = 1, burst = 1 }");
    for (text, flags, status, last) in [
        (good(), &[][..], 0, "clean"),
        (later.clone(), &[], 0, "1 warning"),
        (later.clone(), &["--deny", "warnings"], 1, "1 error"),
        (later.clone(), &["--deny", "not-enforced,open-route"], 1, "2 errors"),
        (later.clone(), &["--deny", "open-route"], 1, "1 error, 1 warning"),
        (later.clone() + "[check]\nallow = [\"not-enforced\"]\n", &[], 0, "clean"),
        (later + "[check]\ndeny = [\"not-enforced\"]\n", &[], 1, "1 error"),
        (good() + "[check]\nallow = [\"not-enforced\"]\n", &[], 0, "1 warning"),
        (good().replace("threads", "threds"), &[], 1, "1 error"),
    ] {
        let site = Site::new(&text);
        let said = site.say(&[&["check", "--config", "tollgate.toml"], flags].concat());
        assert_eq!((said.status, said.out.lines().last()), (status, Some(last)), "{flags:?}\n{text}\n{}", said.out);
    }
    assert_eq!(Site::new("").say(&["check", "--config", "missing.toml"]).status, 2);
}

#[test]
fn check_reports_in_three_forms() {
    let site = Site::new(&good().replace("threads", "threds"));
    let said = |format| site.say(&["check", "--config", "tollgate.toml", "--format", format]).out;
    let text = said("text");
    assert!(text.starts_with("tollgate.toml:3:1: error[unknown-key]: "), "{text}");
    assert!(text.contains("\n 3 | threds = 2\n   | ^^^^^^"), "{text}");
    let json: Value = serde_json::from_str(&said("json")).unwrap();
    assert_eq!(json["diagnostics"][0]["name"], "unknown-key");
    assert_eq!(json["diagnostics"][0]["place"]["line"], 3);
    assert!(said("github").starts_with("::error file=tollgate.toml,line=3,col=1,title=unknown-key::"));
}

#[test]
fn check_takes_exported_definitions() {
    let export = "conf/apis/petstore.yaml";
    let said = say_in(root(), &["check", export]);
    assert!(said.out.contains("stage-variable-undefined") && said.out.contains("--var backend=VALUE"), "{}", said.out);
    assert_eq!(said.status, 1);
    // As `run` serves it: an export does not say the values of stage variables.
    let said = say_in(root(), &["check", export, "--stage", "prod", "--var", "backend=http://127.0.0.1:9000"]);
    assert_eq!((said.status, said.out.contains("stage-variable-undefined")), (0, false), "{}", said.out);
    assert_eq!(say_in(root(), &["check", "conf/apis/no-such.yaml"]).status, 2);
}

/// A mapping template is text within a text: its line and column are those of the file.
#[test]
fn a_template_error_is_shown_where_the_definition_file_has_it() {
    let yaml = "openapi: 3.0.1
info: { title: t, version: '1' }
paths:
  /:
    get:
      responses: { '200': { description: ok } }
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: |
            {
              #if($a
              \"statusCode\": 200
            }
        responses: { default: { statusCode: '200' } }
";
    let template = r#"{\n  #if($a\n  \"statusCode\": 200\n}\n"#;
    let json = format!(
        r#"{{"openapi": "3.0.1", "info": {{"title": "t", "version": "1"}}, "paths": {{"/": {{"get": {{
  "responses": {{"200": {{"description": "ok"}}}},
  "x-amazon-apigateway-integration": {{"type": "mock",
    "requestTemplates": {{"application/json": "{template}"}},
    "responses": {{"default": {{"statusCode": "200"}}}}}}}}}}}}}}"#
    );
    // In both the template fails at the same place of its own.
    let site = Site::new("");
    site.write("a.yaml", yaml);
    site.write("a.json", &json);
    let (of_yaml, of_json) = (site.say(&["check", "a.yaml"]).out, site.say(&["check", "a.json"]).out);
    let within = "(line 3, column 3 of the template)";
    assert!(of_yaml.starts_with("a.yaml:13:15: warning[bad-template]: ") && of_yaml.contains(within), "{of_yaml}");
    let column = json.lines().nth(3).unwrap().find(r#"\"statusCode"#).unwrap() + 1;
    assert!(
        of_json.starts_with(&format!("a.json:4:{column}: warning[bad-template]: ")) && of_json.contains(within),
        "{of_json}"
    );
}

/// What is wrong is said once.
#[test]
fn a_mistyped_integration_is_one_error() {
    let site = Site::new("");
    for kind in ["mok", "[mock]"] {
        let definition = format!(
            "openapi: 3.0.1\ninfo: {{ title: t, version: '1' }}\npaths:\n  /a:\n    get:\n      responses: {{ '200': {{ description: ok }} }}\n      \
             x-amazon-apigateway-integration: {{ type: {kind} }}\n"
        );
        site.write("a.yaml", &definition);
        let said = site.say(&["check", "a.yaml"]);
        assert_eq!((said.status, said.out.lines().last()), (1, Some("1 error")), "{}", said.out);
    }
}

#[test]
fn a_diagnostic_is_explained() {
    let said = say_in(root(), &["check", "--explain", "unknown-key"]);
    assert_eq!(said.status, 0);
    assert!(said.out.len() > 80, "{}", said.out);
    assert_eq!(say_in(root(), &["check", "--explain", "no-such-thing"]).status, 2);
}

/// The routes of a definition, read by another YAML parser.
fn written(path: &str) -> BTreeSet<(String, String, String)> {
    let definition: Value = serde_yaml_ng::from_str(&read(path)).unwrap();
    let mut routes = BTreeSet::new();
    for (path, item) in definition["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = match method.as_str() {
                "x-amazon-apigateway-any-method" => "ANY".to_owned(),
                verb => verb.to_uppercase(),
            };
            let uri = operation["x-amazon-apigateway-integration"]["uri"].as_str().unwrap_or_default();
            routes.insert((path.clone(), method, uri.to_owned()));
        }
    }
    routes
}

#[test]
fn routes_are_those_that_the_definition_writes() {
    let said = say_in(root(), &["routes", "--format", "json"]);
    let listed: Vec<Value> = serde_json::from_str(&said.out).unwrap();
    let field = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let compiled: BTreeSet<_> = listed
        .iter()
        .filter(|line| line["api"] == "petstore")
        .map(|line| (field(line, "path"), field(line, "method"), field(line, "uri")))
        .collect();
    assert_eq!(compiled, written("conf/apis/petstore.yaml"));
}

#[test]
fn routes_in_text_are_sorted_and_one_a_line() {
    let said = say_in(root(), &["routes"]);
    let json = say_in(root(), &["routes", "--format", "json"]);
    let listed: Vec<Value> = serde_json::from_str(&json.out).unwrap();
    assert_eq!(said.out.lines().count(), listed.len());
    assert_eq!(said.out, say_in(root(), &["routes"]).out);
}

#[test]
fn diff_tells_what_a_change_would_do() {
    let site = Site::new(&good());
    site.write("new.toml", &good().replace("key = \"$default\"", "key = \"GET /a\""));
    site.write("broken.toml", "[[");
    let same = site.say(&["diff", "tollgate.toml", "tollgate.toml"]);
    assert_eq!((same.status, same.out.as_str()), (0, ""), "{}", same.err);
    let different = site.say(&["diff", "tollgate.toml", "new.toml"]);
    assert_eq!(different.status, 1, "{}", different.err);
    assert!(different.out.contains("route removed: edge $default $default\n"), "{}", different.out);
    assert!(different.out.contains("route added: edge $default GET /a\n"), "{}", different.out);
    assert_eq!(site.say(&["diff", "tollgate.toml", "broken.toml"]).status, 2);
}

/// docs/guide.md: 0 same, 1 different; the dangerous first.
#[test]
fn diff_is_silent_only_about_what_is_the_same() {
    let with_token = good().replace("[admin]", "[admin]\ntoken = \"secret\"");
    let with_limit = |body: &str| good().replace("[node]", &format!("[limits]\nbody = \"{body}\"\n[node]"));
    let trusting = |proxies: &str| good().replace("[admin]", &format!("trusted_proxies = [\"{proxies}\"]\n[admin]"));
    for (old, new, status, first) in [
        (good(), format!("# a comment\n{}", good()), 0, None),
        (good(), good() + "[check]\nallow = [\"not-enforced\"]\n", 0, None),
        (with_limit("50MiB"), with_limit("500MiB"), 1, Some("danger: [limits] body rises: 50MiB → 500MiB")),
        (with_limit("500MiB"), with_limit("50MiB"), 1, Some("setting changed: limits.body (500MiB → 50MiB)")),
        (
            trusting("10.0.0.0/8"),
            trusting("0.0.0.0/0"),
            1,
            Some("danger: listener 127.0.0.1:0: trusted_proxies: 0.0.0.0/0 may say who calls"),
        ),
        (with_token.clone(), good(), 1, Some("danger: [admin] token goes away")),
        (good(), with_token, 1, Some("setting changed: admin.token (none → set)")),
        (good(), good().replace("threads = 2", "threads = 3"), 1, Some("setting changed: node.threads (2 → 3)")),
        (
            good(),
            good().replace("protocol = \"http\"", "protocol = \"http\"\ndisable_execute_api_endpoint = true"),
            1,
            Some("default endpoint changed: edge (answers: its stages → FORBIDDEN)"),
        ),
    ] {
        let site = Site::new(&old);
        site.write("new.toml", &new);
        let said = site.say(&["diff", "tollgate.toml", "new.toml"]);
        assert_eq!((said.status, said.out.lines().next()), (status, first), "{new}\n{}{}", said.out, said.err);
    }
}

/// In the words that two files would have.
#[test]
fn diff_asks_a_node_for_its_settings_and_stages() {
    let echo = Echo::start("up").unwrap();
    let text = format!("{NODE}{}", everything_to(echo.address()));
    let site = Site::new(&text);
    let node = site.start();
    let address = format!("http://{}", node.admin().unwrap());
    for (new, expected) in [
        (
            text.replace("[admin]", "trusted_proxies = [\"10.0.0.0/8\"]\n[admin]"),
            "listener changed: 127.0.0.1:0 (trusted_proxies: [] → [10.0.0.0/8])\n",
        ),
        (text.replace("[node]", "[limits]\nuri = \"4KiB\"\n[node]"), "setting changed: limits.uri (8KiB → 4KiB)\n"),
        (
            text.clone() + "[[api.stage]]\nname = \"$default\"\nmetrics = false\n",
            "stage changed: edge $default (metrics: true → false)\n",
        ),
        (
            text.replace(
                "uri = ",
                "request_parameters = { \"overwrite:header.x\" = \"$request.querystring.y\" }, uri = ",
            ),
            "route changed: edge $default $default (overwrite:header.x: none → $request.querystring.y)\n",
        ),
        (
            text.replace("name = \"*\"", "name = \"api.example.com\""),
            "domain removed: *\ndomain added: api.example.com\n",
        ),
    ] {
        site.write("new.toml", &new);
        let said = site.say(&["diff", &address, "new.toml"]);
        assert_eq!((said.status, said.out.as_str()), (1, expected), "{}", said.err);
    }
}

#[test]
fn diff_asks_a_node() {
    let echo = Echo::start("up").unwrap();
    let text = format!("{NODE}{}", everything_to(echo.address()));
    let site = Site::new(&text);
    let node = site.start();
    let address = format!("http://{}", node.admin().unwrap());
    let same = site.say(&["diff", &address, "tollgate.toml"]);
    assert_eq!((same.status, same.out.as_str()), (0, ""), "{}", same.err);
    site.write("tollgate.toml", &text.replace("key = \"$default\"", "key = \"GET /a\""));
    assert_eq!(site.say(&["diff", &address, "tollgate.toml"]).status, 1);
    assert_eq!(get(node.listeners()[0], "/").status, 200);
}

#[test]
fn reload_without_a_node_has_no_answer() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = Site::new(&good()).say(&["reload", "--config", "tollgate.toml", "--admin", &nobody.to_string()]);
    assert_eq!(said.status, 2, "{}{}", said.out, said.err);
}

#[test]
fn reload_brings_the_token_of_the_configuration() {
    let site = Site::new(&good().replace("[admin]", "[admin]\ntoken = \"${file:token}\""));
    site.write("token", "s3cret\n");
    let node = site.start();
    assert_eq!(admin(&node, "/config").status, 401);
    assert_eq!(admin(&node, "/readyz").status, 200);
    let receipt = site.reload(&node);
    assert_eq!(receipt.status, 0, "{}{}", receipt.out, receipt.err);
    site.write("token", "another");
    assert_eq!(site.reload(&node).status, 2, "the node still wants the one it was started with");
}

#[test]
fn config_shows_origins_and_masks_secrets() {
    let secret = good().replace("[admin]", "[admin]\ntoken = \"hunter2\"");
    let site = Site::new(&secret);
    site.write("over.toml", "[node]\nthreads = 7\n");
    let said = site.say(&["config", "--config", "tollgate.toml", "--config", "over.toml"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(!said.out.contains("hunter2"), "{}", said.out);
    assert!(said.out.contains("threads = 7  # over.toml:2"), "{}", said.out);
}

#[test]
fn init_prints_a_configuration_that_checks() {
    let site = Site::new("");
    site.write("tollgate.toml", &site.say(&["init"]).out);
    let said = site.say(&["check", "--config", "tollgate.toml"]);
    assert_eq!(said.status, 0, "{}", said.out);
    site.write("petstore.yaml", &read("conf/apis/petstore.yaml"));
    site.write("tollgate.toml", &site.say(&["init", "petstore.yaml"]).out);
    let said = site.say(&["check", "--config", "tollgate.toml"]);
    assert_eq!(said.status, 1, "what only its reader knows is left to fill in: {}", said.out);
    let first = site.say(&["init", "petstore.yaml"]).out;
    site.write("tollgate.toml", &first.replace("backend = \"\"", "backend = \"http://127.0.0.1:9000\""));
    let said = site.say(&["check", "--config", "tollgate.toml"]);
    assert_eq!(said.status, 0, "{}", said.out);
    assert_eq!(site.say(&["init", "missing.yaml"]).status, 2);
}

#[test]
fn the_schema_is_json_and_names_the_tables() {
    let schema: Value = serde_json::from_str(&say_in(root(), &["schema"]).out).unwrap();
    for table in ["node", "listener", "admin", "api", "domain", "vpc_link", "target_group"] {
        assert!(schema["properties"][table].is_object(), "{table}");
    }
}

#[test]
fn version_and_completions_are_printed() {
    assert_eq!(say_in(root(), &["version"]).out, concat!("tollgate ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(say_in(root(), &["completions", "bash"]).out.contains("tollgate"));
}
