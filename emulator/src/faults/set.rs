//! The faults of a world, in the order in which they were made.

use serde::{Deserialize, Serialize};

use super::action::{Action, Ready};
use super::deed::{Deed, Seen, What};
use super::matching::{Match, Meant};

/// Something made to go wrong on purpose, as it stands in files and in the admin API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Its id in the world; handed out, never given, and not in files.
    #[serde(default, skip_deserializing, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Which exchanges it strikes.
    #[serde(rename = "match", default)]
    pub matching: Match,
    /// What it does to them.
    pub action: Action,
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
    meant: Meant,
    ready: Ready,
    /// How many exchanges it has matched.
    met: u64,
}

impl Faults {
    /// Adds a fault and gives it its id; an error says what is wrong with it.
    pub fn add(&mut self, mut fault: Fault) -> Result<Fault, String> {
        let mut meant = fault.matching.meant()?;
        let ready = fault.action.ready(&fault.matching, &mut meant)?;
        self.made += 1;
        fault.id = format!("f{}", self.made);
        self.armed.push(Armed { fault: fault.clone(), meant, ready, met: 0 });
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

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.armed.is_empty()
    }

    /// The faults in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.armed.iter().map(|armed| &armed.fault)
    }

    /// What strikes this exchange, each with the fault's id. Every fault that matches counts the exchange; delays add
    /// up, and of the others the first made counts.
    pub(crate) fn strike(&mut self, seen: &Seen<'_>) -> Vec<(String, Deed)> {
        let mut struck = Vec::new();
        let mut decided = false;
        for armed in &mut self.armed {
            if !armed.ready.can_strike(seen) || !armed.fault.matching.means(armed.meant, seen) {
                continue;
            }
            armed.met += 1;
            if !armed.fault.matching.strikes(armed.met) {
                continue;
            }
            let Some(deed) = armed.ready.deed(seen) else { continue };
            let delays = matches!(deed.what, What::Delay(_));
            if delays || !decided {
                decided |= !delays;
                struck.push((armed.fault.id.clone(), deed));
            }
        }
        struck
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::contract::vobiz::clauses;
    use crate::http::{Method, Request};
    use crate::vendors::Vendor;

    fn fault(text: &str) -> Fault {
        serde_json::from_str(text).expect(text)
    }

    /// The ids of the faults that strike a listing of Vobiz trunks, and what they did.
    fn strike(faults: &mut Faults) -> Vec<(String, String)> {
        let request = Request::new(Method::GET, "/api/v1/Account/MA_XXXXXX/trunks");
        let seen = Seen {
            at: Timestamp::UNIX_EPOCH,
            vendor: Vendor::Vobiz,
            request: &request,
            operation: Some("list-trunks"),
            clause: clauses::LIST_TRUNKS_LISTED,
            changes: false,
        };
        faults.strike(&seen).into_iter().map(|(id, deed)| (id, deed.did)).collect()
    }

    #[test]
    fn a_fault_strikes_only_the_nth_or_the_first_that_it_matches() {
        for (which, expected) in [("nth", [false, true, false]), ("first", [true, true, false])] {
            let mut faults = Faults::default();
            let text = format!(r#"{{"match":{{"{which}":2}},"action":{{"kind":"refuse","status":500}}}}"#);
            faults.add(fault(&text)).expect("a valid fault");
            assert_eq!([0; 3].map(|_| !strike(&mut faults).is_empty()), expected, "{which}");
        }
    }

    #[test]
    fn every_condition_must_hold() {
        let right = [
            r#""vendor":"vobiz""#,
            r#""operation":"list-trunks""#,
            r#""clause":"vobiz.list-trunks.listed""#,
            r#""method":"GET""#,
            r#""path":"/api/v1/Account/MA_XXXXXX/trunks""#,
        ];
        let wrong = [
            r#""vendor":"dasha""#,
            r#""operation":"create-trunk""#,
            r#""clause":"vobiz.any.no-credentials""#,
            r#""method":"POST""#,
            r#""path":"/api/v1/account/MA_XXXXXX/trunks""#,
        ];
        for (conditions, strikes) in
            right.map(|one| (one, true)).into_iter().chain(wrong.map(|one| (one, false)))
        {
            let mut faults = Faults::default();
            let text = format!(r#"{{"match":{{{conditions}}},"action":{{"kind":"reset"}}}}"#);
            faults.add(fault(&text)).expect(conditions);
            assert_eq!(!strike(&mut faults).is_empty(), strikes, "{conditions}");
        }
    }

    #[test]
    fn delays_add_up_and_of_the_others_the_first_made_counts() {
        let mut faults = Faults::default();
        for action in
            [r#""delay","by":"PT1S""#, r#""reset""#, r#""refuse","status":500"#, r#""delay","by":"PT2S""#]
        {
            faults.add(fault(&format!(r#"{{"action":{{"kind":{action}}}}}"#))).expect(action);
        }
        let struck = strike(&mut faults);
        assert_eq!(struck.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["f1", "f2", "f4"]);
    }

    #[test]
    fn a_fault_that_could_never_strike_is_refused_and_told_why() {
        for (text, says) in [
            (
                r#"{"match":{"operation":"list-trunk"},"action":{"kind":"reset"}}"#,
                "did you mean list-trunks?",
            ),
            (
                r#"{"match":{"vendor":"dasha","operation":"list-trunks"},"action":{"kind":"reset"}}"#,
                "no operation of dasha",
            ),
            (r#"{"match":{"vendor":"twilio"},"action":{"kind":"reset"}}"#, "there are: trillet"),
            (r#"{"match":{"clause":"any.x"},"action":{"kind":"reset"}}"#, "is no clause"),
            (
                r#"{"match":{"vendor":"dasha","clause":"vobiz.list-trunks.listed"},"action":{"kind":"reset"}}"#,
                "no clause of dasha",
            ),
            (
                r#"{"match":{"operation":"create-trunk","clause":"vobiz.list-trunks.listed"},"action":{"kind":"reset"}}"#,
                "no clause of create-trunk",
            ),
            (r#"{"match":{"method":"post"},"action":{"kind":"reset"}}"#, "in capitals"),
            (r#"{"match":{"path":"/a?b"},"action":{"kind":"reset"}}"#, "no query"),
            (
                r#"{"match":{"path":"/vobiz/api/v1/auth/me"},"action":{"kind":"reset"}}"#,
                "leave out the prefix",
            ),
            (r#"{"match":{"nth":1,"first":1},"action":{"kind":"reset"}}"#, "either `nth` or `first`"),
            (r#"{"match":{"nth":0},"action":{"kind":"reset"}}"#, "from 1"),
            (r#"{"action":{"kind":"delay","by":"PT0S"}}"#, "longer than nothing"),
            (r#"{"action":{"kind":"rate-limit","requests":0,"per":"PT1S"}}"#, "at least 1"),
            (r#"{"action":{"kind":"rate-limit","requests":1,"per":"-PT1S"}}"#, "longer than nothing"),
            (r#"{"action":{"kind":"refuse","clause":"vobiz.list-trunks.listed"}}"#, "is no refusal"),
            (r#"{"action":{"kind":"refuse","status":200}}"#, "from 400 to 599"),
            (r#"{"action":{"kind":"refuse"}}"#, "either `clause` or `status`"),
            (
                r#"{"match":{"vendor":"dasha"},"action":{"kind":"refuse","clause":"vobiz.any.server-error"}}"#,
                "no clause of dasha",
            ),
            (
                r#"{"match":{"operation":"make-call"},"action":{"kind":"refuse","status":500}}"#,
                "a `reply` answers for it",
            ),
        ] {
            let error = Faults::default().add(fault(text)).expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
