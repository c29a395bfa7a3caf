//! Keywords that hold schemas for the same value.

use super::check::{Check, Exceeded};
use super::error::Report;
use super::keyword::listed;
use super::schema::{Dependency, Objects, SchemaId};
use serde_json::{Map, Value};

impl Check<'_> {
    fn count(&mut self, ids: &[SchemaId], value: &Value) -> Result<usize, Exceeded> {
        ids.iter().try_fold(0, |matched, id| Ok(matched + usize::from(self.matches(*id, value)?)))
    }

    pub(super) fn all_of(&mut self, ids: &[SchemaId], value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        let (matched, all) = (self.count(ids, value)?, ids.len());
        if matched != all {
            report.fail(|| {
                format!("instance failed to match all required schemas (matched only {matched} out of {all})")
            });
        }
        Ok(())
    }

    pub(super) fn any_of(&mut self, ids: &[SchemaId], value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        if ids.is_empty() {
            return Ok(());
        }
        for id in ids {
            if self.matches(*id, value)? {
                return Ok(());
            }
        }
        report.fail(|| format!("instance failed to match at least one required schema among {}", ids.len()));
        Ok(())
    }

    pub(super) fn one_of(&mut self, ids: &[SchemaId], value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        if ids.is_empty() {
            return Ok(());
        }
        let (matched, all) = (self.count(ids, value)?, ids.len());
        if matched != 1 {
            report.fail(|| format!("instance failed to match exactly one schema (matched {matched} out of {all})"));
        }
        Ok(())
    }

    pub(super) fn not(&mut self, id: Option<SchemaId>, value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        if let Some(id) = id
            && self.matches(id, value)?
        {
            report.fail(|| "instance matched a schema which it should not have".to_owned());
        }
        Ok(())
    }

    pub(super) fn dependencies(
        &mut self,
        objects: &Objects,
        members: &Map<String, Value>,
        value: &Value,
        report: &mut Report,
    ) -> Result<(), Exceeded> {
        let present = objects.dependencies.iter().filter(|(name, _)| members.contains_key(&**name));
        for (name, dependency) in present {
            match dependency {
                Dependency::Schema(id) => self.process(*id, value, report)?,
                Dependency::Properties(required) => {
                    let missing: Vec<_> =
                        required.iter().filter(|name| !members.contains_key(&***name)).map(|name| &**name).collect();
                    if !missing.is_empty() {
                        report.fail(|| missing_dependencies(name, required, &missing));
                    }
                }
            }
        }
        Ok(())
    }
}

fn missing_dependencies(name: &str, required: &[Box<str>], missing: &[&str]) -> String {
    let required = listed(required.iter());
    let missing = listed(missing.iter());
    format!(
        "property \"{name}\" of object has missing property dependencies (schema requires {required}; missing: {missing})"
    )
}
