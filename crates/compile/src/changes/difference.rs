//! Named things that come, go and change.

use super::Difference;
use super::flat::{Named, differences};

impl Difference {
    /// What was added, removed and changed of the named things.
    pub fn of(kind: &str, old: &Named, new: &Named, found: &mut Vec<Difference>) {
        let plain = |what: &str, name: &String| Difference {
            what: format!("{kind} {what}"),
            name: name.clone(),
            details: Vec::new(),
        };
        found.extend(old.keys().filter(|name| !new.contains_key(*name)).map(|name| plain("removed", name)));
        for (name, new) in new {
            let Some(old) = old.get(name) else { continue };
            let details = differences(old, new);
            if !details.is_empty() {
                found.push(Difference { details, ..plain("changed", name) });
            }
        }
        found.extend(new.keys().filter(|name| !old.contains_key(*name)).map(|name| plain("added", name)));
    }
}
