//! Roles that are assumed of STS, as moto has it and as a test says it; and that credentials stay secret.

use super::moto::{ACCOUNT, Moto, REGION, send};
use super::retried::{ask, field, in_seconds, request, site};
use crate::forward::scripted::{Scripted, Wire};
use crate::site::{NODE, Site, admin};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tollgate_testkit::Answer;

pub(super) const ROLE: &str = "arn:aws:iam::123456789012:role/orders";
const KEYS: &[(&str, &str)] = &[
    ("AWS_ACCESS_KEY_ID", "AKIDCHAIN"),
    ("AWS_SECRET_ACCESS_KEY", "chain-secret"),
    ("AWS_REGION", "eu-west-1"),
    ("AWS_EC2_METADATA_DISABLED", "true"),
];

type Heads = Arc<Mutex<Vec<String>>>;

/// A service that answers `{}` and remembers what it was asked.
pub(super) fn service() -> (Scripted, Heads) {
    let heads = Heads::default();
    let seen = heads.clone();
    let service = Scripted::start(move |mut wire| {
        while let Some(head) = request(&mut wire) {
            seen.lock().unwrap().push(head);
            say(&mut wire, "200 OK", "{}");
        }
    });
    (service, heads)
}

pub(super) fn last(heads: &Heads, name: &str) -> Option<String> {
    heads.lock().unwrap().last().and_then(|head| field(head, name))
}

/// Whose key signed the last call.
pub(super) fn signer(heads: &Heads) -> String {
    let signed = last(heads, "authorization").unwrap();
    signed.split_once("Credential=").unwrap().1.split('/').next().unwrap().to_owned()
}

/// A whole request: its head, and the body that its length says.
pub(super) fn whole(wire: &mut Wire) -> Option<(String, String)> {
    let head = wire.read_head()?;
    let length = field(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    std::io::Read::read_exact(&mut wire.stream, &mut body).unwrap();
    Some((head, String::from_utf8(body).unwrap()))
}

pub(super) fn say(wire: &mut Wire, status: &str, body: &str) {
    let length = body.len();
    wire.say(&format!("HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n{body}"));
}

/// What STS answers to both of its actions (AWS STS API reference).
pub(super) fn session(action: &str, number: usize, seconds: u64) -> String {
    format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><AssumedRoleUser><Arn>\
         arn:aws:sts::123456789012:assumed-role/orders/tollgate</Arn><AssumedRoleId>AROA:tollgate</AssumedRoleId>\
         </AssumedRoleUser><Credentials><AccessKeyId>ASIA{number}</AccessKeyId><SecretAccessKey>session-secret\
         </SecretAccessKey><SessionToken>session-token-{number}</SessionToken><Expiration>{}</Expiration></Credentials>\
         </{action}Result></{action}Response>",
        in_seconds(seconds)
    )
}

/// The site of a service, whose roles are assumed elsewhere.
fn site_with_sts(service: &Scripted, sts: &Scripted, source: &str, timeout: &str) -> Site {
    let site = site(service, source);
    let text = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    let endpoint = format!("[aws.endpoint]\nsts = \"http://{}\"\n", sts.address());
    site.write("tollgate.toml", &text.replace("[aws.endpoint]\n", &endpoint));
    let shop = std::fs::read_to_string(site.path("shop.json")).unwrap();
    site.write(
        "shop.json",
        &shop.replace("\"type\":\"aws\"", &format!("\"timeoutInMillis\":{timeout},\"type\":\"aws\"")),
    );
    site
}

