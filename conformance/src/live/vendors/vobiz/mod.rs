//! Vobiz: numbers with their trunk, application and sub-account; trunks and what belongs to them.

mod read;
mod restore;
mod shape;

pub(super) use read::{bonds, hello, list, price, read};
pub(super) use restore::{put_back, remove};
pub(super) use shape::SHAPE;
