//! An API of one stage `prod`, written as OpenAPI, and requests for it.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Version};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tollgate_definition::api::{Stage, Variable};
use tollgate_definition::openapi::{self, ImportOptions};
use tollgate_definition::{Api as Definition, Configuration, Diagnostics, Protocol, Sources};
use tollgate_model::head::{Peer, WrittenNames};
use tollgate_model::{Head, Origin, Step};
use tollgate_pipeline::{AnswerHead, Carried, Field, Identity, Next, Opened, Refused, Reply, World};
use tollgate_pipeline::{close, coding, open, passes, prepare, refuse};
use tollgate_routes::{Collected, Table};

/// A fixed clock and fixed bits.
pub(crate) struct Fixed;

impl World for Fixed {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_584_039_838)
    }

    fn random(&self) -> u128 {
        0x0123_4567_89ab_cdef_0123_4567_89ab_cdef
    }
}

/// Headers in the letters that the client wrote.
pub(crate) struct Headers {
    written: Vec<(String, HeaderValue)>,
    map: HeaderMap,
}

impl WrittenNames for Headers {
    fn visit(&self, visit: &mut dyn FnMut(&[u8], &HeaderValue)) {
        self.written.iter().for_each(|(name, value)| visit(name.as_bytes(), value));
    }
}

impl Headers {
    pub(crate) fn new(headers: &[(&str, &str)]) -> Headers {
        let value = |value: &str| HeaderValue::from_bytes(value.as_bytes()).unwrap();
        let written: Vec<_> = headers.iter().map(|(name, of)| ((*name).to_owned(), value(of))).collect();
        let mut map = HeaderMap::new();
        for (name, value) in &written {
            map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.clone());
        }
        Headers { written, map }
    }
}

pub(crate) struct Api(Table);

/// What an integration would be sent.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) host: String,
    pub(crate) headers: Vec<Field>,
    pub(crate) body: String,
}

impl Sent {
    pub(crate) fn header(&self, written: &str) -> Option<&str> {
        self.headers.iter().find(|field| field.written == written).map(|field| field.value.to_str().unwrap())
    }
}

/// What became of a request.
pub(crate) struct Served {
    pub(crate) sent: Option<Sent>,
    pub(crate) reply: Reply,
    pub(crate) steps: Vec<Step>,
}

impl Served {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.reply.body).into_owned()
    }
}

/// What a backend answers.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
}

pub(crate) const OK: Answer<'static> = Answer { status: 200, headers: &[], body: "" };

impl Api {
    /// `yaml` is what stands beneath the title: `paths:` and extensions of the root.
    pub(crate) fn of(yaml: &str) -> Api {
        let text = format!("openapi: 3.0.1\ninfo: {{title: t, version: '1'}}\n{yaml}");
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add("api.yaml", text);
        let options = ImportOptions::new(Protocol::Rest);
        let deployment = openapi::import(&mut sources, file, &options, &mut diagnostics);
        let deployment = deployment.unwrap_or_else(|| panic!("{diagnostics:?}"));
        let mut stage = Stage::new("prod", Arc::new(deployment), Origin::NOWHERE);
        for (name, value) in [("color", "green"), ("empty", "")] {
            let variable = Variable { value: value.to_owned(), origin: Origin::NOWHERE };
            stage.variables.insert(name.to_owned(), variable);
        }
        let api = Definition {
            name: "pets".into(),
            id: "abc123".into(),
            protocol: Protocol::Rest,
            account: "123456789012".into(),
            region: "us-east-1".into(),
            disable_execute_api_endpoint: false,
            stages: vec![stage],
            cors: None,
            access: Vec::new(),
            origin: Origin::NOWHERE,
        };
        let configuration = Configuration { apis: vec![api], ..Configuration::default() };
        let table = tollgate_compile::compile(&configuration, None, &mut diagnostics);
        Api(table.unwrap_or_else(|| panic!("{diagnostics:?}")))
    }

