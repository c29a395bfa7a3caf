//! One file a command. Each prints, and says how it went by its exit status.

mod check;
mod completions;
mod config;
mod diff;
mod explain;
mod export;
mod init;
mod node;
mod reload;
mod render;
mod routes;
mod run;

use crate::args::{Arguments, Command};
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit statuses that commands share.
pub(crate) const FINE: u8 = 0;
/// Errors, a refusal, a difference: the answer is no.
pub(crate) const REFUSED: u8 = 1;
/// No answer could be found.
pub(crate) const UNREADABLE: u8 = 2;

pub(crate) fn dispatch(arguments: Arguments) -> ExitCode {
    let status = match arguments.command {
        Command::Run(run) => run::run(&run),
        Command::Check(check) => check::check(&check),
        Command::Routes(routes) => routes::routes(&routes),
        Command::Export(export) => export::export(&export),
        Command::Diff(diff) => diff::diff(&diff),
        Command::Explain(explain) => explain::explain(&explain),
        Command::Reload(reload) => reload::reload(&reload),
        Command::Render(render) => render::render(&render),
        Command::Config(files) => config::config(&files),
        Command::Init(init) => init::init(&init),
        Command::Schema => say(&format!("{:#}\n", tollgate_config::schema())),
        Command::Completions { shell } => completions::completions(shell),
        Command::Version => say(concat!("tollgate ", env!("CARGO_PKG_VERSION"), "\n")),
    };
    ExitCode::from(status)
}

/// Prints to standard output. A reader that went away (`| head`) is no failure.
pub(crate) fn say(text: &str) -> u8 {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => UNREADABLE,
        _ => FINE,
    }
}

/// Prints to standard error, for people.
pub(crate) fn complain(text: &str) {
    // There is nowhere left to complain to.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
