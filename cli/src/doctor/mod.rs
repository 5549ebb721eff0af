//! The command `doctor`: what is wrong with a set-up, and what to do. Each file looks at one thing that can be wrong.

mod admin;
mod args;
mod client_variables;
mod files;
mod finding;
mod listeners;
mod misspelt;
mod no_proxy;
mod place;
mod probe;
mod proxies;
mod roots;
mod setup;
mod tls;

pub(crate) use args::Doctor;
