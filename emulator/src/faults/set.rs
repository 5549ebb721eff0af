//! The faults of a world, in the order in which they were made.

use serde::{Deserialize, Serialize};

use super::matching::Match;
use super::refuse::Refuse;
use crate::contract::Clause;
use crate::http::Request;
use crate::vendors::Vendor;

/// Something made to go wrong on purpose, as it stands in files and in the admin API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its id in the world; handed out, never given.
    #[serde(default, skip_deserializing)]
    pub id: String,
    /// Which exchanges it strikes.
    #[serde(rename = "match", default)]
    pub matching: Match,
    /// What it does to them.
    pub action: Action,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// The vendor refuses: with the reply of a clause, or with a status in its own error shape.
    Refuse {
        /// The id of a refusing clause, with or without its vendor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
        /// A status from 400 to 599.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
}

/// The faults of a world.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    armed: Vec<Armed>,
    made: u64,
}

#[derive(Clone, Debug)]
struct Armed {
    fault: Fault,
    vendor: Option<Vendor>,
    refuse: Refuse,
    met: u64,
}

impl Faults {
    /// Adds a fault and gives it its id; an error says what is wrong with it.
    pub fn add(&mut self, mut fault: Fault) -> Result<Fault, String> {
        let vendor = fault.matching.vendor.as_deref().map(str::parse::<Vendor>).transpose()?;
        check_operation(&fault.matching, vendor)?;
        let refuse = resolve(&fault.action, vendor)?;
        let vendor = match refuse {
            Refuse::Clause(clause) => vendor.or(clause.facts().vendor),
            Refuse::Status(_) => vendor,
        };
        self.made += 1;
        fault.id = format!("f{}", self.made);
        self.armed.push(Armed { fault: fault.clone(), vendor, refuse, met: 0 });
        Ok(fault)
    }

    /// Takes a fault away; says whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.fault.id != id);
        self.armed.len() < before
    }

    /// Takes all faults away.
    pub fn clear(&mut self) {
        self.armed.clear();
    }

    /// The faults in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.armed.iter().map(|armed| &armed.fault)
    }

    /// The first refusal that strikes this exchange, with the fault's id. Every fault that means it counts it.
    pub(crate) fn refusal(
        &mut self,
        vendor: Vendor,
        operation: &str,
        request: &Request,
    ) -> Option<(String, Refuse)> {
        let mut struck = None;
        for armed in &mut self.armed {
            let meant = armed.vendor.is_none_or(|only| only == vendor)
                && armed.fault.matching.means(vendor, operation, request);
            if meant {
                armed.met += 1;
                if struck.is_none() && armed.fault.matching.strikes(armed.met) {
                    struck = Some((armed.fault.id.clone(), armed.refuse));
                }
            }
        }
        struck
    }
}

fn check_operation(matching: &Match, vendor: Option<Vendor>) -> Result<(), String> {
    let Some(name) = matching.operation.as_deref() else { return Ok(()) };
    let asked = Vendor::ALL.into_iter().filter(|of| vendor.is_none_or(|vendor| vendor == *of));
    let mut asked = asked.map(Vendor::contract);
    if asked.any(|contract| contract.operation(name).is_some()) {
        return Ok(());
    }
    Err(format!("`{name}` is no operation; GET /_testline/v1/operations lists them"))
}

fn resolve(action: &Action, vendor: Option<Vendor>) -> Result<Refuse, String> {
    let Action::Refuse { clause, status } = action;
    match (clause, status) {
        (Some(id), None) => {
            let clause = Clause::find(id, vendor).ok_or_else(|| {
                format!("`{id}` is no clause; give its whole id, or its vendor in `match` (GET /_testline/v1/contracts/VENDOR lists them)")
            })?;
            if !clause.refuses() && !clause.facts().raised_by_fault {
                return Err(format!("`{}` is no refusal: it answers {}", clause.id(), clause.status()));
            }
            Ok(Refuse::Clause(clause))
        }
        (None, Some(status)) if (400..600).contains(status) => Ok(Refuse::Status(*status)),
        (None, Some(status)) => Err(format!("`status` must be from 400 to 599, not {status}")),
        _ => Err("`refuse` takes either `clause` or `status`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    fn refuse_500(matching: Match) -> Fault {
        Fault { id: String::new(), matching, action: Action::Refuse { clause: None, status: Some(500) } }
    }

    #[test]
    fn a_fault_strikes_only_the_nth_that_it_means() {
        let mut faults = Faults::default();
        faults.add(refuse_500(Match { nth: Some(2), ..Match::default() })).expect("a valid fault");
        let request = Request::new(Method::GET, "/");
        let strikes: Vec<bool> =
            (0..3).map(|_| faults.refusal(Vendor::Vobiz, "list-trunks", &request).is_some()).collect();
        assert_eq!(strikes, [false, true, false]);
    }

    #[test]
    fn a_fault_for_an_operation_that_does_not_exist_is_refused() {
        let matching = Match { operation: Some("list-trunk".into()), ..Match::default() };
        assert!(Faults::default().add(refuse_500(matching)).is_err());
    }
}
