//! What a reference model is: it turns draws into actions, says what must answer them, and remembers what was done.

use std::borrow::Cow;
use std::fmt::Debug;

use jiff::Timestamp;
use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::contract::Clause;
use testline_emulator::http::Request;

use super::claim::Claim;
use super::deed::Deed;
use super::draw::Draw;
use super::invariants::Invariant;
use crate::profile::Profile;

/// What credentials of explored worlds have in them.
pub const KEY_MARK: &str = "EXPLORE0";

/// A reference model of one vendor. It knows no network: whoever holds it sends its requests and shows it the replies.
pub trait Model: Clone + Debug + Send + Sync + 'static {
    /// What can be asked of the vendor, with everything chosen.
    type Action: Clone + Debug;

    /// The vendor.
    const VENDOR: Vendor;

    /// What must hold of every exchange and of every state, whatever happened.
    const INVARIANTS: &'static [Invariant];

    /// How many looks show the whole state.
    const LOOKS: usize;

    /// What is laid over the default world before a case, so that there is more to choose from: a JSON merge patch.
    fn given() -> Value;

    /// Credentials for the tenants of that world, as a merge patch too, so that a saved scenario can say them. They hold
    /// [`KEY_MARK`], which a scenario replaces by something of its own: no two worlds share a credential.
    fn keys() -> Value;

    /// The model of a world that is like the default one with [`Model::given`] laid over it.
    fn new(profile: &Profile) -> Self;

    /// The action that a draw stands for as things are now.
    fn choose(&self, draw: &Draw) -> Self::Action;

    /// The operation that an action asks for, as the contract names it; it says whether the action only reads.
    fn operation(action: &Self::Action) -> &'static str;

    /// The request that asks for it.
    fn request(&self, action: &Self::Action) -> Request;

    /// What must answer at this time, and what must be in it. The model is then as the vendor is when it has answered,
    /// but for what the vendor itself makes up: that comes with [`Model::learn`].
    fn expect(&mut self, action: &Self::Action, now: Timestamp) -> Expected;

    /// Takes what the vendor made up (ids, secrets) from the body of a reply that was as expected. An error says what
    /// is not there.
    fn learn(&mut self, action: &Self::Action, body: &Value) -> Result<(), String>;

    /// Lets fall due what is due.
    fn elapse(&mut self, now: Timestamp);

    /// A reading action that shows a part of the state; turns from 0 to [`Model::LOOKS`] go through all parts.
    fn look(&self, turn: usize) -> Self::Action;

    /// Whether what has happened lets an invariant of states hold; some hold only as long as nothing else was done.
    fn vouches(&self, _invariant: &Invariant) -> bool {
        true
    }

    /// The action by which the first tenant does this to a number, with nothing odd about it. Where a vendor has no such
    /// operation, it is one that reads.
    fn deed(&self, number: &str, deed: &Deed) -> Self::Action;

    /// Words that no answer to this action may hold: ids and secrets of tenants that the caller is not.
    fn hidden_from(&self, action: &Self::Action) -> Vec<String>;
}

/// What a model expects of the answer to an action.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The clause that decides; status and evidence are its.
    pub clause: Clause,
    /// What the body says.
    pub body: Body,
    /// The fact that decides, in words that follow "because".
    pub why: Cow<'static, str>,
}

/// What a model says of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// There is none.
    Empty,
    /// It is JSON, and of it this holds.
    Json(Claim),
    /// Nothing is said.
    Any,
}

impl Expected {
    /// An answer with this body.
    pub fn new(clause: Clause, body: Claim, why: impl Into<Cow<'static, str>>) -> Self {
        Self { clause, body: Body::Json(body), why: why.into() }
    }

    /// An answer without a body.
    pub fn empty(clause: Clause, why: impl Into<Cow<'static, str>>) -> Self {
        Self { clause, body: Body::Empty, why: why.into() }
    }

    /// Whether the vendor does what is asked.
    pub fn accepts(&self) -> bool {
        !self.clause.refuses()
    }
}

/// What the vendor made up: the text that stands there in a reply. An error says that there is none.
pub(super) fn text_at(body: &Value, pointer: &str) -> Result<String, String> {
    let found = body.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.map(str::to_owned).ok_or_else(|| format!("the reply has no text at {pointer}"))
}

/// Whether an operation of a vendor only reads; one that the contract does not have does not.
pub fn only_reads(vendor: Vendor, operation: &str) -> bool {
    vendor.contract().operation(operation).is_some_and(|facts| !facts.changes)
}
