//! A scenario at a live target. Every request passes here: what may change something is looked at, its undo is written
//! down, and only then it goes out.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use testline_emulator::http::Request;

use super::alias::Aliases;
use super::api::Api;
use super::book::Cause;
use super::link::Repeat;
use super::preflight::{is_at_stake, judge};
use super::reach::{Call, Reach};
use super::resource::{Kind, Named, Thing};
use super::target::Live;
use super::vendors::{self, Make, NameAt, Touch, shape};
use crate::profile::Profile;
use crate::runner::Stop;
use crate::target::{Response, Target, Unanswered};

/// A scenario under way at a live target.
#[derive(Debug)]
pub(crate) struct Session<'l> {
    live: &'l Live,
    scenario: String,
    stop: Stop,
    aliases: Aliases,
    /// What is known not to be there.
    absent: BTreeSet<(Kind, String)>,
}

/// A request that may go out.
#[derive(Debug)]
struct Passed {
    request: Request,
    repeat: Repeat,
    /// The entry of what it makes.
    makes: Option<(u32, Kind)>,
    /// What stays changed if it is answered with success.
    stays: Option<String>,
}

impl<'l> Session<'l> {
    pub(crate) fn new(live: &'l Live, scenario: &str, stop: &Stop) -> Self {
        let (aliases, stop) = (Aliases::new(&live.run), stop.clone());
        Self { live, scenario: scenario.to_owned(), stop, aliases, absent: BTreeSet::new() }
    }

    /// Lets a request pass, with its undo written down, or says why not.
    async fn pass(&mut self, request: &Request) -> Result<Passed, Unanswered> {
        let reach = Reach::of(self.live.known.vendor, request);
        if reach.is_safe() {
            self.live.link.affords(1, 0)?;
            return Ok(Passed {
                request: request.clone(),
                repeat: Repeat::Harmless,
                makes: None,
                stays: None,
            });
        }
        if let Some(reason) = judge(&self.live.known, &self.live.permits, &reach, request) {
            return Err(Unanswered::Unable(reason));
        }
        self.live.link.affords(1, 1)?;
        let set = self.set_of(request);
        for call in &reach.calls {
            for touch in (shape(self.live.known.vendor).touches)(call) {
                self.touch(call, &touch, &set).await?;
            }
        }
        let mut passed = Passed { request: request.clone(), repeat: Repeat::Never, makes: None, stays: None };
        if let Some((operation, call)) = reach.operation.zip(reach.calls.first()) {
            if operation.spends {
                self.spend(call, &set).await?;
            }
            let shape = shape(self.live.known.vendor);
            if let Some(at) = (shape.renames)(call).filter(|_| self.is_about_its_own(call)) {
                if let Some((body, _)) = self.aliases.name(&passed.request.body, at) {
                    passed.request.body = body;
                }
            } else if let Some(make) = (shape.makes)(call) {
                self.make(call, make, &set, &mut passed).await?;
            } else if self.live.permits.lets(operation.name) && is_at_stake(&self.live.known, call) {
                passed.stays =
                    Some(format!("what {} {} did ({})", request.method, request.path(), operation.name));
            }
        }
        self.live.link.count_change();
        Ok(passed)
    }

    /// Whether all that a call may change was made by the run.
    fn is_about_its_own(&self, call: &Call) -> bool {
        let shape = shape(self.live.known.vendor);
        let touches = (shape.touches)(call);
        let mut changed = touches.iter().filter(|touch| touch.changes).peekable();
        changed.peek().is_some()
            && changed.all(|touch| {
                let normal = |id: &str| (shape.normal)(touch.kind, id);
                self.live.book.is_own(touch.kind, |own| normal(own) == normal(&touch.id))
            })
    }

    /// Looks at a thing that a call names, and writes down how it stands if the call may change it.
    async fn touch(&mut self, call: &Call, touch: &Touch, set: &str) -> Result<(), Unanswered> {
        let live = self.live;
        let normal = |id: &str| (shape(live.known.vendor).normal)(touch.kind, id);
        let id = normal(&touch.id);
        if live.book.is_own(touch.kind, |own| normal(own) == id) {
            return Ok(());
        }
        match live.known.find(touch.kind, &touch.id) {
            Some(named) if touch.changes => self.write_down(call, named).await,
            Some(_) => Ok(()),
            None => {
                let key = (touch.kind, id);
                if self.absent.contains(&key) {
                    return Ok(());
                }
                let api = Api::new(&live.link, live.known.vendor, &live.known.profile, set);
                let thing = Thing { kind: touch.kind, id: touch.id.clone(), set: set.to_owned() };
                if vendors::read(&api, &thing).await?.is_some() {
                    return Err(Unanswered::Unable(format!(
                        "{} is about the {thing}, which is there and which the target file does not name",
                        call.operation
                    )));
                }
                self.absent.insert(key);
                Ok(())
            }
        }
    }

