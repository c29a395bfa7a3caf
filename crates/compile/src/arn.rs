//! ARNs that integrations name: of the services that API Gateway calls, and of Lambda functions.

use std::fmt;

/// The uri of an `AWS` or `AWS_PROXY` integration: `arn:{partition}:apigateway:{region}:{[subdomain.]service}:{path|action}/{api}`
/// (api-gateway-swagger-extensions-integration; PutIntegration, `uri`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IntegrationArn<'t> {
    pub(crate) partition: &'t str,
    /// The gateway's region, which is the service's too.
    pub(crate) region: &'t str,
    /// `runtime` of `runtime.sagemaker`.
    pub(crate) subdomain: Option<&'t str>,
    pub(crate) service: &'t str,
    pub(crate) api: ServiceApi<'t>,
}

/// What of the service is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceApi<'t> {
    /// Behind `path/`, as written: `{bucket}/{object}`, `2015-03-31/functions/…`; with a query, if one is written.
    Path(&'t str),
    /// Behind `action/`, as written: `PutRecord`, `GetObject&Bucket={bucket}`.
    Action(&'t str),
}

/// `arn:aws:lambda:us-east-1:123456789012:function:orders:canary`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FunctionArn<'t> {
    pub(crate) partition: &'t str,
    pub(crate) region: &'t str,
    pub(crate) account: &'t str,
    pub(crate) name: &'t str,
    /// A version (`7`, `$LATEST`) or an alias.
    pub(crate) qualifier: Option<&'t str>,
}

/// Which of Lambda's two Invoke APIs a uri names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvokeApi {
    Invoke,
    /// For answers that are streamed (response-transfer-mode).
    InvokeWithResponseStream,
}

const EXPECTED: &str = "it has not the form `arn:aws:apigateway:{region}:{service}:{path|action}/{api}`";

impl<'t> IntegrationArn<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Self, &'static str> {
        let mut parts = text.splitn(6, ':');
        let mut part = || parts.next().ok_or(EXPECTED);
        let (arn, partition, apigateway, region, service) = (part()?, part()?, part()?, part()?, part()?);
        let api = part()?;
        if arn != "arn" || apigateway != "apigateway" || !partition.starts_with("aws") {
            return Err(EXPECTED);
        }
        let api = match api.split_once('/') {
            Some(("path", api)) => ServiceApi::Path(api),
            Some(("action", api)) => ServiceApi::Action(api),
            _ => return Err("behind the service stands neither `path/…` nor `action/…`"),
        };
        let (subdomain, service) = match service.rsplit_once('.') {
            Some((subdomain, service)) => (Some(subdomain), service),
            None => (None, service),
        };
        if !is_label(region) {
            return Err("its region is none");
        }
        if !is_label(service) || subdomain.is_some_and(|subdomain| !subdomain.split('.').all(is_label)) {
            return Err("its service is none");
        }
        Ok(IntegrationArn { partition, region, subdomain, service, api })
    }

    /// The function whose Invoke API this is, and which of both; `None` for any other service.
    pub(crate) fn function(&self) -> Option<Result<(FunctionArn<'t>, InvokeApi), &'static str>> {
        if self.service != "lambda" || self.subdomain.is_some() {
            return None;
        }
        let ServiceApi::Path(path) = self.api else {
            return Some(Err(INVOKE_PATH));
        };
        // `path//2015-03-31/…` is invoked as well (recorded of the service; integration-request-basic-setup prints it).
        let path = path.strip_prefix('/').unwrap_or(path);
        let found = INVOKE_APIS.iter().find_map(|(before, after, api)| {
            let function = path.strip_prefix(before)?.strip_suffix(after)?;
            Some(FunctionArn::parse(function).map(|arn| (arn, *api)))
        });
        Some(found.unwrap_or(Err(INVOKE_PATH)))
    }
}

const INVOKE_APIS: [(&str, &str, InvokeApi); 2] = [
    ("2015-03-31/functions/", "/invocations", InvokeApi::Invoke),
    ("2021-11-15/functions/", "/response-streaming-invocations", InvokeApi::InvokeWithResponseStream),
];

