//! What `explore` does for one vendor, and what it prints.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::args::Oracle;
use super::case::Tally;
use super::engine::{self, Found, Plan, Report};
use super::ground::{Ground, InProcess, world};
use super::oracle::Pair;
use super::placed::Placed;
use super::remote::Remote;
use super::{save, story};
use crate::exit::Exit;
use crate::model::Model;
use crate::profile::Profile;
use crate::redact::Redactor;
use crate::report::Style;
use crate::runner::Stop;
use crate::shell::Stopwatch;
use crate::target::Place;

/// How often the progress line is redrawn, in cases.
const REDRAW: u64 = 64;

/// What the flags say.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) plan: Plan,
    pub(super) oracle: Oracle,
    /// The folder for scenarios of disagreements; none where nothing is saved.
    pub(super) save: Option<PathBuf>,
    pub(super) clauses: bool,
    pub(super) watched: bool,
    pub(super) style: Style,
}

/// One run of `explore` at a target.
pub(super) struct Run<'r, O, L> {
    pub(super) out: &'r mut O,
    pub(super) log: &'r mut L,
    pub(super) stop: &'r Stop,
    pub(super) place: &'r Place,
    pub(super) wanted: Wanted,
}

impl<O: Write, L: Write> Run<'_, O, L> {
    /// Explores one vendor.
    pub(super) fn vendor<M: Model>(&mut self) -> io::Result<Exit> {
        let watch = Stopwatch::start();
        let explored = self.explored::<M>();
        if self.wanted.watched {
            let _ = write!(self.log, "\r\u{1b}[K");
        }
        let (report, profile) = match explored {
            Ok(explored) => explored,
            Err(message) => {
                writeln!(self.log, "failed to {message}")?;
                return Ok(Exit::Unreachable);
            }
        };
        self.sum_up::<M>(&report, watch.elapsed())?;
        if let Some(found) = &report.found {
            let story = story::tell(M::VENDOR, found, &Redactor::new(&profile), self.wanted.style);
            write!(self.out, "\n{story}")?;
            self.keep::<M>(found)?;
            return Ok(Exit::Disagrees);
        }
        Ok(if report.tally.steps == 0 { Exit::NothingRan } else { Exit::Agrees })
    }

    /// What comes of the cases, and the profile of the last.
    fn explored<M: Model>(&mut self) -> Result<(Report, Profile), String> {
        let (place, stop, plan) = (self.place, self.stop, self.wanted.plan);
        let mut progress = |cases: u64, tally: &Tally| {
            if self.wanted.watched && cases.is_multiple_of(REDRAW) {
                let (vendor, all) = (M::VENDOR, plan.cases);
                // Progress that cannot be shown is no reason to stop.
                let _ = write!(self.log, "\r{vendor}: {cases}/{all} cases, {} steps\u{1b}[K", tally.steps);
                let _ = self.log.flush();
            }
        };
        if place.is_in_process() {
            let mut ground = InProcess::new(M::VENDOR, &world::<M>())?;
            let report = engine::explore::<M>(&mut ground, plan, stop, &mut progress)?;
            return Ok((report, ground.begin()?));
        }
        let mut ground: Elsewhere<'_> = if place.is_shared() {
            Elsewhere::Placed(Placed::new(place, M::VENDOR, stop))
        } else {
            Elsewhere::Remote(Box::new(Remote::new(place, M::VENDOR, M::given())))
        };
        match self.wanted.oracle {
            Oracle::Model => {
                let report = match &mut ground {
                    Elsewhere::Placed(ground) => engine::explore::<M>(ground, plan, stop, &mut progress)?,
                    Elsewhere::Remote(ground) => {
                        engine::explore::<M>(&mut **ground, plan, stop, &mut progress)?
                    }
                };
                Ok((report, ground.profile()?))
            }
            Oracle::Emulator => {
                let report = match &mut ground {
                    // What is not ours cannot be put back: there is one case, and the oracle is as the default world.
                    Elsewhere::Placed(ground) => {
                        let oracle = InProcess::new(M::VENDOR, &Value::Object(serde_json::Map::new()))?;
                        let mut pair = Pair { oracle, reads_only: place.is_live(), target: ground };
                        let plan = Plan { cases: 1, ..plan };
                        engine::differ::<M, _>(&mut pair, plan, stop, &mut progress)?
                    }
                    Elsewhere::Remote(ground) => {
                        let oracle = InProcess::new(M::VENDOR, &world::<M>())?;
                        let mut pair = Pair { oracle, reads_only: false, target: &mut **ground };
                        engine::differ::<M, _>(&mut pair, plan, stop, &mut progress)?
                    }
                };
                Ok((report, ground.profile()?))
            }
        }
    }

    fn sum_up<M: Model>(&mut self, report: &Report, took: Duration) -> io::Result<()> {
        let seconds = took.as_secs_f64();
        let rate = report.tally.steps as f64 / seconds.max(0.001);
        let all: Vec<&str> = M::VENDOR
            .contract()
            .clauses()
            .filter(|clause| !clause.facts().raised_by_fault)
            .map(|clause| clause.id())
            .collect();
        let never: Vec<&&str> = all.iter().filter(|id| !report.tally.met.contains_key(**id)).collect();
        writeln!(
            self.out,
            "{}: {} cases, {} steps, {} of {} clauses, {} ({seconds:.1} s, {rate:.0} steps/s)",
            M::VENDOR,
            report.cases,
            report.tally.steps,
            all.len() - never.len(),
            all.len(),
            if report.found.is_some() { "a disagreement" } else { "no disagreement" },
        )?;
        if self.wanted.clauses {
            for id in never {
                writeln!(self.out, "  never {id}")?;
            }
        }
        Ok(())
    }

    /// Saves what was found as a scenario, and says how to run it.
    fn keep<M: Model>(&mut self, found: &Found) -> io::Result<()> {
        let Some(folder) = &self.wanted.save else { return Ok(()) };
        if !self.place.is_in_process() {
            return writeln!(
                self.log,
                "no scenario is saved of a target elsewhere, whose credentials are its own"
            );
        }
        let regression = match save::regression(M::VENDOR, found, &world::<M>()) {
            Ok(regression) => regression,
            Err(message) => return writeln!(self.log, "no scenario can be saved: {message}"),
        };
        match regression.write(folder) {
            Ok(path) => {
                let all = folder.parent().unwrap_or(folder).display().to_string();
                let all = if all.is_empty() { "." } else { &all };
                writeln!(self.out, "  saved    {}", path.display())?;
                writeln!(
                    self.out,
                    "  replay   testline-conformance run --scenarios {all} {}",
                    regression.name
                )
            }
            Err(error) => {
                writeln!(
                    self.log,
                    "failed to write into {}: {error}; --save names another folder",
                    folder.display()
                )
            }
        }
    }
}

/// A ground that is not in process.
enum Elsewhere<'p> {
    Placed(Placed<'p>),
    Remote(Box<Remote<'p>>),
}

impl Elsewhere<'_> {
    /// The profile of a last world.
    fn profile(&mut self) -> Result<Profile, String> {
        match self {
            Self::Placed(ground) => ground.begin(),
            Self::Remote(ground) => {
                let profile = ground.begin()?;
                ground.end()?;
                Ok(profile)
            }
        }
    }
}
