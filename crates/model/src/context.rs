//! Amazon's `$context` variables, by name (api-gateway-variables-for-access-logging, http-api-logging-variables).

macro_rules! variables {
    ($($variant:ident => $name:literal $(| $alias:literal)*;)*) => {
        /// A `$context` variable that a log format or a mapping may name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        pub enum Variable { $($variant),* }

        impl Variable {
            pub const ALL: &'static [Variable] = &[$(Variable::$variant),*];

            /// The name after `$context.`.
            pub const fn name(self) -> &'static str {
                match self { $(Variable::$variant => $name),* }
            }

            /// Other names of it.
            pub const fn aliases(self) -> &'static [&'static str] {
                match self { $(Variable::$variant => &[$($alias),*]),* }
            }

            /// The variable of this name (without `$context.`).
            pub fn parse(name: &str) -> Option<Variable> {
                match name {
                    $($name $(| $alias)* => Some(Variable::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

variables! {
    AccountId => "accountId";
    ApiId => "apiId";
    ApiKey => "identity.apiKey";
    ApiKeyId => "identity.apiKeyId";
    AuthenticateError => "authenticate.error";
    AuthenticateLatency => "authenticate.latency";
    AuthenticateStatus => "authenticate.status";
    AuthorizeError => "authorize.error";
    AuthorizeLatency => "authorize.latency";
    AuthorizeStatus => "authorize.status";
    AuthorizerError => "authorizer.error";
    AuthorizerIntegrationLatency => "authorizer.integrationLatency";
    AuthorizerIntegrationStatus => "authorizer.integrationStatus";
    AuthorizerLatency => "authorizer.latency";
    AuthorizerRequestId => "authorizer.requestId";
    AuthorizerStatus => "authorizer.status";
    AwsEndpointRequestId => "awsEndpointRequestId" | "integration.requestId";
    AwsEndpointRequestId2 => "awsEndpointRequestId2";
    BasePathMatched => "customDomain.basePathMatched";
    Caller => "identity.caller";
    CallerAccountId => "identity.accountId";
    CipherSuite => "cipherSuite";
    ClientCertIssuerDn => "identity.clientCert.issuerDN";
    ClientCertNotAfter => "identity.clientCert.validity.notAfter";
    ClientCertNotBefore => "identity.clientCert.validity.notBefore";
    ClientCertPem => "identity.clientCert.clientCertPem";
    ClientCertSerialNumber => "identity.clientCert.serialNumber";
    ClientCertSubjectDn => "identity.clientCert.subjectDN";
    CognitoAuthenticationProvider => "identity.cognitoAuthenticationProvider";
    CognitoAuthenticationType => "identity.cognitoAuthenticationType";
    CognitoIdentityId => "identity.cognitoIdentityId";
    CognitoIdentityPoolId => "identity.cognitoIdentityPoolId";
    DataProcessed => "dataProcessed";
    DeploymentId => "deploymentId";
    DomainName => "domainName";
    DomainPrefix => "domainPrefix";
    EndpointType => "endpointType";
    ErrorMessage => "error.message";
    ErrorMessageString => "error.messageString";
    ErrorResponseType => "error.responseType";
    ErrorValidation => "error.validationErrorString";
    ExtendedRequestId => "extendedRequestId";
    HttpMethod => "httpMethod";
    IntegrationAnswered => "integration.status";
    IntegrationError => "integrationErrorMessage" | "integration.error" | "integration.integrationErrorMessage";
    IntegrationLatency => "integrationLatency" | "integration.latency";
    IntegrationStatus => "integrationStatus" | "integration.integrationStatus";
    IsCanaryRequest => "isCanaryRequest";
    Path => "path";
    PrincipalId => "authorizer.principalId";
    PrincipalOrgId => "identity.principalOrgId";
    Protocol => "protocol";
    RequestId => "requestId";
    RequestTime => "requestTime";
    RequestTimeEpoch => "requestTimeEpoch";
    ResourceId => "resourceId";
    ResourcePath => "resourcePath";
    ResponseLatency => "responseLatency";
    ResponseLength => "responseLength";
    ResponseTransferMode => "integration.responseTransferMode";
    RouteKey => "routeKey";
    RoutingRuleIdMatched => "customDomain.routingRuleIdMatched";
    SourceIp => "identity.sourceIp";
    Stage => "stage";
    Status => "status";
    TimeToAllHeaders => "integration.timeToAllHeaders";
    TimeToFirstContent => "integration.timeToFirstContent";
    TlsVersion => "tlsVersion";
    User => "identity.user";
    UserAgent => "identity.userAgent";
    UserArn => "identity.userArn";
    VpcId => "identity.vpcId";
    VpceId => "identity.vpceId";
    WafError => "waf.error";
    WafLatency => "waf.latency";
    WafResponseCode => "wafResponseCode";
    WafStatus => "waf.status";
    WebaclArn => "webaclArn";
    XrayTraceId => "xrayTraceId";
}

impl Variable {
    /// Is it known only when a request is over: for access logs, and without a value in mappings
    /// (api-gateway-variables-for-access-logging).
    pub const fn is_logged_only(self) -> bool {
        use Variable::*;
        matches!(
            self,
            AuthenticateError
                | AuthenticateLatency
                | AuthenticateStatus
                | AuthorizeError
                | AuthorizeLatency
                | AuthorizeStatus
                | AuthorizerError
                | AuthorizerIntegrationLatency
                | AuthorizerIntegrationStatus
                | AuthorizerLatency
                | AuthorizerRequestId
                | AuthorizerStatus
                | AwsEndpointRequestId
                | AwsEndpointRequestId2
                | BasePathMatched
                | CipherSuite
                | DataProcessed
                | EndpointType
                | IntegrationAnswered
                | IntegrationError
                | IntegrationLatency
                | IntegrationStatus
                | ResponseLatency
                | ResponseLength
                | ResponseTransferMode
                | RoutingRuleIdMatched
                | Status
                | TimeToAllHeaders
                | TimeToFirstContent
                | TlsVersion
                | WafError
                | WafLatency
                | WafStatus
                | XrayTraceId
        )
    }

    /// Has it no value in this build, as what it tells of is not built yet: it is logged as `-`.
    pub const fn is_without_value(self) -> bool {
        use Variable::*;
        matches!(
            self,
            ApiKey
                | ApiKeyId
                | AuthenticateError
                | AuthenticateLatency
                | AuthenticateStatus
                | AuthorizeError
                | AuthorizeLatency
                | AuthorizeStatus
                | AuthorizerError
                | AuthorizerIntegrationLatency
                | AuthorizerIntegrationStatus
                | AuthorizerLatency
                | AuthorizerRequestId
                | AuthorizerStatus
                | Caller
                | CallerAccountId
                | CipherSuite
                | ClientCertIssuerDn
                | ClientCertNotAfter
                | ClientCertNotBefore
                | ClientCertPem
                | ClientCertSerialNumber
                | ClientCertSubjectDn
                | CognitoAuthenticationProvider
                | CognitoAuthenticationType
                | CognitoIdentityId
                | CognitoIdentityPoolId
                | PrincipalId
                | PrincipalOrgId
                | ResponseTransferMode
                | RoutingRuleIdMatched
                | TimeToAllHeaders
                | TimeToFirstContent
                | TlsVersion
                | User
                | UserArn
                | VpcId
                | VpceId
                | WafError
                | WafLatency
                | WafResponseCode
                | WafStatus
                | WebaclArn
        )
    }

    /// Do HTTP APIs have it (http-api-logging-variables).
    pub const fn is_of_http_apis(self) -> bool {
        use Variable::*;
        matches!(
            self,
            AccountId
                | ApiId
                | AuthorizerError
                | AwsEndpointRequestId
                | AwsEndpointRequestId2
                | BasePathMatched
                | Caller
                | CallerAccountId
                | ClientCertIssuerDn
                | ClientCertNotAfter
                | ClientCertNotBefore
                | ClientCertPem
                | ClientCertSerialNumber
                | ClientCertSubjectDn
                | CognitoAuthenticationProvider
                | CognitoAuthenticationType
                | CognitoIdentityId
                | CognitoIdentityPoolId
                | DataProcessed
                | DomainName
                | DomainPrefix
                | ErrorMessage
                | ErrorMessageString
                | ErrorResponseType
                | ExtendedRequestId
                | HttpMethod
                | IntegrationAnswered
                | IntegrationError
                | IntegrationLatency
                | IntegrationStatus
                | Path
                | PrincipalId
                | PrincipalOrgId
                | Protocol
                | RequestId
                | RequestTime
                | RequestTimeEpoch
                | ResponseLatency
                | ResponseLength
                | RouteKey
                | SourceIp
                | Stage
                | Status
                | User
                | UserAgent
                | UserArn
        )
    }

    /// Is it of a failure: for gateway responses and access logs only.
    pub const fn is_of_error(self) -> bool {
        matches!(
            self,
            Variable::ErrorMessage
                | Variable::ErrorMessageString
                | Variable::ErrorResponseType
                | Variable::ErrorValidation
        )
    }
}

/// The table as the documentation shows it.
pub fn markdown() -> String {
    let mut table = String::from("| `$context.` | in mappings | in access logs | HTTP APIs |\n|---|---|---|---|\n");
    for variable in Variable::ALL {
        let names = [&[variable.name()], variable.aliases()].concat();
        let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let (mapped, logged) = match variable {
            variable if variable.is_without_value() => ("no value yet", "`-`"),
            variable if variable.is_of_error() => ("gateway responses only", "yes"),
            variable if variable.is_logged_only() => ("no", "yes"),
            _ => ("yes", "yes"),
        };
        let http = if variable.is_of_http_apis() { "yes" } else { "–" };
        table.push_str(&format!("| {names} | {mapped} | {logged} | {http} |\n"));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::Variable;

    #[test]
    fn every_variable_is_found_by_its_name() {
        for variable in Variable::ALL {
            assert_eq!(Variable::parse(variable.name()), Some(*variable));
        }
        assert_eq!(Variable::parse("nonsense"), None);
    }
}
