//! Work that takes long, done beside the threads that serve connections.
//!
//! A worker serves all its connections by turns: what it calculates for one, the others wait for. A template is held to a
//! tenth of a second by its limits, but what a large body costs, read as JSON, held against a model or compressed, is a
//! matter of its size.

use std::num::NonZero;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Bytes of a body from which on it is mapped aside. Below, moving it would cost more than it spares.
pub(super) const LARGE_BYTES: usize = 64 * 1024;

/// As many at once as there are processors: more would be no faster, and each may hold some hundred megabytes.
static PLACES: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(available_parallelism().map_or(1, NonZero::get))));

/// Does the work on a thread of its own, after those that came before. A panic goes on in whoever waits.
///
/// Whoever stops waiting does not end it: its place is free only when it is done.
///
/// # Errors
/// The worker is ending.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Ending> {
    let place = PLACES.clone().acquire_owned().await.map_err(|_| Ending)?;
    let done = spawn_blocking(move || {
        let _place = place;
        work()
    });
    match done.await {
        Ok(made) => Ok(made),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Ending),
        },
    }
}

/// The worker stops, and nothing new is begun on it.
#[derive(Debug)]
pub(super) struct Ending;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panics;
    use std::thread::current;

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn work_aside_is_done_on_another_thread() {
        let here = current().id();
        assert_ne!(run(aside(|| current().id())).unwrap(), here);
    }

    #[test]
    fn a_panic_aside_is_that_of_its_request_and_frees_its_place() {
        for _ in 0..=PLACES.available_permits() {
            assert!(run(panics::caught(aside(|| -> () { panic!("as asked") }))).is_none());
        }
        assert_eq!(run(aside(|| 1)).unwrap(), 1);
    }
}
