//! From a draw to an action: what there is to choose from, the most ordinary first.

use serde_json::{Value, json};

use super::action::{Action, Ask, Caller, Field, Fields, Kind, Segment, Twist};
use super::state::State;
use crate::model::draw::{Dice, Draw};

/// A number that nobody has.
const UNKNOWN_NUMBER: &str = "+19995550100";
/// An id that nothing has.
const UNKNOWN_ID: &str = "00000000-1234-5678-90ab-cdef12345678";

type Maker = fn(&mut Chooser<'_>) -> Ask;

/// What can be asked, each with how often it is.
const ASKS: &[(usize, Maker)] = &[
    (16, |c| Ask::Assign { number: c.number(), trunk: c.trunk_field() }),
    (9, |c| Ask::Unassign { number: c.number() }),
    (9, |c| c.list_numbers()),
    (3, |c| c.list_inventory()),
    (6, |c| Ask::Purchase { e164: c.for_sale() }),
    (6, |c| c.unrent()),
    (4, |c| Ask::CancelRelease { number: c.releasing() }),
    (4, |c| Ask::AssignSubaccount { number: c.number(), sub: c.sub_field() }),
    (4, |c| Ask::UnassignSubaccount { number: c.number(), force: c.third.seldom(15) }),
    (6, |c| Ask::Attach { number: c.number(), application: c.application_field() }),
    (4, |c| Ask::Detach { number: c.number() }),
    (4, |c| Ask::CreateTrunk { name: c.name(), fields: c.trunk_fields() }),
    (4, |c| c.update_trunk()),
    (3, |c| Ask::RetrieveTrunk { trunk: c.trunk() }),
    (3, |c| Ask::DeleteTrunk { trunk: c.trunk() }),
    (3, |_| Ask::ListTrunks),
    (3, |c| Ask::List(c.kind())),
    (4, |c| c.create()),
    (2, |c| c.update()),
    (3, |c| c.delete()),
    (1, |_| Ask::Me),
    (4, |c| Ask::Balance { currency: if c.first.seldom(5) { "XXX" } else { "INR" } }),
    (1, |c| c.create_subaccount()),
    (2, |_| Ask::ListSubaccounts),
];

struct Chooser<'s> {
    state: &'s State,
    account: String,
    first: Dice,
    second: Dice,
    third: Dice,
}

/// The action that a draw stands for.
pub(super) fn choose(state: &State, draw: &Draw) -> Action {
    let make = draw.dice(1).weighted(ASKS, |_| Ask::Me);
    let mut who = draw.dice(2);
    let account = who.weighted(&[(64, 0), (14, 1), (14, 2), (8, 3)], 0);
    let mains = state.accounts.iter().filter(|(_, account)| account.parent.is_none() && account.active);
    let mains: Vec<&String> = mains.map(|(id, _)| id).collect();
    let first = state.first.clone();
    let account = match account {
        0 => first.clone(),
        1 => mains.iter().find(|id| ***id != first).map_or(first.clone(), |id| (*id).clone()),
        2 => state.sub.clone(),
        _ => {
            let all: Vec<&String> = state.accounts.keys().collect();
            who.of(&all).map_or(first.clone(), |id| (*id).clone())
        }
    };
    let mut chooser =
        Chooser { state, account, first: draw.dice(3), second: draw.dice(4), third: draw.dice(5) };
    let mut ask = make(&mut chooser);
    if state.parent(&chooser.account).is_some() && only_for_parents(&ask) {
        // What these give to a sub-account is said nowhere.
        chooser.account = state.payer(&chooser.account);
        ask = make(&mut Chooser {
            first: draw.dice(3),
            second: draw.dice(4),
            third: draw.dice(5),
            account: chooser.account.clone(),
            state,
        });
    }
    let id = chooser.account.clone();
    let token = state.accounts.get(&id).map_or(String::new(), |account| account.token.clone());
    let mut odd = draw.dice(6);
    let (caller, account, twist) = if odd.seldom(12) {
        oddity(state, &mut odd, id, token)
    } else {
        (Caller::Account { id: id.clone(), token }, id, Twist::None)
    };
    Action { caller, account, twist, ask }
}

const fn only_for_parents(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::AssignSubaccount { .. }
            | Ask::UnassignSubaccount { .. }
            | Ask::CreateSubaccount { .. }
            | Ask::ListSubaccounts
            | Ask::Balance { .. }
    )
}

