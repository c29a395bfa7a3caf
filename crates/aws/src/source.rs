//! The sources of credentials: keys as written, the standard chain, a role assumed.

use crate::fresh::Fetch;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Sessions of assumed roles carry it: CloudTrail shows it beside the role.
const SESSION_NAME: &str = "tollgate";

/// A source that is asked. Made when first asked: it may read files, and look whether an instance is there.
pub(crate) struct Asked {
    kind: Kind,
    provider: OnceCell<SharedCredentialsProvider>,
}

/// Equal ones give the same credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Chain,
    Assume {
        arn: Arc<str>,
        /// `[aws.endpoint] sts`
        endpoint: Option<Box<str>>,
    },
}

impl Asked {
    pub(crate) fn new(kind: Kind) -> Asked {
        Asked { kind, provider: OnceCell::new() }
    }
}

impl Fetch for Asked {
    async fn fetch(&self) -> Result<Credentials, String> {
        let provider = self.provider.get_or_init(|| async {
            match &self.kind {
                Kind::Chain => chain(&client()).await,
                Kind::Assume { arn, endpoint } => assumed(arn, endpoint.as_deref()).await,
            }
        });
        provider.await.provide_credentials().await.map_err(|error| told(&error))
    }
}

/// Environment, profile, web identity, container, instance: in the order of every AWS SDK.
async fn chain(client: &SharedHttpClient) -> SharedCredentialsProvider {
    let configuration = ProviderConfig::without_region().with_http_client(client.clone());
    SharedCredentialsProvider::new(DefaultCredentialsChain::builder().configure(configuration).build().await)
}

async fn assumed(arn: &str, endpoint: Option<&str>) -> SharedCredentialsProvider {
    let client = client();
    let mut configuration = aws_config::defaults(BehaviorVersion::latest())
        .http_client(client.clone())
        .credentials_provider(chain(&client).await);
    if let Some(endpoint) = endpoint {
        configuration = configuration.endpoint_url(endpoint);
    }
    // The region is that of the chain's own provider, which asks by this client.
    let mut configuration = configuration.load().await;
    if configuration.region().is_none() {
        configuration = configuration.into_builder().region(home(arn)).build();
    }
    let role = AssumeRoleProvider::builder(arn).session_name(SESSION_NAME).configure(&configuration);
    SharedCredentialsProvider::new(role.build().await)
}

/// The region of STS where nothing says one: that of the role's partition.
fn home(arn: &str) -> Region {
    Region::from_static(match arn.split(':').nth(1) {
        Some("aws-cn") => "cn-north-1",
        Some("aws-us-gov") => "us-gov-west-1",
        _ => "us-east-1",
    })
}

/// TLS by rustls with ring, as everywhere in the gateway.
fn client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// An error with its causes: the first alone says little.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
