//! The keywords of one place, by name; the words are json-schema-validator's (its `validation.properties`).

use super::check::{Check, Exceeded};
use super::error::Report;
use super::number::{canonical, compare, equal, is_multiple};
use super::schema::{Arrays, Further, Items, Numbers, Objects, Schema, Strings, type_of};
use serde_json::{Map, Number, Value};
use std::cmp::Ordering;
use std::collections::HashSet;

/// Characters of a body that a message repeats.
const QUOTED: usize = 1024;

impl Check<'_> {
    pub(super) fn keywords(&mut self, schema: &Schema, value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        self.until_enum(schema, value, report)?;
        sizes(schema, value, report);
        self.not(schema.not, value, report)?;
        self.one_of(&schema.one_of, value, report)?;
        match value {
            Value::String(text) => pattern(&schema.string, text, report)?,
            Value::Object(members) => required(&schema.object, members, report),
            _ => {}
        }
        types(schema, value, report);
        match value {
            Value::Array(items) if schema.array.unique => self.unique(items, report)?,
            Value::String(text) => format_of(&schema.string, text, report),
            _ => {}
        }
        Ok(())
    }

    /// From `additionalItems` to `enum`.
    fn until_enum(&mut self, schema: &Schema, value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        match value {
            Value::Array(items) => further_items(&schema.array, items.len(), report),
            Value::Object(members) => self.further_members(&schema.object, members, report)?,
            _ => {}
        }
        self.all_of(&schema.all_of, value, report)?;
        self.any_of(&schema.any_of, value, report)?;
        if let Value::Object(members) = value {
            self.dependencies(&schema.object, members, value, report)?;
        }
        schema.allowed.as_ref().map_or(Ok(()), |allowed| self.allowed(allowed, value, report))
    }

    fn further_members(
        &mut self,
        objects: &Objects,
        members: &Map<String, Value>,
        report: &mut Report,
    ) -> Result<(), Exceeded> {
        if !matches!(objects.further, Further::None) {
            return Ok(());
        }
        self.spend(members.len() * objects.patterns.len())?;
        let mut unwanted = Vec::new();
        for name in members.keys().filter(|name| !objects.properties.contains_key(name.as_str())) {
            let mut patterns = objects.patterns.iter().map(|(pattern, _)| pattern.is_in(name));
            if !patterns.try_fold(false, |found, is| is.map(|is| found || is))? {
                unwanted.push(name);
            }
        }
        if !unwanted.is_empty() {
            unwanted.sort_unstable();
            let list = listed(unwanted.into_iter());
            report.fail(|| format!("object instance has properties which are not allowed by the schema: {list}"));
        }
        Ok(())
    }

    fn allowed(&mut self, allowed: &Value, value: &Value, report: &mut Report) -> Result<(), Exceeded> {
        let list = allowed.as_array().map_or(&[][..], Vec::as_slice);
        self.spend(list.len())?;
        if !list.iter().any(|one| equal(one, value)) {
            report.fail(|| {
                format!(
                    "instance value ({}) not found in enum (possible values: {allowed})",
                    quoted(&value.to_string())
                )
            });
        }
        Ok(())
    }

    fn unique(&mut self, items: &[Value], report: &mut Report) -> Result<(), Exceeded> {
        self.spend(items.len())?;
        let mut seen = HashSet::with_capacity(items.len());
        if !items.iter().all(|item| seen.insert(canonical(item))) {
            report.fail(|| "array must not contain duplicate elements".to_owned());
        }
        Ok(())
    }
}

fn further_items(arrays: &Arrays, found: usize, report: &mut Report) {
    if let Items::Each(ids, Further::None) = &arrays.items
        && found > ids.len()
    {
        let allowed = ids.len();
        report.fail(|| format!("schema only allows {allowed} elements in array but instance has {found} elements"));
    }
}

/// From `maxItems` to `multipleOf`.
fn sizes(schema: &Schema, value: &Value, report: &mut Report) {
    match value {
        Value::Array(items) => elements(&schema.array, items.len(), report),
        Value::String(text) => lengths(&schema.string, text, report),
        Value::Object(members) => counts(&schema.object, members.len(), report),
        Value::Number(number) => numbers(&schema.number, number, report),
        _ => {}
    }
}