const INVOKE_PATH: &str = "behind `lambda:` stands neither `path/2015-03-31/functions/{function's ARN}/invocations` nor \
                           `path/2021-11-15/functions/{function's ARN}/response-streaming-invocations`";

impl InvokeApi {
    /// The path of a call, the ARN percent-encoded as the SDKs do it.
    pub(crate) fn path(self, encoded_arn: &str) -> String {
        let [(before, after), (streaming_before, streaming_after)] =
            INVOKE_APIS.map(|(before, after, _)| (before, after));
        match self {
            InvokeApi::Invoke => format!("/{before}{encoded_arn}{after}"),
            InvokeApi::InvokeWithResponseStream => format!("/{streaming_before}{encoded_arn}{streaming_after}"),
        }
    }
}

/// Lambda API, Invoke: `FunctionName` has at most 64 characters, an alias at most 128.
const LONGEST_NAME: usize = 64;
const LONGEST_QUALIFIER: usize = 128;

impl<'t> FunctionArn<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Self, &'static str> {
        const EXPECTED: &str =
            "the function has not the form `arn:aws:lambda:{region}:{account}:function:{name}[:{alias or version}]`";
        let parts: Vec<&str> = text.split(':').collect();
        let (["arn", partition, "lambda", region, account, "function", name], qualifier) = (match parts.as_slice() {
            [first @ .., qualifier] if parts.len() == 8 => (first, Some(*qualifier)),
            all => (all, None),
        }) else {
            return Err(EXPECTED);
        };
        if !partition.starts_with("aws") || !is_label(region) || !is_label(account) {
            return Err(EXPECTED);
        }
        let named = |text: &str, longest, more: &str| {
            (1..=longest).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || more.as_bytes().contains(&b))
        };
        if !named(name, LONGEST_NAME, "-_") {
            return Err("the function's name is not made of 1 to 64 letters, digits, `-` and `_`");
        }
        if qualifier.is_some_and(|qualifier| !named(qualifier, LONGEST_QUALIFIER, "-_$")) {
            return Err("the function's alias or version is not made of 1 to 128 letters, digits, `-` and `_`");
        }
        Ok(FunctionArn { partition, region, account, name, qualifier })
    }

    /// As a `[[function]]` names it: `orders`, `orders:canary`.
    pub(crate) fn handle(&self) -> String {
        self.qualifier.map_or_else(|| self.name.to_owned(), |qualifier| format!("{}:{qualifier}", self.name))
    }
}

impl fmt::Display for FunctionArn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FunctionArn { partition, region, account, .. } = self;
        write!(f, "arn:{partition}:lambda:{region}:{account}:function:{}", self.handle())
    }
}

/// The domain that the endpoints of a partition's services stand under (botocore, `partitions.json`: `dnsSuffix`).
pub(crate) fn dns_suffix(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "amazonaws.com.cn",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        "aws-eusc" => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}

