use crate::ast::{Macro, Slot};
use indexmap::{IndexMap, IndexSet};
use std::sync::Arc;

/// What a template names: its variables and its macros.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    variables: IndexSet<Box<str>>,
    pub(crate) macros: IndexMap<Box<str>, Arc<Macro>>,
    /// Some text is only parsed when it is rendered.
    pub(crate) evaluates: bool,
}

/// The names that `#foreach` and block macros write to.
pub(crate) const COUNT: Slot = 0;
pub(crate) const HAS_NEXT: Slot = 1;
pub(crate) const FOREACH: Slot = 2;
pub(crate) const BODY: Slot = 3;
const OWN: [&str; 4] = ["velocityCount", "velocityHasNext", "foreach", "bodyContent"];

impl Names {
    pub(crate) fn new() -> Names {
        Names { variables: OWN.into_iter().map(Box::from).collect(), macros: IndexMap::new(), evaluates: false }
    }

    pub(crate) fn slot(&mut self, name: &str) -> Slot {
        let place = match self.variables.get_index_of(name) {
            Some(place) => place,
            None => self.variables.insert_full(name.into()).0,
        };
        // A template of 4 GiB would be needed for more places: Limits forbid it.
        Slot::try_from(place).unwrap_or(Slot::MAX)
    }

    pub(crate) fn name(&self, slot: Slot) -> &str {
        self.variables.get_index(slot as usize).map_or("", |name| name)
    }

    /// Whether a variable's name occurs. The engine's own four always do.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    pub(crate) fn count(&self) -> usize {
        self.variables.len()
    }

    /// The first definition of a macro stays.
    pub(crate) fn define(&mut self, defined: Macro) {
        self.macros.entry(defined.name.clone()).or_insert_with(|| Arc::new(defined));
    }
}
