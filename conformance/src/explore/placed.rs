//! A ground whose state is not ours: a live vendor, or whatever answers at a URL. Nothing is put back there, no clock
//! moves, and nothing goes wrong on purpose.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::ground::{Answer, Ground};
use super::remote::{bare, wait};
use crate::profile::Profile;
use crate::runner::{End, Stop};
use crate::scenario::{self, Action, Body, Call, Claims, Expect, HeaderEdit, StatusClaim, Step};
use crate::target::Place;

/// A target that is shared with others. Every request goes the way of a scenario's, through budget and permits.
#[derive(Debug)]
pub struct Placed<'p> {
    place: &'p Place,
    vendor: Vendor,
    stop: &'p Stop,
}

impl<'p> Placed<'p> {
    /// The target that a place stands for.
    pub const fn new(place: &'p Place, vendor: Vendor, stop: &'p Stop) -> Self {
        Self { place, vendor, stop }
    }
}

impl Ground for Placed<'_> {
    fn begin(&mut self) -> Result<Profile, String> {
        self.place
            .shared_profile(self.vendor)
            .ok_or_else(|| "use a target that has worlds of its own".to_owned())
    }

    fn now(&self) -> Timestamp {
        crate::shell::now()
    }

    fn send(&mut self, request: &Request, _fault: Option<&'static str>) -> Result<Option<Answer>, String> {
        let mut headers: Vec<(_, HeaderEdit)> = Vec::new();
        for (name, value) in request.headers.iter() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            match headers.iter_mut().find(|(held, _)| held == name) {
                Some((_, HeaderEdit::Set(values))) => values.push(value),
                Some(_) | None => headers.push((name.clone(), HeaderEdit::Set(vec![value]))),
            }
        }
        let body = if request.body.is_empty() { Body::None } else { Body::Bytes(request.body.to_vec()) };
        let call = Call {
            method: request.method.clone(),
            target: request.target.clone(),
            auth: None,
            headers,
            body,
        };
        // A scenario that claims nothing is not run there; this claim is always true.
        let any = StatusClaim::OneOf((100..=999).collect());
        let fair = Claims { status: Some(any), ..Claims::default() };
        let expect = Expect { clause: None, fair, emulator: None };
        let asked = scenario::Request { call, expect, repeat: 1, until: None };
        let mut scenario = bare(self.vendor, None, None);
        scenario.steps = vec![Step { line: 1, action: Action::Request(Box::new(asked)) }];
        let run = wait(self.place.run(&scenario, self.stop));
        match (run.exchanges.into_iter().next_back(), run.end) {
            (Some(seen), _) => Ok(Some(Answer { reply: seen.reply, clause: seen.decided, because: None })),
            (None, End::Broken(message)) => Err(message),
            // What may not be asked there is not asked.
            (None, End::Skipped(_) | End::Stopped | End::Agreed | End::Failed(_)) => Ok(None),
        }
    }

    fn is_mine(&self) -> bool {
        false
    }

    fn advance(&mut self, _by: SignedDuration) -> Result<(), String> {
        Ok(())
    }

    fn state(&mut self) -> Result<Option<Value>, String> {
        Ok(None)
    }
}
