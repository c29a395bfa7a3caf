//! What is left of a function when both that stood before it were killed in the same moment.

use rustix::process::{Pid, Signal, kill_process};
use std::fs;

/// Kills what is still in the session that the guard led: as long as anything is, no other has its number.
pub(super) fn end(guard: u32) {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    for pid in pids.filter(|pid| session(*pid) == Some(guard)).filter_map(Pid::from_raw) {
        // It may have ended.
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// proc(5), `stat`: the fourth after the name, which is in parentheses and may hold anything.
fn session(pid: i32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(3)?.parse().ok()
}
