//! Scenario files: their form, how they are read, what must hold in each, and where they come from.

mod calls;
mod check;
mod convert;
mod error;
mod file;
mod forms;
mod library;
mod model;
mod names;
mod schema;
mod steps;

pub(crate) use convert::form as form_error;
pub(crate) use error::Place;
pub use error::ScenarioError;
pub use library::{embedded, embedded_where, folder, read};
pub use model::{
    Action, Body, Call, Claims, ClockStep, Expect, HeaderClaim, HeaderEdit, Outcome, Request, Scenario,
    Source, StateClaim, StatusClaim, Step,
};
pub(crate) use names::{captures, slots, words};
pub use schema::schema;
