//! What stands between the gateway and a function's process, so that none is left behind: two small processes, in a
//! session of their own. The *keeper* starts the function. All descendants of the function fall back to it when their
//! parents die, and it kills them all when the function ends, when it is told to, and when the gateway or the guard is
//! gone, however that came about. The *guard* starts the keeper. If somebody kills that, all that it held falls back to
//! the guard, which does the same.
//!
//! Standard input of both is a socket to the gateway. What comes is for the keeper: `t` asks for SIGTERM now and SIGKILL
//! two seconds later; its end is SIGKILL now. What is sent: `exit 1`, `signal 9` or `error …`, once. When it is closed,
//! nothing is left.

mod children;
mod descriptors;
mod orders;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};

use children::Children;
use orders::{Order, Orders};
use rustix::event::Timespec;
use rustix::process::Pid;

/// Between SIGTERM and SIGKILL (*Lambda execution environment*, Shutdown phase).
const GRACE: Timespec = Timespec { tv_sec: 2, tv_nsec: 0 };

/// The first word of what is supervised: which of the two this process is.
const GUARD: &str = "guard";
const KEEPER: &str = "keeper";

/// What follows the supervisor's own words, for a guard, its keeper, and the function's `command`.
pub(crate) fn words<'w>(
    supervisor: &'w [OsString],
    command: impl Iterator<Item = &'w OsStr>,
) -> impl Iterator<Item = &'w OsStr> {
    let keeper = supervisor.iter().map(OsString::as_os_str).chain([OsStr::new(KEEPER)]);
    [OsStr::new(GUARD)].into_iter().chain(keeper).chain(command)
}

/// Runs a command until it ends, or until it must. `words` are what [`Environment::supervisor`](crate::Environment) was
/// followed by. Call it before anything else of the program: it closes all descriptors but the standard ones, it forks,
/// it becomes the leader of a session, and it returns when all that it started is gone.
pub fn supervise(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    descriptors::close_inherited();
    let Ok(control) = control() else { return ExitCode::from(2) };
    let mut words = words.into_iter();
    let role = words.next();
    let ran = match role.as_ref().and_then(|role| role.to_str()) {
        Some(GUARD) => guard(&control, words),
        Some(KEEPER) => keep(&control, words),
        _ => Err(io::Error::other("no such role")),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
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

/// Until the keeper is gone, and with it all that it held.
fn guard(control: &UnixStream, keeper: impl Iterator<Item = OsString>) -> io::Result<()> {
    // It is one already when it was started as a leader.
    let _ = rustix::process::setsid();
    let told = OwnedFd::from(control.try_clone()?);
    let keeper = begin(keeper, |command| command.stdin(told))?;
    Children::shared(keeper).reap_all(|ended| {
        // One that was not killed has said itself what there was to say.
        if ended.starts_with("signal") {
            say(control, &ended);
        }
    });
    Ok(())
}

/// Until the function is gone, with all that it started.
fn keep(control: &UnixStream, function: impl Iterator<Item = OsString>) -> io::Result<()> {
    let orders = Orders { control: control.try_clone()?, guard: orders::guard()? };
    // A leader of a group of its own.
    let function = begin(function, |command| command.stdin(Stdio::null()).process_group(0))?;
    let children = Children::shared(function);
    let told = children.clone();
    std::thread::spawn(move || obey(&orders, &told));
    children.reap_all(|report| say(control, &report));
    Ok(())
}

/// A child, to which we are what init is to others.
fn begin(
    command: impl IntoIterator<Item = OsString>,
    set_up: impl FnOnce(&mut Command) -> &mut Command,
) -> io::Result<Pid> {
    let mut words = command.into_iter();
    let program = words.next().ok_or_else(|| io::Error::other("no command"))?;
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let spawned = set_up(Command::new(&program).args(words)).spawn();
    let child = spawned.map_err(|error| unstartable(&program, &error))?;
    i32::try_from(child.id()).ok().and_then(Pid::from_raw).ok_or_else(|| io::Error::other("no child"))
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

/// Until the gateway wants it to end, or is gone, or the guard is.
fn obey(orders: &Orders, children: &Children) {
    if orders.next(None) == Order::Terminate {
        children.terminate();
        // Another, or the end of the grace.
        orders.next(Some(&GRACE));
    }
    children.kill();
}
