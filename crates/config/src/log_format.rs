//! An access log's format: Amazon's four by name (set-up-logging), or a text with `$context` variables.

use tollgate_definition::Diagnostics;
use tollgate_model::log_format::Escape;
use tollgate_model::{LogFormat, LogPiece, Origin, Variable};

/// Amazon's example, and what operators ask of it first. `{key}` is `resourcePath` or, for an HTTP API, `routeKey`.
const JSON: &str = r#"{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","path":"$context.path","{key}":"$context.{key}","status":"$context.status","protocol":"$context.protocol","responseLength":"$context.responseLength","responseLatency":"$context.responseLatency","integrationStatus":"$context.integrationStatus","integrationLatency":"$context.integrationLatency","apiKeyId":"$context.identity.apiKeyId","principalId":"$context.authorizer.principalId","errorType":"$context.error.responseType","errorMessage":"$context.error.message"}"#;
const CLF: &str = r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.{key} $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#;
const XML: &str = r#"<request id="$context.requestId"> <extendedRequestId>$context.extendedRequestId</extendedRequestId> <ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> <user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> <{key}>$context.{key}</{key}> <status>$context.status</status> <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> </request>"#;
const CSV: &str = "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.httpMethod,$context.{key},$context.protocol,$context.status,$context.responseLength,$context.requestId,$context.extendedRequestId";

/// Families of variables whose members are named by definitions and templates: none has a value in logs of this build
/// (api-gateway-variables-for-access-logging).
const FAMILIES: [&str; 3] = ["authorizer.", "requestOverride.", "responseOverride."];

/// What a variable without a value is written as.
const NOTHING: &str = "-";

const PREFIX: &str = "$context.";

/// The pieces of a format. `http`: the API routes by route keys.
pub(crate) fn parse(text: &str, http: bool, at: Origin, diagnostics: &mut Diagnostics) -> LogFormat {
    let key = if http { "routeKey" } else { "resourcePath" };
    let (text, escape, own) = match text.to_ascii_lowercase().as_str() {
        "json" => (JSON.replace("{key}", key), Escape::Json, true),
        "clf" => (CLF.replace("{key}", key), Escape::Line, true),
        "xml" => (XML.replace("{key}", key), Escape::Xml, true),
        "csv" => (CSV.replace("{key}", key), Escape::Line, true),
        _ => (text.to_owned(), escape_of(text), false),
    };
    let mut format = LogFormat { pieces: Vec::new(), escape };
    let mut quiet = Diagnostics::default();
    split(&text, http, &mut format.pieces, at, if own { &mut quiet } else { diagnostics });
    if !own && !format.pieces.iter().any(names_the_request) {
        let message =
            "`format` has neither `$context.requestId` nor `$context.extendedRequestId`, one of which Amazon requires";
        diagnostics.error("bad-log-format", at, message);
    }
    format
}

fn names_the_request(piece: &LogPiece) -> bool {
    matches!(piece, LogPiece::Variable(Variable::RequestId | Variable::ExtendedRequestId))
}

/// A format of one's own that is a JSON object or an XML element is filled as such.
fn escape_of(text: &str) -> Escape {
    match text.trim_start().bytes().next() {
        Some(b'{') => Escape::Json,
        Some(b'<') => Escape::Xml,
        _ => Escape::Line,
    }
}

