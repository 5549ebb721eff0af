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

pub mod admin;
pub mod cli;
pub mod command;
pub mod contract;
mod describe;
pub mod exchange;
mod explain;
pub mod faults;
pub mod http;
pub mod log;
mod problem;
pub mod server;
pub mod tenancy;
mod vendors;
pub mod world;

pub use describe::coverage_table;
pub use jiff::{SignedDuration, Timestamp};
pub use vendors::{CredentialSet, Profile, State, Vendor};
pub use world::{DEFAULT_WORLD, Fired, Outcome, World, WorldFile};
