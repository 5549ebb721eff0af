//! The scenarios and fixtures of the repository, as the build found them.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
