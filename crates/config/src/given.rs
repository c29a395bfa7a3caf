//! `--function NAME=COMMAND`: what answers for a function of an exported file that is served alone.

use crate::read::{local_defaults, refused_name};
use std::sync::Arc;
use tollgate_model::Origin;
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint, LocalFunction};

/// `orders=python3 -m awslambdaric app.handler`, `orders=http://127.0.0.1:9001`, `*=aws`. Words of a command are apart by
/// spaces and quoted as in a shell.
///
/// # Errors
/// What was expected instead, for people.
pub fn given_function(text: &str) -> Result<Function, String> {
    let (name, answered_by) = text.split_once('=').ok_or("expected NAME=COMMAND, NAME=URL or NAME=aws")?;
    if let Some(expected) = refused_name(name) {
        return Err(expected.to_owned());
    }
    let name: Arc<str> = name.into();
    Ok(Function { name, kind: kind(answered_by)?, origin: Origin::NOWHERE })
}

fn kind(answered_by: &str) -> Result<FunctionKind, String> {
    if answered_by == "aws" {
        return Ok(FunctionKind::Remote(LambdaEndpoint::Aws));
    }
    if answered_by.starts_with("http://") || answered_by.starts_with("https://") {
        return Ok(FunctionKind::Remote(LambdaEndpoint::Url(answered_by.into())));
    }
    let words = shlex::split(answered_by).ok_or("a quote of the command is not closed")?;
    if words.is_empty() {
        return Err("the command is empty; expected a program and its arguments".to_owned());
    }
    let command = words.into_iter().map(Into::into).collect();
    Ok(FunctionKind::Local(LocalFunction { command, ..local_defaults() }))
}
