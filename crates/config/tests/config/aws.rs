//! `[aws]`: who signs, and where services are.

use super::clean;
use tollgate_model::aws::{CredentialsSource, DefaultCredentials};

#[test]
fn roles_and_endpoints_are_read() {
    let aws = clean(
        r#"
        [[listener]]
        bind = "127.0.0.1:8080"
        [[api]]
        name = "edge"
        [[api.route]]
        key = "$default"
        integration = { type = "http_proxy", uri = "http://127.0.0.1:9000/" }
        [aws]
        default = "chain"
        [aws.endpoint]
        sqs = "http://127.0.0.1:4566/"
        "*" = "https://aws.internal"
        [[aws.role]]
        arn = "arn:aws:iam::123456789012:role/chain"
        source = "chain"
        [[aws.role]]
        arn = "arn:aws:iam::123456789012:role/assume"
        source = "ASSUME"
        [[aws.role]]
        arn = "arn:aws:iam::123456789012:role/path/keys"
        source = { access_key = "AKIA", secret = "${env:BACKEND}" }
        "#,
    )
    .aws;
    assert_eq!(aws.default, DefaultCredentials::Chain);
    let endpoints: Vec<(&str, &str)> = aws.endpoints.iter().map(|(name, url)| (&**name, &**url)).collect();
    assert_eq!(endpoints, [("*", "https://aws.internal"), ("sqs", "http://127.0.0.1:4566")]);
    let sources: Vec<_> = aws.roles.iter().map(|role| role.source.clone()).collect();
    let keys = CredentialsSource::Keys { access_key: "AKIA".into(), secret: "127.0.0.1:9000".into() };
    assert_eq!(sources, [CredentialsSource::Chain, CredentialsSource::Assume, keys]);
}

#[test]
fn without_the_table_nothing_is_signed() {
    let aws = clean("[[listener]]\nbind = \"127.0.0.1:8080\"\n[[api]]\nname = \"a\"\n[[api.route]]\nkey = \"$default\"\nintegration = { type = \"http_proxy\", uri = \"http://127.0.0.1:9000/\" }").aws;
    assert_eq!(aws, tollgate_model::aws::Aws::default());
}
