//! Trillet: numbers with their agent, hours, recording and tags; agents.

mod read;
mod restore;
mod shape;

pub(super) use read::{bonds, list, read};
pub(super) use restore::{put_back, remove};
pub(super) use shape::SHAPE;
