//! What the access log and the metrics tell of each way that a request can end.

use super::{HTTP, KINDS, REST, World};
use crate::site::{admin, eventually};

/// One line a request, with its status, the integration's, and the fault.
#[test]
fn the_access_log_has_a_line_for_each_end() {
    let world = World::start();
    for host in KINDS {
        world.ask(host, "GET", "/echo/fine", "");
        world.ask(host, "GET", "/echo/theirs", "x-echo: status=503\r\n");
        world.ask(host, "GET", "/dead/away", "");
        world.ask(host, "GET", "/nowhere", "");
        let gone = if host == REST { "504" } else { "503" };
        let lost = if host == REST { "403" } else { "404" };
        for (path, status, integration, fault) in [
            ("/echo/fine", "200", "200", false),
            ("/echo/theirs", "503", "503", false),
            ("/dead/away", gone, "-", true),
            ("/nowhere", lost, "-", true),
        ] {
            let line = world.logged(host, path);
            assert_eq!(line["status"], status, "{host}: {line}");
            assert_eq!(line["integrationStatus"], integration, "{host}: {line}");
            assert_eq!(line["errorType"] != "-", fault, "{host}: {line}");
            assert_eq!(line["httpMethod"], "GET", "{host}: {line}");
        }
    }
}

/// The sum over all series of `tollgate_requests_total` that have these labels.
fn requests(world: &World, labels: &[&str]) -> f64 {
    let page = admin(&world.node, "/metrics").text();
    let lines = page.lines().filter(|line| line.starts_with("tollgate_requests_total{"));
    let wanted = lines.filter(|line| labels.iter().all(|label| line.contains(label)));
    wanted.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

#[test]
fn every_request_is_counted_once_also_one_that_was_malformed() {
    let world = World::start();
    for host in KINDS {
        world.ask(host, "GET", "/echo/a", "");
        world.ask(host, "GET", "/dead/a", "");
        world.ask(host, "GET", "/nowhere", "");
    }
    let mut client = world.client();
    client.send(format!("GET /echo/a HTTP/1.1\r\nHost: {HTTP}\r\nBad Name: x\r\n\r\n")).unwrap();
    assert_eq!(client.read_answer().unwrap().status, 400);
    eventually("seven requests", || requests(&world, &[]) == 7.0);
    for (labels, count) in [
        (&["api=\"http\"", "class=\"2xx\""][..], 1.0),
        (&["api=\"rest\"", "class=\"2xx\""], 1.0),
        (&["api=\"http\"", "class=\"5xx\""], 1.0),
        (&["api=\"rest\"", "class=\"5xx\""], 1.0),
        (&["api=\"http\"", "class=\"4xx\""], 1.0),
        (&["api=\"rest\"", "class=\"4xx\""], 1.0),
        (&["class=\"4xx\""], 3.0),
    ] {
        assert_eq!(requests(&world, labels), count, "{labels:?}\n{}", admin(&world.node, "/metrics").text());
    }
}
