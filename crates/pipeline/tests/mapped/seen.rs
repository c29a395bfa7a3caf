//! api-gateway-mapping-template-reference: what the templates of a method see of its request.

use crate::api::{Api, OK};

/// What this template makes of the request for `GET /pets/{id}/{rest+}`.
fn seen(template: &str, line: &str, headers: &[(&str, &str)]) -> String {
    let api = Api::of(&format!(
        r#"
paths:
  /pets/{{id}}/{{rest+}}:
    get:
      responses: {{'200': {{description: ok}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{application/json: '{{"statusCode":200}}'}}
        responses:
          default:
            statusCode: '200'
            responseTemplates:
              application/json: |-
                {template}
"#
    ));
    api.serve(line, headers, "", OK).text()
}

const LINE: &str = "GET /pets/a%20b/c/d%2Fe?q=1&q=2&id=query&p=x+y%2B;last=";
const HEADERS: [(&str, &str); 6] =
    [("X-One", "1"), ("X-Two", "a"), ("X-Two", "b"), ("q", "header"), ("only", "header"), ("x-one", "lower")];

/// `$input.params(x)`: "in the path, query string, or header value (searched in that order)"; names as they are written.
#[test]
fn a_parameter_is_searched_in_path_query_and_headers() {
    for (name, value) in [
        ("id", "a b"),
        ("rest", "c/d/e"),
        ("q", "2"),
        ("p", "x y+"),
        ("last", ""),
        ("only", "header"),
        ("X-One", "1"),
        ("x-one", "lower"),
        ("X-Two", "b"),
        ("X-ONE", ""),
        ("none", ""),
    ] {
        assert_eq!(seen(&format!("[$input.params('{name}')]"), LINE, &HEADERS), format!("[{value}]"), "{name}");
    }
}

/// `$input.params()`: "all the request parameters", by place, each name once.
#[test]
fn all_parameters_are_there_by_place() {
    let all = |place: &str| {
        format!("#foreach($n in $input.params().{place}.keySet())$n=$input.params().{place}.get($n),#end")
    };
    for (place, expected) in [
        ("path", "id=a b,rest=c/d/e,"),
        ("querystring", "q=2,id=query,p=x y+,last=,"),
        ("header", "X-One=1,X-Two=b,q=header,only=header,x-one=lower,"),
    ] {
        assert_eq!(seen(&all(place), LINE, &HEADERS), expected, "{place}");
    }
    // Recorded of the service: what belongs to the connection is dropped before a template sees it.
    let hidden = [("Connection", "close"), ("TE", "trailers"), ("Server", "x"), ("Via", "1.1 x")];
    assert_eq!(seen(&all("header"), LINE, &hidden), "Via=1.1 x,");
    assert_eq!(seen("[$input.params('Server')$input.params('te')]", LINE, &hidden), "[]");
}

/// aws-api-gateway-stage-variables-reference.
#[test]
fn stage_variables_are_there_by_name() {
    let all = "#foreach($n in $stageVariables.keySet())$n=$stageVariables.get($n),#end";
    assert_eq!(seen(all, LINE, &[]), "color=green,empty=,");
}

/// The table of `$context` variables; what only access logs and gateway responses know is empty here.
#[test]
fn context_variables_are_those_of_the_request() {
    let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    let headers = [("User-Agent", "me/1"), ("x-amzn-RequestId", uuid)];
    for (name, value) in [
        ("accountId", "123456789012"),
        ("apiId", "abc123"),
        ("domainName", "abc123.execute-api.us-east-1.amazonaws.com"),
        ("domainPrefix", "abc123"),
        ("httpMethod", "GET"),
        ("identity.sourceIp", "192.0.2.9"),
        ("identity.userAgent", "me/1"),
        ("path", "/prod/pets/a%20b/c/d%2Fe"),
        ("protocol", "HTTP/1.1"),
        ("requestId", uuid),
        ("requestTime", "12/Mar/2020:19:03:58 +0000"),
        ("requestTimeEpoch", "1584039838000"),
        ("resourcePath", "/pets/{id}/{rest+}"),
        ("stage", "prod"),
        ("error.message", ""),
        ("error.messageString", ""),
        ("error.responseType", ""),
        ("status", ""),
        ("integrationStatus", ""),
        ("responseLatency", ""),
        ("responseLength", ""),
        ("dataProcessed", ""),
        ("nothing", ""),
    ] {
        assert_eq!(seen(&format!("[$!context.{name}]"), LINE, &headers), format!("[{value}]"), "{name}");
    }
}

/// Recorded of the service (LocalStack test_sqs_amz_json_protocol): `$context.identity` has the names of a caller who signs, even
/// without a value; of everything else only what has one is there.
#[test]
fn context_has_the_names_that_it_has_values_for() {
    let names = |of: &str| {
        let keys = seen(&format!("#foreach($n in {of}.keySet())$n #end"), LINE, &[]);
        keys.split(' ').map(str::to_owned).collect::<Vec<_>>()
    };
    let identity = names("$context.identity");
    let all = names("$context");
    for (list, name, is_there) in [
        (&identity, "sourceIp", true),
        (&identity, "userAgent", true),
        (&identity, "accessKey", true),
        (&identity, "apiKey", false),
        (&identity, "vpcId", false),
        (&identity, "cognitoIdentityId", true),
        (&identity, "clientCert", false),
        (&identity, "clientCertPem", false),
        (&identity, "stage", false),
        (&all, "stage", true),
        (&all, "routeKey", false),
        (&all, "identity", true),
        (&all, "requestOverride", true),
        (&all, "sourceIp", false),
        (&all, "error", false),
        (&all, "authorizer", false),
        (&all, "customDomain", false),
        (&all, "isCanaryRequest", false),
        (&all, "status", false),
    ] {
        assert_eq!(list.contains(&name.to_owned()), is_there, "{name} in {list:?}");
    }
    for list in [&identity, &all] {
        let mut once = list.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), list.len(), "each name once: {list:?}");
    }
    assert_eq!(seen("[$!context.stage.keySet()][$!context.none.keySet()]", LINE, &[]), "[][]");
}
