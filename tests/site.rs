//! A configuration in a directory of its own, and the binary run on it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tollgate_testkit::{Answer, Client, Node};

/// Waiting for a state that must come; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn tollgate() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tollgate"))
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What every test's configuration begins with: ports that the kernel chooses.
pub(crate) const NODE: &str = r#"
[node]
threads = 2
[[listener]]
bind = "127.0.0.1:0"
[admin]
bind = "127.0.0.1:0"
"#;

/// An HTTP API whose `$default` route is this upstream, on every host.
pub(crate) fn everything_to(upstream: SocketAddr) -> String {
    format!(
        r#"
[[api]]
name = "edge"
protocol = "http"
[[api.route]]
key = "$default"
integration = {{ type = "http_proxy", uri = "http://{upstream}/{{proxy}}" }}
{EVERY_HOST}"#
    )
}

pub(crate) const EVERY_HOST: &str = r#"
[[domain]]
name = "*"
[[domain.mapping]]
path = ""
api = "edge"
stage = "$default"
"#;

pub(crate) struct Site {
    directory: TempDir,
}

/// What a command that ended said.
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Site {
    /// With a `tollgate.toml`.
    pub(crate) fn new(configuration: &str) -> Site {
        let site = Site { directory: tempfile::tempdir().unwrap() };
        site.write("tollgate.toml", configuration);
        site
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Whole or not at all: a reload may read at any time.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let fresh = path.with_extension("fresh");
        std::fs::write(&fresh, text).unwrap();
        std::fs::rename(&fresh, &path).unwrap();
    }

    /// A node that serves `tollgate.toml`.
    pub(crate) fn start(&self) -> Node {
        self.start_with(&[])
    }

    pub(crate) fn start_with(&self, more: &[&str]) -> Node {
        let node = self.spawn(more);
        assert!(node.wait_for_line("serving generation ").is_some(), "did not start:\n{}", node.printed());
        node
    }

    /// With these variables in its environment.
    pub(crate) fn start_in(&self, environment: &[(&str, &str)]) -> Node {
        let arguments = ["run", "--config", "tollgate.toml"];
        let node = Node::start_in(tollgate(), self.directory.path(), environment, arguments).unwrap();
        assert!(node.wait_for_line("serving generation ").is_some(), "did not start:\n{}", node.printed());
        node
    }

    /// The same, whatever becomes of it.
    pub(crate) fn spawn(&self, more: &[&str]) -> Node {
        let arguments = ["run", "--config", "tollgate.toml"].into_iter().chain(more.iter().copied());
        Node::start(tollgate(), self.directory.path(), arguments).unwrap()
    }

    /// Runs a command to its end.
    pub(crate) fn say(&self, arguments: &[&str]) -> Said {
        say_in(self.directory.path(), arguments)
    }

    /// `tollgate reload`, of this node.
    pub(crate) fn reload(&self, node: &Node) -> Said {
        let admin = node.admin().expect("an admin listener").to_string();
        self.say(&["reload", "--config", "tollgate.toml", "--admin", &admin, "--timeout", "60s"])
    }
}

pub(crate) fn say_in(directory: &Path, arguments: &[&str]) -> Said {
    let output = Command::new(tollgate()).args(arguments).current_dir(directory).stdin(Stdio::null()).output().unwrap();
    Said {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A request on a connection of its own.
pub(crate) fn get(address: SocketAddr, target: &str) -> Answer {
    Client::connect(address).unwrap().get(target, "edge.test").unwrap()
}

/// A page of the admin listener.
pub(crate) fn admin(node: &Node, path: &str) -> Answer {
    get(node.admin().expect("an admin listener"), path)
}

/// Waits for what must come true.
pub(crate) fn eventually(what: &str, mut is_true: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_true() {
        assert!(Instant::now() < until, "never: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Of an admin listener's metrics page: the value of a series.
pub(crate) fn metric(node: &Node, series: &str) -> Option<f64> {
    let page = admin(node, "/metrics").text();
    page.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}
