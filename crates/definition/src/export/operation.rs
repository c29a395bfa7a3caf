//! One method as an operation.

use super::integration::{self, filled, present};
use super::schema::References;
use super::security::Schemes;
use super::{ExportFormat, ExportOptions, NoExport, Tree};
use crate::api::{BodyModel, MethodKey, MethodParameter, MethodResponse, ParameterLocation, RestMethod};

/// What operations of a document need of the whole.
pub(super) struct Writer<'a> {
    pub(super) options: ExportOptions,
    pub(super) references: References<'a>,
    pub(super) schemes: Schemes<'a>,
}

impl Writer<'_> {
    /// The key of an operation in its path, and the operation.
    pub(super) fn operation(&self, method: &RestMethod) -> Result<(Box<str>, Tree), NoExport> {
        let key = match &method.method {
            MethodKey::Any => "x-amazon-apigateway-any-method".into(),
            MethodKey::Method(name) => name.to_ascii_lowercase().into(),
        };
        let extensions = self.options.extensions;
        let validator = method.request_validator.as_ref().filter(|_| extensions.others);
        let integration = method.integration.as_ref().filter(|_| extensions.integrations);
        let (consumes, produces) = match self.options.format {
            ExportFormat::Oas30 => (None, None),
            ExportFormat::Swagger => (media_types(&method.request_models), produced(&method.method_responses)?),
        };
        let operation = present([
            ("operationId", method.operation_name.as_deref().map(Tree::text)),
            ("consumes", consumes),
            ("produces", produces),
            ("parameters", filled(self.parameters(method)?)),
            ("requestBody", self.request_body(method)),
            ("responses", filled(self.responses(&method.method_responses))),
            ("security", self.schemes.of_method(method)),
            ("x-amazon-apigateway-request-validator", integration::text(validator)),
            ("x-amazon-apigateway-integration", integration.map(|integration| integration::write(integration))),
        ]);
        Ok((key, operation))
    }

    fn parameters(&self, method: &RestMethod) -> Result<Tree, NoExport> {
        let parameters = method.request_parameters.iter().map(|parameter| self.parameter(parameter));
        let body = match (self.options.format, &method.request_models[..]) {
            (ExportFormat::Swagger, [first, rest @ ..]) => {
                one_model(first, rest, "request body")?;
                Some(present([
                    ("in", Some(Tree::text("body"))),
                    ("name", Some(Tree::String(first.model.text.clone()))),
                    ("required", Some(Tree::Bool(true))),
                    ("schema", Some(self.references.reference(&first.model.text))),
                ]))
            }
            _ => None,
        };
        Ok(Tree::list(parameters.chain(body)))
    }

    fn parameter(&self, parameter: &MethodParameter) -> Tree {
        let place = match parameter.location {
            ParameterLocation::Querystring => "query",
            other => other.as_str(),
        };
        // A path parameter is required unless it says otherwise.
        let said = parameter.required || parameter.location == ParameterLocation::Path;
        let (kind, schema) = self.string();
        present([
            ("name", Some(Tree::String(parameter.name.clone()))),
            ("in", Some(Tree::text(place))),
            ("required", said.then_some(Tree::Bool(parameter.required))),
            ("type", kind),
            ("schema", schema),
        ])
    }

    /// What says that something is a string: `type`, or `schema`.
    fn string(&self) -> (Option<Tree>, Option<Tree>) {
        let string = Tree::text("string");
        match self.options.format {
            ExportFormat::Swagger => (Some(string), None),
            ExportFormat::Oas30 => (None, Some(Tree::map([("type", string)]))),
        }
    }

    fn request_body(&self, method: &RestMethod) -> Option<Tree> {
        if self.options.format == ExportFormat::Swagger || method.request_models.is_empty() {
            return None;
        }
        let content = self.content(&method.request_models);
        Some(Tree::map([("content", content), ("required", Tree::Bool(true))]))
    }

    fn content(&self, models: &[BodyModel]) -> Tree {
        let schema = |body: &BodyModel| Tree::map([("schema", self.references.reference(&body.model.text))]);
        Tree::map(models.iter().map(|body| (body.content_type.text.clone(), schema(body))))
    }

    fn responses(&self, responses: &[MethodResponse]) -> Tree {
        Tree::map(responses.iter().map(|response| (response.status_code.to_string(), self.response(response))))
    }

    fn response(&self, response: &MethodResponse) -> Tree {
        let headers = response.headers.iter().map(|header| {
            let (kind, schema) = self.string();
            let required = header.required.then_some(Tree::Bool(true));
            (header.name.clone(), present([("required", required), ("type", kind), ("schema", schema)]))
        });
        let (content, schema) = match (self.options.format, &response.models[..]) {
            (_, []) => (None, None),
            (ExportFormat::Oas30, models) => (Some(self.content(models)), None),
            (ExportFormat::Swagger, [first, ..]) => (None, Some(self.references.reference(&first.model.text))),
        };
        present([
            ("description", Some(Tree::text(format!("{} response", response.status_code)))),
            ("headers", filled(Tree::map(headers))),
            ("content", content),
            ("schema", schema),
        ])
    }
}

/// Swagger 2.0 has one schema for all content types.
fn one_model(first: &BodyModel, rest: &[BodyModel], what: &str) -> Result<(), NoExport> {
    match rest.iter().find(|other| other.model.text != first.model.text) {
        None => Ok(()),
        Some(other) => Err(NoExport(format!(
            "Swagger 2.0 has one schema for a {what}, and there are `{}` for `{}` and `{}` for `{}`; expected `oas30`",
            first.model.text, first.content_type.text, other.model.text, other.content_type.text
        ))),
    }
}

fn media_types(models: &[BodyModel]) -> Option<Tree> {
    filled(Tree::list(models.iter().map(|body| Tree::String(body.content_type.text.clone()))))
}

/// Swagger 2.0 has one list for all responses of an operation: that of the responses that have models.
fn produced(responses: &[MethodResponse]) -> Result<Option<Tree>, NoExport> {
    let mut listed = None;
    for response in responses.iter().filter(|response| !response.models.is_empty()) {
        one_model(&response.models[0], &response.models[1..], "response")?;
        let types = media_types(&response.models);
        if listed.get_or_insert_with(|| types.clone()) != &types {
            let message =
                "Swagger 2.0 has one list of content types for all responses of an operation; expected `oas30`";
            return Err(NoExport(message.to_owned()));
        }
    }
    Ok(listed.flatten())
}
