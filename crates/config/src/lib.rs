//! Files in, definitions out: `tollgate.toml` and what it names → [`Configuration`](tollgate_definition::Configuration),
//! with every diagnostic at once.
//!
//! The only room that opens files. It never reads the process environment (that is a function handed in), never judges
//! what only the compiled table can know, and never panics on what a file contains.
//! Start at [`load`]; what may be written is the table in `grammar`.

mod accept;
mod complete;
mod given;
mod grammar;
mod init;
mod layer;
mod load;
mod loading;
mod log_format;
mod merged;
mod name;
mod overlay;
mod parse;
mod read;
mod reference;
mod route_key;
mod schema;
mod secrets;
mod single;
mod tree;
mod units;
mod uses;
mod vet;

pub use accept::accept;
pub use given::given_function;
pub use init::init;
pub use load::{Loaded, Options, load};
pub use merged::{Merged, merged};
pub use reference::reference;
pub use schema::schema;
pub use single::{Single, beyond_export, single};
