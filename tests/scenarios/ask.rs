//! One case asked of a node, and everything that is not as expected.

use super::bytes::whole;
use super::file::{Case, Expect, Pattern, Payload, Received, Request, Scenario};
use super::upstream::{Got, Upstream};
use super::world::World;
use std::fmt::Write;
use std::time::{Duration, Instant};
use tollgate_testkit::{Answer, Client};

/// A line of the access log or a count that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is wrong; empty when nothing is.
pub(super) fn ask(world: &World, upstream: &Upstream, scenario: &Scenario, case: &Case) -> Vec<String> {
    let logged = lines(world, scenario).len();
    let counted = case.counted.as_ref().map(|class| (class, world.count(scenario, class)));
    upstream.answer(&case.answer);
    let answer = match send(world, scenario, &case.request) {
        Ok(answer) => answer,
        Err(error) => return vec![format!("no answer: {error}")],
    };
    let mut faults = answered(&case.expect, &answer);
    let got = match &case.received {
        // A function that is invoked asynchronously may be later than the answer.
        Some(_) if faults.is_empty() => {
            await_some(|| Some(upstream.take()).filter(|got| !got.is_empty())).unwrap_or_default()
        }
        _ => upstream.take(),
    };
    match &case.received {
        Some(expected) => faults.extend(received(expected, &got)),
        None if case.untouched && !got.is_empty() => faults.push(format!("the integration was called: {got:#?}")),
        None => {}
    }
    if !case.log.is_empty() {
        faults.extend(log_line(world, scenario, case, logged));
    }
    if let Some((class, before)) = counted
        && await_some(|| (world.count(scenario, class) == before + 1.0).then_some(())).is_none()
    {
        faults.push(format!("not counted as {class}"));
    }
    faults
}

fn send(world: &World, scenario: &Scenario, request: &Request) -> std::io::Result<Answer> {
    let method = request.method.as_deref().unwrap_or("GET");
    let mut client = Client::connect(world.address())?;
    let (mut head, body) = (head(scenario, request, method), request.body.as_ref().map(Payload::bytes));
    let is_framed = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    match &body {
        Some(_) if request.chunked => head.push_str("Transfer-Encoding: chunked\r\n"),
        Some(body) if !is_framed => write!(head, "Content-Length: {}\r\n", body.len()).unwrap(),
        _ => {}
    }
    client.send(head + "\r\n")?;
    // Who refuses by the head need not read the body, so that writing it may fail: the answer counts.
    let _ = match &body {
        Some(body) if request.chunked => send_chunked(&mut client, body),
        Some(body) => client.send(body),
        None => Ok(()),
    };
    if method == "HEAD" { client.read_head() } else { client.read_answer() }
}

fn head(scenario: &Scenario, request: &Request, method: &str) -> String {
    let stage = request.stage.as_deref().unwrap_or("prod");
    let path = request.path.as_deref().unwrap_or("/");
    let target = request.target.clone().unwrap_or_else(|| format!("/{stage}{path}"));
    let host = format!("{}.execute-api.us-east-1.amazonaws.com", scenario.id());
    let host = request.host.as_deref().unwrap_or(&host);
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n");
    for (name, value) in &request.headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    head
}

fn send_chunked(client: &mut Client, body: &[u8]) -> std::io::Result<()> {
    if !body.is_empty() {
        client.send(format!("{:x}\r\n", body.len()))?;
        client.send(body)?;
        client.send("\r\n")?;
    }
    client.send("0\r\n\r\n")
}

fn answered(expected: &Expect, got: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    if got.status != expected.status {
        faults.push(format!("status: expected {}, got {}: {}", expected.status, got.status, got.text()));
    }
    faults.extend(headers(&expected.headers, &expected.absent, &expected.spelled, &got.headers));
    faults.extend(expected.body.as_ref().and_then(|content| content.fault(&got.body)));
    faults
}

fn received(expected: &Received, got: &[Got]) -> Vec<String> {
    let [got] = got else { return vec![format!("the integration should have been called once, not: {got:#?}")] };
    let mut faults = Vec::new();
    if expected.method.as_ref().is_some_and(|method| *method != got.method) {
        faults.push(format!("method to the integration: expected {:?}, got {}", expected.method, got.method));
    }
    let target = [got.target.as_str()];
    if let Some(pattern) = expected.target.as_ref().filter(|pattern| !pattern.fits(&target)) {
        faults.push(format!("target to the integration: expected {pattern:?}, got {:?}", got.target));
    }
    faults.extend(headers(&expected.headers, &expected.absent, &expected.spelled, &got.headers));
    faults.extend(expected.body.as_ref().and_then(|content| content.fault(&got.body)));
    faults.into_iter().map(|fault| format!("to the integration: {fault}")).collect()
}

type Headers = [(String, String)];

fn headers<'a>(
    expected: impl IntoIterator<Item = (&'a String, &'a Pattern)>,
    absent: &[String],
    spelled: &[String],
    got: &Headers,
) -> Vec<String> {
    let values = |name: &str| -> Vec<&str> {
        got.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str()).collect()
    };
    let wrong = expected.into_iter().filter(|(name, pattern)| !pattern.fits(&values(name)));
    let mut faults: Vec<String> =
        wrong.map(|(name, pattern)| format!("{name}: expected {pattern:?}, got {:?}", values(name))).collect();
    let present = absent.iter().filter(|name| !values(name).is_empty());
    faults.extend(present.map(|name| format!("{name}: expected none, got {:?}", values(name))));
    let misspelled = spelled.iter().filter(|name| !got.iter().any(|(n, _)| n == *name));
    faults.extend(misspelled.map(|name| format!("{name}: expected in these letters, got {got:?}")));
    faults
}

impl Pattern {
    fn fits(&self, values: &[&str]) -> bool {
        match self {
            Pattern::One(value) => values == [value.as_str()],
            Pattern::Several(several) => values == several.as_slice(),
            Pattern::Matches { matches } => matches!(values, [one] if whole(matches).is_match(one)),
        }
    }
}

fn lines(world: &World, scenario: &Scenario) -> Vec<String> {
    let file = world.site.path(&format!("{}/access.log", scenario.name));
    std::fs::read_to_string(file).unwrap_or_default().lines().map(str::to_owned).collect()
}

/// What comes in a while.
fn await_some<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let until = Instant::now() + PATIENCE;
    loop {
        let found = look();
        if found.is_some() || Instant::now() > until {
            return found;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn log_line(world: &World, scenario: &Scenario, case: &Case, before: usize) -> Vec<String> {
    let line = await_some(|| lines(world, scenario).into_iter().nth(before));
    let Some(text) = line else { return vec!["no line in access.log".to_owned()] };
    let Ok(line) = serde_json::from_str::<serde_json::Value>(&text) else {
        return vec![format!("the access log's line is no JSON: {text}")];
    };
    let value = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let wrong = case.log.iter().filter(|(name, pattern)| !pattern.fits(&[&value(name)]));
    wrong.map(|(name, pattern)| format!("logged {name}: expected {pattern:?}, got {}", line[name])).collect()
}
