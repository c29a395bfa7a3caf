//! The children of a supervisor: first the function, then all that fall back to it.

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, WaitOptions, WaitStatus};
use rustix::process::{kill_process, kill_process_group, wait, waitid};
use std::fs;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Signals and reaping exclude each other: a signal never goes to a process that took the number of one that is gone.
pub(super) struct Children {
    function: Pid,
    /// The function has been reaped.
    gone: Mutex<bool>,
}

impl Children {
    pub(super) fn shared(function: Pid) -> Arc<Children> {
        Arc::new(Children { function, gone: Mutex::new(false) })
    }

    /// Asks the function, and what is of its group, to end.
    pub(super) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Ends them. What is left when the function is gone, [`Children::reap_all`] kills.
    pub(super) fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        if !*gone {
            // It may have ended, unreaped.
            let _ = kill_process_group(self.function, signal);
        }
    }

    /// Returns when the function and all that it started are gone. `report` is told how the function ended.
    pub(super) fn reap_all(&self, report: impl Fn(String)) {
        while any_ends() {
            if let Some(ended) = self.reap() {
                report(ended);
            }
            if *self.gone.lock().unwrap_or_else(PoisonError::into_inner) {
                // Whose parents die now fall back to us, and are killed in the next round.
                for child in children() {
                    // It may have ended, unreaped.
                    let _ = kill_process(child, Signal::KILL);
                }
            }
        }
    }

    /// One that has ended. How, if it is the function.
    fn reap(&self) -> Option<String> {
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        let (pid, status) = wait(WaitOptions::NOHANG).ok().flatten()?;
        *gone |= pid == self.function;
        (pid == self.function).then(|| describe(status))
    }
}

/// Waits for the next to end, and leaves it to be reaped. False: there is none.
fn any_ends() -> bool {
    loop {
        match waitid(WaitId::All, WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
            Err(error) if error == rustix::io::Errno::INTR => {}
            ended => return ended.is_ok(),
        }
    }
}

fn describe(status: WaitStatus) -> String {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(status), _) => format!("exit {status}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "exit 255".to_owned(),
    }
}

/// Our own children at this moment. None of them can be reaped, and its number taken, while we look.
fn children() -> impl Iterator<Item = Pid> {
    let me = rustix::process::getpid().as_raw_nonzero().get();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(move |pid| parent(*pid).is_ok_and(|parent| parent == me)).filter_map(Pid::from_raw)
}

/// proc(5), `stat`: the second number after the name, which is in parentheses and may hold anything.
fn parent(pid: i32) -> io::Result<i32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    after
        .split_ascii_whitespace()
        .nth(1)
        .and_then(|parent| parent.parse().ok())
        .ok_or(io::ErrorKind::InvalidData.into())
}
