//! What is asked about: numbers, trunks, fields; the caller's own first, and seldom something odd.

use super::action::{Ask, Field, Kind, Segment};
use super::state::State;
use crate::model::draw::Dice;

/// A number that nobody has.
const UNKNOWN_NUMBER: &str = "+19995550100";
/// An id that nothing has.
const UNKNOWN_ID: &str = "00000000-1234-5678-90ab-cdef12345678";

/// How a number is written.
type Form = fn(String) -> Segment;

/// Who chooses, and from what.
pub(super) struct Chooser<'s> {
    pub(super) state: &'s State,
    pub(super) account: String,
    pub(super) first: Dice,
    pub(super) second: Dice,
    pub(super) third: Dice,
}

impl Chooser<'_> {
    /// A number of the account, or seldom another, written as it should be, or seldom not.
    pub(super) fn number(&mut self) -> Segment {
        let own: Vec<&String> = self
            .state
            .numbers
            .iter()
            .filter(|(_, number)| self.state.has(&self.account, number))
            .map(|(e164, _)| e164)
            .collect();
        let e164 = if self.first.seldom(12) || own.is_empty() {
            let mut all: Vec<&str> = self.state.numbers.keys().map(String::as_str).collect();
            all.extend(self.state.for_sale.keys().map(String::as_str));
            all.extend(self.state.resting.keys().map(String::as_str));
            all.push(UNKNOWN_NUMBER);
            self.first.of(&all).map_or(String::new(), |e164| (*e164).to_owned())
        } else {
            self.first.of(&own).map_or(String::new(), |e164| (*e164).clone())
        };
        self.written(e164)
    }

    fn written(&mut self, e164: String) -> Segment {
        let forms: [(usize, Form); 5] = [
            (90, Segment::Encoded),
            (4, Segment::LowerHex),
            (3, Segment::RawPlus),
            (2, Segment::Digits),
            (1, Segment::Twice),
        ];
        self.first.weighted(&forms, Segment::Encoded)(e164)
    }

    /// A number that is being released, if there is one.
    pub(super) fn releasing(&mut self) -> Segment {
        let own: Vec<&String> = self
            .state
            .numbers
            .iter()
            .filter(|(_, number)| number.releasing.is_some() && self.state.has(&self.account, number))
            .map(|(e164, _)| e164)
            .collect();
        match self.second.of(&own) {
            Some(e164) if !self.third.seldom(20) => self.written((*e164).clone()),
            _ => self.number(),
        }
    }

    pub(super) fn for_sale(&mut self) -> Field {
        if self.second.seldom(12) {
            return self.bad_field();
        }
        let mut all: Vec<&String> = self.state.for_sale.keys().collect();
        if self.first.seldom(20) {
            all = self.state.numbers.keys().chain(self.state.resting.keys()).collect();
        }
        self.first
            .of(&all)
            .map_or(Field::Text(UNKNOWN_NUMBER.to_owned()), |e164| Field::Text((*e164).clone()))
    }

    fn bad_field(&mut self) -> Field {
        let text = Field::Text("not-a-uuid".to_owned());
        match self.second.below(5) {
            0 => Field::Missing,
            1 => Field::Null,
            2 => Field::Empty,
            3 => Field::Number,
            _ => text,
        }
    }

    /// A trunk of the account, or seldom another or none.
    pub(super) fn trunk(&mut self) -> String {
        let own = |account: &str| {
            let of_it = self.state.trunks.iter().filter(move |(_, trunk)| trunk.account == account);
            of_it.map(|(id, _)| id.as_str()).collect::<Vec<_>>()
        };
        let mut all = own(&self.account);
        if self.second.seldom(15) || all.is_empty() {
            all = self.state.trunks.keys().map(String::as_str).collect();
            all.push(UNKNOWN_ID);
        }
        let id = self.second.of(&all).map_or(String::new(), |id| (*id).to_owned());
        if self.second.seldom(8) { id.to_ascii_uppercase() } else { id }
    }

    pub(super) fn trunk_field(&mut self) -> Field {
        if self.third.seldom(12) { self.bad_field() } else { Field::Text(self.trunk()) }
    }

    pub(super) fn sub_field(&mut self) -> Field {
        if self.second.seldom(10) {
            return self.bad_field();
        }
        let subs: Vec<&String> = self
            .state
            .accounts
            .iter()
            .filter(|(_, account)| account.parent.as_deref() == Some(&self.account))
            .map(|(id, _)| id)
            .collect();
        if self.second.seldom(15) || subs.is_empty() {
            let all: Vec<&String> = self.state.accounts.keys().collect();
            return self.second.of(&all).map_or(Field::Missing, |id| Field::Text((*id).clone()));
        }
        self.second.of(&subs).map_or(Field::Missing, |id| Field::Text((*id).clone()))
    }

    pub(super) fn application_field(&mut self) -> Field {
        if self.second.seldom(10) {
            return self.bad_field();
        }
        let own = self.state.applications.iter().filter(|(_, account)| **account == self.account);
        let mut all: Vec<&String> = own.map(|(id, _)| id).collect();
        if self.second.seldom(10) || all.is_empty() {
            all = self.state.applications.keys().collect();
        }
        self.second.of(&all).map_or(Field::Missing, |id| Field::Text((*id).clone()))
    }

    pub(super) fn name(&mut self) -> Field {
        if self.first.seldom(12) {
            self.first
                .of(&[Field::Missing, Field::Null, Field::Empty, Field::Number])
                .cloned()
                .unwrap_or(Field::Missing)
        } else {
            let names = ["Support", "Sales", "Night"].map(|name| Field::Text(name.to_owned()));
            self.first.of(&names).cloned().unwrap_or(Field::Missing)
        }
    }

    pub(super) fn update_trunk(&mut self) -> Ask {
        let name = if self.first.seldom(40) { Some(self.name()) } else { None };
        Ask::UpdateTrunk { trunk: self.trunk(), name, fields: self.trunk_fields() }
    }

    pub(super) fn list_numbers(&mut self) -> Ask {
        if self.first.seldom(70) {
            return Ask::ListNumbers { page: None, per_page: None };
        }
        let page = self.first.of(&[None, Some(1), Some(2), Some(0), Some(9)]).copied().flatten();
        let per_page = self.first.of(&[None, Some(2), Some(1), Some(0), Some(101)]).copied().flatten();
        Ask::ListNumbers { page, per_page }
    }

    pub(super) fn list_inventory(&mut self) -> Ask {
        Ask::ListInventory { country: self.first.of(&[None, Some("IN"), Some("US")]).copied().flatten() }
    }

    pub(super) fn unrent(&mut self) -> Ask {
        let number = self.number();
        let releasing =
            self.state.numbers.get(number.e164()).is_some_and(|number| number.releasing.is_some());
        // What `immediate` does to a number that is being released already is said nowhere.
        Ask::Unrent { immediate: self.second.seldom(25) && !releasing, number }
    }

    pub(super) fn kind(&mut self) -> Kind {
        self.first.of(&[Kind::Credential, Kind::Acl, Kind::Uri]).copied().unwrap_or(Kind::Credential)
    }

    pub(super) fn create(&mut self) -> Ask {
        let kind = self.kind();
        Ask::Create { kind, fields: self.thing_fields(kind, true) }
    }

    pub(super) fn update(&mut self) -> Ask {
        let kind = self.kind();
        Ask::Update { kind, id: self.thing(kind), fields: self.thing_fields(kind, false) }
    }

    pub(super) fn delete(&mut self) -> Ask {
        let kind = self.kind();
        Ask::Delete { kind, id: self.thing(kind) }
    }

    fn thing(&mut self, kind: Kind) -> String {
        let things = self.state.things(kind);
        let own = things.iter().filter(|(_, thing)| thing.account == self.account);
        let mut all: Vec<&str> = own.map(|(id, _)| id.as_str()).collect();
        if self.second.seldom(15) || all.is_empty() {
            all = things.keys().map(String::as_str).collect();
            all.push(UNKNOWN_ID);
        }
        self.second.of(&all).map_or(String::new(), |id| (*id).to_owned())
    }

    pub(super) fn create_subaccount(&mut self) -> Ask {
        let customer = self.second.seldom(30);
        Ask::CreateSubaccount {
            name: self.name(),
            email: self.second.seldom(50),
            customer,
            enabled: !self.third.seldom(30),
        }
    }
}
