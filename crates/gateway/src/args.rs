//! What may be typed. Help, completions and the parser all come from here.

mod explain;
mod export;

pub(crate) use explain::Explain;
pub(crate) use export::{Accepts, Export};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;
use tollgate_config::given_function;
use tollgate_definition::explain::is_name;
use tollgate_model::Function;

#[derive(Debug, Parser)]
#[command(name = "tollgate", version, about = "An API gateway that runs Amazon API Gateway definitions unmodified")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve: a configuration, or one exported definition without any
    Run(Run),
    /// Print every diagnostic at once; exit 1 on errors, 2 when a file cannot be read
    Check(Check),
    /// Print the compiled table, one line a route, sorted
    Routes(Routes),
    /// Print what a stage serves as a definition, as Amazon's GetExport does
    Export(Export),
    /// What a change would do, the dangerous first; exit 1 when something differs
    Diff(Diff),
    /// Say how a made-up request would go, and which line of the definition made it so; exit 1 when it is refused
    Explain(Explain),
    /// Do what SIGHUP does, wait for it, and print the receipt; exit 1 when it was refused
    Reload(Reload),
    /// Render a mapping template with a made-up request; exit 1 on a template error, with line and column
    Render(Render),
    /// Print the merged configuration, each line with its origin, secrets masked
    Config(Files),
    /// Print a commented tollgate.toml
    Init(Init),
    /// Print the JSON Schema of tollgate.toml
    Schema,
    /// Print the completions of a shell
    Completions { shell: clap_complete::Shell },
    /// Print the version
    Version,
}

/// The files of a configuration.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Files {
    /// May be given several times: a later file is laid over the earlier [default: conf/tollgate.toml]
    #[arg(long = "config", value_name = "FILE")]
    pub(crate) config: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Take over the sockets of the running process, which then drains; if anything fails it goes on serving
    #[arg(long, conflicts_with = "definition")]
    pub(crate) upgrade: bool,
    /// An exported definition (OpenAPI 3.0 or Swagger 2.0, YAML or JSON) to serve without configuration
    #[arg(conflicts_with = "config")]
    pub(crate) definition: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) single: Single,
    /// Where to listen
    #[arg(long, value_name = "ADDR", requires = "definition", default_value = "127.0.0.1:8080")]
    pub(crate) bind: SocketAddr,
}

/// What an export cannot say of its stage.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Single {
    /// The stage's name
    #[arg(long, value_name = "NAME", requires = "definition", conflicts_with = "config")]
    pub(crate) stage: Option<String>,
    /// A stage variable
    #[arg(long = "var", value_name = "NAME=VALUE", requires = "definition", conflicts_with = "config", value_parser = variable)]
    pub(crate) variables: Vec<(String, String)>,
    /// What answers for a Lambda function: a command that starts its runtime, the URL of an Invoke API, or `aws`
    #[arg(long = "function", value_name = "NAME=COMMAND", requires = "definition", conflicts_with = "config", value_parser = given_function)]
    pub(crate) functions: Vec<Function>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Exported definitions to check without configuration
    #[arg(conflicts_with = "config")]
    pub(crate) definitions: Vec<PathBuf>,
    /// The name of their stage
    #[arg(long, value_name = "NAME", requires = "definitions", conflicts_with = "config")]
    pub(crate) stage: Option<String>,
    /// A variable of their stage
    #[arg(long = "var", value_name = "NAME=VALUE", requires = "definitions", conflicts_with = "config", value_parser = variable)]
    pub(crate) variables: Vec<(String, String)>,
    /// What answers for a Lambda function of theirs: a command, the URL of an Invoke API, or `aws`
    #[arg(long = "function", value_name = "NAME=COMMAND", requires = "definitions", conflicts_with = "config", value_parser = given_function)]
    pub(crate) functions: Vec<Function>,
    /// Diagnostics as bad as errors: `warnings`, or names
    #[arg(long, value_name = "warnings|NAME", value_delimiter = ',', value_parser = diagnostic)]
    pub(crate) deny: Vec<String>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
    /// Secrets and keys that are not there are no errors
    #[arg(long)]
    pub(crate) without_secrets: bool,
    /// What a diagnostic means, and what to do
    #[arg(long, value_name = "NAME", conflicts_with_all = ["config", "definitions", "stage", "variables", "functions", "deny", "format"])]
    pub(crate) explain: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    #[default]
    Text,
    Json,
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct Routes {
    #[command(flatten)]
    pub(crate) files: Files,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A configuration file, or `http://ADDRESS` of a node's admin listener
    pub(crate) old: String,
    pub(crate) new: String,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Reload {
    #[command(flatten)]
    pub(crate) files: Files,
    /// The node's admin listener: `127.0.0.1:9901`, `http://…` or `unix:PATH` [default: what the configuration says]
    #[arg(long, value_name = "ADDR")]
    pub(crate) admin: Option<String>,
    /// How long to wait for the receipt
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = duration)]
    pub(crate) timeout: std::time::Duration,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Render {
    #[arg(long, value_name = "FILE", requires = "event", required_unless_present = "batch")]
    pub(crate) template: Option<PathBuf>,
    /// JSON: {"body": "raw text", "params": {"path": {}, "querystring": {}, "header": {}}, "stageVariables": {},
    /// "context": {}, "variables": {}}
    #[arg(long, value_name = "FILE", requires = "template")]
    pub(crate) event: Option<PathBuf>,
    /// One JSON a line, {"template", "event"}; prints one JSON a line, {"output"} or {"error"}, with the "overrides" set
    #[arg(long, value_name = "FILE", conflicts_with_all = ["template", "event"])]
    pub(crate) batch: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Exported definitions the configuration is to serve
    pub(crate) definitions: Vec<PathBuf>,
}

