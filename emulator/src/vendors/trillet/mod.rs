//! Dasha.

pub(in crate::vendors) mod auth {
    pub(in crate::vendors) fn identifiers(_: &crate::http::Request) -> Vec<String> {
        Vec::new()
    }
}

use super::answer::Answer;
use super::context::Context;
use crate::http::Request;

/// Not yet.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct State(serde_json::Value);

pub(in crate::vendors) fn apply(_: &mut State, _: &mut Context<'_>, _: &Request) -> Answer {
    Answer::refuse(None, crate::contract::testline::BUG, crate::http::Reply::empty(crate::http::StatusCode::NOT_IMPLEMENTED), String::new(), &Default::default())
}

impl State {
    pub(in crate::vendors) fn next_deadline(&self) -> Option<jiff::Timestamp> {
        None
    }
    pub(in crate::vendors) fn fall_due(&mut self, _: jiff::Timestamp) -> Option<(jiff::Timestamp, String)> {
        None
    }
    pub(in crate::vendors) fn complete(&mut self, _: &mut crate::world::ids::Ids, _: jiff::Timestamp) -> Result<(), String> {
        Ok(())
    }
    pub(in crate::vendors) fn refresh_credentials(&mut self, _: &mut crate::world::ids::Ids) {}
    pub(in crate::vendors) fn profile(&self) -> super::Profile {
        super::Profile::new()
    }
    pub(in crate::vendors) fn identifiers(&self) -> Vec<String> {
        Vec::new()
    }
}
