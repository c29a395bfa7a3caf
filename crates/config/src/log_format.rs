//! An access log's format: Amazon's four by name (set-up-logging), or a text with `$context` variables.

use tollgate_definition::Diagnostics;
use tollgate_model::log_format::Escape;
use tollgate_model::{LogFormat, LogPiece, Origin, Variable};

/// Amazon's example, and what operators ask of it first. `{key}` is `resourcePath` or, for an HTTP API, `routeKey`.
const JSON: &str = r#"{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","ip":"$context.identity.sourceIp","requestTime":"$context.requestTime","httpMethod":"$context.httpMethod","path":"$context.path","{key}":"$context.{key}","status":"$context.status","protocol":"$context.protocol","responseLength":"$context.responseLength","responseLatency":"$context.responseLatency","integrationStatus":"$context.integrationStatus","integrationLatency":"$context.integrationLatency","apiKeyId":"$context.identity.apiKeyId","principalId":"$context.authorizer.principalId","errorType":"$context.error.responseType","errorMessage":"$context.error.message"}"#;
const CLF: &str = r#"$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.{key} $context.protocol" $context.status $context.responseLength $context.requestId $context.extendedRequestId"#;
const XML: &str = r#"<request id="$context.requestId"> <extendedRequestId>$context.extendedRequestId</extendedRequestId> <ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> <user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> <{key}>$context.{key}</{key}> <status>$context.status</status> <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> </request>"#;
const CSV: &str = "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,$context.httpMethod,$context.{key},$context.protocol,$context.status,$context.responseLength,$context.requestId,$context.extendedRequestId";

/// Variables of Amazon's that have no value in this build, by name or, with a dot at the end, by family
/// (api-gateway-variables-for-access-logging, http-api-logging-variables). A variable without a value is logged as `-`.
const WITHOUT_VALUE: [&str; 32] = [
    "authenticate.error",
    "authenticate.latency",
    "authenticate.status",
    "authorize.error",
    "authorize.latency",
    "authorize.status",
    "authorizer.",
    "cipherSuite",
    "customDomain.routingRuleIdMatched",
    "endpointType",
    "error.validationErrorString",
    "identity.accountId",
    "identity.apiKey",
    "identity.caller",
    "identity.clientCert.",
    "identity.cognitoAuthenticationProvider",
    "identity.cognitoAuthenticationType",
    "identity.cognitoIdentityId",
    "identity.cognitoIdentityPoolId",
    "identity.principalOrgId",
    "identity.user",
    "identity.userArn",
    "identity.vpcId",
    "identity.vpceId",
    "integration.",
    "isCanaryRequest",
    "requestOverride.",
    "responseOverride.",
    "tlsVersion",
    "waf.",
    "wafResponseCode",
    "webaclArn",
];

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
    split(&text, &mut format.pieces, at, if own { &mut quiet } else { diagnostics });
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

fn split(text: &str, pieces: &mut Vec<LogPiece>, at: Origin, diagnostics: &mut Diagnostics) {
    let mut rest = text;
    let mut literal = String::new();
    while let Some((before, after)) = rest.split_once(PREFIX) {
        literal.push_str(before);
        let (name, behind) = variable_name(after);
        rest = behind;
        match Variable::parse(name) {
            Some(variable) => {
                if !literal.is_empty() {
                    pieces.push(LogPiece::Literal(std::mem::take(&mut literal).into()));
                }
                pieces.push(LogPiece::Variable(variable));
            }
            None => {
                literal.push_str(NOTHING);
                without_value(name, at, diagnostics);
            }
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(LogPiece::Literal(literal.into()));
    }
}

fn without_value(name: &str, at: Origin, diagnostics: &mut Diagnostics) {
    let known = WITHOUT_VALUE.iter().any(|known| name == *known || (known.ends_with('.') && name.starts_with(known)));
    if known {
        let message = format!("`$context.{name}` has no value in this build yet: it is logged as `-`");
        return diagnostics.warning("not-enforced", at, message);
    }
    let hint = crate::name::nearest(name, Variable::ALL.iter().map(|variable| variable.name()));
    let hint = hint.map_or(String::new(), |near| format!("; did you mean `$context.{near}`?"));
    diagnostics.error("unknown-variable", at, format!("there is no variable `$context.{name}`{hint}"));
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
                LogPiece::Literal(". -,".into()),
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

    #[test]
    fn a_format_names_the_request() {
        let (_, diagnostics) = parsed("$context.status");
        assert_eq!(diagnostics.iter().map(|d| d.name).collect::<Vec<_>>(), ["bad-log-format"]);
    }
}
