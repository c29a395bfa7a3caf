//! Import of a definition: the first byte chooses the format, the kind of API and the mode.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_definition::openapi::{self, BasePath, ImportOptions};
use tollgate_definition::{Diagnostics, Protocol, Sources};

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(if choice & 1 == 0 { "a.yaml" } else { "a.json" }, text);
    let protocol = if choice & 2 == 0 { Protocol::Rest } else { Protocol::Http };
    let basepath = [BasePath::Ignore, BasePath::Prepend, BasePath::Split][usize::from(choice >> 2) % 3];
    let options = ImportOptions { basepath, ..ImportOptions::new(protocol) };
    let deployment = openapi::import(&mut sources, file, &options, &mut diagnostics);
    assert!(deployment.is_some() || diagnostics.has_errors());
    diagnostics.sort(&sources);
    let mut rendered = String::new();
    diagnostics.iter().for_each(|diagnostic| diagnostic.render(&sources, &mut rendered));
});
