//! Where local functions run, and this binary as the supervisor of one.

use std::ffi::OsString;
use tokio::runtime::Handle;
use tollgate_definition::Configuration;
use tollgate_functions::Environment;

/// The first argument of a process that runs one function's command, and sees to it that nothing of it is left behind.
/// Not a command that is typed: what is said to it is between the two processes.
const SUPERVISE: &str = "__supervise";

/// The running program, whatever has become of its file since.
const THIS_PROGRAM: &str = "/proc/self/exe";

/// The command to supervise, where this process is to do that.
pub(crate) fn supervised() -> Option<impl Iterator<Item = OsString>> {
    let mut arguments = std::env::args_os().skip(1);
    (arguments.next()? == SUPERVISE).then_some(arguments)
}

pub(super) fn environment(configuration: &Configuration, runtime: &Handle) -> Environment {
    let supervisor = vec![THIS_PROGRAM.into(), SUPERVISE.into()];
    let environment = Environment::new(runtime.clone(), supervisor, configuration.node.region.clone());
    // Commands are found where a person who starts the gateway would find them.
    match std::env::var("PATH") {
        Ok(path) => Environment { search_path: path.into(), ..environment },
        Err(_) => environment,
    }
}
