//! The demo's upstream: answers every request with a description of it.

use clap::Parser;
use std::io::{self, Write};
use std::net::SocketAddr;
use tollgate_testkit::Echo;

#[derive(Parser)]
#[command(about = "An HTTP/1.1 upstream that answers with a description of the request it received")]
struct Arguments {
    #[arg(long, default_value = "127.0.0.1:9000")]
    bind: SocketAddr,
    /// What it calls itself in its answers.
    #[arg(long, default_value = "echo")]
    name: String,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let echo = Echo::start_on(&arguments.name, arguments.bind)?;
    println!("{} listens on {}", arguments.name, echo.address());
    io::stdout().flush()?;
    echo.join();
    Ok(())
}
