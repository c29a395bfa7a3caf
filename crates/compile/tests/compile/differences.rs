//! What a change would do, told line by line: nothing that changes a digest is passed over in silence.

use crate::build::{
    NOWHERE, control, domain, group, http, link, named, proxy, resource, rest, rest_kind, route, stage, table, text,
};
use std::time::Duration;
use tollgate_compile::{changes, changes_of_all, node_settings};
use tollgate_definition::api::{Cors, MethodSettings};
use tollgate_definition::domain::Certificate;
use tollgate_definition::node::{Bind, Listener, ListenerTls, Network, UnenforcedAccess};
use tollgate_definition::{Admin, Configuration, Limits};
use tollgate_model::log_format::{AccessLog, Escape, LogFormat};
use tollgate_model::logging::{LoggingLevel, MethodOverride};
use tollgate_model::target_group::{Pem, Secret};

const MIB: u64 = 1 << 20;

fn certificate(text: &str) -> Certificate {
    let chain = Pem { path: "chain.pem".into(), text: text.into(), origin: NOWHERE };
    Certificate { chain, key: Secret("key".into()) }
}

fn listener() -> Listener {
    Listener {
        bind: Bind::Tcp(([127, 0, 0, 1], 80).into()),
        trusted_proxies: vec![Network::parse("10.0.0.0/8").unwrap()],
        proxy_protocol: false,
        tls: Some(ListenerTls { certificate: None }),
        execute_api: false,
        limits: Limits::default(),
        origin: NOWHERE,
    }
}

/// One of everything.
fn before() -> Configuration {
    let mut on_link = proxy("http://internal.example/a");
    on_link = crate::build::With::on_link(on_link, "link1");
    let mut it = rest(vec![resource("GET /a", on_link), resource("GET /b", proxy("http://x.example/b"))]);
    it.apis[0].stages.push(stage("beta", rest_kind(vec![resource("GET /a", proxy("http://x.example/a"))])));
    it.apis[0].disable_execute_api_endpoint = true;
    it.vpc_links = vec![link("link1", &[(tollgate_definition::domain::ListenerMatch::Port(80), "orders")], false)];
    it.target_groups = vec![group(named("orders"), false, None), group(named("unused"), false, None)];
    it.domains = vec![domain("api.example.com", &[("v1", "a", Some("prod")), ("any", "a", None)])];
    it.domains[0].tls = Some(certificate("one\n"));
    it.listeners = vec![listener()];
    it.admin = Some(Admin {
        bind: Bind::Tcp(([127, 0, 0, 1], 9901).into()),
        token: Some(Secret("secret".into())),
        series: 1000,
        requests: 0,
        ready_requires: Vec::new(),
        origin: NOWHERE,
    });
    it
}

fn told(change: impl FnOnce(&mut Configuration)) -> String {
    let old = before();
    let mut new = old.clone();
    change(&mut new);
    let (old_table, new_table) = (table(&old), table(&new));
    let found = changes_of_all((&old, &old_table), (&new, &new_table));
    let same = old_table.digest == new_table.digest && node_settings(&old) == node_settings(&new);
    let text = found.to_string();
    assert_eq!(found.is_empty(), same, "{text}");
    assert_eq!(text.is_empty(), same, "{text}");
    if old_table.digest != new_table.digest && old.limits == new.limits {
        assert!(!changes(Some(&old_table), &new_table).is_empty(), "{text}");
    }
    text
}

fn raise(limits: &mut Limits) {
    limits.body = 500 * MIB;
}

#[test]
fn what_does_not_change_a_digest_is_not_told() {
    assert_eq!(told(|_| {}), "");
    assert_eq!(told(|it| it.admin.as_mut().unwrap().token = Some(Secret("another".into()))), "");
    assert_eq!(told(|it| it.check.allow.push(("open-route".to_owned(), NOWHERE))), "");
}

#[test]
fn hosts_are_told() {
    assert_eq!(
        told(|it| it.domains[0].name = "www.example.com".into()),
        "domain removed: api.example.com\ndomain added: www.example.com\n"
    );
    assert_eq!(told(|it| it.domains.clear()), "domain removed: api.example.com\n");
    assert_eq!(
        told(|it| it.domains[0].mappings[0].path = "v2".into()),
        "domain changed: api.example.com (mapping /v1: a prod → none, mapping /v2: none → a prod)\n"
    );
    assert_eq!(
        told(|it| it.domains[0].mappings[1].stage = Some(text("beta"))),
        "domain changed: api.example.com (mapping /any: any stage of a → a beta)\n"
    );
    assert_eq!(
        told(|it| it.domains[0].tls = None),
        // printf 'one\n' | sha256sum
        "domain changed: api.example.com (certificate: sha256:2c8b08da5ce6 → none)\n"
    );
    assert!(told(|it| it.domains[0].tls = Some(certificate("two\n"))).starts_with("domain changed: api.example.com ("));
    assert_eq!(
        told(|it| it.domains[0].access.push(control("mutual TLS"))),
        "domain changed: api.example.com (access: open → AUTHORIZER_CONFIGURATION_ERROR)\n"
    );
    assert_eq!(
        told(|it| it.apis[0].disable_execute_api_endpoint = false),
        "danger: a: the default endpoint answers again\n\
         default endpoint changed: a (answers: FORBIDDEN → its stages)\n"
    );
    assert_eq!(
        told(|it| it.apis[0].id = "b".into()),
        "default endpoint removed: a\n\
         default endpoint added: b\n\
         domain changed: api.example.com (mapping /any: any stage of a → any stage of b)\n\
         stage changed: a beta (api_id: a → b)\n\
         stage changed: a prod (api_id: a → b)\n"
    );
}

