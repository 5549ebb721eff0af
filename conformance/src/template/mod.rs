//! Texts with `{{…}}` in them: variables with filters, matchers, and captures.
//!
//! `{{number|path}}` is a variable with a filter, `{{uuid}}` a matcher, `{{agent: string}}` a matcher whose match is
//! kept as `agent`. A bare word is a variable where one of that name is given, else a matcher.

mod error;
mod fill;
mod parse;
mod scope;
mod slot;

pub use error::TemplateError;
pub use fill::{fill, fill_json};
pub use parse::{Part, Template};
pub use scope::{Scope, text_of};
pub(crate) use slot::RESERVED;
pub use slot::{Filter, Slot};
