//! `tollgate export`.

use super::Files;
use clap::{Args, ValueEnum};
use tollgate_definition::export::{ExportFormat, Extensions};

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) files: Files,
    /// The `name` or `id` of an `[[api]]`
    #[arg(long, value_name = "NAME")]
    pub(crate) api: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) stage: String,
    /// OpenAPI 3.0, or Swagger 2.0
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Amazon's extensions to write: all but `apigateway` leave out what an import would need
    #[arg(long, value_enum, value_delimiter = ',', default_value = "apigateway")]
    pub(crate) extensions: Vec<Extension>,
    /// How the document is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) accepts: Accepts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Oas30,
    Swagger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Extension {
    None,
    Integrations,
    Authorizers,
    Apigateway,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Accepts {
    #[default]
    Json,
    Yaml,
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Oas30 => ExportFormat::Oas30,
            Format::Swagger => ExportFormat::Swagger,
        }
    }
}

impl From<Extension> for Extensions {
    fn from(extension: Extension) -> Self {
        match extension {
            Extension::None => Extensions::NONE,
            Extension::Integrations => Extensions { integrations: true, ..Extensions::NONE },
            Extension::Authorizers => Extensions { authorizers: true, ..Extensions::NONE },
            Extension::Apigateway => Extensions::ALL,
        }
    }
}
