//! What a process and all that it started hold resident.

use std::fs;

/// More than `bound` bytes, summed over all descendants of the supervisor. Pages that several share are counted once,
/// by share, where it matters.
pub(super) fn exceeds(supervisor: u32, bound: u64) -> bool {
    let mut held = Vec::new();
    descendants(supervisor, &mut held);
    let page = rustix::param::page_size() as u64;
    let resident: u64 = held.iter().map(|pid| resident_pages(*pid) * page).sum();
    if resident <= bound {
        return false;
    }
    held.len() == 1 || held.iter().map(|pid| proportional(*pid)).sum::<u64>() > bound
}

pub(super) fn descendants(pid: u32, found: &mut Vec<u32>) {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return };
    for thread in threads.flatten() {
        let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        for child in children.split_ascii_whitespace().filter_map(|child| child.parse().ok()) {
            found.push(child);
            descendants(child, found);
        }
    }
}

/// proc(5), `statm`: the second number.
fn resident_pages(pid: u32) -> u64 {
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0)
}

/// proc(5), `smaps_rollup`: `Pss:   1234 kB`. Dear, so it is only asked when the sum of the others is too much.
fn proportional(pid: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}
