//! The chain that a node recorded of a request it refused or failed.

use super::advice::Asked;
use super::picture::{Paint, ending, picture};
use crate::args::{Explain, ListFormat};
use crate::command::{FINE, REFUSED, UNREADABLE, complain, node, say};
use serde_json::Value;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn recorded(explain: &Explain, id: &str, paint: Paint) -> u8 {
    match asked(explain, id) {
        Err(why) => {
            complain(&format!("{why}\n"));
            UNREADABLE
        }
        Ok(chain) => {
            let refused = chain["response_type"].is_string();
            say(&match explain.format {
                ListFormat::Json => format!("{chain:#}\n"),
                ListFormat::Text => text(&chain, paint),
            });
            if refused { REFUSED } else { FINE }
        }
    }
}

fn asked(explain: &Explain, id: &str) -> Result<Value, String> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte)) {
        return Err(format!("`{id}` is no id of a request; it is what the client saw as x-amzn-RequestId"));
    }
    let path = format!("/requests/{id}");
    let answer = node::ask(&explain.files, explain.admin.as_deref(), "GET", &path, PATIENCE)?;
    match answer.status {
        200 => serde_json::from_slice(&answer.body).map_err(|error| format!("not a chain: {error}")),
        404 => Err(format!(
            "the node has no chain of `{id}`: it keeps the last `[admin] requests` that it refused or failed"
        )),
        401 => Err("the node wants its token, and the configuration does not have it: give --config".to_owned()),
        status => Err(format!("the admin listener answered {status}: {}", String::from_utf8_lossy(&answer.body))),
    }
}

fn text(chain: &Value, paint: Paint) -> String {
    let field = |key: &str| chain[key].as_str().unwrap_or_default();
    let steps = chain["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let response_type = chain["response_type"].as_str();
    let what = if response_type.is_some() { "the client got" } else { "answered with" };
    picture(&format!("{} {}", field("method"), field("path")), steps, paint)
        + &ending(response_type.map(|name| (name, asked_of(steps))), &format!("{what} {}", chain["status"]), paint)
}

/// By the path of Lambda's Invoke API, which functions of a node are asked by, too.
fn asked_of(steps: &[Value]) -> Asked {
    let invokes = |step: &Value| {
        step["step"] == "integration request"
            && step["what"].as_str().is_some_and(|what| what.contains("/2015-03-31/functions/"))
    };
    if steps.iter().any(invokes) { Asked::Function } else { Asked::Other }
}
