//! Models: those that a definition names, and those that are made of the schemas written where they are used.

use super::node::{Entry, Node};
use super::reader::Reader;
use super::reference;
use super::schema;
use super::version::Version;
use crate::api::{Json, Model, Text};
use crate::source::Span;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// Models that every API has, and that need not stand in its definition (models-mappings-models). Their schemas are those
/// that Amazon exports.
const GIVEN: [(&str, &str); 2] = [
    ("Empty", r#"{"title":"Empty Schema","type":"object"}"#),
    ("Error", r#"{"title":"Error Schema","type":"object","properties":{"message":{"type":"string"}}}"#),
];

/// Models are of JSON when a definition says nothing else, and it cannot.
const CONTENT_TYPE: &str = "application/json";

/// Hex digits of the digest that names a schema without a name: Amazon's exports have names like `MODELd2a00d`.
const DIGITS: usize = 6;

/// Every model of a definition, as it is read.
pub(super) struct Models<'a> {
    /// `definitions`, `components.schemas`.
    schemas: &'a [Entry],
    /// How references to them begin.
    place: &'static str,
    made: Vec<Model>,
    taken: HashSet<String>,
    /// Names by the reference, or the schema, that they were made for.
    names: HashMap<String, String>,
    /// Names of schemas by where the tree has them, lest one that many refer to is written again for each.
    known: HashMap<*const Node, String>,
    /// Schemas that stand elsewhere and were referred to, to be written.
    waiting: Vec<(String, &'a Node)>,
}

/// How references to models begin.
fn place(version: Version) -> &'static str {
    match version {
        Version::Swagger2 => "#/definitions/",
        Version::OpenApi3 => "#/components/schemas/",
    }
}

impl<'a> Models<'a> {
    /// Is it a model that every API has, by a reference to models of this version.
    pub(super) fn is_given(version: Version, reference: &str) -> bool {
        reference.strip_prefix(place(version)).is_some_and(|name| GIVEN.iter().any(|(given, _)| *given == name))
    }

    pub(super) fn new(reader: &mut Reader<'a>, version: Version) -> Self {
        let root = reader.root;
        let node = match version {
            Version::Swagger2 => root.get("definitions"),
            Version::OpenApi3 => root.get("components").and_then(|components| components.get("schemas")),
        };
        let schemas = node.map(|node| reader.object(node, "schemas")).unwrap_or_default();
        Models {
            schemas,
            place: place(version),
            made: Vec::new(),
            taken: schemas.iter().map(|entry| entry.key.to_string()).collect(),
            names: HashMap::new(),
            known: HashMap::new(),
            waiting: Vec::new(),
        }
    }

    /// Every model: those with names, then those that were made.
    pub(super) fn finish(mut self, reader: &mut Reader<'a>) -> Vec<Model> {
        let named: Vec<Model> = self.schemas.iter().map(|entry| self.named(reader, entry)).collect();
        while let Some((name, node)) = self.waiting.pop() {
            let text = self.text(reader, node);
            self.add(reader, &name, node.span, text);
        }
        named.into_iter().chain(self.made).collect()
    }

    fn text(&mut self, reader: &mut Reader<'a>, node: &'a Node) -> String {
        let mut text = String::new();
        schema::write(reader, self, node, &mut text);
        reader.charge(text.len(), node.span);
        text
    }

    fn named(&mut self, reader: &mut Reader<'a>, entry: &'a Entry) -> Model {
        if entry.key.is_empty() || !entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let message = format!(
                "`{}` is no name of a model: Amazon API Gateway takes letters and digits only, and refuses this definition",
                entry.key
            );
            reader.error("model-name", entry.span, message);
        }
        let text = self.text(reader, &entry.value).into();
        Model {
            name: (&*entry.key).into(),
            content_type: CONTENT_TYPE.into(),
            description: entry.value.get("description").and_then(Node::text).map(str::to_owned),
            schema: Json { text, origin: reader.origin(entry.value.span) },
            origin: reader.origin(entry.span),
        }
    }

    /// The name of the model of a body: what is referred to, or one that is made.
    pub(super) fn of_body(&mut self, reader: &mut Reader<'a>, node: &'a Node) -> Option<Text> {
        if node.is_empty() {
            return None;
        }
        let Some(target) = reference::of(node) else {
            let name = self.make(reader, node);
            return Some(Text { text: name.into(), origin: reader.origin(node.span) });
        };
        let name = self.target(reader, target.text, target.span);
        let text = name.trim_start_matches("#/definitions/").into();
        Some(Text { text, origin: reader.origin(target.span) })
    }

    /// `#/definitions/NAME` for whatever a schema refers to.
    pub(super) fn target(&mut self, reader: &mut Reader<'a>, written: &str, span: Span) -> String {
        if let Some(rest) = written.strip_prefix(self.place) {
            self.give(reader, rest, span);
            return format!("#/definitions/{rest}");
        }
        if reference::is_external_model(written) {
            let name = written.rsplit('/').next().unwrap_or_default();
            self.expect(reader, name, span);
            return format!("#/definitions/{name}");
        }
        format!("#/definitions/{}", self.elsewhere(reader, written))
    }

    /// A model that every API has, where a definition refers to it without having it.
    fn give(&mut self, reader: &mut Reader<'_>, name: &str, span: Span) {
        let Some((name, schema)) = GIVEN.iter().find(|(given, _)| *given == name) else { return };
        if self.taken.insert((*name).to_owned()) {
            self.add(reader, name, span, (*schema).to_owned());
        }
    }

    /// Amazon: "Reference to model 'x' not found. Ignoring."
    fn expect(&self, reader: &mut Reader<'_>, name: &str, span: Span) {
        if !GIVEN.iter().any(|(given, _)| *given == name) && !self.taken.contains(name) {
            let message = format!("no model is called `{name}`; bodies are not held to it");
            reader.warning("unknown-model", span, message);
        }
    }

    /// A model of a schema that stands in another place of the file. Those that lead nowhere are reported with all
    /// references.
    fn elsewhere(&mut self, reader: &mut Reader<'a>, written: &str) -> String {
        if let Some(name) = self.names.get(written) {
            return name.clone();
        }
        let name = self.name(written);
        if let Some(found) = reference::find(reader.root, written) {
            self.waiting.push((name.clone(), found));
        }
        name
    }

    /// A model of a schema without a name. The same schema is the same model.
    fn make(&mut self, reader: &mut Reader<'a>, node: &'a Node) -> String {
        if let Some(name) = self.known.get(&std::ptr::from_ref(node)) {
            return name.clone();
        }
        let text = self.text(reader, node);
        let name = match self.names.get(&text) {
            Some(name) => name.clone(),
            None => {
                let name = self.name(&text);
                self.add(reader, &name, node.span, text);
                name
            }
        };
        self.known.insert(node, name.clone());
        name
    }

    /// A new name for a reference or a schema.
    fn name(&mut self, of: &str) -> String {
        let digest: String = Sha256::digest(of.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut names = (DIGITS..=digest.len()).map(|digits| format!("MODEL{}", &digest[..digits]));
        let name = names.find(|name| !self.taken.contains(name)).unwrap_or_else(|| format!("MODEL{digest}"));
        self.taken.insert(name.clone());
        self.names.insert(of.to_owned(), name.clone());
        name
    }

    fn add(&mut self, reader: &mut Reader<'_>, name: &str, span: Span, text: String) {
        let origin = reader.origin(span);
        self.made.push(Model {
            name: name.into(),
            content_type: CONTENT_TYPE.into(),
            description: None,
            schema: Json { text: text.into(), origin },
            origin,
        });
    }
}
