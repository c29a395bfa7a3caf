//! One reload: load, compile, swap, tell. On any error nothing changes but what is said of it.

use super::receipt::{GroupChanges, Receipt, Refusal, RouteChanges};
use super::restart::needs_restart;
use super::status::{Known, LastReload, Status};
use super::watch::Watch;
use crate::load::{How, Outcome, Source, load_and_compile};
use crate::report;
use std::sync::Arc;
use std::time::SystemTime;
use tollgate_compile::Changes;
use tollgate_dataplane::{NextError, Node, OwnCertificates, Swapped};
use tollgate_definition::{Configuration, Sources};
use tollgate_routes::Table;
use tollgate_telemetry::log::{Level, Log};

pub(crate) struct Reloader {
    pub(crate) source: Source,
    pub(crate) node: Arc<Node>,
    pub(crate) status: Arc<Status>,
    /// What the process was started with: its listeners, threads, log.
    pub(crate) started: Configuration,
    pub(crate) watch: Watch,
    /// `[node] watch`, as of the last load.
    pub(crate) watching: bool,
    pub(crate) log: Log,
    pub(crate) certificates: OwnCertificates,
}

impl Reloader {
    pub(crate) fn reload(&mut self, by: &'static str) -> Result<Receipt, Refusal> {
        let previous = self.node.generation();
        let loaded = load_and_compile(&self.source, Some(&previous.table), &How::default());
        self.watch = Watch::new(&loaded.files, loaded.began);
        let outcome = self.swap(loaded, &previous.table);
        let at = SystemTime::now();
        match &outcome {
            Ok(receipt) => tracing::info!(by, digest = receipt.digest, "{}", receipt.summary()),
            Err(refusal) => {
                self.node.metrics().node().reload_refused(at);
                self.status.known().last_reload.error = Some(refusal.error.clone());
                tracing::error!(by, error = refusal.error, "reload refused, what was live goes on\n{}", refusal.report);
            }
        }
        let last = &mut self.status.known().last_reload;
        (last.at, last.by) = (at, by);
        outcome
    }

    fn swap(&mut self, loaded: Outcome, previous: &Table) -> Result<Receipt, Refusal> {
        let Outcome { configuration, table, diagnostics, sources, files, .. } = loaded;
        let report = report::text(&diagnostics, &sources);
        let (Some(configuration), Some(table)) = (configuration, table) else {
            return Err(Refusal { error: report::summary(&diagnostics), report });
        };
        let certificates = self.certificates.prepare(&configuration.listeners);
        let certificates =
            certificates.map_err(|problem| Refusal { error: problem.to_string(), report: report.clone() })?;
        let sources = Arc::new(sources);
        let changes = tollgate_compile::changes(Some(previous), &table);
        let swapped = self.node.swap(table, Arc::clone(&sources)).map_err(|errors| refusal(&errors, &report))?;
        certificates.show();
        self.watching = configuration.node.watch;
        self.refresh_logs(&configuration);
        let needs_restart = needs_restart(&self.started, &configuration);
        for setting in &needs_restart {
            tracing::warn!(
                setting,
                "needs-restart: the setting changed, and is not in force before the process is replaced"
            );
        }
        self.remember(&configuration, sources, files, needs_restart.clone());
        Ok(receipt(swapped, &changes, needs_restart, report))
    }

    /// Files are opened anew by their names, so that a rotated one is let go of.
    fn refresh_logs(&self, configuration: &Configuration) {
        if let Some(level) = Level::parse(&configuration.log.level) {
            self.log.set_level(level);
        }
        let own = self.log.reopen().err();
        for error in own.into_iter().chain(self.node.reopen_logs()) {
            tracing::error!(%error, "a log file cannot be opened anew: the old one is written to");
        }
    }

    fn remember(
        &self,
        configuration: &Configuration,
        sources: Arc<Sources>,
        files: Vec<std::path::PathBuf>,
        needs_restart: Vec<String>,
    ) {
        let generation = self.node.generation();
        self.node.metrics().node().reloaded(generation.number, &generation.table.digest, generation.since);
        let last_reload = LastReload { at: generation.since, by: "", error: None, needs_restart };
        let node_digest = super::node_digest(configuration);
        let settings = tollgate_compile::NodeSettings::of(configuration);
        *self.status.known() = Known { sources, files, node_digest, settings, last_reload };
    }
}

fn refusal(errors: &[NextError], report: &str) -> Refusal {
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Refusal { error: told.join("; "), report: report.to_owned() }
}

fn receipt(swapped: Swapped, changes: &Changes, needs_restart: Vec<String>, report: String) -> Receipt {
    let Swapped { generation, digest, mut kept, new, draining, recoded } = swapped;
    kept.retain(|key| !changes.groups_changed.iter().any(|change| change.group == *key));
    let changed = texts(&changes.groups_changed);
    let routes = RouteChanges {
        dangers: changes.dangers.clone(),
        added: texts(&changes.routes_added),
        removed: texts(&changes.routes_removed),
        changed: texts(&changes.routes_changed),
    };
    // What needs a restart tells the limits, which are in the digest too.
    let something = changes.other.iter().filter(|_| needs_restart.is_empty()).cloned();
    let others = texts(&changes.hosts)
        .into_iter()
        .chain(texts(&changes.stages))
        .chain(texts(&changes.functions))
        .chain(recoded.iter().map(|name| format!("function {name}: its code changed, its processes start anew")))
        .chain(something)
        .collect();
    let target_groups = GroupChanges { kept, changed, new, draining };
    Receipt { generation, digest, routes, target_groups, others, needs_restart, report }
}

fn texts(changes: &[impl ToString]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}
