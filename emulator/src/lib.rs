//! A local fake backend that answers as four telephony vendors do, and remembers what was done to it.
//!
//! The core is pure: [`World::apply`] takes a time and a [`http::Request`] and gives an [`Outcome`]; it knows no socket, no
//! wall clock and no randomness, so that the same seed and the same requests give the same bytes. `server.rs` is the
//! thin shell around it.
//!
//! ```
//! use testline_emulator::http::{HeaderName, Method, Request};
//! use testline_emulator::{Timestamp, Vendor, World};
//!
//! let mut world = World::new(0, "default");
//! let request = Request::new(Method::POST, "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign")
//!     .with_header(HeaderName::from_static("x-auth-id"), "MA_XXXXXX")
//!     .with_header(HeaderName::from_static("x-auth-token"), "testline")
//!     .with_json(r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#);
//! let now = Timestamp::UNIX_EPOCH;
//! assert_eq!(world.apply(now, Vendor::Vobiz, &request).reply.status, 204);
//! assert_eq!(world.apply(now, Vendor::Vobiz, &request).reply.status, 400);
//! ```
//!
//! Tests that speak HTTP start an [`Emulator`], which has a thread and a port of its own:
//!
//! ```
//! use testline_emulator::{Emulator, Vendor};
//!
//! let emulator = Emulator::start_blocking();
//! let me = format!("{}/api/v1/auth/me", emulator.url(Vendor::Vobiz));
//! assert_eq!(reqwest::blocking::get(me).unwrap().status(), 401);
//! emulator.journal().assert_met("vobiz.any.no-credentials");
//! ```
//!
//! Without features this is the core alone: no sockets, no runtime. `server` adds sockets and [`Emulator`], `tls` the
//! TLS listener and the proxy, and `cli`, which is on by default and implies both, the command line.

#[cfg(feature = "server")]
pub mod admin;
#[cfg(feature = "cli")]
pub mod ask;
#[cfg(feature = "server")]
mod body;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod command;
#[cfg(feature = "server")]
mod console;
pub mod contract;
pub mod coverage_file;
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "the command line and the admin API show the rest")
)]
mod describe;
pub mod exchange;
#[cfg(feature = "cli")]
pub mod exec;
mod explain;
pub mod faults;
#[cfg(feature = "server")]
mod harness;
pub mod http;
#[cfg(feature = "server")]
pub mod listener;
#[cfg(feature = "server")]
pub mod log;
pub mod met;
pub mod openapi;
#[cfg_attr(not(feature = "server"), expect(dead_code, reason = "the shell and the admin API give the rest"))]
mod problem;
#[cfg(feature = "tls")]
pub mod proxy;
#[cfg(feature = "server")]
mod response;
pub mod save;
mod segments;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "server")]
mod sever;
#[cfg(feature = "cli")]
mod start;
#[cfg(feature = "cli")]
mod stopped;
pub mod switches;
#[cfg(feature = "server")]
pub mod tally;
pub mod tenancy;
#[cfg(feature = "tls")]
pub mod tls;
pub mod variables;
mod vendors;
pub mod world;

#[cfg(feature = "server")]
pub use harness::{ByOperation, Emulator, EmulatorBuilder, JournalView, WorldHandle, given};
pub use jiff::{SignedDuration, Timestamp};
pub use serde_json::json;
pub use vendors::{CredentialSet, Profile, State, Vendor};
pub use world::{DEFAULT_WORLD, Fired, Outcome, World, WorldFile};
