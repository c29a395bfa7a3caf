//! `tollgate init`: a first configuration, to standard output: nothing is overwritten.

use super::{FINE, UNREADABLE, complain, say};
use crate::args::Init;
use std::fs::File;

pub(super) fn init(init: &Init) -> u8 {
    let unreadable = init.definitions.iter().filter_map(|path| File::open(path).err().map(|error| (path, error)));
    let mut status = FINE;
    for (path, error) in unreadable {
        complain(&format!("cannot read {}: {error}\n", path.display()));
        status = UNREADABLE;
    }
    if status == FINE { say(&tollgate_config::init(&init.definitions)) } else { status }
}
