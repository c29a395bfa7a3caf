//! Starting a process: its own listener, its supervisor, a clean environment.

use super::Process;
use crate::environment::task_root;
use crate::supervisor;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use tokio::net::{TcpListener, UnixStream};
use tokio::process::{Child, Command};

pub(super) struct Launched {
    /// The guard: its child keeps the function.
    pub child: Child,
    /// To the standard input of guard and keeper. Closed, however, they kill all that they hold.
    pub control: UnixStream,
    /// Its Runtime API. `None` when it takes no connections any more.
    pub listener: Option<TcpListener>,
}

/// # Errors
/// What it says to whoever called.
pub(super) async fn launch(process: &Process) -> Result<Launched, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| format!("no Runtime API: {error}"))?;
    let port = listener.local_addr().map_err(|error| format!("no Runtime API: {error}"))?.port();
    let (control, other) = std::os::unix::net::UnixStream::pair().map_err(|error| format!("no supervisor: {error}"))?;
    let child = spawn(process, port, other.into()).map_err(|error| refusal(process, &error))?;
    control.set_nonblocking(true).map_err(|error| format!("no supervisor: {error}"))?;
    let control = UnixStream::from_std(control).map_err(|error| format!("no supervisor: {error}"))?;
    Ok(Launched { child, control, listener: Some(listener) })
}

fn spawn(process: &Process, port: u16, control: OwnedFd) -> io::Result<Child> {
    let core = &process.core;
    let mut words = core.environment.supervisor.iter().map(OsString::as_os_str);
    let program = words.next().ok_or_else(|| io::Error::other("no supervisor is configured"))?;
    Command::new(program)
        .args(words)
        .args(supervisor::words(&core.environment.supervisor, core.spec.command.iter().map(|word| OsStr::new(&**word))))
        .env_clear()
        .envs(core.environment.variables(&core.name, &core.spec, port).iter().map(|(key, value)| (&**key, value)))
        .current_dir(task_root(&core.spec))
        .stdin(Stdio::from(control))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn refusal(process: &Process, error: &io::Error) -> String {
    let root = task_root(&process.core.spec);
    match root.is_dir() {
        true => format!("cannot start the supervisor: {error}"),
        false => format!("chdir {}: no such directory", root.display()),
    }
}