/// Something wrong, or at least unusual, about who asks or how.
fn oddity(state: &State, odd: &mut Dice, id: String, token: String) -> (Caller, String, Twist) {
    let right = Caller::Account { id: id.clone(), token: token.clone() };
    match odd.weighted(
        &[
            (20, 0),
            (3, 1),
            (3, 2),
            (4, 3),
            (2, 4),
            (2, 5),
            (4, 6),
            (3, 7),
            (2, 8),
            (2, 9),
            (3, 10),
            (2, 11),
            (2, 12),
            (1, 13),
            (1, 14),
            (1, 15),
            (1, 16),
        ],
        0,
    ) {
        1 => (Caller::Nobody, id, Twist::None),
        2 => (Caller::NoToken { id: id.clone() }, id, Twist::None),
        3 => (Caller::WrongToken { id: id.clone() }, id, Twist::None),
        4 => (Caller::Unknown, id, Twist::None),
        5 => (Caller::Basic { id: id.clone(), token }, id, Twist::None),
        6 => {
            let others: Vec<&String> = state.accounts.keys().filter(|other| **other != id).collect();
            let other = odd.of(&others).map_or(id, |other| (*other).clone());
            (right, other, Twist::None)
        }
        7 => (right, id, Twist::OtherCase),
        8 => (right, id, Twist::Slash),
        9 => (right, id, Twist::Patch),
        10 => (right, id, Twist::Malformed),
        11 => (right, id, Twist::NotAnObject),
        12 => (right, id, Twist::NoBody),
        13 => (Caller::Bearer, id, Twist::None),
        14 => (right, id, Twist::Head),
        15 => (right, id, Twist::Options),
        16 => (right, id, Twist::BrokenPath),
        _ => (right, id, Twist::None),
    }
}

