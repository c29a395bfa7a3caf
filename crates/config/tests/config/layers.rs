//! Several files: includes, overlays, defaults, and what they are relative to.

use super::{clean, folder, loaded, rendered};
use tollgate_definition::api::DeploymentKind;

#[test]
fn included_files_belong_together() {
    let folder = folder(&[
        ("tollgate.toml", "include = [\"apis/*/api.toml\"]\n[[target_group]]\nname = \"c\"\ntarget = []\n"),
        ("apis/b/api.toml", "[[target_group]]\nname = \"b\"\ntarget = []\n"),
        ("apis/a/api.toml", "include = [\"../../more.toml\"]\n[[target_group]]\nname = \"a\"\ntarget = []\n"),
        ("more.toml", "[log]\nlevel = \"debug\"\n"),
    ]);
    let loaded = loaded(folder.path(), &["tollgate.toml"]);
    assert!(loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
    let configuration = loaded.configuration.unwrap();
    let names: Vec<_> = configuration.target_groups.iter().map(|group| group.key.to_string()).collect();
    assert_eq!(names, ["c", "a", "b"]);
    assert_eq!(configuration.log.level, "debug");
    assert_eq!(loaded.files.len(), 4);
}

#[test]
fn paths_are_relative_to_the_file_that_writes_them() {
    let folder = folder(&[
        ("tollgate.toml", "include = [\"apis/api.toml\"]\n[node]\nruntime_dir = \"run\"\n"),
        ("apis/api.toml", "[log]\npath = \"logs/process.log\"\n[admin]\ntoken = \"${file:token}\"\n"),
        ("apis/token", "secret\n\n"),
    ]);
    let configuration = loaded(folder.path(), &["tollgate.toml"]).configuration.unwrap();
    assert_eq!(configuration.node.runtime_dir, Some(folder.path().join("run")));
    assert_eq!(configuration.log.path, folder.path().join("apis/logs/process.log").display().to_string());
    // One newline goes; the rest is the secret's own.
    assert_eq!(&*configuration.admin.unwrap().token.unwrap().0, "secret\n");
}

#[test]
fn a_later_file_is_laid_over_the_earlier() {
    let folder = folder(&[
        (
            "base.toml",
            r#"
            [node]
            name = "edge-1"
            drain = { delay = "1s", timeout = "30s" }
            [[listener]]
            bind = "127.0.0.1:8080"
            trusted_proxies = ["10.0.0.1", "10.0.0.2"]
            [[api]]
            name = "edge"
            [[api.stage]]
            name = "prod"
            variables = { a = "1", b = "2" }
            [[api.route]]
            key = "$default"
            integration = { type = "http_proxy", uri = "http://127.0.0.1:9000", timeout = "5s" }
            "#,
        ),
        (
            "over.toml",
            r#"
            [node]
            drain = { timeout = "5s" }
            [[listener]]
            bind = "127.0.0.1:8080"
            trusted_proxies = ["10.0.0.3"]
            [[listener]]
            bind = "127.0.0.1:8081"
            [[api]]
            name = "edge"
            [[api.stage]]
            name = "prod"
            variables = { b = "3" }
            [[api.stage]]
            name = "test"
            [[api.route]]
            key = "$default"
            integration = { uri = "http://127.0.0.1:9001" }
            "#,
        ),
    ]);
    let loaded = loaded(folder.path(), &["base.toml", "over.toml"]);
    let configuration = loaded.configuration.unwrap();
    let (node, api) = (&configuration.node, &configuration.apis[0]);
    assert_eq!((node.name.as_str(), node.drain.delay.as_secs(), node.drain.timeout.as_secs()), ("edge-1", 1, 5));
    let binds: Vec<_> = configuration.listeners.iter().map(|listener| listener.bind.to_string()).collect();
    assert_eq!(binds, ["127.0.0.1:8080", "127.0.0.1:8081"]);
    assert_eq!(configuration.listeners[0].trusted_proxies.len(), 1);
    let variables: Vec<_> = api.stages[0].variables.iter().map(|(name, v)| format!("{name}={}", v.value)).collect();
    assert_eq!(variables, ["a=1", "b=3"]);
    assert_eq!(api.stages.len(), 2);
    let DeploymentKind::Http(http) = &api.stages[0].deployment.kind else { panic!("an HTTP API") };
    let integration = http.routes[0].integration.as_ref().unwrap();
    assert_eq!(&*integration.uri.as_ref().unwrap().text, "http://127.0.0.1:9001");
    assert_eq!(integration.timeout.unwrap().as_secs(), 5);
}

#[test]
fn an_entry_that_an_overlay_adds_must_be_complete() {
    let folder =
        folder(&[("base.toml", ""), ("over.toml", "[[domain]]\nname = \"*\"\n[[domain.mapping]]\npath = \"\"\n")]);
    let loaded = loaded(folder.path(), &["base.toml", "over.toml"]);
    assert_eq!(loaded.diagnostics.iter().map(|finding| finding.name).collect::<Vec<_>>(), ["missing-key"]);
}

#[test]
fn defaults_give_what_an_entry_does_not_say() {
    let configuration = clean(
        r#"
        [defaults.stage]
        metrics = false
        variables = { backend = "http://127.0.0.1:9000", colour = "red" }
        [defaults.target_group]
        timeouts = { connect = "3s", read = "7s" }
        retry = { attempts = 1 }
        [[target_group]]
        name = "orders"
        timeouts = { connect = "2s" }
        target = [{ address = "10.0.0.1:80" }]
        [[vpc_link]]
        id = "internal"
        target = [{ address = "10.0.0.2:80" }]
        [[api]]
        name = "edge"
        stage = [{ name = "prod", variables = { colour = "blue" } }]
        route = [{ key = "$default", integration = { type = "http_proxy", uri = "${stageVariables.backend}" } }]
        [[api]]
        name = "plain"
        route = [{ key = "$default", integration = { type = "http_proxy", uri = "${stageVariables.backend}" } }]
        "#,
    );
    let timeouts: Vec<_> = configuration
        .target_groups
        .iter()
        .map(|group| (group.key.to_string(), group.timeouts.connect.as_secs(), group.timeouts.read.as_secs()))
        .collect();
    assert_eq!(timeouts, [("vpc_link:internal".to_owned(), 3, 7), ("orders".to_owned(), 2, 7)]);
    assert!(configuration.target_groups.iter().all(|group| group.retry.attempts == 1));
    let colours: Vec<_> = configuration.apis.iter().map(|api| &*api.stages[0].variables["colour"].value).collect();
    assert_eq!(colours, ["blue", "red"]);
    assert!(configuration.apis.iter().all(|api| !api.stages[0].metrics));
}

#[test]
fn files_are_opened_by_name_at_each_load() {
    let folder = folder(&[("a.toml", "[node]\nname = \"a\"\n"), ("b.toml", "[node]\nname = \"b\"\n")]);
    let link = folder.path().join("current.toml");
    let name = |target: &str| {
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(folder.path().join(target), &link).unwrap();
        loaded(folder.path(), &["current.toml"]).configuration.unwrap().node.name
    };
    assert_eq!([name("a.toml"), name("b.toml"), name("a.toml")], ["a", "b", "a"]);
}

#[test]
fn a_file_that_is_not_there_is_unreadable() {
    let folder = folder(&[]);
    let loaded = loaded(folder.path(), &["tollgate.toml"]);
    assert!(loaded.unreadable && loaded.configuration.is_none());
    assert_eq!(loaded.diagnostics.iter().map(|finding| finding.name).collect::<Vec<_>>(), ["unreadable-file"]);
    assert_eq!(loaded.files, [folder.path().join("tollgate.toml")]);
}
