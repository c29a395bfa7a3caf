//! `[node] watch`: has a file that was read changed since. By name, so that a swapped symbolic link is a change.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How often the files are looked at.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);

/// File systems stamp with a clock that ticks; a reload too many does no harm.
const TICK: Duration = Duration::from_millis(20);

/// The files as they were when they were last read.
#[derive(Debug)]
pub(crate) struct Watch {
    files: Vec<(PathBuf, Option<Look>)>,
    /// What changed from then on may have been read, or not.
    since: SystemTime,
}

/// What tells one content from another without reading it; `None`: not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    device: u64,
    inode: u64,
    length: u64,
    /// Also when another file took the name. Seconds and nanoseconds.
    changed: (i64, i64),
}

impl Watch {
    /// Of files whose reading began then.
    pub(crate) fn new(files: &[PathBuf], since: SystemTime) -> Watch {
        Watch { files: files.iter().map(|path| (path.clone(), Look::at(path))).collect(), since }
    }

    pub(crate) fn changed(&self) -> bool {
        self.files.iter().any(|(path, seen)| {
            let now = Look::at(path);
            now != *seen || now.is_some_and(|look| look.is_since(self.since - TICK))
        })
    }
}

impl Look {
    fn at(path: &std::path::Path) -> Option<Look> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Look {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    fn is_since(&self, moment: SystemTime) -> bool {
        let moment = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let moment = (moment.as_secs().cast_signed(), i64::from(moment.subsec_nanos()));
        self.changed >= moment
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_write_a_removal_and_a_swapped_link_are_changes() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        std::fs::write(path("a"), "one").unwrap();
        std::fs::write(path("b"), "two").unwrap();
        symlink(path("a"), path("link")).unwrap();
        let now = || SystemTime::now() + Duration::from_secs(1);
        let watch = Watch::new(&[path("link"), path("missing")], now());
        assert!(!watch.changed());
        symlink(path("b"), path("new")).unwrap();
        std::fs::rename(path("new"), path("link")).unwrap();
        assert!(watch.changed());
        let watch = Watch::new(&[path("link"), path("missing")], now());
        std::fs::write(path("missing"), "").unwrap();
        assert!(watch.changed());
        let watch = Watch::new(&[path("a")], now());
        std::fs::write(path("a"), "longer").unwrap();
        assert!(watch.changed());
    }

    #[test]
    fn a_change_while_files_were_read_is_a_change() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        let began = SystemTime::now() - Duration::from_secs(1);
        std::fs::write(&path, "one").unwrap();
        assert!(Watch::new(&[path], began).changed());
    }
}
