//! Files in, configurations and diagnostics out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod broken;
mod explained;
mod hostile;
mod loading;
mod reference;
mod single;
mod written;

use tollgate_config::Loaded;

/// The diagnostics as `tollgate check` prints them.
fn rendered(loaded: &Loaded) -> String {
    let mut text = String::new();
    loaded.diagnostics.iter().for_each(|finding| finding.render(&loaded.sources, &mut text));
    text
}
