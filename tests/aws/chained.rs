//! Every source of the standard chain: what it gives, signs.

use super::credentials::{ROLE, last, say, service, session, signer, whole};
use super::moto::ACCOUNT;
use super::retried::{ask, field, in_seconds, site};
use crate::forward::scripted::Scripted;
use serde_json::json;

/// What a source of the chain is, and the key and token that then sign.
struct Chained {
    name: &'static str,
    environment: Vec<(&'static str, String)>,
    key: &'static str,
    token: Option<&'static str>,
}

/// AWS SDKs and tools reference: environment-variables, file-format, feature-process-credentials,
/// feature-assume-role-credentials (web identity), feature-container-credentials, feature-imds-credentials.
#[test]
fn every_source_of_the_chain_signs() {
    let files = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = files.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let sts = Scripted::start(|mut wire| {
        while let Some((_, body)) = whole(&mut wire) {
            let fits = body.contains("Action=AssumeRoleWithWebIdentity")
                && body.contains("WebIdentityToken=header.payload.signature");
            let status = if fits { "200 OK" } else { "400 Bad Request" };
            say(&mut wire, status, &session("AssumeRoleWithWebIdentity", 7, 3600));
        }
    });
    let container = Scripted::start(|mut wire| {
        while let Some((head, _)) = whole(&mut wire) {
            let fits =
                field(&head, "authorization").as_deref() == Some("Basic abc") && head.starts_with("GET /v2/creds ");
            let status = if fits { "200 OK" } else { "403 Forbidden" };
            say(&mut wire, status, &fetched("AKIDPOD", "pod-token"));
        }
    });
    let metadata = Scripted::start(|mut wire| {
        while let Some((head, _)) = whole(&mut wire) {
            let of_session = field(&head, "x-aws-ec2-metadata-token").as_deref() == Some("imds-session");
            match head.split(' ').nth(1).unwrap() {
                "/latest/api/token" => wire.say(
                    "HTTP/1.1 200 OK\r\nx-aws-ec2-metadata-token-ttl-seconds: 21600\r\nContent-Length: 12\r\n\r\nimds-session",
                ),
                path if !of_session => say(&mut wire, "401 Unauthorized", path),
                path if path.ends_with("/security-credentials/") || path.ends_with("/security-credentials-extended/") => {
                    say(&mut wire, "200 OK", "instance-role");
                }
                path if path.ends_with("/instance-role") => say(&mut wire, "200 OK", &fetched("AKIDEC2", "ec2-token")),
                _ => say(&mut wire, "404 Not Found", ""),
            }
        }
    });
    let profile = "[default]\naws_access_key_id = AKIDDEFAULT\naws_secret_access_key = s\n[work]\naws_access_key_id = AKIDWORK\n\
                   aws_secret_access_key = s\naws_session_token = work-token\n";
    let process = format!(
        "[profile made]\ncredential_process = {}\n",
        file("made.sh", "{\"Version\": 1, \"AccessKeyId\": \"AKIDMADE\", \"SecretAccessKey\": \"s\"}")
    )
    .replace("credential_process = ", "credential_process = cat ");
    let url = |of: &Scripted, path: &str| format!("http://{}{path}", of.address());
    let rows = [
        Chained {
            name: "environment",
            environment: vec![
                ("AWS_ACCESS_KEY_ID", "AKIDENV".into()),
                ("AWS_SECRET_ACCESS_KEY", "s".into()),
                ("AWS_SESSION_TOKEN", "env-token".into()),
            ],
            key: "AKIDENV",
            token: Some("env-token"),
        },
        Chained {
            name: "profile",
            environment: vec![
                ("AWS_SHARED_CREDENTIALS_FILE", file("credentials", profile)),
                ("AWS_PROFILE", "work".into()),
            ],
            key: "AKIDWORK",
            token: Some("work-token"),
        },
        Chained {
            name: "process",
            environment: vec![("AWS_CONFIG_FILE", file("config", &process)), ("AWS_PROFILE", "made".into())],
            key: "AKIDMADE",
            token: None,
        },
        Chained {
            name: "web identity",
            environment: vec![
                ("AWS_WEB_IDENTITY_TOKEN_FILE", file("token", "header.payload.signature")),
                ("AWS_ROLE_ARN", ROLE.into()),
                ("AWS_REGION", "us-east-1".into()),
                ("AWS_ENDPOINT_URL_STS", url(&sts, "")),
            ],
            key: "ASIA7",
            token: Some("session-token-7"),
        },
        Chained {
            name: "container",
            environment: vec![
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", url(&container, "/v2/creds")),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file("pod", "Basic abc")),
            ],
            key: "AKIDPOD",
            token: Some("pod-token"),
        },
        Chained {
            name: "instance",
            environment: vec![("AWS_EC2_METADATA_SERVICE_ENDPOINT", url(&metadata, ""))],
            key: "AKIDEC2",
            token: Some("ec2-token"),
        },
    ];
    for Chained { name, environment, key, token } in rows {
        let (service, heads) = service();
        let site = site(&service, "\"chain\"");
        let mut environment: Vec<(&str, &str)> =
            environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if name != "instance" {
            environment.push(("AWS_EC2_METADATA_DISABLED", "true"));
        }
        let node = site.start_in(&environment);
        assert_eq!(ask(&node).status, 200, "{name}: {}", node.printed());
        assert_eq!((signer(&heads).as_str(), last(&heads, "x-amz-security-token").as_deref()), (key, token), "{name}");
    }
}

/// What a container's and an instance's endpoint say.
fn fetched(key: &str, token: &str) -> String {
    json!({
        "Code": "Success", "Type": "AWS-HMAC", "LastUpdated": in_seconds(0), "AccountId": ACCOUNT,
        "AccessKeyId": key, "SecretAccessKey": "secret", "Token": token, "Expiration": in_seconds(6 * 3600),
    })
    .to_string()
}
