//! What templates put over an integration's request and over the answer.

use crate::json;
use tollgate_vtl::{Error, ErrorKind, Limits, Map, Value};

/// `$context.requestOverride` and `$context.responseOverride` as a template left them
/// (apigateway-override-request-response-parameters). Applied after the parameter mappings; it wins over them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    pub request: RequestOverride,
    pub response: ResponseOverride,
    /// Both trees whole as JSON, for the next template of the request, which may read more of them than is applied.
    pub(super) carried: [Option<Box<str>>; 2],
}

/// Names and values in the order they were set. A list's values are joined with `,`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestOverride {
    pub header: Vec<(String, String)>,
    pub querystring: Vec<(String, String)>,
    pub path: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseOverride {
    pub header: Vec<(String, String)>,
    /// 100 to 599; anything else that a template sets is passed over.
    pub status: Option<u16>,
}

impl Overrides {
    pub fn is_empty(&self) -> bool {
        self.carried == [None, None]
    }

    /// `{"requestOverride": {…}, "responseOverride": {…}}`
    pub fn to_json(&self) -> String {
        let [request, response] = [self.request_json(), self.response_json()].map(|tree| tree.unwrap_or("{}"));
        format!("{{\"requestOverride\":{request},\"responseOverride\":{response}}}")
    }

    /// `$context.requestOverride` as JSON, when a template set anything in it.
    pub fn request_json(&self) -> Option<&str> {
        self.carried[0].as_deref()
    }

    /// `$context.responseOverride` likewise.
    pub fn response_json(&self) -> Option<&str> {
        self.carried[1].as_deref()
    }

    /// Reads what may be applied out of the two trees.
    pub(super) fn of([request, response]: [Option<&Map>; 2], limits: &Limits) -> Result<Overrides, Error> {
        let named = |tree: Option<&Map>, name| tree.map_or(Ok(Vec::new()), |tree| pairs(tree, name, limits));
        Ok(Overrides {
            request: RequestOverride {
                header: named(request, "header")?,
                querystring: named(request, "querystring")?,
                path: named(request, "path")?,
            },
            response: ResponseOverride {
                header: named(response, "header")?,
                status: response.map_or(Ok(None), |tree| status(tree, limits))?,
            },
            carried: [carry(request, limits)?, carry(response, limits)?],
        })
    }
}

/// Without the maps that nothing was put into.
fn carry(tree: Option<&Map>, limits: &Limits) -> Result<Option<Box<str>>, Error> {
    let Some(tree) = tree else { return Ok(None) };
    let is_empty = |value: &Value| matches!(value, Value::Map(map) if map.0.borrow().is_empty());
    let tree = tree.0.borrow();
    let filled = tree.iter().filter(|(_, value)| !is_empty(value));
    let filled = Map::new(filled.map(|(name, value)| (name.clone(), value.clone())).collect());
    let mut text = String::new();
    json::print(&Value::Map(filled), &mut text, limits.output_bytes).map_err(|error| Error {
        line: 1,
        column: 1,
        kind: ErrorKind::Limit,
        message: format!("the overrides: {error}"),
    })?;
    Ok(Some(text.into_boxed_str()))
}

fn pairs(tree: &Map, name: &str, limits: &Limits) -> Result<Vec<(String, String)>, Error> {
    let tree = tree.0.borrow();
    let Some(Value::Map(map)) = tree.get(name) else { return Ok(Vec::new()) };
    map.0.borrow().iter().map(|(name, value)| Ok((name.to_string(), joined(value, limits)?))).collect()
}

fn joined(value: &Value, limits: &Limits) -> Result<String, Error> {
    let Value::List(list) = value else { return value.print(limits) };
    let items: Result<Vec<String>, Error> = list.items.borrow().iter().map(|item| item.print(limits)).collect();
    Ok(items?.join(","))
}

fn status(tree: &Map, limits: &Limits) -> Result<Option<u16>, Error> {
    let status = tree.0.borrow().get("status").map(|status| status.print(limits)).transpose()?;
    Ok(status.and_then(|status| status.parse().ok()).filter(|status| (100..=599).contains(status)))
}
