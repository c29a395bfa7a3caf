//! A panic is a 500 for one request and a counter, never a node's outage.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// The future's output, or `None` when it panicked. What it borrowed may be half changed: the caller only answers and
/// closes after that.
pub(crate) async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(move |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
        Err(_) => Poll::Ready(None),
    })
    .await
}

/// The same for what does not wait.
pub(crate) fn caught_now<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::{caught, caught_now};

    #[tokio::test]
    async fn a_panic_ends_only_its_own_future() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        assert_eq!(caught(async { panic!("a bug") }).await, None::<()>);
        assert_eq!(caught_now(|| panic!("a bug")), None::<()>);
        std::panic::set_hook(hook);
        assert_eq!(caught(async { 7 }).await, Some(7));
        assert_eq!(caught_now(|| 7), Some(7));
    }
}
