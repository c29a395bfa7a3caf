//! What a thing is, as a number: equal on every node that serves the same.

use crate::places;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use tollgate_definition::{Api, Configuration, Stage};
use tollgate_model::Origin;
use tollgate_model::aws::Aws;
use tollgate_model::function::FunctionKind;

/// 64 hex digits of everything but `[node]`, `[log]`, `[[listener]]`, `[admin]`, `[check]` and secrets, whatever order the
/// files had.
pub(crate) fn of_configuration(configuration: &Configuration) -> Box<str> {
    let mut hash = Sha256::new();
    let Configuration { limits, apis, domains, vpc_links, target_groups, functions, aws, .. } = configuration;
    feed(&mut hash, limits);
    feed_sorted(&mut hash, apis, |api| api.name.to_string());
    feed_sorted(&mut hash, domains, |domain| domain.name.to_string());
    feed_sorted(&mut hash, vpc_links, |link| link.id.to_string());
    feed_sorted(&mut hash, target_groups, |group| group.key.to_string());
    feed_sorted(&mut hash, functions, |function| function.name.to_string());
    feed(&mut hash, &(&aws.default, &aws.endpoints));
    feed_sorted(&mut hash, &aws.roles, |role| role.arn.to_string());
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}

/// Of everything that goes into a stage, and of the places that its routes point back to.
pub(crate) fn of_stage(configuration: &Configuration, api: &Api, stage: &Stage) -> [u8; 32] {
    let mut hash = Sha256::new();
    let Api { name, id, protocol, account, region, access, cors, .. } = api;
    feed(&mut hash, &(name, id, protocol, account, region, access, cors));
    feed(&mut hash, stage);
    feed(&mut hash, &configuration.node.unenforced_access);
    feed(&mut hash, &configuration.vpc_links);
    for group in &configuration.target_groups {
        feed(&mut hash, &(&group.key, &group.protocol, &group.timeouts.total));
        feed(&mut hash, &group.tls.as_ref().map(|tls| (&tls.server_name, &tls.verify)));
    }
    of_calls(&mut hash, configuration);
    for Origin(place) in places::of_stage(stage) {
        hash.update(place.to_le_bytes());
    }
    hash.finalize().into()
}

/// What an integration that calls by ARN comes to: who answers for functions, and who signs. How a function of this node runs
/// is not part of a stage.
fn of_calls(hash: &mut Sha256, configuration: &Configuration) {
    for function in &configuration.functions {
        let remote = match &function.kind {
            FunctionKind::Local(_) => None,
            FunctionKind::Remote(endpoint) => Some(endpoint),
        };
        feed(hash, &(&function.name, remote));
    }
    // What stands for a role is not the stage's: that it is there is.
    let Aws { default, endpoints, roles } = &configuration.aws;
    feed(hash, &(default, endpoints, roles.iter().map(|role| &role.arn).collect::<Vec<_>>()));
    feed(hash, &configuration.missing_functions);
}

/// `$context.resourceId`: ten letters and digits, as Amazon's look, made of the path.
pub(crate) fn resource_id(path: &str) -> Box<str> {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digest = Sha256::digest(path);
    digest
        .iter()
        .take(10)
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect::<String>()
        .into()
}

fn feed_sorted<T: Serialize>(hash: &mut Sha256, things: &[T], name: impl Fn(&T) -> String) {
    let mut sorted: Vec<&T> = things.iter().collect();
    sorted.sort_by_cached_key(|thing| name(thing));
    feed(hash, &sorted);
}

/// JSON is the canonical form: fields in the order of their types, maps sorted, origins and secrets as nothing.
fn feed<T: Serialize + ?Sized>(hash: &mut Sha256, thing: &T) {
    struct Sink<'h>(&'h mut Sha256);
    impl std::io::Write for Sink<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    // Neither the sink nor these types can fail: their maps have text keys.
    let _ = serde_json::to_writer(std::io::BufWriter::new(Sink(hash)), thing);
    hash.update([0]);
}
