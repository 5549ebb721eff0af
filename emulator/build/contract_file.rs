//! The form of a contract file, and what must hold inside one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

/// One `contracts/<vendor>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Contract {
    pub(crate) vendor: String,
    pub(crate) name: String,
    pub(crate) base_url: String,
    pub(crate) hosts: Vec<String>,
    #[serde(default)]
    pub(crate) pages: BTreeMap<String, Page>,
    #[serde(default)]
    pub(crate) switches: Vec<Switch>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) any: Any,
    #[serde(default)]
    pub(crate) not_emulated: Vec<NotEmulated>,
}

/// A public page that clauses cite.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) read: String,
}

/// A named choice where sources disagree or are silent; the default stands first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switch {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    pub(crate) decides: String,
    pub(crate) why: String,
}

/// One thing that the vendor can be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) routes: Vec<String>,
    pub(crate) body: Body,
    #[serde(default)]
    pub(crate) changes: bool,
    #[serde(default)]
    pub(crate) spends: bool,
    #[serde(default)]
    pub(crate) undo: Option<String>,
    #[serde(default)]
    pub(crate) effects: Vec<Effect>,
    pub(crate) clauses: Vec<Clause>,
}

/// Whether an operation reads a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Body {
    Json,
    None,
}

/// Something an operation does that the wire never shows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Effect {
    pub(crate) id: String,
    pub(crate) says: String,
    pub(crate) evidence: Evidence,
    #[serde(default)]
    pub(crate) source: Option<Source>,
    #[serde(default)]
    pub(crate) reason: Option<String>,
}

/// What holds for every operation of a vendor, and for requests that reach none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Any {
    pub(crate) clauses: Vec<Clause>,
}

/// One promise about a reply.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Clause {
    pub(crate) id: String,
    pub(crate) says: String,
    pub(crate) status: Status,
    pub(crate) evidence: Evidence,
    #[serde(default)]
    pub(crate) body_evidence: Option<Evidence>,
    #[serde(default)]
    pub(crate) source: Option<Source>,
    #[serde(default)]
    pub(crate) reason: Option<String>,
    #[serde(default)]
    pub(crate) switch: Option<String>,
    #[serde(default)]
    pub(crate) when: Vec<String>,
    #[serde(default)]
    pub(crate) raised_by: Option<RaisedBy>,
}

/// The status of a clause: one, or one for each value of its switch.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Status {
    One(u16),
    BySwitch(BTreeMap<String, u16>),
}

/// How a clause is known; the order is from strong to weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Evidence {
    Documented,
    Observed,
    Inferred,
}

/// A page of the contract and the section of it that speaks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) page: String,
    #[serde(default)]
    pub(crate) section: String,
}

/// What makes a clause come about, where it is not a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RaisedBy {
    Fault,
}

/// A documented operation outside what is emulated.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotEmulated {
    pub(crate) name: String,
    pub(crate) routes: Vec<String>,
    #[serde(default)]
    pub(crate) url: Option<String>,
}

/// Reads a contract; the error shows line, column and the line itself.
pub(crate) fn parse(text: &str) -> Result<Contract, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

/// Checks what the types cannot: that ids are unique and that everything named exists.
pub(crate) fn check(contract: &Contract) -> Result<(), String> {
    let mut errors = String::new();
    let mut ids = BTreeSet::new();
    let names: BTreeSet<&str> = contract.operations.iter().map(|operation| operation.name.as_str()).collect();
    let mut check_clause = |operation: &str, clause: &Clause| {
        let id = format!("{operation}.{}", clause.id);
        let mut fail = |message: String| {
            let _ = writeln!(errors, "  {id}: {message}");
        };
        if !ids.insert(id.clone()) {
            fail("stands twice".into());
        }
        match (&clause.source, &clause.reason, clause.evidence) {
            (None, _, Evidence::Documented | Evidence::Observed) => fail("needs a `source`".into()),
            (_, None, Evidence::Inferred) => fail("is inferred and needs a `reason`".into()),
            (Some(source), _, _) if !contract.pages.contains_key(&source.page) => {
                fail(format!("cites the page `{}`, which `pages` does not have", source.page));
            }
            _ => {}
        }
        let switch = clause
            .switch
            .as_ref()
            .map(|name| contract.switches.iter().find(|switch| &switch.name == name).ok_or(name));
        let values: &[String] = match switch {
            Some(Ok(switch)) => &switch.values,
            Some(Err(name)) => {
                fail(format!("names the switch `{name}`, which `switches` does not have"));
                &[]
            }
            None => &[],
        };
        if let Status::BySwitch(statuses) = &clause.status {
            for value in statuses.keys().filter(|value| !values.contains(value)) {
                fail(format!("gives a status for `{value}`, which its switch does not have"));
            }
        }
        for value in clause.when.iter().filter(|value| !values.contains(value)) {
            fail(format!("holds when `{value}`, which its switch does not have"));
        }
    };
    for operation in &contract.operations {
        for clause in &operation.clauses {
            check_clause(&operation.name, clause);
        }
    }
    for clause in &contract.any.clauses {
        check_clause("any", clause);
    }
    for operation in &contract.operations {
        match operation.undo.as_deref() {
            None if operation.changes => {
                let _ = writeln!(errors, "  {}: changes, and so needs an `undo`", operation.name);
            }
            Some(undo) if !["restore", "none"].contains(&undo) && !names.contains(undo) => {
                let _ =
                    writeln!(errors, "  {}: is undone by `{undo}`, which is no operation", operation.name);
            }
            _ => {}
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
