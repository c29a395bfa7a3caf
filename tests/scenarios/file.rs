//! The grammar of a scenario file. `{echo}` in it stands for the address of the upstream, `{dead}` for one where nobody
//! listens, `{times:N:TEXT}` for that text so many times over.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// One rule of Amazon's, as an API and what is seen of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    /// The file's name without its ending: `NNN-the-rule-in-words`.
    #[serde(skip)]
    pub(super) name: String,
    /// Where it stands: `tests/scenarios/rest`.
    #[serde(skip)]
    pub(super) directory: &'static str,
    pub(super) sources: Vec<Evidence>,
    /// Rows of the checklist that it shows, as `rows.toml` names them.
    pub(super) rows: Vec<String>,
    /// Not built yet: it must fail until it is, and this line then goes.
    pub(super) pending: Option<String>,
    /// An OpenAPI text. Without one, its `[[api]]` has the routes.
    pub(super) definition: Option<String>,
    /// More files beside it, which its settings name.
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    /// More of its `[[api]]`; without a stage it has `prod`.
    #[serde(default)]
    pub(super) api: toml::Table,
    /// More beside it: domains, target groups.
    #[serde(default)]
    pub(super) site: toml::Table,
    /// `tollgate check` must refuse it, and say each of these.
    #[serde(default)]
    pub(super) refused: Vec<String>,
    #[serde(default, rename = "case")]
    pub(super) cases: Vec<Case>,
}

/// Where the rule is from: a page of the guide, an RFC, or what was seen of the service; a sentence of it, or which part.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Evidence {
    pub(super) page: String,
    pub(super) says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: String,
    /// Asked so often, the same each time.
    #[serde(default = "once")]
    pub(super) times: usize,
    #[serde(default)]
    pub(super) request: Request,
    /// What the integration answers.
    #[serde(default)]
    pub(super) answer: Reply,
    pub(super) expect: Expect,
    /// What the integration must have got, once.
    pub(super) received: Option<Received>,
    /// The integration must not have been called.
    #[serde(default)]
    pub(super) untouched: bool,
    /// Fields of its line in `access.log`, which is JSON.
    #[serde(default)]
    pub(super) log: BTreeMap<String, Pattern>,
    /// It counts in the metrics as this class: `4xx`.
    pub(super) counted: Option<String>,
}

fn once() -> usize {
    1
}

/// To the stage `prod` of the API's execute-api host, where it does not say otherwise.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    pub(super) method: Option<String>,
    /// After the stage; with the query.
    pub(super) path: Option<String>,
    pub(super) stage: Option<String>,
    /// The whole request target.
    pub(super) target: Option<String>,
    pub(super) host: Option<String>,
    #[serde(default)]
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Payload>,
    /// Chunked instead of with a length.
    #[serde(default)]
    pub(super) chunked: bool,
}

/// 200 with a JSON body, where it does not say otherwise.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    pub(super) status: Option<u16>,
    /// All of them but the length.
    pub(super) headers: Option<Vec<(String, String)>>,
    pub(super) body: Option<Payload>,
    /// Chunked instead of with a length.
    #[serde(default)]
    pub(super) chunked: bool,
    /// Never answers.
    #[serde(default)]
    pub(super) hang: bool,
    /// Resets the connection instead.
    #[serde(default)]
    pub(super) reset: bool,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Payload {
    Text(String),
    Base64 {
        base64: String,
    },
    Gzip {
        gzip: String,
    },
    /// RFC 9110 section 8.4.1.2: the zlib format.
    Deflate {
        deflate: String,
    },
    Many {
        repeat: String,
        times: usize,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    pub(super) status: u16,
    /// Names in any case.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Pattern>,
    #[serde(default)]
    pub(super) absent: Vec<String>,
    /// Names in exactly these letters.
    #[serde(default)]
    pub(super) spelled: Vec<String>,
    pub(super) body: Option<Content>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Received {
    pub(super) method: Option<String>,
    /// As on the request line.
    pub(super) target: Option<Pattern>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Pattern>,
    #[serde(default)]
    pub(super) absent: Vec<String>,
    #[serde(default)]
    pub(super) spelled: Vec<String>,
    pub(super) body: Option<Content>,
}

/// A value exactly; several values of that name in their order; or a regular expression for the whole value.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Pattern {
    One(String),
    Several(Vec<String>),
    Matches { matches: String },
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Json {
        json: String,
    },
    /// JSON that has at least these members, each with this value.
    Members {
        members: String,
    },
    Contains {
        contains: String,
    },
    Matches {
        matches: String,
    },
    Base64 {
        base64: String,
    },
    Gzip {
        gzip: String,
    },
    Deflate {
        deflate: String,
    },
    Size {
        size: usize,
    },
}

// === impl Scenario ===

impl Scenario {
    /// All of a directory, in the order of their names. `replace` fills in addresses.
    pub(super) fn read_all(path: &Path, directory: &'static str, replace: impl Fn(&str) -> String) -> Vec<Scenario> {
        let mut paths: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        let read = |path: &std::path::PathBuf| Scenario { directory, ..Scenario::read(path, &replace) };
        paths.iter().map(read).collect()
    }

    fn read(path: &Path, replace: impl Fn(&str) -> String) -> Scenario {
        let text = std::fs::read_to_string(path).unwrap();
        let mut scenario: Scenario =
            toml::from_str(&repeated(&replace(&text))).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        scenario.name = path.file_stem().unwrap().to_string_lossy().into_owned();
        scenario
    }

    /// For whoever looks for it.
    pub(super) fn path(&self) -> String {
        format!("{}/{}.toml", self.directory, self.name)
    }

    /// `rest`, `http`.
    pub(super) fn kind(&self) -> &'static str {
        self.directory.rsplit('/').next().unwrap_or_default()
    }

    /// The execute-api id: `s` and the number.
    pub(super) fn id(&self) -> String {
        format!("s{}", self.name.split('-').next().unwrap_or_default())
    }
}

/// `{times:N:TEXT}`
fn repeated(text: &str) -> String {
    let Some((before, rest)) = text.split_once("{times:") else { return text.to_owned() };
    let (count, rest) = rest.split_once(':').expect("{times:N:TEXT}");
    let (part, rest) = rest.split_once('}').expect("{times:N:TEXT}");
    format!("{before}{}{}", part.repeat(count.parse().expect("a number of times")), repeated(rest))
}
