//! From schemas as written to schemas as checked.

use super::Models;
use super::error::ModelError;
use super::format::Format;
use super::pattern::Search;
use super::reference::{Place, Sources};
use super::schema::{Arrays, Dependency, Further, Items, Numbers, Objects, Schema, SchemaId, Strings, Types};
use indexmap::IndexMap;
use serde_json::{Map, Number, Value};
use std::collections::HashMap;

#[derive(Default)]
struct Compiler<'m> {
    sources: Sources<'m>,
    /// By model and pointer: a place is compiled once, however many refer to it.
    ids: HashMap<(&'m str, String), SchemaId>,
    schemas: Vec<Schema>,
    waiting: Vec<(SchemaId, Place<'m>)>,
    errors: Vec<ModelError>,
}

pub(super) fn compile(models: Vec<(&str, &Value)>) -> Result<Models, Vec<ModelError>> {
    let mut compiler = Compiler { sources: models.iter().copied().collect(), ..Compiler::default() };
    let mut roots = HashMap::new();
    for (model, value) in models {
        let root = compiler.schema(Place { model, pointer: String::new(), value });
        roots.insert(Box::from(model), root);
        while let Some((id, place)) = compiler.waiting.pop() {
            compiler.schemas[id] = compiler.read(&place);
        }
    }
    match compiler.errors.is_empty() {
        true => Ok(Models { schemas: compiler.schemas.into(), roots }),
        false => Err(compiler.errors),
    }
}

impl<'m> Compiler<'m> {
    /// The schema at a place; it is read later.
    fn schema(&mut self, place: Place<'m>) -> SchemaId {
        let written = place.clone();
        let place = place.follow(&self.sources).unwrap_or_else(|what| {
            self.fail(&written, what);
            Place { value: &Value::Null, ..written }
        });
        let key = (place.model, place.pointer.clone());
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = self.schemas.len();
        self.schemas.push(Schema::default());
        self.ids.insert(key, id);
        if !place.value.is_null() {
            self.waiting.push((id, place));
        }
        id
    }

    fn fail(&mut self, place: &Place<'_>, what: impl Into<String>) {
        let Place { model, pointer, .. } = place;
        self.errors.push(ModelError { model: (*model).to_owned(), pointer: pointer.clone(), what: what.into() });
    }

    fn read(&mut self, place: &Place<'m>) -> Schema {
        let Some(members) = place.value.as_object() else {
            self.fail(place, "a schema is an object");
            return Schema::default();
        };
        let mut keywords = Keywords { compiler: self, place, members };
        Schema {
            types: keywords.types(),
            allowed: keywords.wanted("enum", "a list of values", |value| value.is_array().then(|| value.clone())),
            all_of: keywords.schemas("allOf"),
            any_of: keywords.schemas("anyOf"),
            one_of: keywords.schemas("oneOf"),
            not: keywords.get("not").map(|not| keywords.compiler.schema(not)),
            number: keywords.numbers(),
            string: keywords.strings(),
            array: keywords.arrays(),
            object: keywords.objects(),
        }
    }
}

/// The keywords of one schema.
struct Keywords<'c, 'm> {
    compiler: &'c mut Compiler<'m>,
    place: &'c Place<'m>,
    members: &'m Map<String, Value>,
}

impl<'m> Keywords<'_, 'm> {
    fn get(&self, keyword: &str) -> Option<Place<'m>> {
        self.members.get(keyword).map(|value| self.place.child(keyword, value))
    }

    /// What `read` makes of a keyword's value; `None` where there is none, or it is no `expected`.
    fn wanted<T>(&mut self, keyword: &str, expected: &str, read: impl FnOnce(&'m Value) -> Option<T>) -> Option<T> {
        let place = self.get(keyword)?;
        let found = read(place.value);
        if found.is_none() {
            self.compiler.fail(&place, format!("`{keyword}` is {expected}"));
        }
        found
    }

    fn number(&mut self, keyword: &str) -> Option<Number> {
        self.wanted(keyword, "a number", |value| value.as_number().cloned())
    }

    fn count(&mut self, keyword: &str) -> Option<u64> {
        self.wanted(keyword, "a whole number from 0", Value::as_u64)
    }

    fn flag(&mut self, keyword: &str) -> bool {
        self.wanted(keyword, "`true` or `false`", Value::as_bool).unwrap_or_default()
    }

    fn names(&mut self, keyword: &str) -> Box<[Box<str>]> {
        self.wanted(keyword, "a list of names", names).unwrap_or_default()
    }

    fn types(&mut self) -> Option<Types> {
        let expected = "one or several of array, boolean, integer, null, number, object, string";
        self.wanted("type", expected, |value| match value {
            Value::String(name) => Types::default().with(name),
            Value::Array(names) => names.iter().try_fold(Types::default(), |types, name| types.with(name.as_str()?)),
            _ => None,
        })
    }

    fn schemas(&mut self, keyword: &str) -> Box<[SchemaId]> {
        let Some(place) = self.get(keyword) else { return Box::default() };
        let written =
            self.wanted(keyword, "a list of schemas", |value| value.as_array()).map_or(&[][..], Vec::as_slice);
        let each = written.iter().enumerate();
        each.map(|(index, schema)| self.compiler.schema(place.child(&index.to_string(), schema))).collect()
    }

    fn map(&mut self, keyword: &str) -> Vec<(&'m str, Place<'m>)> {
        let Some(place) = self.get(keyword) else { return Vec::new() };
        let members = self.wanted(keyword, "an object of schemas", |value| value.as_object());
        let each = members.into_iter().flatten();
        each.map(|(name, schema)| (name.as_str(), place.child(name, schema))).collect()
    }

    fn further(&mut self, keyword: &str) -> Further {
        match self.get(keyword) {
            None => Further::Any,
            Some(place) => match place.value {
                Value::Bool(true) => Further::Any,
                Value::Bool(false) => Further::None,
                _ => Further::All(self.compiler.schema(place)),
            },
        }
    }

    fn numbers(&mut self) -> Numbers {
        let (below, above) = (self.flag("exclusiveMaximum"), self.flag("exclusiveMinimum"));
        let positive = |value: &Value| value.as_number().filter(|n| n.as_f64().is_some_and(|n| n > 0.0)).cloned();
        Numbers {
            maximum: self.number("maximum").map(|maximum| (maximum, below)),
            minimum: self.number("minimum").map(|minimum| (minimum, above)),
            multiple_of: self.wanted("multipleOf", "a number above 0", positive),
        }
    }

    fn strings(&mut self) -> Strings {
        let pattern = self.wanted("pattern", "a text", Value::as_str).map(Search::parse);
        Strings {
            format: self.wanted("format", "a text", Value::as_str).and_then(Format::parse),
            max_length: self.count("maxLength"),
            min_length: self.count("minLength"),
            pattern: pattern.and_then(|pattern| {
                pattern.map_err(|what| self.get("pattern").map(|place| self.compiler.fail(&place, what))).ok()
            }),
        }
    }

    fn arrays(&mut self) -> Arrays {
        let further = self.further("additionalItems");
        let items = match self.get("items") {
            None => Items::Any,
            Some(place) if place.value.is_array() => Items::Each(self.schemas("items"), further),
            Some(place) => Items::All(self.compiler.schema(place)),
        };
        let (max_items, min_items) = (self.count("maxItems"), self.count("minItems"));
        Arrays { items, max_items, min_items, unique: self.flag("uniqueItems") }
    }

    fn objects(&mut self) -> Objects {
        let mut properties = IndexMap::new();
        for (name, place) in self.map("properties") {
            properties.insert(name.into(), self.compiler.schema(place));
        }
        Objects {
            properties,
            patterns: self.patterns(),
            further: self.further("additionalProperties"),
            dependencies: self.dependencies(),
            max_properties: self.count("maxProperties"),
            min_properties: self.count("minProperties"),
            required: self.names("required"),
        }
    }

    fn patterns(&mut self) -> Box<[(Search, SchemaId)]> {
        let mut patterns = Vec::new();
        for (text, place) in self.map("patternProperties") {
            match Search::parse(text) {
                Ok(pattern) => patterns.push((pattern, self.compiler.schema(place))),
                Err(what) => self.compiler.fail(&place, what),
            }
        }
        patterns.into()
    }

    fn dependencies(&mut self) -> Box<[(Box<str>, Dependency)]> {
        let mut dependencies = Vec::new();
        for (name, place) in self.map("dependencies") {
            let dependency = match names(place.value) {
                Some(names) => Dependency::Properties(names),
                None => Dependency::Schema(self.compiler.schema(place)),
            };
            dependencies.push((name.into(), dependency));
        }
        dependencies.into()
    }
}

fn names(value: &Value) -> Option<Box<[Box<str>]>> {
    value.as_array()?.iter().map(|name| name.as_str().map(Box::from)).collect()
}
