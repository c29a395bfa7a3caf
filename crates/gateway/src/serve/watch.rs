//! `[node] watch`: has a file that was read changed since. By name, so that a swapped symbolic link is a change.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::Duration;

/// How often the files are looked at.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);

/// The files as they were when they were last looked at.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    files: Vec<(PathBuf, Option<Look>)>,
}

/// What tells one content from another without reading it; `None`: not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    device: u64,
    inode: u64,
    length: u64,
    modified: (i64, i64),
}

impl Watch {
    /// Remembers these files as they are now.
    pub(crate) fn new(files: &[PathBuf]) -> Watch {
        Watch { files: files.iter().map(|path| (path.clone(), Look::at(path))).collect() }
    }

    pub(crate) fn changed(&self) -> bool {
        self.files.iter().any(|(path, seen)| Look::at(path) != *seen)
    }
}

impl Look {
    fn at(path: &std::path::Path) -> Option<Look> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Look {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        })
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
        let watch = Watch::new(&[path("link"), path("missing")]);
        assert!(!watch.changed());
        symlink(path("b"), path("new")).unwrap();
        std::fs::rename(path("new"), path("link")).unwrap();
        assert!(watch.changed());
        let watch = Watch::new(&[path("link"), path("missing")]);
        std::fs::write(path("missing"), "").unwrap();
        assert!(watch.changed());
        let watch = Watch::new(&[path("a")]);
        std::fs::write(path("a"), "longer").unwrap();
        assert!(watch.changed());
    }
}
