//! What a reply is compared with: matchers, captures, exact JSON, JSON that includes, headers and texts.

mod expected;
mod json;
mod mismatch;
mod reply;
mod word;

pub use expected::Expected;
pub use json::{Compare, Order};
pub use mismatch::{Aspect, Mismatch};
pub use reply::{Compared, compare};
pub use word::Matcher;