/// moto checks both signatures, and that it is the role's own policies that allow.
#[test]
fn a_role_is_assumed_and_its_session_signs() {
    let moto = Moto::start();
    let queue = moto.queue("orders");
    let encoded = |policy: serde_json::Value| -> String {
        policy.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect()
    };
    let trusted = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:user/gateway") } }] });
    let sends = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" }] });
    moto.query(
        "iam",
        &format!("Action=CreateRole&RoleName=orders&AssumeRolePolicyDocument={}&Version=2010-05-08", encoded(trusted)),
    );
    moto.query(
        "iam",
        &format!(
            "Action=PutRolePolicy&RoleName=orders&PolicyName=send&PolicyDocument={}&Version=2010-05-08",
            encoded(sends)
        ),
    );
    let calling = |target: &str, template: &str| {
        json!({ "post": {
            "responses": { "200": { "description": "" }, "403": { "description": "" } },
            "x-amazon-apigateway-integration": {
                "type": "aws", "httpMethod": "POST", "credentials": ROLE,
                "uri": format!("arn:aws:apigateway:{REGION}:sqs:path/"),
                "requestParameters": {
                    "integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
                    "integration.request.header.X-Amz-Target": format!("'AmazonSQS.{target}'"),
                },
                "requestTemplates": { "application/json": template },
                "responses": { "2\\d{2}": { "statusCode": "200" }, "default": { "statusCode": "403" } },
            },
        } })
    };
    let send_message = format!("{{\"QueueUrl\": \"{queue}\", \"MessageBody\": \"in the role's name\"}}");
    let definition = json!({
        "openapi": "3.0.1", "info": { "title": "shop", "version": "1" },
        "paths": { "/send": calling("SendMessage", &send_message), "/list": calling("ListQueues", "{}") },
    });
    let site = Site::new(&format!(
        "{NODE}[[api]]\nname = \"shop\"\nprotocol = \"rest\"\ndefinition = \"shop.json\"\n[[api.stage]]\nname = \"prod\"\n\
         [aws.endpoint]\n\"*\" = \"http://{}\"\n[[aws.role]]\narn = \"{ROLE}\"\nsource = \"assume\"\n",
        moto.address
    ));
    site.write("shop.json", &definition.to_string());
    let keys = [
        ("AWS_ACCESS_KEY_ID", moto.access_key.as_str()),
        ("AWS_SECRET_ACCESS_KEY", moto.secret.as_str()),
        ("AWS_REGION", REGION),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ];
    let node = site.start_in(&keys);
    moto.check_signatures();
    let ask = |target: &str| -> Answer {
        let headers = "Host: shop.execute-api.test\r\nContent-Type: application/json\r\n";
        send(node.listeners()[0], "POST", target, headers, "{}")
    };
    let sent = ask("/prod/send");
    assert_eq!(sent.status, 200, "{}\n{}", sent.text(), node.printed());
    let listed = ask("/prod/list");
    assert_eq!(listed.status, 403, "the user may list queues, the role may not: {}", listed.text());
    assert!(listed.text().contains("assumed-role/orders/tollgate"), "{}", listed.text());
    moto.trust_all();
    assert_eq!(moto.messages(&queue), ["in the role's name"]);
}

/// AWS STS API reference, AssumeRole; new credentials five minutes before the old ones end.
#[test]
fn a_session_is_asked_for_in_the_chains_name_and_renewed_before_it_ends() {
    let (service, heads) = service();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let told = asked.clone();
    let sts = Scripted::start(move |mut wire| {
        while let Some(request) = whole(&mut wire) {
            told.lock().unwrap().push(request);
            let number = told.lock().unwrap().len();
            say(&mut wire, "200 OK", &session("AssumeRole", number, if number == 1 { 60 } else { 3600 }));
        }
    });
    let site = site_with_sts(&service, &sts, "\"assume\"", "20000");
    let node = site.start_in(KEYS);
    assert_eq!(ask(&node).status, 200, "{}", node.printed());
    let (head, body) = asked.lock().unwrap()[0].clone();
    for part in
        ["Action=AssumeRole", "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Forders", "RoleSessionName=tollgate"]
    {
        assert!(body.contains(part), "{body}");
    }
    let signed = field(&head, "authorization").unwrap();
    assert!(signed.contains("Credential=AKIDCHAIN/") && signed.contains("/eu-west-1/sts/aws4_request"), "{signed}");
    assert_eq!(
        (signer(&heads).as_str(), last(&heads, "x-amz-security-token").as_deref()),
        ("ASIA1", Some("session-token-1"))
    );
    crate::site::eventually("calls are signed with the second session", || {
        assert_eq!(ask(&node).status, 200, "{}", node.printed());
        signer(&heads) == "ASIA2"
    });
    let tokens: BTreeSet<_> =
        heads.lock().unwrap().iter().filter_map(|head| field(head, "x-amz-security-token")).collect();
    assert_eq!(tokens.into_iter().collect::<Vec<_>>(), ["session-token-1", "session-token-2"]);
    assert_eq!(asked.lock().unwrap().len(), 2);
}

