//! Reference models: for each vendor a small one that says what must answer an action.
//!
//! They are written from the contract and the vendors' pages, without a look at the emulator's rules.
//!
//! How one is made, with [`vobiz`] as the example:
//!
//! 1. `state.rs`: who has what, in plain maps keyed by id. Only what decides a clause or shows in a reply is kept.
//! 2. `action.rs`: `Action { caller, …, twist, ask }`. `Ask` is an enum with one variant an operation; `Caller` says whose
//!    credentials go along, right or wrong; `Twist` is what is odd about the request besides (method, slash, body). It
//!    makes the [`Request`](testline_emulator::http::Request) and names the operation.
//! 3. `choose.rs`: from a [`Draw`] to an action. Each part of the action reads a pick of its own ([`Draw::dice`]: 0 is the
//!    kind of step and belongs to [`explore`](crate::explore), 1 the operation, 2 who asks, 3 to 5 things and values, 6 what
//!    is odd). Every list begins with what is most ordinary, since draws shrink to the first; things that the caller has
//!    come before what is another's and what nobody has. Where the sources leave open what would answer, the draw is
//!    bent to something that they decide, with a comment.
//! 4. `expect.rs` and one file a resource: the checks in the order of `contracts/<vendor>.yaml`, each giving an
//!    [`Expected`]: the typed clause, a [`Claim`] of the body and the fact that decides. What is accepted changes the
//!    state there and then; a refusal must not.
//! 5. `start.rs`: implements [`Model`]. `given` lays more tenants, numbers and agents over the default world, so that there
//!    is something to choose from; `learn` takes ids and secrets that the vendor makes up from an accepted reply;
//!    `look` gives the reads that together show the whole state, which are asked after refusals and at the end of
//!    each case; `hidden_from` lists what the caller must not see; `deed` is the plain action of a client that races.
//! 6. `invariants.rs`: what holds whatever happened, of one exchange or of the state, each with its sentence.
//!
//! Then the vendor gets its line in `explore/mod.rs`. Bodies of refusals are claimed whole ([`Claim::Only`]); of other
//! bodies those fields that the state decides.

pub mod action;
pub mod claim;
pub mod dasha;
pub mod deed;
pub mod draw;
pub mod invariants;
pub mod trillet;
pub mod unleashx;
pub mod vobiz;

pub use action::{Body, Expected, Model};
pub use claim::Claim;
pub use deed::Deed;
pub use draw::{Dice, Draw};
