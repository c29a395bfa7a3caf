//! `tollgate.pid`: who serves. Its lock, not its text, tells a living process from a number that was left behind.

use rustix::fs::{FlockOperation, flock};
use rustix::process::Pid;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

const FILE: &str = "tollgate.pid";

/// Held by the process that serves. Dropped, it removes the file, unless a successor has put its own there.
#[derive(Debug)]
pub(crate) struct PidFile {
    path: PathBuf,
    file: File,
}

/// What a claim found.
#[derive(Debug)]
pub(crate) enum Claim {
    Ours(PidFile),
    /// Another process serves.
    Held(Pid),
}

impl PidFile {
    /// For a process that starts alone.
    pub(crate) fn claim(directory: &Path) -> io::Result<Claim> {
        match PidFile::holder(directory)? {
            Some(pid) => Ok(Claim::Held(pid)),
            None => {
                let mut file = PidFile::prepare(directory)?;
                file.publish()?;
                Ok(Claim::Ours(file))
            }
        }
    }

    /// This process's file, written and locked, under a name of its own until it is [published](Self::publish).
    pub(crate) fn prepare(directory: &Path) -> io::Result<PidFile> {
        let id = std::process::id();
        let path = directory.join(format!("{FILE}.{id}"));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)?;
        writeln!(file, "{id}")?;
        Ok(PidFile { path, file })
    }

    /// Puts this process in place of whoever the file named so far.
    pub(crate) fn publish(&mut self) -> io::Result<()> {
        let public = self.path.with_file_name(FILE);
        std::fs::rename(&self.path, &public)?;
        self.path = public;
        Ok(())
    }

    /// The process that holds the file; `None` when nobody does.
    pub(crate) fn holder(directory: &Path) -> io::Result<Option<Pid>> {
        let mut file = match File::open(directory.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            return Ok(None);
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let pid = text.trim().parse().ok().and_then(Pid::from_raw);
        pid.map(Some).ok_or_else(|| io::Error::other(format!("{FILE} holds no process id: {:?}", text.trim())))
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        let inode = |metadata: io::Result<std::fs::Metadata>| metadata.map(|m| (m.dev(), m.ino())).ok();
        if inode(std::fs::metadata(&self.path)) == inode(self.file.metadata()) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_tells_who_serves() {
        let directory = tempfile::tempdir().unwrap();
        assert!(PidFile::holder(directory.path()).unwrap().is_none());
        let Claim::Ours(first) = PidFile::claim(directory.path()).unwrap() else { panic!("nobody else is there") };
        let own = Pid::from_raw(i32::try_from(std::process::id()).unwrap()).unwrap();
        assert_eq!(PidFile::holder(directory.path()).unwrap(), Some(own));
        assert!(matches!(PidFile::claim(directory.path()).unwrap(), Claim::Held(pid) if pid == own));
        drop(first);
        assert!(PidFile::holder(directory.path()).unwrap().is_none());
    }

    #[test]
    fn a_successor_that_fails_leaves_its_predecessors_file() {
        let directory = tempfile::tempdir().unwrap();
        let Claim::Ours(_first) = PidFile::claim(directory.path()).unwrap() else { panic!("nobody else is there") };
        drop(PidFile::prepare(directory.path()).unwrap());
        assert!(PidFile::holder(directory.path()).unwrap().is_some());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_without_its_process_is_nobody() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(FILE), "1\n").unwrap();
        assert!(PidFile::holder(directory.path()).unwrap().is_none());
    }

    #[test]
    fn a_successors_file_outlives_its_predecessor() {
        let directory = tempfile::tempdir().unwrap();
        let Claim::Ours(first) = PidFile::claim(directory.path()).unwrap() else { panic!("nobody else is there") };
        let mut second = PidFile::prepare(directory.path()).unwrap();
        second.publish().unwrap();
        drop(first);
        assert!(PidFile::holder(directory.path()).unwrap().is_some());
    }
}