/// Amazon's gateway: "API Gateway does not have permission to assume the provided role", a configuration error.
#[test]
fn a_role_that_cannot_be_assumed_is_500_and_the_logs_say_why() {
    let (service, heads) = service();
    let sts = Scripted::start(|mut wire| {
        while whole(&mut wire).is_some() {
            let refusal = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
                           <Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:user/gateway is not authorized to \
                           perform: sts:AssumeRole</Message></Error><RequestId>1</RequestId></ErrorResponse>";
            say(&mut wire, "403 Forbidden", refusal);
        }
    });
    let site = site_with_sts(&service, &sts, "\"assume\"", "20000");
    let text = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    let log = "name = \"prod\"\naccess_log = { path = \"access.log\", format = '{\"requestId\":\"$context.requestId\",\"error\":\"$context.integrationErrorMessage\"}' }\n";
    site.write("tollgate.toml", &text.replace("name = \"prod\"\n", log));
    let node = site.start_in(KEYS);
    let refused = ask(&node);
    assert_eq!((refused.status, refused.text().as_str()), (500, "{\"message\": \"Internal server error\"}"));
    assert_eq!(refused.header("x-amzn-errortype"), Some("InternalServerErrorException"));
    assert_eq!(heads.lock().unwrap().len(), 0, "nothing goes out unsigned");
    let line = node.wait_for_line("no credentials").unwrap();
    assert!(line.contains("role/orders") && line.contains("not authorized to perform: sts:AssumeRole"), "{line}");
    let told = || std::fs::read_to_string(site.path("access.log")).unwrap_or_default();
    crate::site::eventually("the access log says it", || told().contains("not authorized to perform: sts:AssumeRole"));
    let id = refused.header("x-amzn-requestid").unwrap();
    let chain = admin(&node, &format!("/requests/{id}")).text();
    assert!(chain.contains("not authorized to perform: sts:AssumeRole"), "{chain}");
    nowhere(&["chain-secret"], &[&chain, &told(), &node.printed(), &admin(&node, "/config").text()]);
}

