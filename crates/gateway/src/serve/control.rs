//! The loop that everything asked of a running node goes through, one thing at a time.

use super::reloader::Reloader;
use super::signals::{Asked, Signals};
use super::start::{Administration, listener_name};
use super::status::Wish;
use super::watch::INTERVAL;
use super::{LAST_WORDS, upgrade};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::time::Instant;
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};
use tollgate_dataplane::listen::{Listening, Running};
use upgrade::{PidFile, Sockets};

pub(crate) struct Control {
    pub(super) signals: Signals,
    pub(super) wishes: mpsc::Receiver<Wish>,
    pub(super) reloader: Reloader,
    pub(super) stopping: Stopping,
}

/// What is let go of, in order, at the end.
pub(super) struct Stopping {
    pub(super) listening: Listening,
    pub(super) running: Running,
    pub(super) admin: Option<Administration>,
    pub(super) shutdown: watch::Sender<bool>,
    pub(super) pid_file: Option<PidFile>,
}

/// Why the loop ended.
enum End {
    Stopped,
    /// A successor accepts on the same sockets.
    HandedOver,
}

impl Control {
    /// Until the node has drained.
    pub(crate) async fn run(mut self) {
        let end = self.until_the_end().await;
        let Control { mut signals, wishes, reloader, stopping } = self;
        // Whoever waits for a reload is told that the process is stopping.
        drop(wishes);
        let (drain, begun) = (reloader.started.node.drain, Instant::now());
        stopping.drain(end, &mut signals, &reloader).await;
        let left = (drain.delay + drain.timeout).saturating_sub(begun.elapsed());
        tokio::select! { () = reloader.node.finish_events(left) => {}, () = stop(&mut signals) => {} }
        reloader.node.stop_functions().await;
        tracing::info!("stopped");
        reloader.node.flush(LAST_WORDS);
        reloader.log.flush(LAST_WORDS);
    }

    async fn until_the_end(&mut self) -> End {
        let mut ticks = interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                asked = self.signals.next() => match asked {
                    Asked::Stop => return End::Stopped,
                    Asked::Reload => drop(self.reloader.reload("SIGHUP")),
                    Asked::HandOver => if let Some(end) = self.hand_over().await { return end },
                },
                Some(wish) = self.wishes.recv() => {
                    // Whoever asked may have gone since.
                    let _ = wish.send(self.reloader.reload("POST /reload"));
                }
                _ = ticks.tick() => self.tick(),
            }
        }
    }

    fn tick(&mut self) {
        self.reloader.node.release_retired();
        if self.reloader.watching && self.reloader.watch.changed() {
            drop(self.reloader.reload("watch"));
        }
    }

    /// `None`: nobody took over, and nobody asked for a stop meanwhile.
    async fn hand_over(&mut self) -> Option<End> {
        let Some(directory) = self.reloader.started.node.runtime_dir.clone() else {
            tracing::warn!("SIGQUIT without [node] runtime_dir, where a successor would wait: nothing changes");
            return None;
        };
        let sockets = match self.stopping.sockets() {
            Ok(sockets) => sockets,
            Err(error) => {
                tracing::error!(%error, "the listening sockets cannot be handed over: nothing changes");
                return None;
            }
        };
        tracing::info!(sockets = ?sockets.names().collect::<Vec<_>>(), "SIGQUIT: looking for a successor");
        tokio::select! {
            taken = given(directory, sockets) => taken.then_some(End::HandedOver),
            () = stop(&mut self.signals) => Some(End::Stopped),
        }
    }
}

async fn given(directory: PathBuf, sockets: Sockets) -> bool {
    match tokio::task::spawn_blocking(move || upgrade::give(&directory, &sockets)).await {
        Ok(Ok(())) => {
            tracing::info!("the successor accepts: this process drains");
            true
        }
        Ok(Err(why)) => {
            tracing::warn!("{why}");
            false
        }
        Err(error) => {
            tracing::error!(%error, "the hand-over failed: this process goes on");
            false
        }
    }
}

impl Stopping {
    fn sockets(&self) -> std::io::Result<Sockets> {
        let mut sockets = Sockets::default();
        for (bind, socket) in self.listening.fds() {
            sockets.push(listener_name(&bind), socket.try_clone_to_owned()?);
        }
        if let Some(admin) = &self.admin {
            sockets.push(admin.name.clone(), admin.kept.as_fd().try_clone_to_owned()?);
        }
        Ok(sockets)
    }

    /// The predecessor goes on after all: what was accepted meanwhile is served to its end.
    pub(super) fn give_up(self) {
        // Nobody is told when no worker is left to listen.
        let _ = self.shutdown.send(true);
        self.running.join();
    }

    /// Stops accepting, and waits for what is open; a second SIGTERM ends the wait.
    async fn drain(self, end: End, signals: &mut Signals, reloader: &Reloader) {
        let Stopping { listening, running, admin, shutdown, pid_file } = self;
        let drain = reloader.started.node.drain;
        match (&end, &admin) {
            // Probes and metrics of the successor are asked at the same address.
            (End::HandedOver, Some(admin)) => admin.task.abort(),
            (End::Stopped, Some(admin)) => admin.admin.drains(),
            (_, None) => {}
        }
        if matches!(end, End::Stopped) {
            tracing::info!(delay = ?drain.delay, timeout = ?drain.timeout, "stopping");
            tokio::select! { () = tokio::time::sleep(drain.delay) => {}, () = stop(signals) => {} }
            listening.remove_socket_files();
        }
        // Nobody is told of the stop when no worker is left to listen.
        let _ = shutdown.send(true);
        drop(listening);
        tokio::select! { () = running.drained() => {}, () = stop(signals) => tracing::warn!("asked again: not waiting") }
        if let (End::Stopped, Some(path)) = (&end, admin.as_ref().and_then(|admin| admin.socket_file.as_ref())) {
            // Gone already: somebody else tidied up.
            let _ = std::fs::remove_file(path);
        }
        drop(pid_file);
    }
}

/// The next SIGTERM or SIGINT.
async fn stop(signals: &mut Signals) {
    while signals.next().await != Asked::Stop {}
}
