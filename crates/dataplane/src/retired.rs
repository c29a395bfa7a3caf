//! Generations that were replaced while requests still used them.

use std::sync::{Arc, Mutex, PoisonError};

/// Keeps each replaced generation until its last request is over. Whoever held one last would free every route of it: here
/// that is never a worker, whose other requests would wait for it.
pub(crate) struct Retired<T>(Mutex<Vec<Arc<T>>>);

impl<T> Default for Retired<T> {
    fn default() -> Self {
        Retired(Mutex::default())
    }
}

impl<T> Retired<T> {
    /// Takes a generation that no new request can find any more.
    pub(crate) fn take(&self, generation: Arc<T>) {
        self.with(|kept| kept.push(generation));
    }

    /// Frees, on the calling thread, those that no request uses any more.
    pub(crate) fn release(&self) {
        // No request can join again: what only this list holds stays so.
        let over: Vec<_> =
            self.with(|kept| kept.extract_if(.., |generation| Arc::strong_count(generation) == 1).collect());
        drop(over);
    }

    fn with<R>(&self, change: impl FnOnce(&mut Vec<Arc<T>>) -> R) -> R {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Weak;
    use std::thread;

    #[test]
    fn a_request_that_ends_last_frees_nothing() {
        let retired = Retired::default();
        let generation = Arc::new("a generation");
        let alive: Weak<_> = Arc::downgrade(&generation);
        let of_request = Arc::clone(&generation);
        retired.take(generation);
        retired.release();
        assert!(alive.upgrade().is_some(), "a request uses it still");
        thread::spawn(move || drop(of_request)).join().unwrap();
        assert!(alive.upgrade().is_some(), "the request's thread did not free it");
        retired.release();
        assert!(alive.upgrade().is_none());
    }
}