fn split(text: &str, http: bool, pieces: &mut Vec<LogPiece>, at: Origin, diagnostics: &mut Diagnostics) {
    let mut rest = text;
    let mut literal = String::new();
    while let Some((before, after)) = rest.split_once(PREFIX) {
        literal.push_str(before);
        let (name, behind) = variable_name(after);
        rest = behind;
        match Variable::parse(name) {
            Some(variable) => {
                if http && !variable.is_of_http_apis() {
                    of_rest(name, at, diagnostics);
                } else if variable.is_without_value() {
                    not_enforced(name, at, diagnostics);
                }
                if !literal.is_empty() {
                    pieces.push(LogPiece::Literal(std::mem::take(&mut literal).into()));
                }
                pieces.push(LogPiece::Variable(variable));
            }
            None => {
                literal.push_str(NOTHING);
                without_value(name, http, at, diagnostics);
            }
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(LogPiece::Literal(literal.into()));
    }
}

fn without_value(name: &str, http: bool, at: Origin, diagnostics: &mut Diagnostics) {
    match FAMILIES.iter().find(|family| name.starts_with(**family)) {
        // http-api-logging-variables has `authorizer.property` alone.
        Some(family) if http && *family != FAMILIES[0] => return of_rest(name, at, diagnostics),
        Some(_) => return not_enforced(name, at, diagnostics),
        None => {}
    }
    let known = Variable::ALL.iter().filter(|variable| !http || variable.is_of_http_apis());
    let hint = crate::name::nearest(name, known.map(|variable| variable.name()));
    let hint = hint.map_or(String::new(), |near| format!("; did you mean `$context.{near}`?"));
    diagnostics.error("unknown-variable", at, format!("there is no variable `$context.{name}`{hint}"));
}

fn of_rest(name: &str, at: Origin, diagnostics: &mut Diagnostics) {
    let message = format!("`$context.{name}` is of REST APIs: an HTTP API has nothing to log for it");
    diagnostics.warning("other-protocol", at, message);
}

fn not_enforced(name: &str, at: Origin, diagnostics: &mut Diagnostics) {
    let message = format!("`$context.{name}` has no value in this build yet: it is logged as `-`");
    diagnostics.warning("not-enforced", at, message);
}

/// Letters, digits, `_` and inner dots; a sentence's full stop is not part of the name.
fn variable_name(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len());
    let name = text[..end].trim_end_matches('.');
    text.split_at(name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (LogFormat, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let format = parse(text, false, Origin::NOWHERE, &mut diagnostics);
        (format, diagnostics)
    }

    #[test]
    fn amazons_formats_are_known_by_name() {
        for (name, escape) in
            [("json", Escape::Json), ("CLF", Escape::Line), ("xml", Escape::Xml), ("csv", Escape::Line)]
        {
            let (format, diagnostics) = parsed(name);
            assert!(diagnostics.is_empty(), "{name}");
            assert_eq!(format.escape, escape);
            assert!(format.pieces.contains(&LogPiece::Variable(Variable::ResourcePath)));
        }
    }

    #[test]
    fn json_holds_the_promised_keys() {
        let mut diagnostics = Diagnostics::default();
        let format = parse("json", true, Origin::NOWHERE, &mut diagnostics);
        let filled: String = format
            .pieces
            .iter()
            .map(|piece| match piece {
                LogPiece::Literal(text) => &**text,
                LogPiece::Variable(_) => "x",
            })
            .collect();
        let line: serde_json::Value = serde_json::from_str(&filled).unwrap();
        let keys: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            keys.join(" "),
            "requestId extendedRequestId ip requestTime httpMethod path routeKey status protocol responseLength \
             responseLatency integrationStatus integrationLatency apiKeyId principalId errorType errorMessage"
        );
    }

    #[test]
    fn a_text_is_cut_at_its_variables() {
        let (format, diagnostics) = parsed("id=$context.requestId. $context.identity.caller,$context.status");
        assert_eq!(
            format.pieces,
            [
                LogPiece::Literal("id=".into()),
                LogPiece::Variable(Variable::RequestId),
                LogPiece::Literal(". ".into()),
                LogPiece::Variable(Variable::Caller),
                LogPiece::Literal(",".into()),
                LogPiece::Variable(Variable::Status),
            ]
        );
        assert_eq!(diagnostics.iter().map(|d| d.name).collect::<Vec<_>>(), ["not-enforced"]);
    }

    #[test]
    fn an_unknown_variable_is_an_error_with_the_nearest_name() {
        let (_, diagnostics) = parsed("$context.requestId $context.sttus");
        let found: Vec<_> = diagnostics.iter().map(|d| (d.name, d.message.as_str())).collect();
        assert_eq!(
            found,
            [("unknown-variable", "there is no variable `$context.sttus`; did you mean `$context.status`?")]
        );
    }

    /// Every variable of http-api-logging-variables, in the order of the page.
    const HTTP_PAGE: &str = "accountId apiId authorizer.claims.property authorizer.error authorizer.principalId \
        authorizer.property awsEndpointRequestId awsEndpointRequestId2 customDomain.basePathMatched dataProcessed \
        domainName domainPrefix error.message error.messageString error.responseType extendedRequestId httpMethod \
        identity.accountId identity.caller identity.cognitoAuthenticationProvider identity.cognitoAuthenticationType \
        identity.cognitoIdentityId identity.cognitoIdentityPoolId identity.principalOrgId \
        identity.clientCert.clientCertPem identity.clientCert.subjectDN identity.clientCert.issuerDN \
        identity.clientCert.serialNumber identity.clientCert.validity.notBefore \
        identity.clientCert.validity.notAfter identity.sourceIp identity.user identity.userAgent identity.userArn \
        integration.error integration.integrationStatus integration.latency integration.requestId integration.status \
        integrationErrorMessage integrationLatency integrationStatus path protocol requestId requestTime \
        requestTimeEpoch responseLatency responseLength routeKey stage status";

    #[test]
    fn an_http_api_has_the_variables_of_its_page_and_no_others() {
        let found = |name: &str| {
            let mut diagnostics = Diagnostics::default();
            parse(&format!("$context.requestId $context.{name}"), true, Origin::NOWHERE, &mut diagnostics);
            diagnostics.iter().map(|found| found.name).collect::<Vec<_>>()
        };
        for name in HTTP_PAGE.split_ascii_whitespace() {
            let valued = Variable::parse(name).is_some_and(|variable| !variable.is_without_value());
            assert_eq!(found(name), if valued { vec![] } else { vec!["not-enforced"] }, "{name}");
        }
        for name in ["resourcePath", "identity.apiKeyId", "waf.status", "requestOverride.header.x"] {
            assert_eq!(found(name), ["other-protocol"], "{name}");
        }
        assert_eq!(found("routeKeys"), ["unknown-variable"]);
    }

    #[test]
    fn a_format_names_the_request() {
        let (_, diagnostics) = parsed("$context.status");
        assert_eq!(diagnostics.iter().map(|d| d.name).collect::<Vec<_>>(), ["bad-log-format"]);
    }

    /// Every variable of api-gateway-variables-for-access-logging, in the order of the page.
    const PAGE: &str = "accountId apiId authorize.error authorize.latency authorize.status authorizer.claims.property \
        authorizer.error authorizer.integrationLatency authorizer.integrationStatus authorizer.latency \
        authorizer.principalId authorizer.property authorizer.requestId authorizer.status authenticate.error \
        authenticate.latency authenticate.status awsEndpointRequestId cipherSuite customDomain.basePathMatched \
        customDomain.routingRuleIdMatched deploymentId domainName domainPrefix endpointType error.message \
        error.messageString error.responseType error.validationErrorString extendedRequestId httpMethod \
        identity.accountId identity.apiKey identity.apiKeyId identity.caller identity.cognitoAuthenticationProvider \
        identity.cognitoAuthenticationType identity.cognitoIdentityId identity.cognitoIdentityPoolId \
        identity.principalOrgId identity.sourceIp identity.clientCert.clientCertPem identity.clientCert.subjectDN \
        identity.clientCert.issuerDN identity.clientCert.serialNumber identity.clientCert.validity.notBefore \
        identity.clientCert.validity.notAfter identity.vpcId identity.vpceId identity.user identity.userAgent \
        identity.userArn integration.error integration.integrationStatus integration.latency integration.requestId \
        integration.responseTransferMode integration.status integration.timeToAllHeaders \
        integration.timeToFirstContent integrationLatency integrationStatus isCanaryRequest path \
        protocol requestId requestOverride.header.header_name requestOverride.path.path_name \
        requestOverride.querystring.querystring_name responseLatency responseLength \
        responseOverride.header.header_name responseOverride.status requestTime requestTimeEpoch resourceId \
        resourcePath stage status tlsVersion waf.error waf.latency waf.status xrayTraceId wafResponseCode webaclArn";

    #[test]
    fn every_variable_of_the_page_is_known_and_one_without_a_value_is_said_to_be() {
        let names: Vec<_> = PAGE.split_ascii_whitespace().collect();
        assert_eq!(names.len(), 86);
        for name in names {
            let (format, diagnostics) = parsed(&format!("$context.requestId $context.{name}"));
            let valued = Variable::parse(name).is_some_and(|variable| !variable.is_without_value());
            let expected = if valued { vec![] } else { vec!["not-enforced"] };
            assert_eq!(diagnostics.iter().map(|found| found.name).collect::<Vec<_>>(), expected, "{name}");
            let known = FAMILIES.iter().any(|family| name.starts_with(family)) || format.pieces.len() == 3;
            assert!(known, "{name}: {format:?}");
        }
    }

    /// Those of HTTP APIs that REST APIs do not have: http-api-logging-variables.
    #[test]
    fn what_only_http_apis_have_is_known_too() {
        for name in ["routeKey", "dataProcessed", "integrationErrorMessage", "integration.integrationErrorMessage"] {
            assert!(parsed(&format!("$context.requestId $context.{name}")).1.is_empty(), "{name}");
        }
    }
}
