//! What stands between the gateway and a function's process, so that none is left behind: a small process of its own,
//! in a session of its own, that all descendants of the function fall back to when their parents die, and that kills
//! them all when the function ends, when it is told to, and when the gateway is gone, however that came about.
//!
//! Standard input is a socket to the gateway. What comes: `t` asks for SIGTERM now and SIGKILL two seconds later; its
//! end is SIGKILL now. What is sent: `exit 1`, `signal 9` or `error …`, once. When it is closed, nothing is left.

mod children;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use children::Children;

/// Between SIGTERM and SIGKILL (*Lambda execution environment*, Shutdown phase).
const GRACE: Duration = Duration::from_secs(2);

/// Runs `command` until it ends, or until it must. Call it before anything else of the program: it forks, it becomes
/// the leader of a session, and it returns when all that it started is gone.
pub fn supervise(command: impl IntoIterator<Item = OsString>) -> ExitCode {
    let Ok(control) = control() else { return ExitCode::from(2) };
    match begin(command).and_then(|children| Ok((children, control.try_clone()?))) {
        Ok((children, orders)) => {
            let children = Children::shared(children);
            let told = children.clone();
            std::thread::spawn(move || obey(&orders, &told));
            children.reap_all(|report| say(&control, &report));
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&control, &format!("error {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Standard input, as the socket that it is.
fn control() -> io::Result<UnixStream> {
    Ok(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?.into())
}

/// The function's process, leader of a group of its own.
fn begin(command: impl IntoIterator<Item = OsString>) -> io::Result<rustix::process::Pid> {
    let mut words = command.into_iter();
    let program = words.next().ok_or_else(|| io::Error::other("no command"))?;
    // It is one already when it was started as a leader.
    let _ = rustix::process::setsid();
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let spawned = Command::new(&program).args(words).stdin(Stdio::null()).process_group(0).spawn();
    let child = spawned.map_err(|error| unstartable(&program, &error))?;
    i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw).ok_or_else(|| io::Error::other("no child"))
}

/// As Lambda words it.
fn unstartable(program: &OsString, error: &io::Error) -> io::Error {
    let what = match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    io::Error::other(format!("fork/exec {}: {what}", program.to_string_lossy()))
}

fn say(mut control: &UnixStream, report: &str) {
    // The gateway may be gone.
    let _ = control.write_all(format!("{report}\n").as_bytes());
}

/// Until the gateway wants it to end, or is gone.
fn obey(mut control: &UnixStream, children: &Children) {
    let mut order = [0];
    if matches!(control.read(&mut order), Ok(1)) {
        children.terminate();
        let _ = control.set_read_timeout(Some(GRACE));
        // Its end, or the end of the grace.
        let _ = control.read(&mut order);
    }
    children.kill();
}
