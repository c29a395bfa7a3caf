//! What is shipped works as it is told to.

use crate::site::{Site, read, root, say_in, tollgate};
use tollgate_testkit::{Answer, Client, Echo, Node};

#[test]
fn the_demo_is_clean() {
    let said = say_in(root(), &["check", "--deny", "warnings"]);
    assert_eq!((said.status, said.out.as_str()), (0, "clean\n"), "{}", said.err);
}

/// A curl of the README: method, path with query, body.
#[derive(Debug, PartialEq, Eq)]
struct Curl {
    method: String,
    target: String,
    body: Option<String>,
}

fn curls() -> Vec<Curl> {
    read("README.md").lines().filter_map(|line| line.strip_prefix("curl ")).map(curl).collect()
}

/// Words are apart by spaces, or quoted with `'`.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for character in line.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

fn curl(line: &str) -> Curl {
    let mut curl = Curl { method: "GET".to_owned(), target: String::new(), body: None };
    let mut words = words(line).into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-X" => curl.method = words.next().unwrap(),
            "-d" => curl.body = words.next(),
            url => url.strip_prefix("http://127.0.0.1:8080").unwrap().clone_into(&mut curl.target),
        }
    }
    curl
}

fn ask(node: &Node, curl: &Curl) -> Answer {
    let Curl { method, target, body } = curl;
    let body = body.as_deref().unwrap_or_default();
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    let length = body.len();
    client
        .send(format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: curl/8\r\nAccept: */*\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        ))
        .unwrap();
    client.read_answer().unwrap()
}

/// The demo, on ports that the kernel chooses.
fn demo(upstream: &Echo) -> (Site, Node) {
    let site = Site::new("");
    let moved = [("127.0.0.1:8080", "127.0.0.1:0"), ("127.0.0.1:9901", "127.0.0.1:0")];
    let upstream = upstream.address().to_string();
    let move_all = |text: String| {
        let text = text.replace("127.0.0.1:9000", &upstream);
        moved.iter().fold(text, |text, (from, to)| text.replace(from, to))
    };
    site.write("tollgate.toml", &move_all(read("conf/tollgate.toml")));
    site.write("apis/petstore.yaml", &read("conf/apis/petstore.yaml"));
    for file in ["bootstrap.py", "app.py"] {
        site.write(&format!("functions/hello/{file}"), &read(format!("conf/functions/hello/{file}")));
    }
    let node = site.start();
    (site, node)
}

#[test]
fn the_curls_of_the_readme_work() {
    let echo = Echo::start("demo").unwrap();
    let (_site, node) = demo(&echo);
    // The function's answer is not the upstream's.
    let expected = [Some(("GET", "/v1/pets/42")), None, Some(("POST", "/notes"))];
    let curls = curls();
    assert_eq!(curls.len(), expected.len(), "{curls:?}");
    for (curl, expected) in curls.iter().zip(expected) {
        let answer = ask(&node, curl);
        assert_eq!(answer.status, 200, "{curl:?}: {}", answer.text());
        let received = answer.json();
        let Some((method, path)) = expected else {
            assert_eq!((&received["hello"], &received["event"]), (&"you".into(), &"2.0".into()), "{curl:?}");
            continue;
        };
        assert_eq!((received["method"].as_str(), received["path"].as_str()), (Some(method), Some(path)), "{curl:?}");
        let length = curl.body.as_ref().map_or(0, String::len);
        assert_eq!(received["body"]["length"], length, "{curl:?}");
    }
}

/// As the README says of what the definition does not have.
#[test]
fn the_demo_refuses_as_amazon_does() {
    let echo = Echo::start("demo").unwrap();
    let (_site, node) = demo(&echo);
    let curl = Curl { method: "DELETE".to_owned(), target: "/petstore/pets".to_owned(), body: None };
    let answer = ask(&node, &curl);
    assert_eq!((answer.status, answer.text().as_str()), (403, r#"{"message":"Missing Authentication Token"}"#));
    assert_eq!(answer.header("x-amzn-ErrorType"), Some("MissingAuthenticationTokenException"));
}

/// The demo's template, its model, and what a page's preflight gets.
#[test]
fn the_demo_maps_and_validates() {
    let echo = Echo::start("demo").unwrap();
    let (_site, node) = demo(&echo);
    let ask = |method: &str, body: &str| {
        let mut client = Client::connect(node.listeners()[0]).unwrap();
        let head = format!("{method} /petstore/pets HTTP/1.1\r\nHost: demo\r\nContent-Type: application/json\r\n");
        client.send(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())).unwrap();
        client.read_answer().unwrap()
    };
    let made = ask("POST", r#"{"type": "cat", "price": 3}"#);
    assert_eq!((made.status, made.json()["accepted_by"].as_str()), (201, Some("demo")), "{}", made.text());
    let refused = ask("POST", r#"{"type": "cat"}"#);
    assert_eq!((refused.status, refused.text().as_str()), (400, r#"{"message": "Invalid request body"}"#));
    let preflight = ask("OPTIONS", "");
    assert_eq!((preflight.status, preflight.header("Access-Control-Allow-Origin")), (200, Some("*")));
}

/// `tollgate run DEFINITION`: no configuration at all.
#[test]
fn one_definition_runs_without_configuration() {
    let echo = Echo::start("demo").unwrap();
    let definition = root().join("conf/apis/petstore.yaml");
    let backend = format!("backend=http://{}", echo.address());
    let arguments =
        ["run", definition.to_str().unwrap(), "--bind", "127.0.0.1:0", "--stage", "prod", "--var", &backend];
    let node = Node::start(tollgate(), root(), arguments).unwrap();
    let address = node.listeners()[0];
    assert!(node.printed().contains(&format!("curl 'http://{address}/pets/1'")), "{}", node.printed());
    let received = Client::connect(address).unwrap().get("/pets/7", "localhost").unwrap().json();
    assert_eq!(received["path"], "/v1/pets/7");
}

/// Every command of `./dev help` is one that `./dev` knows, and the other way round.
#[test]
fn dev_helps_with_what_it_does() {
    let dev = read("dev");
    let (_, cases) = dev.split_once("case $command in").unwrap();
    let known = cases.lines().filter_map(|line| line.trim().split_once(") ")).map(|(name, _)| name);
    let known: Vec<&str> = known.filter_map(|name| name.split(" | ").next()).filter(|name| *name != "*").collect();
    let told: Vec<&str> = dev.lines().filter_map(|line| line.strip_prefix("./dev ")?.split(' ').next()).collect();
    assert_eq!(told, known);
}