    /// `line`: `GET /pets?x=1`, without the stage. The backend, if it comes so far, answers `answer`.
    pub(crate) fn serve(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
        answer: Answer<'_>,
    ) -> Served {
        with_head(line, headers, |head| {
            let mut steps = Vec::new();
            let mut sent = None;
            let reply = self.run(head, body.as_ref(), answer, &mut sent, &mut steps);
            let reply = reply.unwrap_or_else(|refused| refuse(Some(&self.0), Some(head), &refused, &mut steps));
            Served { sent, reply, steps }
        })
    }

    /// Do the bodies of such a request, and of an answer with this head, go on as they come.
    pub(crate) fn streams(&self, line: &str, headers: &[(&str, &str)], answer: Answer<'_>) -> (bool, bool) {
        with_head(line, headers, |head| {
            let opened = open(&Fixed, &self.0, head, Identity::new(&Fixed), &mut ()).expect("the route is there");
            let headers = Headers::new(answer.headers);
            let of = AnswerHead { status: answer.status, headers: &headers.map, names: &headers };
            let of_answer = match opened.collects_answer(&self.0) {
                Collected::Never => true,
                Collected::ByHead => passes(&self.0, &opened, head, of),
                Collected::Always => false,
            };
            (!opened.collects_body(), of_answer)
        })
    }

    fn run(
        &self,
        head: &Head<'_>,
        body: &[u8],
        answer: Answer<'_>,
        sent: &mut Option<Sent>,
        steps: &mut Vec<Step>,
    ) -> Result<Reply, Box<Refused>> {
        let opened = open(&Fixed, &self.0, head, Identity::new(&Fixed), steps)?;
        let mut reply = self.answer(head, &opened, body, answer, sent, steps)?;
        if let Some(coding) = coding(&self.0, &opened, head, &reply) {
            reply.encode(coding);
        }
        Ok(reply)
    }

    fn answer(
        &self,
        head: &Head<'_>,
        opened: &Opened,
        body: &[u8],
        answer: Answer<'_>,
        sent: &mut Option<Sent>,
        steps: &mut Vec<Step>,
    ) -> Result<Reply, Box<Refused>> {
        let body = opened.collects_body().then(|| Bytes::copy_from_slice(body));
        match prepare(&Fixed, &self.0, opened, head, body, steps)? {
            Next::Reply(reply) => Ok(*reply),
            Next::Forward(_) | Next::Invoke(_) => panic!("nothing of this is streamed or invoked"),
            Next::Call(call) => {
                *sent = Some(Sent {
                    method: call.method.to_string(),
                    target: call.target.clone(),
                    host: call.host.to_str().unwrap().to_owned(),
                    headers: call.headers.to_vec(),
                    body: String::from_utf8_lossy(call.body.whole().expect("nothing of this is streamed")).into_owned(),
                });
                self.close(head, opened, &call.carried, answer, steps)
            }
        }
    }

    fn close(
        &self,
        head: &Head<'_>,
        opened: &Opened,
        carried: &Carried,
        answer: Answer<'_>,
        steps: &mut Vec<Step>,
    ) -> Result<Reply, Box<Refused>> {
        let headers = Headers::new(answer.headers);
        let of = AnswerHead { status: answer.status, headers: &headers.map, names: &headers };
        close(&Fixed, &self.0, opened, head, carried, of, Bytes::copy_from_slice(answer.body.as_bytes()).into(), steps)
    }
}

/// `line` as a request of the default endpoint, with these headers.
fn with_head<R>(line: &str, headers: &[(&str, &str)], serve: impl FnOnce(&Head<'_>) -> R) -> R {
    let headers = Headers::new(headers);
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let (method, path) = (Method::from_bytes(method.as_bytes()).unwrap(), format!("/prod{path}"));
    let peer = Peer {
        source_ip: [192, 0, 2, 9].into(),
        address: [192, 0, 2, 9].into(),
        tls: false,
        port: 8080,
        execute_api_paths: false,
        execute_api: true,
    };
    let host = "abc123.execute-api.us-east-1.amazonaws.com";
    let (map, names, version) = (&headers.map, &headers, Version::HTTP_11);
    serve(&Head { method: &method, path: &path, query, host, headers: map, names, version, peer })
}
