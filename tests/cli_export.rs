//! `tollgate export`: what the guide's definitions are exported as is served as they are.

use crate::site::{NODE, Site, root};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Definitions of HTTP APIs, and excerpts with methods that call nothing, which Amazon does not deploy.
const LEFT_OUT: [&str; 7] = [
    "api-gateway-documenting-api-quick-start-import-export-1",
    "api-gateway-documenting-api-quick-start-import-export-2",
    "api-gateway-extensions-integrations-1",
    "api-gateway-swagger-extensions-auth-1",
    "api-gateway-swagger-extensions-authtype-1",
    "api-gateway-swagger-extensions-authtype-2",
    "http-api-open-api-1",
];

/// The complete REST APIs that the guide prints, and the extensions that it prints by themselves: their names and files.
fn definitions() -> Vec<(String, PathBuf)> {
    let tests = root().join("crates/definition/tests");
    let folders = ["guide", "fragments"].into_iter().flat_map(|folder| std::fs::read_dir(tests.join(folder)).unwrap());
    let files = folders.map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "yaml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()))
        .collect();
    found.sort();
    assert!(found.len() >= 52, "{} definitions", found.len());
    found
}

/// Every ARN of IAM that a definition names, those of `credentials` among them; not those with a word for the account.
fn roles(text: &str) -> impl Iterator<Item = &str> {
    let end = |rest: &str| rest.find(['"', '\'', '\n', ',']).unwrap_or(rest.len());
    let arns = text.match_indices("arn:aws:iam::").map(move |(at, _)| &text[at..at + end(&text[at..])]);
    arns.filter(|arn| arn.split(':').nth(4).is_some_and(|account| account.bytes().all(|byte| byte.is_ascii_digit())))
}

/// A configuration of all of them, with the link and the variables that two of them name.
fn site(definitions: &[(String, String, String)]) -> Site {
    let mut text = format!(
        "{NODE}[[vpc_link]]\nid = \"link\"\n[[vpc_link.target]]\naddress = \"127.0.0.1:9000\"\n\
         [[function]]\nname = \"*\"\nendpoint = \"http://127.0.0.1:9001\"\n"
    );
    let roles: BTreeSet<&str> = definitions.iter().flat_map(|(.., text)| roles(text)).collect();
    roles.iter().for_each(|role| text += &format!("[[aws.role]]\narn = \"{role}\"\nsource = \"chain\"\n"));
    for (name, file, _) in definitions {
        text += &format!(
            "[[api]]\nname = \"{name}\"\nprotocol = \"rest\"\ndefinition = \"{file}\"\n[[api.stage]]\nname = \"prod\"\n\
             variables = {{ vpcLinkId = \"link\", vpcLinkV2Id = \"link\" }}\n"
        );
    }
    let site = Site::new(&text);
    definitions.iter().for_each(|(_, file, text)| site.write(file, text));
    site
}

/// The compiled table, wherever it was written.
fn table(site: &Site) -> Vec<Value> {
    let said = site.say(&["routes", "--config", "tollgate.toml", "--format", "json"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let mut routes: Vec<Value> = serde_json::from_str(&said.out).unwrap();
    routes.iter_mut().for_each(|route| route["origin"] = Value::Null);
    routes
}

#[test]
fn every_definition_in_the_guide_is_served_as_its_export() {
    let read = |(name, path): (String, PathBuf)| {
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        // Amazon deploys nothing without a method, and the guide leaves out the name of a role.
        let method = r#""paths": {"/": {"get": {"x-amazon-apigateway-integration": {"type": "mock"}}}}"#;
        let text = std::fs::read_to_string(path).unwrap().replace(r#""paths": {}"#, method);
        (name, file, text.replace(":account-id:role\"", ":123456789012:role/gateway\""))
    };
    let written: Vec<_> = definitions().into_iter().map(read).collect();
    let original = site(&written);
    let expected = table(&original);
    for (format, accepts) in [("oas30", "json"), ("swagger", "yaml")] {
        let export = |(name, ..): &(String, String, String)| {
            let said = original.say(&[
                "export",
                "--config",
                "tollgate.toml",
                "--api",
                name,
                "--stage",
                "prod",
                "--format",
                format,
                "--extensions",
                "apigateway",
                "--accepts",
                accepts,
            ]);
            assert_eq!(said.status, 0, "{name}: {}", said.err);
            (name.clone(), format!("{name}.{accepts}"), said.out)
        };
        assert_eq!(table(&site(&written.iter().map(export).collect::<Vec<_>>())), expected, "{format} {accepts}");
    }
}

#[test]
fn what_is_not_there_is_not_exported() {
    let text = "openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: 'http://127.0.0.1:9000/'}}}}";
    let site = site(&[("pets".to_owned(), "pets.yaml".to_owned(), text.to_owned())]);
    for (api, stage, extensions, status, said) in [
        ("pets", "prod", "apigateway", 0, "\"x-amazon-apigateway-integration\""),
        ("pets", "prod", "none", 0, "\"/a\""),
        ("dogs", "prod", "none", 1, "there is no API `dogs`; expected one of `pets`"),
        ("pets", "test", "none", 1, "there is no stage `test`; expected one of `prod`"),
        ("pets", "prod", "all", 2, "invalid value 'all'"),
    ] {
        let found = site.say(&[
            "export",
            "--config",
            "tollgate.toml",
            "--api",
            api,
            "--stage",
            stage,
            "--extensions",
            extensions,
        ]);
        assert_eq!(found.status, status, "{}", found.err);
        assert!(format!("{}{}", found.out, found.err).contains(said), "{}{}", found.out, found.err);
        let none = extensions == "none" && found.status == 0;
        assert!(!none || !found.out.contains("x-amazon-apigateway-integration"), "{}", found.out);
    }
}
