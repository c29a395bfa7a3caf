//! Credentials kept fresh: fetched once for all who wait, and again before they end, while calls go on.

use crate::credentials::Held;
use arc_swap::ArcSwapOption;
use aws_credential_types::Credentials;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// Between two fetches, whatever the first brought: sources are asked by one node, not by each of its requests.
const PAUSE: Duration = Duration::from_secs(2);

/// A source that takes longer does not answer.
const LONGEST: Duration = Duration::from_secs(30);

/// Where credentials come from.
pub(crate) trait Fetch: Send + Sync + 'static {
    /// # Errors
    /// Why there are none, in words.
    fn fetch(&self) -> impl Future<Output = Result<Credentials, String>> + Send;
}

/// Credentials of one source. Reading them takes no lock.
pub(crate) struct Fresh<F> {
    /// Whose they are, for people.
    name: String,
    source: F,
    held: ArcSwapOption<Held>,
    /// Held while one fetches.
    fetching: Mutex<Fetches>,
}

/// What came of the last fetch.
#[derive(Default)]
struct Fetches {
    ended: Option<Instant>,
    failed: Option<Arc<str>>,
}

impl<F: Fetch> Fresh<F> {
    pub(crate) fn new(name: String, source: F) -> Fresh<F> {
        Fresh { name, source, held: ArcSwapOption::empty(), fetching: Mutex::default() }
    }

    /// Waits only where there are none that serve.
    ///
    /// # Errors
    /// Why there are none.
    pub(crate) async fn credentials(self: &Arc<Self>, now: SystemTime) -> Result<Arc<Held>, Arc<str>> {
        match self.held.load_full() {
            Some(held) if held.serves(now) => {
                if held.ages(now) {
                    self.refresh_aside(now);
                }
                Ok(held)
            }
            _ => Box::pin(self.wait(now)).await,
        }
    }

    /// Unless one is at it.
    fn refresh_aside(self: &Arc<Self>, now: SystemTime) {
        if self.fetching.try_lock().is_err() {
            return;
        }
        let this = self.clone();
        tokio::spawn(async move { this.fetch(now).await });
    }

    /// The fetch goes on when who waits for it goes away: others wait too.
    async fn wait(self: &Arc<Self>, now: SystemTime) -> Result<Arc<Held>, Arc<str>> {
        let this = self.clone();
        let fetched = tokio::spawn(async move { this.fetch(now).await }).await;
        fetched.unwrap_or_else(|_| Err("fetching them was broken off".into()))
    }

    async fn fetch(&self, now: SystemTime) -> Result<Arc<Held>, Arc<str>> {
        let mut fetches = self.fetching.lock().await;
        // Another may have fetched while this one waited for its turn.
        if let Some(held) = self.held.load_full().filter(|held| held.serves(now) && !held.ages(now)) {
            return Ok(held);
        }
        if fetches.ended.is_some_and(|ended| ended.elapsed() < PAUSE) {
            return self.serving(now).ok_or_else(|| fetches.failed.clone().unwrap_or_else(|| "they have ended".into()));
        }
        let fetched = timeout(LONGEST, self.source.fetch()).await;
        let fetched = fetched.unwrap_or_else(|_| Err(format!("no answer within {} s", LONGEST.as_secs())));
        fetches.ended = Some(Instant::now());
        match fetched {
            Ok(credentials) => {
                fetches.failed = None;
                self.held.store(Some(Arc::new(Held::new(credentials))));
                self.serving(now).ok_or_else(|| "those that came have ended already".into())
            }
            Err(why) => {
                tracing::warn!(credentials = self.name, "no credentials: {why}");
                fetches.failed = Some(why.into());
                self.serving(now).ok_or_else(|| fetches.failed.clone().unwrap_or_default())
            }
        }
    }

    fn serving(&self, now: SystemTime) -> Option<Arc<Held>> {
        self.held.load_full().filter(|held| held.serves(now))
    }
}

#[cfg(test)]
mod tests;
