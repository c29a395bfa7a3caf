//! The admin interface: metrics, health, what is configured, reload. Served beside the data plane, never by it.

mod pages;
mod serve;
mod token;

pub use serve::{AdminListener, serve};

use crate::Node;
use async_trait::async_trait;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tollgate_model::target_group::Secret;

/// What the admin interface asks of whoever runs the node.
#[async_trait]
pub trait Control: Send + Sync {
    /// Reloads now and waits for the outcome.
    async fn reload(&self) -> Outcome;
    /// `GET /config`, beyond what the node knows: files, node digest, last reload.
    fn config(&self) -> serde_json::Map<String, serde_json::Value>;
    /// `GET /routes`: the compiled table as JSON.
    fn routes(&self) -> serde_json::Value;
}

/// What came of a reload.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Is the new table live.
    pub live: bool,
    /// The receipt, or the diagnostics.
    pub body: serde_json::Value,
}

pub struct Admin {
    node: Arc<Node>,
    control: Arc<dyn Control>,
    token: Option<Secret>,
    /// Target groups without which the node is not ready.
    ready_requires: Vec<String>,
    accepting: AtomicBool,
    draining: AtomicBool,
}

impl Admin {
    pub fn new(
        node: Arc<Node>,
        control: Arc<dyn Control>,
        token: Option<Secret>,
        ready_requires: Vec<String>,
    ) -> Arc<Admin> {
        let (accepting, draining) = (AtomicBool::new(false), AtomicBool::new(false));
        Arc::new(Admin { node, control, token, ready_requires, accepting, draining })
    }

    /// Every listener accepts.
    pub fn accepts(&self) {
        self.accepting.store(true, Ordering::Release);
    }

    /// A stop is under way: `/readyz` is 503 from here on.
    pub fn drains(&self) {
        self.draining.store(true, Ordering::Release);
    }
}
