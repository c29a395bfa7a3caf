//! Background tasks that end with their owner.

use tokio::task::AbortHandle;

/// Aborts the task when dropped.
pub(crate) struct Task(AbortHandle);

impl Task {
    pub(crate) fn spawn(handle: &tokio::runtime::Handle, work: impl Future<Output = ()> + Send + 'static) -> Task {
        Task(handle.spawn(work).abort_handle())
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