impl Chooser<'_> {
    /// A number of the account, or seldom another, written as it should be, or seldom not.
    fn number(&mut self) -> Segment {
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
        let forms: [(usize, fn(String) -> Segment); 5] = [
            (90, Segment::Encoded),
            (4, Segment::LowerHex),
            (3, Segment::RawPlus),
            (2, Segment::Digits),
            (1, Segment::Twice),
        ];
        self.first.weighted(&forms, Segment::Encoded)(e164)
    }

    /// A number that is being released, if there is one.
    fn releasing(&mut self) -> Segment {
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

    fn for_sale(&mut self) -> Field {
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
    fn trunk(&mut self) -> String {
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

    fn trunk_field(&mut self) -> Field {
        if self.third.seldom(12) { self.bad_field() } else { Field::Text(self.trunk()) }
    }

    fn sub_field(&mut self) -> Field {
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

    fn application_field(&mut self) -> Field {
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

    fn name(&mut self) -> Field {
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

    /// Fields of a trunk; of two of them at most one is bad.
    fn trunk_fields(&mut self) -> Fields {
        let own = |state: &State, kind: Kind, account: &str| {
            let of_it = state.things(kind).iter().find(|(_, thing)| thing.account == account);
            of_it.map(|(id, _)| Value::from(id.as_str()))
        };
        let mut good: Fields = vec![
            ("description", json!("for the night")),
            ("trunk_direction", json!("outbound")),
            ("trunk_direction", json!("inbound")),
            ("concurrent_calls_limit", json!(1000)),
            ("concurrent_calls_limit", json!(0)),
            ("cps_limit", json!(100)),
            ("transport", json!("tls")),
            ("secure", json!(true)),
            ("recording", json!(true)),
            ("trunk_status", json!("disabled")),
            ("trunk_status", json!("enabled")),
            ("webhook_url", json!("https://example.com/hook")),
        ];
        for (key, kind) in [
            ("credential_uuid", Kind::Credential),
            ("ipacl_uuid", Kind::Acl),
            ("primary_uri_uuid", Kind::Uri),
            ("fallback_uri_uuid", Kind::Uri),
        ] {
            // Twice, since a trunk that names something is rarer than one that does not.
            good.extend(own(self.state, kind, &self.account).map(|id| (key, id)));
            good.extend(own(self.state, kind, &self.account).map(|id| (key, id)));
        }
        let bad: &[(&'static str, Value)] = &[
            ("concurrent_calls_limit", json!(1001)),
            ("cps_limit", json!(-1)),
            ("cps_limit", json!("2")),
            ("transport", json!("sctp")),
            ("trunk_direction", json!("sideways")),
            ("trunk_status", json!("on")),
            ("description", json!(7)),
            ("secure", json!("yes")),
            ("webhook_url", json!("http://127.0.0.1:8080/hook")),
            ("webhook_url", json!("http://10.0.0.7/hook")),
            ("webhook_url", json!("ftp://example.com/hook")),
        ];
        let mut fields = Fields::new();
        for _ in 0..self.third.below(3) {
            fields.extend(self.third.of(&good).cloned());
        }
        if self.third.seldom(12) {
            fields.extend(self.third.of(bad).cloned());
        }
        let mut seen = std::collections::BTreeSet::new();
        fields.retain(|(key, _)| seen.insert(*key));
        fields
    }

    fn update_trunk(&mut self) -> Ask {
        let name = if self.first.seldom(40) { Some(self.name()) } else { None };
        Ask::UpdateTrunk { trunk: self.trunk(), name, fields: self.trunk_fields() }
    }

    fn list_numbers(&mut self) -> Ask {
        if self.first.seldom(70) {
            return Ask::ListNumbers { page: None, per_page: None };
        }
        let page = self.first.of(&[None, Some(1), Some(2), Some(0), Some(9)]).copied().flatten();
        let per_page = self.first.of(&[None, Some(2), Some(1), Some(0), Some(101)]).copied().flatten();
        Ask::ListNumbers { page, per_page }
    }

    fn list_inventory(&mut self) -> Ask {
        Ask::ListInventory { country: self.first.of(&[None, Some("IN"), Some("US")]).copied().flatten() }
    }

    fn unrent(&mut self) -> Ask {
        let number = self.number();
        let releasing =
            self.state.numbers.get(number.e164()).is_some_and(|number| number.releasing.is_some());
        // What `immediate` does to a number that is being released already is said nowhere.
        Ask::Unrent { immediate: self.second.seldom(25) && !releasing, number }
    }

    fn kind(&mut self) -> Kind {
        self.first.of(&[Kind::Credential, Kind::Acl, Kind::Uri]).copied().unwrap_or(Kind::Credential)
    }

    fn create(&mut self) -> Ask {
        let kind = self.kind();
        Ask::Create { kind, fields: self.thing_fields(kind, true) }
    }

    fn update(&mut self) -> Ask {
        let kind = self.kind();
        Ask::Update { kind, id: self.thing(kind), fields: self.thing_fields(kind, false) }
    }

    fn delete(&mut self) -> Ask {
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

    fn thing_fields(&mut self, kind: Kind, whole: bool) -> Fields {
        let mut fields = Fields::new();
        let mut put = |key: &'static str, good: &[Value], bad: &[Value], dice: &mut Dice| {
            let value = if dice.seldom(15) { dice.of(bad) } else { dice.of(good) };
            // A field that is null here is one that is not sent.
            fields.extend(value.filter(|value| !value.is_null()).map(|value| (key, value.clone())));
        };
        match kind {
            Kind::Credential => {
                let names = ["alice", "bob", "carol.1", "d-e_f"].map(Value::from);
                let odd = [Value::Null, json!(""), json!(7), json!("al ice"), json!("zoé")];
                if whole {
                    put("username", &names, &odd, &mut self.second);
                }
                let short = [Value::Null, json!(""), json!(12_345_678), json!("seven77")];
                put("password", &[json!("long-enough"), json!("eight888")], &short, &mut self.third);
            }
            Kind::Acl => {
                let good = ["8.8.8.8", "9.9.9.0/24", "10.1.2.3"].map(Value::from);
                let bad = [
                    "2606:4700::1",
                    "192.0.2.1",
                    "198.51.100.0/24",
                    "203.0.113.9",
                    "300.1.1.1",
                    "10.0.0.0/33",
                    "",
                ];
                let mut bad: Vec<Value> = bad.map(Value::from).into();
                bad.push(Value::Null);
                put("ip_address", &good, &bad, &mut self.second);
                let names = ["office", "home"].map(Value::from);
                put("name", &names, &names, &mut self.third);
            }
            Kind::Uri => {
                let good = ["sip:a@example.com:5060", "sip:b@203.0.112.9:5061"].map(Value::from);
                let bad =
                    [json!("http://example.com"), json!("sip:example.com"), json!(7), json!(""), Value::Null];
                put("sip_uri", &good, &bad, &mut self.second);
                let names = ["first way", "second way"].map(Value::from);
                put("name", &names, &names, &mut self.third);
                put("priority", &[json!(1), json!(2)], &[json!(1)], &mut self.third);
            }
        }
        fields
    }

    fn create_subaccount(&mut self) -> Ask {
        let customer = self.second.seldom(30);
        Ask::CreateSubaccount {
            name: self.name(),
            email: self.second.seldom(50),
            customer,
            enabled: !self.third.seldom(30),
        }
    }
}