#[test]
fn stages_are_told() {
    let log = AccessLog { path: "-".into(), format: LogFormat { pieces: Vec::new(), escape: Escape::Line } };
    let with_log = told(|it| it.apis[0].stages[0].access_log = Some(log));
    assert!(
        with_log.starts_with("stage changed: a prod (access_log.") && with_log.contains("access_log.path: none → -")
    );
    let metrics = told(|it| it.apis[0].stages[0].metrics ^= true);
    assert!(metrics.starts_with("stage changed: a prod (metrics: "), "{metrics}");
    let level = told(|it| it.apis[0].stages[0].logging.level = LoggingLevel::Error);
    assert_eq!(level, "stage changed: a prod (logging_level: off → error)\n");
    let settings = MethodOverride { metrics: Some(false), ..MethodOverride::default() };
    let own = MethodSettings { settings, throttle: None, origin: NOWHERE };
    let method = told(|it| it.apis[0].stages[0].methods.extend([("GET /a".to_owned(), own)]));
    assert_eq!(method, "stage changed: a prod (methods.GET /a.metrics: none → false)\n");
    assert_eq!(told(|it| drop(it.apis[0].stages.pop())), "stage removed: a beta\nroute removed: a beta GET /a\n");
    assert_eq!(
        told(|it| it.apis[0].region = "eu-central-1".into()).lines().next(),
        Some("stage changed: a beta (region: us-east-1 → eu-central-1)")
    );
}

#[test]
fn settings_of_a_target_group_are_told() {
    assert_eq!(
        told(|it| {
            it.target_groups[0].timeouts.connect = Duration::from_secs(5);
            it.target_groups[0].targets[0].weight = 7;
        }),
        "target group changed: orders (targets: [10.0.0.1:8080 × 1] → [10.0.0.1:8080 × 7], timeouts.connect: 1s → 5s)\n"
    );
}

#[test]
fn what_has_no_words_is_told_as_something_else() {
    let something = "definitions: something else changed, that no request shows\n";
    assert_eq!(told(|it| drop(it.target_groups.pop())), something);
    assert_eq!(told(|it| it.vpc_links.push(link("unused", &[], false))), something);
    let twice = told(|it| it.listeners.push(listener()));
    assert_eq!(twice, "settings of the node: something else changed\n");
}

#[test]
fn limits_that_rise_are_dangers() {
    assert_eq!(
        told(|it| {
            raise(&mut it.limits);
            raise(&mut it.listeners[0].limits);
        }),
        "danger: [limits] body rises: 10MiB → 500MiB\nsetting changed: limits.body (10MiB → 500MiB)\n"
    );
    assert_eq!(
        told(|it| raise(&mut it.listeners[0].limits)),
        "danger: listener 127.0.0.1:80: limits.body rises: 10MiB → 500MiB\n\
         listener changed: 127.0.0.1:80 (limits.body: 10MiB → 500MiB)\n"
    );
    assert_eq!(told(|it| it.limits.body = MIB), "setting changed: limits.body (10MiB → 1MiB)\n");
    assert_eq!(
        told(|it| it.limits.body_rate = 0),
        "danger: [limits] body_rate falls: 1KiB → 0B\nsetting changed: limits.body_rate (1KiB → 0B)\n"
    );
}

#[test]
fn every_way_a_limit_rises_is_a_danger() {
    let raise: [fn(&mut Limits); 10] = [
        |it| it.headers += 1,
        |it| it.uri += 1,
        |it| it.body += 1,
        |it| it.stream *= 2,
        |it| it.header_deadline *= 2,
        |it| it.body_rate -= 1,
        |it| it.idle *= 2,
        |it| it.requests += 1,
        |it| it.streams += 1,
        |it| it.connections += 1,
    ];
    for (at, raise) in raise.into_iter().enumerate() {
        let raised = told(|it| raise(&mut it.limits));
        assert!(raised.starts_with("danger: [limits] "), "{at}: {raised}");
        let mut higher = before();
        raise(&mut higher.limits);
        let (was, is) = (table(&higher), table(&before()));
        assert_eq!(changes_of_all((&higher, &was), (&before(), &is)).dangers, [""; 0], "{at}");
    }
}

