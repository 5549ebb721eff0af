//! The texts of a state: ids, names and numbers, of which there are millions and of which most are short.
//!
//! A short text stands in the record itself, a longer one is shared by all that have a copy of it; so copying a record
//! allocates nothing, and an index holds no id a second time. The library behind it is named here only.

pub(crate) use smol_str::SmolStr as Text;
