//! `tollgate run`: serves until it is told to stop.

use crate::args::{Run, Single};
use crate::load::Source;
use crate::serve;

pub(super) fn run(run: &Run) -> u8 {
    let source = match &run.definition {
        None => Source::Files(run.files.paths()),
        Some(path) => {
            let Single { stage, variables, functions } = run.single.clone();
            let single = tollgate_config::Single { stage, variables, functions, bind: run.bind };
            Source::Definition { path: path.clone(), single }
        }
    };
    serve::serve(source, run.upgrade)
}
