//! Dasha: numbers with the agent that answers them, agents with the number that they call out with, SIP credentials.

mod read;
mod restore;
mod shape;

pub(super) use read::{bonds, list, read};
pub(super) use restore::{put_back, remove};
pub(super) use shape::SHAPE;