fn elements(arrays: &Arrays, found: usize, report: &mut Report) {
    if let Some(most) = arrays.max_items.filter(|most| found as u64 > *most) {
        report
            .fail(|| format!("array is too long: must have at most {most} elements but instance has {found} elements"));
    }
    if let Some(least) = arrays.min_items.filter(|least| (found as u64) < *least) {
        report.fail(|| {
            format!("array is too short: must have at least {least} elements but instance has {found} elements")
        });
    }
}

fn lengths(strings: &Strings, text: &str, report: &mut Report) {
    if strings.max_length.is_none() && strings.min_length.is_none() {
        return;
    }
    let length = text.chars().count();
    if let Some(most) = strings.max_length.filter(|most| length as u64 > *most) {
        report.fail(|| format!("string \"{}\" is too long (length: {length}, maximum allowed: {most})", quoted(text)));
    }
    if let Some(least) = strings.min_length.filter(|least| (length as u64) < *least) {
        report
            .fail(|| format!("string \"{}\" is too short (length: {length}, required minimum: {least})", quoted(text)));
    }
}

fn counts(objects: &Objects, found: usize, report: &mut Report) {
    if let Some(most) = objects.max_properties.filter(|most| found as u64 > *most) {
        report.fail(|| format!("object has too many properties (found {found} but schema requires at most {most})"));
    }
    if let Some(least) = objects.min_properties.filter(|least| (found as u64) < *least) {
        report.fail(|| format!("object has too few properties (found {found} but schema requires at least {least})"));
    }
}

fn numbers(numbers: &Numbers, found: &Number, report: &mut Report) {
    if let Some((maximum, exclusive)) = &numbers.maximum {
        match compare(found, maximum) {
            Some(Ordering::Greater) => report.fail(|| {
                format!("numeric instance is greater than the required maximum (maximum: {maximum}, found: {found})")
            }),
            Some(Ordering::Equal) if *exclusive => {
                report.fail(|| format!("numeric instance is not strictly lower than the required maximum {maximum}"))
            }
            _ => {}
        }
    }
    minimum(numbers, found, report);
    if let Some(divisor) = numbers.multiple_of.as_ref().filter(|divisor| !is_multiple(found, divisor)) {
        report.fail(|| format!("remainder of division is not zero ({found} / {divisor})"));
    }
}

fn minimum(numbers: &Numbers, found: &Number, report: &mut Report) {
    let Some((minimum, exclusive)) = &numbers.minimum else { return };
    match compare(found, minimum) {
        Some(Ordering::Less) => report.fail(|| {
            format!("numeric instance is lower than the required minimum (minimum: {minimum}, found: {found})")
        }),
        Some(Ordering::Equal) if *exclusive => {
            report.fail(|| format!("numeric instance is not strictly greater than the required minimum {minimum}"))
        }
        _ => {}
    }
}

fn pattern(strings: &Strings, text: &str, report: &mut Report) -> Result<(), Exceeded> {
    if let Some(pattern) = &strings.pattern
        && !pattern.is_in(text)?
    {
        report.fail(|| {
            format!("ECMA 262 regex \"{}\" does not match input string \"{}\"", pattern.as_str(), quoted(text))
        });
    }
    Ok(())
}

/// After every other keyword.
fn format_of(strings: &Strings, text: &str, report: &mut Report) {
    if let Some(format) = strings.format.filter(|format| !format.fits(text)) {
        report.fail(|| format.refusal(quoted(text)));
    }
}

fn required(objects: &Objects, members: &Map<String, Value>, report: &mut Report) {
    let missing = || objects.required.iter().filter(|name| !members.contains_key(&***name)).map(|name| &**name);
    if missing().next().is_some() {
        report.fail(|| format!("object has missing required properties ({})", listed(missing())));
    }
}

fn types(schema: &Schema, value: &Value, report: &mut Report) {
    let found = type_of(value);
    if let Some(types) = schema.types.filter(|types| !types.contains(found)) {
        report.fail(|| {
            let allowed = listed(types.names());
            format!("instance type ({found}) does not match any allowed primitive type (allowed: {allowed})")
        });
    }
}

/// As JSON: `["a","b"]`.
pub(super) fn listed<T: AsRef<str>>(names: impl Iterator<Item = T>) -> String {
    Value::Array(names.map(|name| Value::from(name.as_ref())).collect()).to_string()
}

/// The beginning of a text that a client chose.
pub(super) fn quoted(text: &str) -> &str {
    text.char_indices().nth(QUOTED).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}
