//! OpenAPI 3.1 documents: one for each vendor, made from its contract and the forms of its bodies, and one for the admin
//! API.

mod admin;
mod examples;
mod forms;
mod siblings;
mod vendor;

pub use admin::admin;
pub use vendor::vendor;
