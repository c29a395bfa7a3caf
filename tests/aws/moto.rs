//! The server, and what is asked of it beside the gateway: to set things up, and to see what came of a call.

use crate::test_dependencies::venv;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tollgate_testkit::{Answer, Client, Node};

pub(super) const ACCOUNT: &str = "123456789012";
pub(super) const REGION: &str = "us-east-1";

/// A moto of its own, gone with its test.
pub(super) struct Moto {
    _process: Node,
    pub(super) address: SocketAddr,
    /// Whose calls are signed right.
    pub(super) access_key: String,
    pub(super) secret: String,
}

impl Moto {
    pub(super) fn start() -> Moto {
        let python = venv("tests/aws/requirements.txt");
        let server = ["-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", "0"];
        let process = Node::start(&python, python.parent().unwrap(), server).unwrap();
        let line = process.wait_for_line("Running on http://").unwrap_or_else(|| panic!("{}", process.printed()));
        let address = line.split("http://").nth(1).unwrap().trim().parse().unwrap();
        let mut moto = Moto { _process: process, address, access_key: String::new(), secret: String::new() };
        moto.allow_one_user();
        moto
    }

    fn allow_one_user(&mut self) {
        self.query("iam", "Action=CreateUser&UserName=gateway&Version=2010-05-08");
        let policy =
            json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
        let policy: String = policy.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.query(
            "iam",
            &format!("Action=PutUserPolicy&UserName=gateway&PolicyName=all&PolicyDocument={policy}&Version=2010-05-08"),
        );
        let key = self.query("iam", "Action=CreateAccessKey&UserName=gateway&Version=2010-05-08");
        self.access_key = element(&key, "AccessKeyId");
        self.secret = element(&key, "SecretAccessKey");
    }

    /// From here on every call must be signed right, by the user; until [`Moto::trust_all`].
    pub(super) fn check_signatures(&self) {
        self.reset_auth("0");
    }

    pub(super) fn trust_all(&self) {
        self.reset_auth("1000000");
    }

    fn reset_auth(&self, trusted_calls: &str) {
        let answer = self.send("POST", "/moto-api/reset-auth", "Content-Type: text/plain\r\n", trusted_calls);
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// A call by the JSON protocols.
    pub(super) fn json(&self, service: &str, target: &str, body: Value) -> Value {
        let headers = format!(
            "{}X-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1\r\n",
            authorization(service, REGION)
        );
        let answer = self.send("POST", "/", &headers, &body.to_string());
        assert_eq!(answer.status, 200, "{target} {body}: {}", answer.text());
        serde_json::from_slice(&answer.body).unwrap_or(Value::Null)
    }

    /// A call by the query protocol.
    pub(super) fn query(&self, service: &str, form: &str) -> String {
        let headers = format!("{}Content-Type: application/x-www-form-urlencoded\r\n", authorization(service, REGION));
        let answer = self.send("POST", "/", &headers, form);
        assert_eq!(answer.status, 200, "{form}: {}", answer.text());
        answer.text()
    }

    /// An object of S3, or a bucket, put past the gateway; the path as it is written.
    pub(super) fn put(&self, path: &str, headers: &str, body: &[u8]) -> Answer {
        let mut client = Client::connect(self.address).unwrap();
        let authorization = authorization("s3", REGION);
        let length = body.len();
        let head = format!(
            "PUT {path} HTTP/1.1\r\nHost: {}\r\n{authorization}{headers}Content-Length: {length}\r\n\r\n",
            self.address
        );
        client.send(head).unwrap();
        client.send(body).unwrap();
        client.read_answer().unwrap()
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &authorization("s3", REGION), "")
    }

    /// The keys of a bucket.
    pub(super) fn keys(&self, bucket: &str) -> Vec<String> {
        let listed = self.get(&format!("/{bucket}?list-type=2")).text();
        let found = listed.split("<Key>").skip(1).map(|part| part.split_once("</Key>").unwrap().0);
        found
            .map(|key| {
                key.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&")
            })
            .collect()
    }

    pub(super) fn object(&self, bucket: &str, key: &str) -> String {
        let answer = self.send("GET", &format!("/{bucket}/{key}"), &authorization("s3", "us-west-2"), "");
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    }

    /// Makes a queue, and says its URL.
    pub(super) fn queue(&self, name: &str) -> String {
        let made = self.json("sqs", "AmazonSQS.CreateQueue", json!({ "QueueName": name }));
        made["QueueUrl"].as_str().unwrap().to_owned()
    }

    /// The bodies of all messages there are.
    pub(super) fn messages(&self, queue: &str) -> Vec<String> {
        let asked = json!({ "QueueUrl": queue, "MaxNumberOfMessages": 10 });
        let received = self.json("sqs", "AmazonSQS.ReceiveMessage", asked);
        let messages = received["Messages"].as_array().cloned().unwrap_or_default();
        messages.iter().map(|message| message["Body"].as_str().unwrap().to_owned()).collect()
    }

    fn send(&self, method: &str, target: &str, headers: &str, body: &str) -> Answer {
        send(self.address, method, target, &format!("Host: {}\r\n{headers}", self.address), body)
    }
}

/// By which moto tells services apart; checked only where it is told to.
fn authorization(service: &str, region: &str) -> String {
    format!(
        "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20200101/{region}/{service}/aws4_request, SignedHeaders=host, \
         Signature=0\r\n"
    )
}

fn element(xml: &str, name: &str) -> String {
    let after = xml.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("{xml}")).1;
    after.split_once("</").unwrap().0.to_owned()
}

pub(super) fn send(address: SocketAddr, method: &str, target: &str, headers: &str, body: &str) -> Answer {
    let mut client = Client::connect(address).unwrap();
    let length = body.len();
    let request = format!("{method} {target} HTTP/1.1\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    client.send(request).unwrap();
    client.read_answer().unwrap()
}
