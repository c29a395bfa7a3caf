//! A running process hands its listening sockets to its successor: no connection is refused in between.
//!
//! The successor binds `upgrade.sock` in the runtime directory and sends SIGQUIT. The running process connects, sends its
//! sockets with their names, and goes on serving until the successor says `ready`; its `done` settles that it now drains.
//! Whatever fails before leaves the running process as it was. Start at [`take()`] (the successor), then [`give()`].

mod give;
mod message;
mod pid_file;
mod take;

pub(crate) use give::give;
pub(crate) use message::Sockets;
pub(crate) use pid_file::{Claim, PidFile};
pub(crate) use take::{Taking, take};

use rustix::fs::Mode;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const SOCKET_FILE: &str = "upgrade.sock";
/// A successor has compiled everything before it asks; what is left is binding and accepting.
const PATIENCE: Duration = Duration::from_secs(30);
const READY: &str = "ready\n";
const DONE: &str = "done\n";

/// Makes sure that the directory is there, is ours, and is nobody else's to enter: whoever can bind in it gets the sockets.
pub(crate) fn prepare_directory(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    if std::fs::metadata(directory)?.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other(format!("{} belongs to another user", directory.display())));
    }
    Ok(rustix::fs::chmod(directory, Mode::RWXU)?)
}

fn socket_path(directory: &Path) -> PathBuf {
    directory.join(SOCKET_FILE)
}
