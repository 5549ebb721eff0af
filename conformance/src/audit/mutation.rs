//! What can be wrong with the answer to a clause, or with what it did.

use super::place::Place;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutation {
    /// The answer is wrong on the wire, and what was done is right.
    Wire(Wire),
    /// The answer is right, and what was done is not; or what was refused is said to be done.
    State(Tamper),
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wire {
    /// It has another status.
    Status(u16),
    /// A key or an element of its JSON is wrong.
    Key {
        /// Where.
        at: Place,
        /// How.
        deed: KeyDeed,
    },
    /// An object of its JSON has a key too many.
    KeyAdded(Place),
    /// It has a body where it has none.
    BodyAdded,
    /// It has no body where it has one.
    BodyDropped,
    /// Its text, which is no JSON, is another.
    TextChanged,
    /// A header is not there.
    HeaderDropped(String),
    /// A header has another value.
    HeaderChanged(String),
}

/// What happens to a key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyDeed {
    /// It is not there.
    Dropped,
    /// It has another name.
    Renamed,
    /// Its value has another type.
    Retyped,
    /// Its value is another of the same type.
    Revalued,
}

/// What is wrong with what was done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tamper {
    /// Nothing was done.
    Forgotten,
    /// It was done twice.
    Twice,
    /// What is read is what was before the last change.
    Stale,
    /// It was done to another record of the same table.
    OtherRecord {
        /// The table.
        table: String,
    },
    /// What it leads to is another record than the one that was asked for.
    OtherReference {
        /// The table.
        table: String,
        /// The field of its record that says where it leads.
        field: String,
    },
    /// What was refused is answered with this success; nothing was done.
    Success {
        /// The status of the success.
        status: u16,
        /// Its content type.
        content_type: Option<String>,
        /// Its body.
        body: String,
    },
}

impl Mutation {
    /// The name of its kind, as reports count it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Wire(Wire::Status(_)) => "status",
            Self::Wire(Wire::Key { deed, .. }) => match deed {
                KeyDeed::Dropped => "key dropped",
                KeyDeed::Renamed => "key renamed",
                KeyDeed::Retyped => "another type",
                KeyDeed::Revalued => "another value",
            },
            Self::Wire(Wire::KeyAdded(_)) => "key added",
            Self::Wire(Wire::BodyAdded) => "body added",
            Self::Wire(Wire::BodyDropped) => "body dropped",
            Self::Wire(Wire::TextChanged) => "text changed",
            Self::Wire(Wire::HeaderDropped(_)) => "header dropped",
            Self::Wire(Wire::HeaderChanged(_)) => "header changed",
            Self::State(Tamper::Forgotten) => "forgotten",
            Self::State(Tamper::Twice) => "done twice",
            Self::State(Tamper::Stale) => "stale read",
            Self::State(Tamper::OtherRecord { .. }) => "another record",
            Self::State(Tamper::OtherReference { .. }) => "another reference",
            Self::State(Tamper::Success { .. }) => "a refusal answered as success",
        }
    }

    /// What a scenario would have to do to notice it.
    pub fn noticed_by(&self) -> String {
        match self {
            Self::Wire(Wire::Status(_)) => "a step that expects the status".to_owned(),
            Self::Wire(Wire::Key { at, .. }) => format!("a step that expects {at} exactly"),
            Self::Wire(Wire::KeyAdded(at)) => {
                format!("a step whose `json` is exact at {at}, in the place of `json-includes`")
            }
            Self::Wire(Wire::BodyAdded) => "a step with `body: empty`".to_owned(),
            Self::Wire(Wire::BodyDropped | Wire::TextChanged) => "a step that expects the body".to_owned(),
            Self::Wire(Wire::HeaderDropped(name) | Wire::HeaderChanged(name)) => {
                format!("a step that expects the header {name}")
            }
            Self::State(Tamper::Forgotten) => "a step that reads afterwards what was changed".to_owned(),
            Self::State(Tamper::Twice) => "a step that counts afterwards what was made".to_owned(),
            Self::State(Tamper::Stale) => "a read that follows a change of what it shows".to_owned(),
            Self::State(Tamper::OtherRecord { table }) => {
                format!("a step that reads afterwards the records of {table}, the one meant and another")
            }
            Self::State(Tamper::OtherReference { table, field }) => {
                format!("a step that reads afterwards {field} of the record of {table}")
            }
            Self::State(Tamper::Success { .. }) => "a step that expects the refusal".to_owned(),
        }
    }
}

impl std::fmt::Display for Mutation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wire(Wire::Status(status)) => write!(f, "status {status}"),
            Self::Wire(Wire::Key { at, deed }) => match deed {
                KeyDeed::Dropped => write!(f, "{at} dropped"),
                KeyDeed::Renamed => write!(f, "{at} renamed"),
                KeyDeed::Retyped => write!(f, "{at} of another type"),
                KeyDeed::Revalued => write!(f, "{at} with another value"),
            },
            Self::Wire(Wire::KeyAdded(at)) => write!(f, "a key added to {at}"),
            Self::Wire(Wire::BodyAdded) => f.write_str("a body added"),
            Self::Wire(Wire::BodyDropped) => f.write_str("the body dropped"),
            Self::Wire(Wire::TextChanged) => f.write_str("another text"),
            Self::Wire(Wire::HeaderDropped(name)) => write!(f, "header {name} dropped"),
            Self::Wire(Wire::HeaderChanged(name)) => write!(f, "header {name} changed"),
            Self::State(Tamper::Forgotten) => f.write_str("answered and not done"),
            Self::State(Tamper::Twice) => f.write_str("done twice"),
            Self::State(Tamper::Stale) => f.write_str("a stale read"),
            Self::State(Tamper::OtherRecord { table }) => write!(f, "done to another record of {table}"),
            Self::State(Tamper::OtherReference { table, field }) => {
                write!(f, "{field} of the record of {table} leads to another record")
            }
            Self::State(Tamper::Success { status, .. }) => write!(f, "refused and answered with {status}"),
        }
    }
}