    async fn write_down(&self, call: &Call, named: &Named) -> Result<(), Unanswered> {
        let live = self.live;
        let thing = &named.thing;
        let may_stay = live.permits.lets(call.operation);
        let operation = live.known.vendor.contract().operation(call.operation);
        if operation.is_some_and(|operation| matches!(operation.undo, None | Some("none"))) && may_stay {
            return Ok(());
        }
        if live.book.holds(&self.scenario, thing) {
            return Ok(());
        }
        if !live.known.profile.sets.contains_key(&thing.set) {
            let reason = format!("the {thing} can only be read with the credentials `{}`", thing.set);
            return Err(Unanswered::Unable(reason));
        }
        let api = Api::new(&live.link, live.known.vendor, &live.known.profile, &thing.set);
        // What is not there, such as a number that is for sale, cannot be changed.
        let Some(settings) = vendors::read(&api, thing).await? else { return Ok(()) };
        let lasting = (shape(live.known.vendor).lasting)(call, thing, &settings);
        if let Some(reason) = lasting.filter(|_| !may_stay) {
            return Err(Unanswered::Unable(reason));
        }
        let cause = Cause { scenario: &self.scenario, operation: call.operation };
        live.book.restore(cause, thing, &settings)
    }

    async fn spend(&self, call: &Call, set: &str) -> Result<(), Unanswered> {
        // Without the permit only what is not there can be meant, which costs nothing.
        let Some(most) = &self.live.permits.spending else { return Ok(()) };
        let live = self.live;
        let api = Api::new(&live.link, live.known.vendor, &live.known.profile, set);
        match vendors::price(&api, call).await? {
            Some(price) => live.book.spend(most, &price),
            None => Err(Unanswered::Unable(format!("nothing says beforehand what {} costs", call.operation))),
        }
    }

    /// Names what a request makes, and writes down that it does.
    async fn make(
        &mut self,
        call: &Call,
        make: Make,
        set: &str,
        passed: &mut Passed,
    ) -> Result<(), Unanswered> {
        let live = self.live;
        let mut name = None;
        match make.name {
            NameAt::Identity(field) => {
                name = call.field(field);
                // What is there already is not made.
                let api = Api::new(&live.link, live.known.vendor, &live.known.profile, set);
                let listed = vendors::list(&api, make.kind).await?;
                if listed.iter().any(|item| Some(&item.name) == name.as_ref()) {
                    return Ok(());
                }
            }
            NameAt::Field(_) | NameAt::Added(_) => {
                if let Some((body, alias)) = self.aliases.name(&passed.request.body, make.name) {
                    passed.request.body = body;
                    name = Some(alias);
                }
            }
        }
        let is_removable =
            make.kind == Kind::Number || shape(live.known.vendor).makeable.contains(&make.kind);
        if is_removable {
            let cause = Cause { scenario: &self.scenario, operation: call.operation };
            passed.makes = Some((live.book.make(cause, make.kind, set, name)?, make.kind));
        } else {
            let shown = name.map(|name| format!(" `{name}`")).unwrap_or_default();
            passed.stays = Some(format!("the {}{shown} that {} made", make.kind, call.operation));
        }
        Ok(())
    }

    /// The credential set that a request is sent with; `first` where it is none of them.
    fn set_of(&self, request: &Request) -> String {
        let sets = &self.live.known.profile.sets;
        let carries = |headers: &std::collections::BTreeMap<String, String>| {
            !headers.is_empty()
                && headers.iter().all(|(name, value)| request.headers.all(name).any(|sent| sent == *value))
        };
        let set = sets.iter().find(|(_, set)| carries(&set.headers));
        set.map_or_else(|| "first".to_owned(), |(name, _)| name.clone())
    }

    /// Notes what a reply says of what was made, and gives the scenario its names back.
    fn settle(&self, passed: &Passed, mut response: Response) -> Result<Response, Unanswered> {
        let status = response.reply.status;
        if let Some(what) = passed.stays.as_ref().filter(|_| status.is_success()) {
            self.live.book.stays(what.clone());
        }
        if let Some((n, kind)) = passed.makes {
            let reply: Value = serde_json::from_slice(&response.reply.body).unwrap_or(Value::Null);
            let made = (shape(self.live.known.vendor).made_id)(kind, &reply);
            match made.filter(|_| status.is_success()) {
                Some(id) => self.live.book.made(n, kind, id)?,
                None if status.is_client_error() => self.live.book.done(n)?,
                // What became of it shows when it is looked for by its name.
                None => {}
            }
        }
        response.reply.body = self.aliases.restore(&response.reply.body);
        Ok(response)
    }
}

impl Target for Session<'_> {
    fn profile(&self) -> &Profile {
        &self.live.known.profile
    }

    fn is_emulator(&self) -> bool {
        false
    }

    fn base_url(&self) -> Option<&str> {
        Some(self.live.link.base())
    }

    async fn send(&mut self, request: &Request) -> Result<Response, Unanswered> {
        let passed = self.pass(request).await?;
        let stop = self.stop.clone();
        let response = self.live.link.send(&passed.request, passed.repeat, Some(&stop)).await?;
        self.settle(&passed, response)
    }

    async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Response>, Unanswered> {
        let mut passed = Vec::with_capacity(requests.len());
        for request in requests {
            passed.push(self.pass(request).await?);
        }
        let sent: Vec<Request> = passed.iter().map(|passed| passed.request.clone()).collect();
        let stop = self.stop.clone();
        let responses = self.live.link.send_all(&sent, Some(&stop)).await?;
        passed.iter().zip(responses).map(|(passed, response)| self.settle(passed, response)).collect()
    }

    async fn wait(&mut self, time: Duration) {
        super::pace::pause(time, Some(&self.stop)).await;
    }
}