/// What may be part of a host name.
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAMBDA: &str = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/";

    /// The uris are printed in the guide: api-as-s3-proxy-export-swagger-with-extensions,
    /// api-as-kinesis-proxy-export-swagger-with-extensions, api-gateway-api-integration-types.
    #[test]
    fn a_uri_names_region_service_and_what_is_called() {
        use ServiceApi::{Action, Path};
        for (text, service, api) in [
            ("arn:aws:apigateway:us-west-2:s3:path/{bucket}/{object}", (None, "s3"), Path("{bucket}/{object}")),
            ("arn:aws:apigateway:us-west-2:s3:path//", (None, "s3"), Path("/")),
            ("arn:aws:apigateway:us-west-2:s3:path/", (None, "s3"), Path("")),
            (
                "arn:aws:apigateway:us-west-2:s3:action/GetObject&Bucket={bucket}&Key={key}",
                (None, "s3"),
                Action("GetObject&Bucket={bucket}&Key={key}"),
            ),
            ("arn:aws:apigateway:us-west-2:kinesis:action/PutRecord", (None, "kinesis"), Action("PutRecord")),
            (
                "arn:aws:apigateway:us-west-2:runtime.sagemaker:path/endpoints/a:b/invocations",
                (Some("runtime"), "sagemaker"),
                Path("endpoints/a:b/invocations"),
            ),
            ("arn:aws:apigateway:us-west-2:a.b.iotdata:path/topics/x", (Some("a.b"), "iotdata"), Path("topics/x")),
        ] {
            let (subdomain, service) = service;
            let expected = IntegrationArn { partition: "aws", region: "us-west-2", subdomain, service, api };
            assert_eq!(IntegrationArn::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn other_uris_are_refused() {
        for text in [
            "",
            "arn:aws:apigateway:us-east-1:sqs",
            "arn:aws:lambda:us-east-1:123456789012:function:orders",
            "http://example.com/a:b:c:d:e",
            "arn:aws:apigateway:us-east-1:sqs:queue/orders",
            "arn:aws:apigateway:us-east-1:sqs:path",
            "arn:aws:apigateway::sqs:path/a",
            "arn:aws:apigateway:us-east-1::path/a",
            "arn:aws:apigateway:us-east-1:evil.example/x:path/a",
            "arn:aws:apigateway:us-east-1@evil:sqs:path/a",
            "arn:aws:apigateway:us-east-1:.sqs:path/a",
            "arn:azure:apigateway:us-east-1:sqs:path/a",
            "${stageVariables.uri}",
        ] {
            assert!(IntegrationArn::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_functions_uri_names_it_with_its_alias() {
        for (function, handle) in [
            ("arn:aws:lambda:us-east-1:123456789012:function:HelloWorld", "HelloWorld"),
            ("arn:aws:lambda:us-east-1:123456789012:function:orders:canary", "orders:canary"),
            ("arn:aws:lambda:us-east-1:123456789012:function:orders:$LATEST", "orders:$LATEST"),
            ("arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:7", "orders:7"),
        ] {
            for (uri, api) in [
                (format!("{LAMBDA}{function}/invocations"), InvokeApi::Invoke),
                (
                    format!(
                        "arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/{function}/response-streaming-invocations"
                    ),
                    InvokeApi::InvokeWithResponseStream,
                ),
            ] {
                let (found, of) = IntegrationArn::parse(&uri).unwrap().function().unwrap().unwrap();
                assert_eq!((found.handle().as_str(), found.to_string().as_str(), of), (handle, function, api));
                assert!(uri.ends_with(&api.path(function)), "{uri}");
                // integration-request-basic-setup prints it so.
                let doubled = uri.replacen("lambda:path/", "lambda:path//", 1);
                assert_eq!(IntegrationArn::parse(&doubled).unwrap().function(), Some(Ok((found, of))), "{doubled}");
            }
        }
    }

    #[test]
    fn a_uri_of_lambda_that_invokes_nothing_is_refused() {
        for path in [
            "path/2015-03-31/functions/orders/invocations",
            "path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:orders",
            "path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:/invocations",
            "path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:a b/invocations",
            "path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:a:b:c/invocations",
            "path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:a:/invocations",
            "path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:layer:a/invocations",
            "path/2015-03-31/functions/arn:aws:sqs:us-east-1:123456789012:function:a/invocations",
            "path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:a/response-streaming-invocations",
            "action/Invoke",
        ] {
            let uri = format!("arn:aws:apigateway:us-east-1:lambda:{path}");
            assert!(IntegrationArn::parse(&uri).unwrap().function().unwrap().is_err(), "{uri}");
        }
        assert_eq!(IntegrationArn::parse("arn:aws:apigateway:us-east-1:sqs:path/x").unwrap().function(), None);
    }

    #[test]
    fn a_partition_has_a_domain_of_its_own() {
        for (partition, suffix) in
            [("aws", "amazonaws.com"), ("aws-us-gov", "amazonaws.com"), ("aws-cn", "amazonaws.com.cn")]
        {
            assert_eq!(dns_suffix(partition), suffix);
        }
    }
}
