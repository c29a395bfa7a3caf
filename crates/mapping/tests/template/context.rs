use crate::{check, render, render_after};
use tollgate_mapping::template::TemplateFault;

const CONTEXT: &str = r#"{"context": {"stage": "prod", "requestTimeEpoch": 1700000000123, "isCanaryRequest": false, "path": "/prod/a",
    "identity": {"sourceIp": "192.0.2.1", "userAgent": "curl", "user": null},
    "authorizer": {"principalId": "u1", "key": "value", "numKey": 1, "boolKey": true,
        "claims": {"sub": "s-1", "cognito:username": "jane", "custom.dotted": "d"}}},
    "stageVariables": {"url": "example.com", "a-b": "dash"}}"#;

#[test]
fn context_is_text_and_objects_print_nothing() {
    check(&[
        ("$context.stage $context.identity.sourceIp ${context.path}", CONTEXT, "prod 192.0.2.1 /prod/a"),
        (
            "$context['stage'] $context.get('identity').sourceIp $context.identity['userAgent']",
            CONTEXT,
            "prod 192.0.2.1 curl",
        ),
        ("[$context][$context.identity][$context.authorizer][$context.authorizer.claims]", CONTEXT, "[][][][]"),
        ("[$context.missing][$context.identity.user][$context.identity.x.y]", CONTEXT, "[][][]"),
        (
            "#if($context.identity)yes#end#if($context.wafResponseCode)no#end#if($context.isCanaryRequest)no#end",
            CONTEXT,
            "yes",
        ),
    ]);
}

/// api-gateway-mapping-template-reference: values of an authorizer's context are stringified.
#[test]
fn an_authorizers_values_are_strings() {
    check(&[
        ("$context.authorizer.key $context.authorizer.numKey $context.authorizer.boolKey", CONTEXT, "value 1 true"),
        ("$context.authorizer.numKey.length() $context.authorizer.boolKey.length()", CONTEXT, "1 4"),
        ("$context.authorizer.claims.sub", CONTEXT, "s-1"),
        (
            "$context.authorizer.claims['cognito:username'] $context.authorizer.claims.get('custom.dotted')",
            CONTEXT,
            "jane d",
        ),
    ]);
}

/// Templates in the field calculate expiry times so.
#[test]
fn the_epoch_is_a_number() {
    check(&[("#set($ttl = $context.requestTimeEpoch / 1000 + 86400)$ttl", CONTEXT, "1700086400")]);
}

/// Recorded of Amazon: `keySet()` on `$context` and the objects in it.
#[test]
fn the_names_in_context_can_be_walked() {
    check(&[
        (
            "#foreach($k in $context.identity.keySet())$k=$context.identity.get($k);#end",
            CONTEXT,
            "sourceIp=192.0.2.1;userAgent=curl;user=;",
        ),
        (
            "#foreach($k in $context.requestOverride.keySet())$k=[$context.requestOverride.get($k)];#end",
            CONTEXT,
            "path=[];header=[];querystring=[];",
        ),
        (
            "#foreach($k in $context.responseOverride.keySet())$k=[$context.responseOverride.get($k)];#end",
            CONTEXT,
            "header=[];",
        ),
        ("#foreach($k in $context.keySet())$k #end", "{}", "requestOverride responseOverride "),
        (
            "$context.identity.size() $context.identity.containsKey('user') $context.identity.isEmpty()",
            CONTEXT,
            "3 true false",
        ),
    ]);
}

/// aws-api-gateway-stage-variables-reference: the three notations; `keySet` is in the console's own template.
#[test]
fn stage_variables_are_a_map() {
    check(&[
        (
            "$stageVariables.url $stageVariables['url'] ${stageVariables['url']} ${stageVariables.url}",
            CONTEXT,
            "example.com example.com example.com example.com",
        ),
        (
            "#foreach($k in $stageVariables.keySet())$k=$stageVariables.get($k);#end",
            CONTEXT,
            "url=example.com;a-b=dash;",
        ),
        ("[$stageVariables.missing][$stageVariables.missing.x]", CONTEXT, "[][]"),
    ]);
}

