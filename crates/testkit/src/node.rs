//! The gateway as a process of its own: started, watched through what it prints, signalled and ended by its id.

use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// A process that was started here. It is killed when this is dropped.
pub struct Node {
    child: Child,
    output: Arc<Output>,
}

/// What a process has printed so far, on both streams.
#[derive(Default)]
struct Output {
    lines: Mutex<Lines>,
    grown: Condvar,
}

#[derive(Default)]
struct Lines {
    text: Vec<String>,
    /// How many of the two streams are at their end.
    ended: usize,
}

impl Node {
    /// Starts a program in a directory, its environment cleared of anything but `PATH`.
    pub fn start<A: AsRef<OsStr>>(
        program: &Path,
        directory: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> io::Result<Node> {
        Node::start_in(program, directory, &[], arguments)
    }

    /// The same, with these variables in its environment.
    pub fn start_in<A: AsRef<OsStr>>(
        program: &Path,
        directory: &Path,
        environment: &[(&str, &str)],
        arguments: impl IntoIterator<Item = A>,
    ) -> io::Result<Node> {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(directory)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let output = Arc::new(Output::default());
        let streams: [Option<Box<dyn Read + Send>>; 2] =
            [child.stdout.take().map(|s| Box::new(s) as _), child.stderr.take().map(|s| Box::new(s) as _)];
        for stream in streams.into_iter().flatten() {
            let output = Arc::clone(&output);
            std::thread::spawn(move || output.follow(stream));
        }
        Ok(Node { child, output })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything printed so far.
    pub fn printed(&self) -> String {
        self.output.lines().text.join("\n")
    }

    /// Waits for a line that contains this, and gives it; `None` when the process ends, or does not say it in time.
    pub fn wait_for_line(&self, containing: &str) -> Option<String> {
        self.output.wait(|lines| lines.text.iter().find(|line| line.contains(containing)).cloned())
    }

    /// Waits until so many lines contain this.
    pub fn wait_for_lines(&self, containing: &str, count: usize) -> bool {
        let enough =
            |lines: &Lines| (lines.text.iter().filter(|l| l.contains(containing)).count() >= count).then_some(());
        self.output.wait(enough).is_some()
    }

    /// The addresses of its listeners, in the order of the configuration. Waits until it serves.
    pub fn listeners(&self) -> Vec<SocketAddr> {
        self.wait_for_line("serving generation ");
        self.addresses("listening on ")
    }

    /// The address of its admin listener. Waits until it serves.
    pub fn admin(&self) -> Option<SocketAddr> {
        self.wait_for_line("serving generation ");
        self.addresses("admin on ").into_iter().next()
    }

    fn addresses(&self, lead: &str) -> Vec<SocketAddr> {
        let address = |line: &String| line.strip_prefix(lead)?.split("//").nth(1)?.parse().ok();
        self.output.lines().text.iter().filter_map(address).collect()
    }

    pub fn signal(&self, signal: Signal) -> io::Result<()> {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let id = id.ok_or_else(|| io::Error::other("a process id out of range"))?;
        Ok(kill_process(id, signal)?)
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end; `None` when it does not come.
    pub fn wait(&mut self) -> Option<ExitStatus> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Output {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn follow(&self, stream: impl Read) {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            self.lines().text.push(String::from_utf8_lossy(&line).into_owned());
            self.grown.notify_all();
        }
        self.lines().ended += 1;
        self.grown.notify_all();
    }

    /// `None` when both streams end, or the time is over, before this is found.
    fn wait<T>(&self, find: impl Fn(&Lines) -> Option<T>) -> Option<T> {
        let until = Instant::now() + PATIENCE;
        let mut lines = self.lines();
        loop {
            if let Some(found) = find(&lines) {
                return Some(found);
            }
            let left = until.checked_duration_since(Instant::now()).filter(|_| lines.ended < 2)?;
            lines = self.grown.wait_timeout(lines, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
