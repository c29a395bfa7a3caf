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
    ApiKeyId => "identity.apiKeyId";
    AuthorizerError => "authorizer.error";
    PrincipalId => "authorizer.principalId";
    AwsEndpointRequestId => "awsEndpointRequestId" | "integration.requestId";
    BasePathMatched => "customDomain.basePathMatched";
    DataProcessed => "dataProcessed";
    DeploymentId => "deploymentId";
    DomainName => "domainName";
    DomainPrefix => "domainPrefix";
    ErrorMessage => "error.message";
    ErrorMessageString => "error.messageString";
    ErrorResponseType => "error.responseType";
    ExtendedRequestId => "extendedRequestId";
    HttpMethod => "httpMethod";
    IntegrationError => "integrationErrorMessage" | "integration.error" | "integration.integrationErrorMessage";
    IntegrationLatency => "integrationLatency" | "integration.latency";
    IntegrationStatus => "integrationStatus" | "integration.integrationStatus" | "integration.status";
    Path => "path";
    Protocol => "protocol";
    RequestId => "requestId";
    RequestTime => "requestTime";
    RequestTimeEpoch => "requestTimeEpoch";
    ResourceId => "resourceId";
    ResourcePath => "resourcePath";
    ResponseLatency => "responseLatency";
    ResponseLength => "responseLength";
    RouteKey => "routeKey";
    SourceIp => "identity.sourceIp";
    Stage => "stage";
    Status => "status";
    UserAgent => "identity.userAgent";
    XrayTraceId => "xrayTraceId";
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