/// http-api-cors: whose scripts may read answers, and be believed to be their users.
#[test]
fn cors_that_lets_more_in_is_a_danger() {
    let with = |origins: &[&str], credentials: bool| {
        let mut it = http(vec![route("GET /a", proxy("http://x.example/"))]);
        let mut cors = Cors::new(NOWHERE);
        cors.allow_origins = origins.iter().map(|origin| text(origin)).collect();
        cors.allow_credentials = credentials;
        it.apis[0].cors = (!origins.is_empty()).then_some(cors);
        it
    };
    let dangers = |old: &Configuration, new: &Configuration| {
        let (was, is) = (table(old), table(new));
        assert_ne!(was.digest, is.digest);
        changes_of_all((old, &was), (new, &is)).dangers
    };
    let (one, two) = ("https://a.example", "https://b.example");
    let every = "a $default: cors: scripts of every origin may read answers";
    let like = "a $default: cors: scripts of every origin like https://* may read answers";
    let believed = "a $default: cors: scripts of other origins may send their users' credentials";
    /// Origins, and whether they may send credentials.
    type Allowed<'a> = (&'a [&'a str], bool);
    let cases: [(Allowed, Allowed, &[&str]); 9] = [
        ((&[one], false), (&["*"], false), &[every]),
        ((&[], false), (&["*"], false), &[every]),
        ((&[one], false), (&[one, "https://*"], false), &[like]),
        ((&[one], false), (&[one], true), &[believed]),
        ((&[one], false), (&["https://*"], true), &[like, believed]),
        ((&[], false), (&[one], true), &[believed]),
        ((&[one], true), (&[one, two], true), &[]),
        ((&["*"], false), (&["https://*"], false), &[]),
        ((&["https://*"], true), (&[one], false), &[]),
    ];
    for ((origins, credentials), (new_origins, new_credentials), expected) in cases {
        let found = dangers(&with(origins, credentials), &with(new_origins, new_credentials));
        assert_eq!(found, expected, "{origins:?} {credentials} → {new_origins:?} {new_credentials}");
    }
}

#[test]
fn doors_of_listeners_and_of_the_admin_interface_are_dangers() {
    let network = |text: &&str| Network::parse(text).unwrap();
    type Open = fn(&mut Configuration);
    let doors: [(Open, &str); 7] = [
        (
            |it| it.listeners[0].proxy_protocol = true,
            "listener 127.0.0.1:80: proxy_protocol: whoever connects may say who calls",
        ),
        (|it| it.listeners[0].tls = None, "listener 127.0.0.1:80: tls goes away"),
        (|it| it.listeners[0].execute_api = true, "listener 127.0.0.1:80: execute_api: default endpoints answer"),
        (|it| it.admin.as_mut().unwrap().token = None, "[admin] token goes away"),
        (
            |it| it.admin.as_mut().unwrap().bind = Bind::Tcp(([0, 0, 0, 0], 9901).into()),
            "[admin] bind: others than this machine reach 0.0.0.0:9901",
        ),
        (
            |it| it.node.execute_api_paths = Some(true),
            "[node] execute_api_paths: APIs are named by paths on every listener",
        ),
        (
            |it| it.node.unenforced_access = UnenforcedAccess::Allow,
            "[node] unenforced_access: what decides who may call is passed over",
        ),
    ];
    for (open, danger) in doors {
        let text = told(open);
        assert_eq!(text.lines().next(), Some(format!("danger: {danger}").as_str()), "{text}");
        assert!(text.lines().count() == 2, "told as the change it is too: {text}");
    }
    let trusts =
        |networks: &[&str]| told(|it| it.listeners[0].trusted_proxies = networks.iter().map(network).collect());
    assert_eq!(
        trusts(&["0.0.0.0/0"]),
        "danger: listener 127.0.0.1:80: trusted_proxies: 0.0.0.0/0 may say who calls\n\
         listener changed: 127.0.0.1:80 (trusted_proxies: [10.0.0.0/8] → [0.0.0.0/0])\n"
    );
    for narrower in [&["10.1.0.0/16"][..], &["10.0.0.0/8", "10.2.0.1"], &[]] {
        assert!(trusts(narrower).starts_with("listener changed: "), "{narrower:?}");
    }
    assert!(trusts(&["10.0.0.0/7"]).starts_with("danger: ") && trusts(&["::/0"]).starts_with("danger: "));
}

#[test]
fn listeners_and_the_admin_interface_come_and_go() {
    assert_eq!(told(|it| it.listeners.clear()), "listener removed: 127.0.0.1:80\n");
    let gone = told(|it| it.admin = None);
    assert!(gone.contains("setting changed: admin.bind (127.0.0.1:9901 → none)\n"), "{gone}");
    assert_eq!(told(|it| it.log.level = "debug".to_owned()), "setting changed: log.level (info → debug)\n");
    assert_eq!(
        told(|it| it.node.drain.timeout = Duration::from_secs(60)),
        "setting changed: node.drain.timeout (30s → 60s)\n"
    );
}
