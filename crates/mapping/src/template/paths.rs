//! The JSONPaths of a template: those written in it are parsed with it, others once in each rendering.

use crate::jsonpath::Path;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use tollgate_vtl::{Failure, Value};

/// Paths that one rendering keeps.
const KEPT: usize = 32;

/// By their text.
#[derive(Debug, Default)]
pub(super) struct Paths(HashMap<Box<str>, Path>);

/// Paths that a template put together while it was rendered.
#[derive(Default)]
pub(super) struct MadePaths(RefCell<Vec<(Box<str>, Rc<Path>)>>);

impl Paths {
    /// Of all quoted texts of a template those that begin as a path does.
    pub(super) fn in_template(text: &str) -> Paths {
        let quoted = ['\'', '"'].into_iter().flat_map(|quote| text.split(quote));
        let paths = quoted.filter(|text| text.starts_with('$') && text.len() < 256);
        Paths(paths.filter_map(|text| Some((Box::from(text), Path::parse(text).ok()?))).collect())
    }

    pub(super) fn read(
        &self,
        path: &str,
        made: &MadePaths,
        document: &Value,
        steps: &Cell<usize>,
    ) -> Result<Value, Failure> {
        match self.0.get(path) {
            Some(path) => path.read(document, steps),
            None => made.parse(path)?.read(document, steps),
        }
        .map_err(|error| Failure(error.to_string()))
    }
}

impl MadePaths {
    fn parse(&self, text: &str) -> Result<Rc<Path>, Failure> {
        if let Some((_, path)) = self.0.borrow().iter().find(|(known, _)| **known == *text) {
            return Ok(path.clone());
        }
        let path = Path::parse(text).map(Rc::new);
        let path = path.map_err(|error| Failure(format!("`{text}` is no JSONPath: {error}")))?;
        let mut kept = self.0.borrow_mut();
        if kept.len() < KEPT {
            kept.push((Box::from(text), path.clone()));
        }
        Ok(path)
    }
}
