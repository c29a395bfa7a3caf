use super::say;
use crate::args::Arguments;
use clap::CommandFactory;

pub(super) fn completions(shell: clap_complete::Shell) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "tollgate", &mut script);
    say(&String::from_utf8_lossy(&script))
}
