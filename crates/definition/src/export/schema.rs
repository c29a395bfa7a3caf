//! Models as schemas: references between models become those of the document.

use super::{ExportFormat, Tree};
use crate::api::Model;
use crate::openapi::{Keyword, keyword};
use std::collections::HashSet;

/// How references between models begin, within models.
const MODEL: &str = "#/definitions/";

/// How a document refers to models.
pub(super) struct References<'m> {
    known: HashSet<&'m str>,
    /// Of models that the document has.
    place: &'static str,
    /// Of models that it has not.
    elsewhere: String,
}

impl<'m> References<'m> {
    pub(super) fn new(models: &'m [Model], format: ExportFormat, api_id: &str) -> Self {
        References {
            known: models.iter().map(|model| &*model.name).collect(),
            place: match format {
                ExportFormat::Oas30 => "#/components/schemas/",
                ExportFormat::Swagger => MODEL,
            },
            elsewhere: format!("https://apigateway.amazonaws.com/restapis/{api_id}/models/"),
        }
    }

    /// `{"$ref": …}` of a model by its name.
    pub(super) fn reference(&self, name: &str) -> Tree {
        Tree::map([("$ref", Tree::text(self.target(name)))])
    }

    fn target(&self, name: &str) -> String {
        let model = name.split('/').next().unwrap_or_default();
        match self.known.contains(model) {
            true => format!("{}{name}", self.place),
            false => format!("{}{name}", self.elsewhere),
        }
    }

    /// Every model by its name.
    pub(super) fn schemas(&self, models: &[Model]) -> Tree {
        Tree::map(models.iter().map(|model| (model.name.clone(), self.schema(Tree::parse(&model.schema.text)))))
    }

    fn schema(&self, schema: Tree) -> Tree {
        let Tree::Map(entries) = schema else { return schema };
        Tree::map(entries.into_iter().map(|(key, value)| {
            let value = match (keyword(&key), value) {
                (_, Tree::String(target)) if &*key == "$ref" => match target.strip_prefix(MODEL) {
                    Some(name) => Tree::text(self.target(name)),
                    None => Tree::String(target),
                },
                (Keyword::Schema | Keyword::Schemas, Tree::List(items)) => {
                    Tree::list(items.into_iter().map(|item| self.schema(item)))
                }
                (Keyword::Schema | Keyword::Schemas, value) => self.schema(value),
                (Keyword::Named, Tree::Map(named)) => {
                    Tree::map(named.into_iter().map(|(name, value)| (name, self.schema(value))))
                }
                (_, value) => value,
            };
            (key, value)
        }))
    }
}
