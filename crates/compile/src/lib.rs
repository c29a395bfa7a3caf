//! Definitions in, every diagnostic at once or a [`Table`](tollgate_routes::Table) out: the only maker of tables.
//!
//! What differs between kinds of API is in `rest` and `http` and nowhere else. Nothing here reads a file, a clock or a
//! socket. Start at [`compile`], then `stage`, then `rest` and `http`; [`listing`] and [`changes`] tell people what a table
//! holds.

mod access;
mod arn;
mod aws;
mod changes;
mod digest;
mod expression;
mod function;
mod functions;
mod groups;
mod hosts;
mod http;
mod integration;
mod links;
mod listing;
mod names;
mod parameter;
mod path;
mod places;
mod rest;
mod service;
mod settings;
mod stage;
mod table;
mod uri;
mod variables;

pub use changes::{
    Change, Changes, Difference, GroupChange, Named, NodeSettings, RouteName, Served, changes, changes_of_all,
    node_settings, route_dangers,
};
pub use http::MANNERS as HTTP_MANNERS;
pub use listing::{RouteLine, listing};
pub use names::NAMES;
pub use rest::MANNERS as REST_MANNERS;
pub use table::compile;
