//! The endpoint of a service: Amazon's own, or that of `[aws.endpoint]`.

use super::names::{global, signing_name};
use crate::arn::dns_suffix;
use crate::uri::Uri;
use http::HeaderValue;
use std::net::{Ipv4Addr, Ipv6Addr};
use tollgate_model::aws::Aws;

/// Where a service is called, and what its calls are signed for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Without path and query.
    pub(crate) uri: Uri,
    pub(crate) host: HeaderValue,
    pub(crate) region: Box<str>,
    /// Of the credential scope.
    pub(crate) service: Box<str>,
    /// Or that of `[aws.endpoint]`.
    pub(crate) is_amazons: bool,
}

impl Endpoint {
    /// `name` is how ARNs name the service: `sqs`, `runtime.sagemaker`, `bucket.s3`. `None`: no host can have that name.
    pub(crate) fn of(aws: &Aws, partition: &str, region: &str, name: &str) -> Option<Endpoint> {
        let amazons = Amazons::of(partition, region, name);
        let (uri, host) = match written(aws, name) {
            None => {
                let uri = Uri::parse(&format!("https://{}", amazons.host)).ok()?;
                let host = uri.host_header()?;
                (uri, host)
            }
            Some((url, subdomain)) => {
                let uri = Uri::parse(url).ok()?;
                let host = uri.host_header()?;
                let host = match subdomain.filter(|_| is_name(&uri.host)) {
                    Some(subdomain) => HeaderValue::from_str(&format!("{subdomain}.{}", host.to_str().ok()?)).ok()?,
                    None => host,
                };
                (uri, host)
            }
        };
        let is_amazons = written(aws, name).is_none();
        Some(Endpoint { uri, host, region: amazons.region.into(), service: amazons.service.into(), is_amazons })
    }

    /// The host of one action, which stands beside Amazon's own.
    pub(crate) fn before(mut self, prefix: &str) -> Option<Endpoint> {
        if self.is_amazons && !prefix.is_empty() {
            self.uri.host.insert_str(0, prefix);
            self.host = self.uri.host_header()?;
        }
        Some(self)
    }
}

/// `[aws.endpoint]` by the whole name, by the service's, or for all others; then with the subdomain that stands before its host.
fn written<'a>(aws: &'a Aws, name: &'a str) -> Option<(&'a str, Option<&'a str>)> {
    let of = |name: &str| aws.endpoints.get(name).map(|url| &**url);
    if let Some(url) = of(name) {
        return Some((url, None));
    }
    let (subdomain, service) = name.rsplit_once('.').map_or((None, name), |(subdomain, name)| (Some(subdomain), name));
    of(service).or_else(|| of("*")).map(|url| (url, subdomain))
}

fn is_name(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_err() && host.parse::<Ipv6Addr>().is_err()
}

/// Amazon's own endpoint.
struct Amazons<'a> {
    host: String,
    region: &'a str,
    service: &'a str,
}

impl<'a> Amazons<'a> {
    fn of(partition: &str, region: &'a str, name: &'a str) -> Amazons<'a> {
        let suffix = dns_suffix(partition);
        if let Some((host, region)) = global(partition, name) {
            return Amazons { host: host.into(), region, service: signing_name(name) };
        }
        // IoT's data plane, whose name in ARNs is not that of its endpoint: `{account's prefix}.iotdata`.
        let iot = name.strip_suffix("iotdata").filter(|before| before.is_empty() || before.ends_with('.'));
        if let Some(prefix) = iot {
            let prefix = if prefix.is_empty() { "data-ats." } else { prefix };
            return Amazons { host: format!("{prefix}iot.{region}.{suffix}"), region, service: "iotdata" };
        }
        Amazons { host: format!("{name}.{region}.{suffix}"), region, service: signing_name(name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(endpoints: &[(&str, &str)], partition: &str, region: &str, name: &str) -> String {
        let endpoints = endpoints.iter().map(|(name, url)| ((*name).into(), (*url).into())).collect();
        let aws = Aws { endpoints, ..Aws::default() };
        let Endpoint { uri, host, region, service, .. } = Endpoint::of(&aws, partition, region, name).unwrap();
        format!("{} {} {service}/{region}", uri.authority(), host.to_str().unwrap())
    }

    /// AWS general reference, rande: `protocol://service-code.region-code.amazonaws.com`.
    #[test]
    fn a_service_is_at_its_endpoint_in_its_region() {
        for (partition, region, name, expected) in [
            (
                "aws",
                "us-east-1",
                "sqs",
                "https://sqs.us-east-1.amazonaws.com:443 sqs.us-east-1.amazonaws.com sqs/us-east-1",
            ),
            (
                "aws-cn",
                "cn-north-1",
                "sqs",
                "https://sqs.cn-north-1.amazonaws.com.cn:443 sqs.cn-north-1.amazonaws.com.cn sqs/cn-north-1",
            ),
            (
                "aws-us-gov",
                "us-gov-west-1",
                "states",
                "https://states.us-gov-west-1.amazonaws.com:443 states.us-gov-west-1.amazonaws.com states/us-gov-west-1",
            ),
            (
                "aws",
                "eu-west-1",
                "runtime.sagemaker",
                "https://runtime.sagemaker.eu-west-1.amazonaws.com:443 runtime.sagemaker.eu-west-1.amazonaws.com sagemaker/eu-west-1",
            ),
            (
                "aws",
                "eu-west-1",
                "my-bucket.s3",
                "https://my-bucket.s3.eu-west-1.amazonaws.com:443 my-bucket.s3.eu-west-1.amazonaws.com s3/eu-west-1",
            ),
            ("aws", "eu-west-1", "iam", "https://iam.amazonaws.com:443 iam.amazonaws.com iam/us-east-1"),
            (
                "aws",
                "us-east-1",
                "a1b2-ats.iotdata",
                "https://a1b2-ats.iot.us-east-1.amazonaws.com:443 a1b2-ats.iot.us-east-1.amazonaws.com iotdata/us-east-1",
            ),
            (
                "aws",
                "us-east-1",
                "email",
                "https://email.us-east-1.amazonaws.com:443 email.us-east-1.amazonaws.com ses/us-east-1",
            ),
        ] {
            assert_eq!(shown(&[], partition, region, name), expected);
        }
    }

    #[test]
    fn a_written_endpoint_stands_for_a_service_or_for_all_others() {
        let both = &[("sqs", "http://127.0.0.1:4566"), ("*", "https://aws.internal")][..];
        let own = &[("runtime.sagemaker", "https://vpce-1.internal"), ("*", "http://localhost:4566")][..];
        for (endpoints, name, expected) in [
            (both, "sqs", "http://127.0.0.1:4566 127.0.0.1:4566 sqs/us-east-1"),
            (both, "sns", "https://aws.internal:443 aws.internal sns/us-east-1"),
            (both, "queue.sqs", "http://127.0.0.1:4566 127.0.0.1:4566 sqs/us-east-1"),
            (both, "bucket.s3", "https://aws.internal:443 bucket.aws.internal s3/us-east-1"),
            (own, "runtime.sagemaker", "https://vpce-1.internal:443 vpce-1.internal sagemaker/us-east-1"),
            (own, "bucket.s3", "http://localhost:4566 bucket.localhost:4566 s3/us-east-1"),
        ] {
            assert_eq!(shown(endpoints, "aws", "us-east-1", name), expected);
        }
    }
}