impl Files {
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        if self.config.is_empty() { vec![PathBuf::from("conf/tollgate.toml")] } else { self.config.clone() }
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// `250ms`, `30s`, `5m`.
/// A name that `--deny` may hold: a misspelt one would never find anything.
fn diagnostic(text: &str) -> Result<String, String> {
    match text == "warnings" || is_name(text) {
        true => Ok(text.to_owned()),
        false => Err("no diagnostic is called so; `tollgate check --explain list` lists them".to_owned()),
    }
}

fn duration(text: &str) -> Result<std::time::Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let millis = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        _ => return Err("expected a number and a unit, as in 250ms, 30s or 5m".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "expected a number and a unit, as in 30s".to_owned())?;
    if number == 0 {
        return Err("a duration of nothing waits for nothing".to_owned());
    }
    number.checked_mul(millis).map(std::time::Duration::from_millis).ok_or_else(|| "too long".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_configuration_and_a_definition_exclude_each_other() {
        for (line, fits) in [
            ("tollgate run", true),
            ("tollgate run --config a.toml --config b.toml --upgrade", true),
            ("tollgate run petstore.yaml --stage prod --var a=b --var c=d=e --bind 127.0.0.1:0", true),
            ("tollgate run petstore.yaml --config a.toml", false),
            ("tollgate run --stage prod", false),
            ("tollgate run --config a.toml --stage prod", false),
            ("tollgate run --config a.toml --var a=b", false),
            ("tollgate run petstore.yaml --var novalue", false),
            ("tollgate check --deny warnings --deny open-route,no-throttle --format github", true),
            ("tollgate check a.yaml b.yaml --stage beta --var a=b --var c=d", true),
            ("tollgate check --config a.toml --var a=b", false),
            ("tollgate explain GET /a --definition a.yaml --stage prod --var a=b", true),
            ("tollgate explain GET /a --stage prod", false),
            ("tollgate explain GET /a --config a.toml --definition a.yaml", false),
            ("tollgate explain --request x --definition a.yaml", false),
            ("tollgate reload --timeout 250ms --admin unix:/run/admin.sock", true),
            ("tollgate reload --timeout 30", false),
            ("tollgate render --template a.vtl --event a.json", true),
            ("tollgate render --batch a.jsonl", true),
            ("tollgate render --template a.vtl", false),
            ("tollgate render --event a.json", false),
            ("tollgate render --batch a.jsonl --template a.vtl --event a.json", false),
            ("tollgate render", false),
        ] {
            assert_eq!(Arguments::try_parse_from(line.split(' ')).is_ok(), fits, "{line}");
        }
    }
}
