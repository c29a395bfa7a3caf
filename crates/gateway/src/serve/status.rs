//! What the admin interface is told of the process: files, the last reload, the table.

use super::receipt::{Receipt, Refusal};
use async_trait::async_trait;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tokio::sync::{mpsc, oneshot};
use tollgate_compile::{NodeSettings, Served};
use tollgate_dataplane::{Control, Node, Outcome};
use tollgate_definition::Sources;

/// A reload that is asked for; the answer goes to whoever asked.
pub(crate) type Wish = oneshot::Sender<Result<Receipt, Refusal>>;

/// How many reloads may wait for the one under way.
pub(crate) const WISHES: usize = 16;

/// The admin interface's side of the control loop.
pub(crate) struct Status {
    /// `[node] name`, or the host's.
    name: String,
    node: Arc<Node>,
    wishes: mpsc::Sender<Wish>,
    known: Mutex<Known>,
}

/// As of the last load, and of the last that went live.
pub(crate) struct Known {
    /// Of the live table.
    pub(crate) sources: Arc<Sources>,
    pub(crate) files: Vec<PathBuf>,
    pub(crate) node_digest: String,
    pub(crate) settings: NodeSettings,
    pub(crate) last_reload: LastReload,
}

#[derive(Clone, Debug)]
pub(crate) struct LastReload {
    pub(crate) at: SystemTime,
    /// `start`, `SIGHUP`, `POST /reload`, `watch`.
    pub(crate) by: &'static str,
    /// Why it was refused.
    pub(crate) error: Option<String>,
    pub(crate) needs_restart: Vec<String>,
}

impl Status {
    pub(crate) fn new(name: &str, node: Arc<Node>, known: Known) -> (Arc<Status>, mpsc::Receiver<Wish>) {
        let (wishes, wished) = mpsc::channel(WISHES);
        (Arc::new(Status { name: name.to_owned(), node, wishes, known: Mutex::new(known) }), wished)
    }

    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Control for Status {
    async fn reload(&self) -> Outcome {
        let (wish, granted) = oneshot::channel();
        let stopping = || Refusal { error: "the process is stopping".to_owned(), report: String::new() };
        let outcome = match self.wishes.send(wish).await {
            Ok(()) => granted.await.unwrap_or_else(|_| Err(stopping())),
            Err(_) => Err(stopping()),
        };
        match outcome {
            Ok(receipt) => Outcome { live: true, body: json!(receipt) },
            Err(refusal) => Outcome { live: false, body: json!(refusal) },
        }
    }

    fn config(&self) -> Map<String, Value> {
        let known = self.known();
        let LastReload { at, by, error, needs_restart } = &known.last_reload;
        let at = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let files: Vec<_> = known.files.iter().map(|path| path.display().to_string()).collect();
        let last = json!({ "at": at, "by": by, "live": error.is_none(), "error": error });
        Map::from_iter([
            ("node".to_owned(), json!(self.name)),
            ("node_digest".to_owned(), json!(known.node_digest)),
            ("settings".to_owned(), json!(known.settings)),
            ("serves".to_owned(), json!(Served::of(&self.node.generation().table))),
            ("files".to_owned(), json!(files)),
            ("last_reload".to_owned(), last),
            ("needs_restart".to_owned(), json!(needs_restart)),
        ])
    }

    fn routes(&self) -> Value {
        let sources = Arc::clone(&self.known().sources);
        let generation = self.node.generation();
        json!(tollgate_compile::listing(&generation.table, &sources))
    }
}
