//! Who a function's processes are, and what they hold resident.

use std::fs;

/// Processes of one function that are looked at: who starts more is judged by these.
const MOST: usize = 4_096;

/// More than `bound` bytes, summed over the function and all that it started. Pages that several share are counted once,
/// by share, where it matters.
pub(super) fn exceeds(guard: u32, bound: u64) -> bool {
    let held = of_function(guard);
    let page = rustix::param::page_size() as u64;
    let resident: u64 = held.iter().map(|pid| resident_pages(*pid) * page).sum();
    if resident <= bound {
        return false;
    }
    held.len() == 1 || held.iter().map(|pid| proportional(*pid)).sum::<u64>() > bound
}

/// The function's process and what it started, without the keeper between.
pub(super) fn of_function(guard: u32) -> Vec<u32> {
    let mut found: Vec<u32> = children(guard).into_iter().flat_map(children).collect();
    let mut looked_at = 0;
    while let Some(pid) = found.get(looked_at).filter(|_| found.len() < MOST) {
        found.extend(children(*pid));
        looked_at += 1;
    }
    found
}

/// proc(5), `task/…/children`.
fn children(pid: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let lists = threads.map(|thread| fs::read_to_string(thread.path().join("children")).unwrap_or_default());
    lists
        .flat_map(|list| list.split_ascii_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect()
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
