//! A scenario as a file of hurl.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::asserts::Asserts;
use super::request;
use super::text::{Types, used};
use super::world;
use crate::scenario::{Action, ClockStep, Request, Scenario, StateClaim, Step};

/// How long hurl waits between two polls, in milliseconds.
const POLL: i128 = 200;

/// The text of a scenario's file; an error says why it has none. `fair` leaves out what only emulators are held to.
pub fn file(scenario: &Scenario, fair: bool) -> Result<String, String> {
    if let Some(reason) = scenario.emulators_only().filter(|_| fair) {
        return Err(reason.to_owned());
    }
    let mut text = format!("# {}\n", scenario.claim);
    if let Some(source) = &scenario.source {
        let _ = writeln!(text, "# {}, {} (read {})", source.url, source.section, source.read);
    }
    text.push('\n');
    if !fair {
        text.push_str(&world::opening(scenario)?);
    }
    let writer = Writer { scenario, types: Types::of(scenario), used: used(scenario), fair };
    for step in &scenario.steps {
        let _ = write!(text, "\n{}", writer.step(step)?);
    }
    if !scenario.cleanup.is_empty() {
        text.push_str("\n# Puts back what was changed.\n");
    }
    for step in &scenario.cleanup {
        if let Action::Request(request) = &step.action {
            let _ =
                write!(text, "{}HTTP *\n\n", request::request(&request.call, &[], scenario, &writer.types)?);
        }
    }
    if !fair {
        let _ = write!(text, "\n{}", world::CLOSING);
    }
    Ok(text)
}

/// What every entry of a file needs.
struct Writer<'s> {
    scenario: &'s Scenario,
    types: Types,
    used: BTreeSet<(String, Vec<&'static str>)>,
    fair: bool,
}

impl Writer<'_> {
    fn step(&self, step: &Step) -> Result<String, String> {
        match &step.action {
            Action::Request(request) => self.request(request),
            Action::Parallel { .. } => Err("it sends requests at once".to_owned()),
            Action::Faults(faults) => {
                let posts = faults
                    .iter()
                    .map(|fault| admin("POST", "/faults", Some(fault), "[Asserts]\nstatus == 201\n"));
                Ok(posts.collect::<Vec<_>>().join("\n"))
            }
            Action::Clock(step) => {
                let body = match step {
                    ClockStep::Advance(by) => json!({ "by": by }),
                    ClockStep::To(to) => json!({ "to": to }),
                };
                Ok(admin("POST", "/clock/advance", Some(&body), "[Asserts]\nstatus == 200\n"))
            }
            Action::State { pointer, claim } => self.state(pointer, claim),
        }
    }

    fn request(&self, request: &Request) -> Result<String, String> {
        let mut options = Vec::new();
        if request.repeat > 1 {
            options.push(format!("repeat: {}", request.repeat));
        }
        if let Some(most) = request.until {
            options.push(format!("retry: {}\nretry-interval: {POLL}ms", (most.as_millis() / POLL).max(1)));
        }
        let mut asserts = Asserts::new(&self.types, &self.used);
        asserts.claims(&request.expect.fair)?;
        if let Some(claims) = request.expect.emulator.as_ref().filter(|_| !self.fair) {
            asserts.claims(claims)?;
        }
        let mut text = request::request(&request.call, &options, self.scenario, &self.types)?;
        text.push_str("HTTP *\n");
        section(&mut text, "Captures", &asserts.captures);
        if let Some(clause) = request.expect.clause.filter(|_| !self.fair) {
            asserts.asserts.push(format!("header \"testline-clause\" == \"{}\"", clause.id()));
        }
        section(&mut text, "Asserts", &asserts.asserts);
        Ok(text)
    }

    fn state(&self, pointer: &str, claim: &StateClaim) -> Result<String, String> {
        let mut path = "$".to_owned();
        for part in pointer.split('/').skip(1) {
            let part = super::text::template(part, str::to_owned)?.replace("~1", "/").replace("~0", "~");
            // A pointer does not say whether digits are a key or a place in a list.
            let index = !part.is_empty() && part.len() < 4 && part.chars().all(|c| c.is_ascii_digit());
            path.push_str(&if index { format!("[{part},'{part}']") } else { format!("['{part}']") });
        }
        let mut asserts = Asserts::new(&self.types, &self.used);
        match claim {
            // A world file says "not set" by leaving a key out or by null.
            StateClaim::Absent | StateClaim::Equals(Value::Null) => {
                return Err("it looks for what may be null or not there".to_owned());
            }
            StateClaim::Equals(value) => asserts.exact(&path, value)?,
        }
        let mut text = admin("GET", "/state", None, "");
        section(&mut text, "Captures", &asserts.captures);
        section(&mut text, "Asserts", &asserts.asserts);
        Ok(text)
    }
}

fn section(text: &mut String, name: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "[{name}]\n{}", lines.join("\n"));
    }
}

/// A call of the admin API on the scenario's world.
fn admin(method: &str, route: &str, body: Option<&Value>, asserts: &str) -> String {
    let body = body.map_or_else(String::new, |body| format!("{body}\n"));
    format!("{method} {{{{emulator}}}}/_testline/v1/worlds/{{{{world}}}}{route}\n{body}HTTP *\n{asserts}")
}
