//! A value against a schema, in the order of Amazon's validator: the keywords of one place by name, then its children while
//! nothing has failed.

use super::MAX_DEPTH;
use super::error::{Invalid, Report};
use super::schema::{Further, Items, Objects, Schema, SchemaId};
use serde_json::{Map, Value};

/// The steps are spent.
pub(super) struct Exceeded;

pub(super) struct Check<'s> {
    schemas: &'s [Schema],
    steps: usize,
    depth: usize,
}

pub(super) fn check(schemas: &[Schema], root: SchemaId, value: &Value, steps: usize) -> Result<(), Invalid> {
    let mut report = Report::default();
    let mut check = Check { schemas, steps, depth: 0 };
    match check.process(root, value, &mut report) {
        Err(Exceeded) => Err(Invalid::exceeded()),
        Ok(()) => Invalid::of(report.into_messages()).map_or(Ok(()), Err),
    }
}

impl Check<'_> {
    pub(super) fn process(&mut self, id: SchemaId, value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        self.steps = self.steps.checked_sub(1).filter(|_| self.depth < MAX_DEPTH).ok_or(Exceeded)?;
        let schemas = self.schemas;
        let Some(schema) = schemas.get(id) else { return Ok(()) };
        self.depth += 1;
        self.keywords(schema, value, report)?;
        if !report.has_failed() {
            match value {
                Value::Array(items) => self.items(&schema.array.items, items, report)?,
                Value::Object(members) => self.members(&schema.object, members, report)?,
                _ => {}
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// Does the value match the schema? Without words.
    pub(super) fn matches(&mut self, id: SchemaId, value: &Value) -> Result<bool, Exceeded> {
        let mut report = Report::silent();
        self.process(id, value, &mut report)?;
        Ok(!report.has_failed())
    }

    /// For work that is not counted by the schemas it meets.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Exceeded> {
        self.steps = self.steps.checked_sub(steps).ok_or(Exceeded)?;
        Ok(())
    }

    fn items(&mut self, items: &Items, values: &[Value], report: &mut Report) -> Result<(), Exceeded> {
        match items {
            Items::Any => Ok(()),
            Items::All(id) => values.iter().try_for_each(|value| self.process(*id, value, report)),
            Items::Each(ids, further) => {
                values.iter().enumerate().try_for_each(|(index, value)| match (ids.get(index), further) {
                    (Some(id), _) | (None, Further::All(id)) => self.process(*id, value, report),
                    (None, Further::Any | Further::None) => Ok(()),
                })
            }
        }
    }

    fn members(
        &mut self,
        objects: &Objects,
        members: &Map<String, Value>,
        report: &mut Report,
    ) -> Result<(), Exceeded> {
        let childless = objects.properties.is_empty() && objects.patterns.is_empty();
        if childless && !matches!(objects.further, Further::All(_)) {
            return Ok(());
        }
        let mut sorted: Vec<_> = members.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| *name);
        sorted.into_iter().try_for_each(|(name, value)| self.member(objects, name, value, report))
    }

    fn member(&mut self, objects: &Objects, name: &str, value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        let mut named = false;
        if let Some(id) = objects.properties.get(name) {
            named = true;
            self.process(*id, value, report)?;
        }
        for (pattern, id) in &objects.patterns {
            self.spend(1)?;
            if pattern.is_in(name)? {
                named = true;
                self.process(*id, value, report)?;
            }
        }
        match objects.further {
            Further::All(id) if !named => self.process(id, value, report),
            _ => Ok(()),
        }
    }
}