/// A source that hangs takes no more time than the integration has, and of other routes none.
#[test]
fn a_source_that_hangs_is_bounded_by_the_integrations_timeout_and_holds_up_no_other() {
    let (service, heads) = service();
    let sts = Scripted::start(|mut wire| {
        whole(&mut wire);
        wire.wait_for_end();
    });
    let site = site_with_sts(&service, &sts, "\"assume\"", "400");
    let other = "arn:aws:iam::123456789012:role/other";
    let text = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    let api =
        "[[api]]\nname = \"other\"\nprotocol = \"rest\"\ndefinition = \"other.json\"\n[[api.stage]]\nname = \"prod\"\n";
    let role =
        format!("[[aws.role]]\narn = \"{other}\"\nsource = {{ access_key = \"AKIDOTHER\", secret = \"secret\" }}\n");
    site.write("tollgate.toml", &format!("{text}{role}{api}"));
    let shop = std::fs::read_to_string(site.path("shop.json")).unwrap();
    site.write(
        "other.json",
        &shop.replace(ROLE, other).replace("\"timeoutInMillis\":400", "\"timeoutInMillis\":20000"),
    );
    let node = site.start_in(KEYS);
    let held: Vec<_> = (0..8)
        .map(|_| {
            let address = node.listeners()[0];
            std::thread::spawn(move || {
                let headers = "Host: shop.execute-api.test\r\nContent-Type: application/json\r\n";
                send(address, "POST", "/prod/", headers, "{\"id\": 7}")
            })
        })
        .collect();
    let headers = "Host: other.execute-api.test\r\nContent-Type: application/json\r\n";
    let answered = send(node.listeners()[0], "POST", "/prod/", headers, "{\"id\": 7}");
    assert_eq!((answered.status, signer(&heads).as_str()), (200, "AKIDOTHER"), "{}", node.printed());
    for request in held {
        let late = request.join().unwrap();
        assert_eq!((late.status, late.text().as_str()), (504, "{\"message\": \"Endpoint request timed out\"}"));
    }
    assert_eq!(heads.lock().unwrap().len(), 1);
    assert_eq!(sts.accepted(), 1, "one fetch for all who wait");
}

/// Credentials are told to the service alone, and there only what Signature Version 4 tells.
#[test]
fn secrets_and_tokens_are_in_no_log_and_no_page() {
    let (service, heads) = service();
    let sts = Scripted::start(|mut wire| {
        while whole(&mut wire).is_some() {
            say(&mut wire, "200 OK", &session("AssumeRole", 1, 3600));
        }
    });
    let site = site_with_sts(&service, &sts, "\"assume\"", "20000");
    let text = std::fs::read_to_string(site.path("tollgate.toml")).unwrap();
    let stage = "name = \"prod\"\nlogging_level = \"info\"\ndata_trace = true\nexecution_log = { path = \"execution.log\", format = \"text\" }\n\
                 access_log = { path = \"access.log\", format = \"json\" }\n";
    let text = text.replace("name = \"prod\"\n", stage);
    let keys = "[[aws.role]]\narn = \"arn:aws:iam::123456789012:role/keys\"\nsource = { access_key = \"AKIDKEYS\", secret = \"written-secret\" }\n";
    site.write("tollgate.toml", &format!("{text}{keys}[log]\nlevel = \"trace\"\n"));
    let node = site.start_in(KEYS);
    let answered = ask(&node);
    assert_eq!(answered.status, 200, "{}", node.printed());
    assert_eq!(signer(&heads), "ASIA1");
    let said = |arguments: &[&str]| {
        let said = site.say(arguments);
        said.out + &said.err
    };
    let file = |name: &str| std::fs::read_to_string(site.path(name)).unwrap_or_default();
    crate::site::eventually("the request is logged", || {
        !file("access.log").is_empty() && !file("execution.log").is_empty()
    });
    let explain = ["explain", "--config", "tollgate.toml", "POST", "http://shop.execute-api.test/prod/", "-d", "{}"];
    let pages = [
        node.printed(),
        file("access.log"),
        file("execution.log"),
        admin(&node, "/config").text(),
        admin(&node, "/metrics").text(),
        admin(&node, "/routes").text(),
        admin(&node, "/pools").text(),
        said(&explain),
        said(&["config", "--config", "tollgate.toml"]),
        said(&["routes", "--config", "tollgate.toml", "--format", "json"]),
        answered.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect(),
    ];
    let signature = last(&heads, "authorization").unwrap().rsplit('=').next().unwrap().to_owned();
    let pages: Vec<&String> = pages.iter().collect();
    nowhere(&["chain-secret", "session-secret", "session-token-1", "written-secret", &signature], &pages);
}

fn nowhere(secrets: &[&str], pages: &[&String]) {
    for (secret, page) in secrets.iter().flat_map(|secret| pages.iter().map(move |page| (secret, page))) {
        assert!(!page.contains(secret), "{secret} is told: {page}");
    }
}
