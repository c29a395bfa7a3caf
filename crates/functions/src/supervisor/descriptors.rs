//! What a program has open when it starts is what whoever started it had open.

use std::fs;
use std::os::fd::RawFd;

/// Closes all but standard input, output and error: a function is not to hold the gateway's sockets and files, nor what
/// the gateway itself was started with. Call it before anything is opened.
pub(super) fn close_inherited() {
    let listed = fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let numbers = listed.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let inherited: Vec<RawFd> = numbers.filter(|number| *number > 2).collect();
    for number in inherited {
        // That of the listing itself is closed by now.
        let _ = nix::unistd::close(number);
    }
}
