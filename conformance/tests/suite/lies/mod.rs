//! Ways to be wrong, told by a proxy between the suite and a vendor: each is held against the right clause, with the
//! right verdict.

mod bodies;
mod case;
mod headers;
mod keys;
mod lists;
mod states;
mod statuses;
mod told;
mod values;