#[test]
fn extra_references_are_the_events_own() {
    check(&[("$name.first $n", r#"{"variables": {"name": {"first": "Jane"}, "n": 1.50}}"#, "Jane 1.50")]);
}

fn named(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// apigateway-override-request-response-parameters; the notations recorded of Amazon.
#[test]
fn overrides_are_collected() {
    let template = "#set($name = 'foo')#set($context.requestOverride.querystring[$name] = 'bar')
        $context.requestOverride.querystring.put('putfoo', 'putBar')
        #set($context['requestOverride'].querystring['nestedfoo'] = 'nestedFoo')
        #set($context.requestOverride.header.X-One = 1)
        #set($context.requestOverride.header.many = ['a', 'b', 3])
        #set($context.requestOverride.path.id = $context.stage)
        #set($context.responseOverride.status = 444)
        #set($context.responseOverride.header.foo = 'bar')";
    let overrides = render(template, CONTEXT).unwrap().overrides;
    assert_eq!(
        named(&overrides.request.querystring),
        [("foo", "bar"), ("putfoo", "putBar"), ("nestedfoo", "nestedFoo")]
    );
    assert_eq!(named(&overrides.request.header), [("X-One", "1"), ("many", "a,b,3")]);
    assert_eq!(named(&overrides.request.path), [("id", "prod")]);
    assert_eq!(named(&overrides.response.header), [("foo", "bar")]);
    assert_eq!(overrides.response.status, Some(444));
    assert_eq!(overrides.response_json(), Some(r#"{"header":{"foo":"bar"},"status":444}"#));
    assert!(render("none", CONTEXT).unwrap().overrides.is_empty());
}

/// LocalStack's record of Amazon: an override's status must be a status.
#[test]
fn a_status_is_an_integer_from_100_to_599() {
    for (status, expected) in [
        ("400", Some(400)),
        ("'404'", Some(404)),
        ("100", Some(100)),
        ("599", Some(599)),
        ("99", None),
        ("600", None),
        ("'abc'", None),
        ("200.5", None),
    ] {
        let template = format!("#set($context.responseOverride.status = {status})");
        assert_eq!(render(&template, "{}").unwrap().overrides.response.status, expected, "{status}");
    }
}

/// "If you override the same parameter multiple times, you receive a 5XX".
#[test]
fn an_override_set_twice_is_an_error() {
    for template in [
        "#set($context.requestOverride.header.x = 1)\n#set($context.requestOverride.header.x = 1)",
        "#set($context.requestOverride.header.x = 1)\n#set($context.requestOverride.header['x'] = 2)",
        "#set($context.requestOverride.path.x = 1)\n$context.requestOverride.path.put('x', 2)",
        "#set($context.responseOverride.status = 200)\n#set($context.responseOverride.status = 201)",
    ] {
        match render(template, "{}") {
            Err(TemplateFault::Template(error)) => {
                assert_eq!(error.line, 2, "{template}");
                assert!(error.message.contains("set twice"), "{error}");
            }
            other => panic!("{template}: {other:?}"),
        }
    }
    let different = "#set($context.requestOverride.header.x = 1)#set($context.requestOverride.querystring.x = 1)";
    assert!(render(different, "{}").is_ok());
}

#[test]
fn no_more_names_are_overridden_than_a_message_has() {
    let many = |rows| {
        format!(
            "#foreach($i in [1..{rows}])#foreach($j in [1..100])\
             #set($context.responseOverride.header[\"x${{i}}_$j\"] = 'v')#end#end"
        )
    };
    assert_eq!(render(&many(10), "{}").map(|rendered| rendered.overrides.response.header.len()), Ok(1_000));
    match render(&many(11), "{}") {
        Err(TemplateFault::Template(error)) => assert!(error.message.contains("more than 1000 names"), "{error}"),
        other => panic!("{other:?}"),
    }
}

/// Recorded of Amazon: the response template of a mock integration reads what the request template set.
#[test]
fn a_response_template_reads_the_request_templates_overrides() {
    let first = "#set($context.responseOverride.status = 444)#set($context.responseOverride.header.foo = 'bar')
        #set($context.responseOverride.custom = 'is also passed around')
        #set($context.requestOverride.path.body = '{\"message\":\"path1\"}')";
    let first = render(first, "{}").unwrap().overrides;
    let second =
        "$context.responseOverride.status $context.responseOverride.header.foo $context.responseOverride.custom
$util.parseJson($context.requestOverride.path.body).message";
    let second = render_after(second, "{}", Some(&first)).unwrap();
    assert_eq!(second.text, "444 bar is also passed around\npath1");
    assert_eq!(second.overrides, first);
    let third = render_after("#set($context.responseOverride.status = 200)", "{}", Some(&first)).unwrap();
    assert_eq!(third.overrides.response.status, Some(200));
    assert_eq!(named(&third.overrides.response.header), [("foo", "bar")]);
}

#[test]
fn overrides_read_back_within_the_template() {
    check(&[
        (
            "#set($context.requestOverride.header.x = 'y')$context.requestOverride.header.x $context.requestOverride.header.size()",
            "{}",
            "y 1",
        ),
        ("#set($context.mine = 'own')$context.mine#set($context.mine = 'again')$context.mine", "{}", "ownagain"),
        ("[$context.requestOverride.header.missing]", "{}", "[]"),
    ]);
    assert!(render("#set($context.requestOverride.header = {'a': 1})", "{}").is_err());
}
