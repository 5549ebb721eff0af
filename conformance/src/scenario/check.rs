//! What must hold in a scenario before anything runs: it asserts something, shows what it names, and every variable
//! is given once.

use std::collections::BTreeSet;

use testline_emulator::contract::Clause;

use super::error::{Place, ScenarioError};
use super::model::{Action, Scenario};
use super::names::{Part, Use, walk};
use crate::matcher::Matcher;
use crate::profile;

/// Everything that is wrong with a scenario whose form is right.
pub(super) fn scenario(scenario: &Scenario, path: &str, text: &str) -> Vec<ScenarioError> {
    let mut check = Check { scenario, path, text, errors: Vec::new() };
    check.asserts();
    check.clauses();
    check.words();
    check.errors
}

struct Check<'s> {
    scenario: &'s Scenario,
    path: &'s str,
    text: &'s str,
    errors: Vec<ScenarioError>,
}

impl Check<'_> {
    fn fail(&mut self, line: usize, word: &str, message: String) {
        let place = Place { line, column: 1 }.find(self.text, word);
        self.errors.push(ScenarioError::at(self.path, self.text, place, message));
    }

    fn asserts(&mut self) {
        let states = self.scenario.steps.iter().any(|step| matches!(step.action, Action::State { .. }));
        let claims = self.scenario.expectations().any(|(_, expect)| {
            !expect.fair.is_empty() || expect.emulator.as_ref().is_some_and(|claims| !claims.is_empty())
        });
        if !states && !claims {
            self.fail(1, "steps", "it asserts nothing; give a step an `expect`".to_owned());
        }
        for step in self.scenario.cleanup.iter().filter(|step| !matches!(step.action, Action::Request(_))) {
            let place = Place { line: step.line, column: 1 };
            let message = "`cleanup` holds requests only".to_owned();
            self.errors.push(ScenarioError::at(self.path, self.text, place, message));
        }
        if self.scenario.source.is_none() && self.scenario.reason.is_none() {
            self.fail(1, "claim", "it needs a `source`, or a `reason` where no page says so".to_owned());
        }
    }

    fn clauses(&mut self) {
        if self.scenario.clauses.is_empty() {
            self.fail(1, "clauses", "it names no clause; `clauses` says what it shows".to_owned());
        }
        let shown: Vec<Clause> =
            self.scenario.expectations().filter_map(|(_, expect)| expect.clause).collect();
        let mut seen = BTreeSet::new();
        for clause in &self.scenario.clauses {
            let id = clause.id();
            let short = id.split_once('.').map_or(id, |(_, rest)| rest);
            if !seen.insert(id) {
                self.fail(1, short, format!("`{id}` is named twice"));
            } else if !shown.contains(clause) {
                self.fail(1, short, format!("no step expects `clause: {short}`, so that it is not shown"));
            }
            self.holds(*clause, short);
        }
    }

    /// A clause that exists only under some values of its switch needs one of them.
    fn holds(&mut self, clause: Clause, short: &str) {
        let facts = clause.facts();
        let (Some(name), Some(vendor)) = (facts.switch, facts.vendor) else { return };
        let switch = vendor.contract().switches.iter().find(|switch| switch.name == name);
        let default = switch.map_or("", |switch| switch.values[0]);
        let value = self.scenario.dialect.get(&format!("{vendor}.{name}")).map_or(default, String::as_str);
        if !facts.when.is_empty() && !facts.when.contains(&value) {
            let message =
                format!("`{short}` exists only with `dialect: {{ {name}: {} }}`", facts.when.join(" or "));
            self.fail(1, short, message);
        }
    }

    fn words(&mut self) {
        let walk = walk(self.scenario);
        for (line, error) in walk.errors {
            self.fail(line, &error.word, error.message);
        }
        let mut captured: Vec<(String, usize, Part)> = Vec::new();
        for found in &walk.uses {
            self.word(found, &mut captured);
        }
    }

    fn word(&mut self, found: &Use, captured: &mut Vec<(String, usize, Part)>) {
        let Use { line, slot, matchers, part } = found;
        let word = slot.word.as_str();
        let matcher = match Matcher::of(word, slot.argument.as_deref()) {
            Ok(matcher) => matcher.filter(|_| *matchers),
            Err(message) => return self.fail(*line, slot.argument.as_deref().unwrap_or(word), message),
        };
        if let Some(name) = &slot.capture {
            if matcher.is_none() {
                let message =
                    format!("`{word}` is no matcher that stands here; the matchers are: {}", Matcher::WORDS);
                return self.fail(*line, &format!("{name}:"), message);
            }
            return self.capture(found, name, captured);
        }
        let given = captured.iter().any(|(name, ..)| name == word)
            || self.scenario.needs.iter().any(|name| name == word)
            || profile::is_implied(self.scenario.vendor, word)
            || word == "i" && *part == Part::SentAtOnce;
        if given || matcher.is_some() && !profile::has_name(self.scenario.vendor, word) {
            if given || slot.filters.is_empty() {
                return;
            }
            return self.fail(*line, word, format!("the matcher `{word}` takes no filter"));
        }
        if let Some((set, _)) = word.split_once('.') {
            if !profile::sets(self.scenario.vendor).contains(&set) {
                let known = profile::sets(self.scenario.vendor).join(", ");
                self.fail(*line, word, format!("there is no credential set `{set}`; there are: {known}"));
            }
            return;
        }
        let message = if profile::has_name(self.scenario.vendor, word) {
            format!("`{word}` is used and not in `needs`")
        } else if *matchers {
            format!("nothing gives `{word}`, and it is no matcher; the matchers are: {}", Matcher::WORDS)
        } else {
            format!("nothing gives `{word}`: it is in no profile and nothing captures it before")
        };
        self.fail(*line, word, message);
    }

    fn capture(&mut self, found: &Use, name: &str, captured: &mut Vec<(String, usize, Part)>) {
        let written = format!("{name}:");
        if found.part == Part::Outcome {
            return self.fail(
                found.line,
                &written,
                "the replies of `parallel` cannot be captured".to_owned(),
            );
        }
        if profile::has_name(self.scenario.vendor, name)
            || name == "i"
            || Matcher::of(name, None).is_ok_and(|found| found.is_some())
        {
            return self.fail(
                found.line,
                &written,
                format!("`{name}` has a meaning already; capture under another name"),
            );
        }
        match captured.iter().find(|(held, ..)| held == name) {
            // The stricter part may hold the whole body, and with it what the fair part captured.
            Some((_, line, Part::Fair)) if found.part == Part::Emulator && *line == found.line => {}
            Some(_) => self.fail(found.line, &written, format!("`{name}` is captured twice")),
            None => captured.push((name.to_owned(), found.line, found.part)),
        }
    }
}
