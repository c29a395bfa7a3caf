//! Lambda functions as integrations: what they are sent, and what becomes of what they answer.

mod custom;
mod proxy;

use crate::common::{Fixed, Fixture, HTTP, REST, head, header_map};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tollgate_mapping::media::BinaryMediaTypes;
use tollgate_model::Step;
use tollgate_pipeline::{
    AnswerHead, Call, Identity, Invoke, Next, Opened, Refused, Reply, close, open, prepare, refuse,
};
use tollgate_routes::{Access, Collected, EventFormat, Exchange, FunctionCall, Integration, Invoked, Table};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f:live";

/// A stage `prod` whose every request to `pattern` invokes a function.
struct Functions {
    table: Table,
}

/// What the function would be sent, and the caller.
struct Served {
    sent: Result<Sent, Box<Refused>>,
    reply: Reply,
    steps: Vec<Step>,
}

enum Sent {
    Local(Invoke),
    Remote { headers: Vec<(String, String)>, target: String, body: Bytes },
}

impl Functions {
    fn of(format: EventFormat, pattern: &str, change: impl FnOnce(&mut FunctionCall)) -> Functions {
        let manners = if format == EventFormat::Rest { &REST } else { &HTTP };
        let mut table = Fixture::new(manners).table(pattern, Access::Open);
        let stage = Arc::get_mut(&mut table.stages[0]).expect("nobody else has it");
        stage.binary_media_types = BinaryMediaTypes::parse(["image/png"]).expect("a type");
        stage.variables = [("color".into(), "green".into())].into();
        let mut call = FunctionCall {
            invoked: Invoked::Local(4),
            arn: ARN.into(),
            exchange: Exchange::Event(format),
            timeout: Duration::from_secs(29),
            streams: false,
        };
        change(&mut call);
        stage.routes[0].needs.request_body = Collected::Always;
        stage.routes[0].integration = Integration::Function(Box::new(call));
        Functions { table }
    }

    /// A proxy integration that is asked `GET /prod/a`.
    fn proxy(format: EventFormat) -> Functions {
        Functions::of(format, "/{proxy+}", |_| {})
    }

    fn serve(&self, path: &str, headers: &[(&str, &str)], body: &[u8], answer: Given<'_>) -> Served {
        let map = header_map(headers);
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let head = head(&map, path, query);
        let mut steps = Vec::new();
        let opened = open(&Fixed, &self.table, &head, Identity::new(&Fixed), &mut steps).expect("the route is there");
        let body = Some(Bytes::copy_from_slice(body));
        let (sent, carried) = match prepare(&Fixed, &self.table, &opened, &head, body, &mut steps) {
            Ok(Next::Invoke(invoke)) => {
                let carried = invoke.carried.clone();
                (Sent::Local(*invoke), carried)
            }
            Ok(Next::Call(call)) => {
                let Call { headers, target, body, carried, .. } = *call;
                let text = |value: &http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
                let headers = headers.iter().map(|field| (field.written.to_string(), text(&field.value))).collect();
                let body = Bytes::copy_from_slice(body.whole().unwrap_or_default());
                (Sent::Remote { headers, target, body }, carried)
            }
            Ok(other) => panic!("a function is invoked: {other:?}"),
            Err(refused) => {
                let reply = refuse(Some(&self.table), Some(&head), &refused, &mut steps);
                return Served { sent: Err(refused), reply, steps };
            }
        };
        let answered = header_map(answer.headers);
        let of = AnswerHead { status: answer.status, headers: &answered, names: &answered };
        let payload = Bytes::copy_from_slice(answer.payload.as_bytes()).into();
        let reply = close(&Fixed, &self.table, &opened, &head, &carried, of, payload, &mut steps);
        let reply = reply.unwrap_or_else(|refused| refuse(Some(&self.table), Some(&head), &refused, &mut steps));
        Served { sent: Ok(sent), reply, steps }
    }

    fn event(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> serde_json::Value {
        match self.serve(path, headers, body, Given::OK).sent {
            Ok(Sent::Local(invoke)) => serde_json::from_slice(&invoke.payload).expect("an event is JSON"),
            _ => panic!("the function of this node is invoked"),
        }
    }

    fn opened(&self) -> Opened {
        let map = header_map(&[]);
        open(&Fixed, &self.table, &head(&map, "/prod/a", None), Identity::new(&Fixed), &mut ()).expect("a route")
    }
}

/// What Lambda's Invoke API answers.
#[derive(Clone, Copy)]
struct Given<'a> {
    status: u16,
    headers: &'a [(&'a str, &'a str)],
    payload: &'a str,
}

impl<'a> Given<'a> {
    const OK: Given<'static> = Given { status: 200, headers: &[], payload: r#"{"statusCode": 200}"# };

    fn payload(payload: &'a str) -> Given<'a> {
        Given { payload, ..Given::OK }
    }

    fn failed(payload: &'a str) -> Given<'a> {
        Given { headers: &[("x-amz-function-error", "Unhandled")], payload, ..Given::OK }
    }
}

impl Served {
    fn body(&self) -> String {
        String::from_utf8_lossy(&self.reply.body).into_owned()
    }

    fn because(&self) -> Option<String> {
        self.steps.iter().find_map(|step| match step {
            Step::Refused { detail, .. } => detail.as_deref().map(str::to_owned),
            _ => None,
        })
    }
}
