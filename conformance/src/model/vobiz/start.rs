//! The world that the model of Vobiz starts from, and the model itself.

use jiff::Timestamp;
use serde_json::{Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::action::{Action, Ask, Caller, Field, Kind, Segment, Twist};
use super::state::{Account, Number, State, Stock, Trunk};
use super::{choose, expect, invariants, things, trunks};
use crate::model::action::{Expected, Model, text_at};
use crate::model::deed::Deed;
use crate::model::draw::Draw;
use crate::model::invariants::Invariant;
use crate::profile::Profile;

/// The reference model of Vobiz, with every switch at its default.
#[derive(Clone, Debug)]
pub struct Vobiz(State);

/// A trunk that calls are going over, and a number that was called the day before the cases begin.
const BUSY_TRUNK: &str = "ccccccdd-1234-5678-90ab-cdef12345678";
const CALLED: &str = "+918071000004";
const CALLED_AT: &str = "2026-11-23T08:50:19Z";

/// Numbers that stand beside those of the default world: E.164, tenant and the day in 2026-02 on which it was bought.
const MORE_NUMBERS: [(&str, &str, u8); 4] = [
    ("+918071000002", "second", 1),
    ("+918071000003", "first", 2),
    (CALLED, "sub-account", 3),
    ("+918071000005", "sub-of-second", 4),
];

impl Model for Vobiz {
    type Action = Action;

    const VENDOR: Vendor = Vendor::Vobiz;
    const INVARIANTS: &'static [Invariant] = invariants::ALL;
    const LOOKS: usize = 16;

    fn given() -> Value {
        let mut numbers = serde_json::Map::new();
        for (e164, account, day) in MORE_NUMBERS {
            let time = format!("2026-02-0{day}T00:00:00Z");
            let called = if e164 == CALLED { json!(CALLED_AT) } else { Value::Null };
            let number = json!({
                "last_call_at": called, "id": format!("a1a2a3a4-1234-5678-90ab-cdef1234571{day}"), "account": account, "country": "IN",
                "region": "Karnataka", "setup_fee": 100, "monthly_fee": 300, "currency": "INR", "purchased_at": time,
                "created_at": time, "updated_at": time, "last_billing_date": time, "next_billing_date": time,
            });
            numbers.insert(e164.to_owned(), number);
        }
        let application = |account: &str, name: &str| {
            json!({
                "account": account, "app_name": name, "answer_url": "https://example.com/answer",
                "api_id": "0b1c2d3e-1234-5678-90ab-cdef12345679", "created_at": "2026-04-02T12:11:19.740666Z",
                "updated_at": "2026-04-02T12:11:19.740666Z",
            })
        };
        json!({ "vobiz": {
            "accounts": {
                "second": { "role": "admin" },
                "sub-of-second": { "parent": "second", "name": "Other Sub Account", "balance": 0, "currency": "INR" },
                "sleeping": { "name": "Sleeping Account", "is_active": false, "balance": 0, "currency": "INR" },
            },
            "trunks": { BUSY_TRUNK: { "account": "first", "name": "Busy line", "active_calls": 1 } },
            "numbers": numbers,
            "applications": {
                "20577609616603586": application("first", "Night"),
                "20577609616603587": application("second", "Other"),
            },
        } })
    }

    fn keys() -> Value {
        json!({ "vobiz": { "accounts": {
            "first": { "auth_id": "MA_EXPLORE0A", "auth_token": "EXPLORE0-first" },
            "second": { "auth_id": "MA_EXPLORE0B", "auth_token": "EXPLORE0-second" },
            "sub-account": { "auth_id": "SA_EXPLORE0A", "auth_token": "EXPLORE0-sub" },
            "sub-of-second": { "auth_id": "SA_EXPLORE0B", "auth_token": "EXPLORE0-sub-of-second" },
            "sleeping": { "auth_id": "MA_EXPLORE0C", "auth_token": "EXPLORE0-sleeping" },
        } } })
    }

    fn new(profile: &Profile) -> Self {
        let mut state = State::default();
        let mut ids = std::collections::BTreeMap::new();
        for (set, parent, name, balance) in [
            ("first", None, "First Account", 100_000),
            ("second", None, "Second Account", 0),
            ("sub-account", Some("first"), "Sub Account", 0),
            ("sub-of-second", Some("second"), "Other Sub Account", 0),
            ("sleeping", None, "Sleeping Account", 0),
        ] {
            let header = |name: &str| {
                let set = profile.sets.get(set)?;
                set.headers
                    .iter()
                    .find(|(held, _)| held.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.clone())
            };
            let id = header("x-auth-id").unwrap_or_default();
            ids.insert(set, id.clone());
            let parent = parent.and_then(|parent| ids.get(parent).cloned());
            let token = header("x-auth-token").unwrap_or_default();
            let account = Account {
                token,
                parent,
                name: name.to_owned(),
                balance,
                admin: set == "second",
                active: set != "sleeping",
                enabled: true,
            };
            state.accounts.insert(id, account);
        }
        (state.first, state.sub) = (ids["first"].clone(), ids["sub-account"].clone());
        let indian = Stock { country: "IN" };
        let american = Stock { country: "US" };
        let number = |owner: &str, stock, since: &str| Number {
            stock,
            owner: ids[owner].clone(),
            since: since.parse().unwrap_or_default(),
            trunk: None,
            application: None,
            releasing: None,
            touched: None,
            called: None,
        };
        let numbers = &mut state.numbers;
        numbers.insert("+912271264217".to_owned(), number("first", indian, "2026-01-02T00:00:00Z"));
        numbers.insert("+1234567890".to_owned(), number("first", american, "2026-01-01T00:00:00Z"));
        numbers.insert("+918071000001".to_owned(), number("second", indian, "2026-01-01T00:00:00Z"));
        for (e164, owner, day) in MORE_NUMBERS {
            numbers.insert(e164.to_owned(), number(owner, indian, &format!("2026-02-0{day}T00:00:00Z")));
        }
        if let Some(called) = numbers.get_mut(CALLED) {
            called.called = CALLED_AT.parse().ok();
        }
        for (e164, stock) in
            [("+918071000101", indian), ("+918071000102", indian), ("+12025550143", american)]
        {
            state.for_sale.insert(e164.to_owned(), stock);
        }
        for (id, owner, name, direction) in [
            ("aabbccdd-1234-5678-90ab-cdef12345678", "first", "Support line", None),
            ("e3e55a78-1234-5678-90ab-cdef12345678", "first", "Sales line", Some("inbound")),
            ("bbbbccdd-1234-5678-90ab-cdef12345678", "second", "Other line", None),
            (BUSY_TRUNK, "first", "Busy line", None),
        ] {
            let fields =
                direction.map(|direction| ("trunk_direction", json!(direction))).into_iter().collect();
            let trunk = Trunk { calls: id == BUSY_TRUNK, ..trunks::made(&ids[owner], name, &fields) };
            state.trunks.insert(id.to_owned(), trunk);
        }
        for (id, owner) in
            [("20577609616603585", "first"), ("20577609616603586", "first"), ("20577609616603587", "second")]
        {
            state.applications.insert(id.to_owned(), ids[owner].clone());
        }
        Self(state)
    }

    fn choose(&self, draw: &Draw) -> Action {
        choose::choose(&self.0, draw)
    }

    fn operation(action: &Action) -> &'static str {
        action.ask.operation()
    }

    fn request(&self, action: &Action) -> Request {
        action.request()
    }

    fn expect(&mut self, action: &Action, now: Timestamp) -> Expected {
        expect::expect(&mut self.0, action, now)
    }

    fn learn(&mut self, action: &Action, body: &Value) -> Result<(), String> {
        let text = |pointer: &str| text_at(body, pointer);
        let account = &action.account;
        if let Ask::CreateTrunk { name, fields } = &action.ask {
            let trunk = trunks::made(account, name.given().unwrap_or_default(), fields);
            self.0.trunks.insert(text("/trunk_id")?, trunk);
        } else if let Ask::Create { kind, fields } = &action.ask {
            let thing = things::made(account, *kind, fields);
            self.0.things_mut(*kind).insert(text("/id")?, thing);
        } else if let Ask::CreateSubaccount { name, enabled, .. } = &action.ask {
            let sub = Account {
                token: text("/auth_credentials/auth_token")?,
                parent: Some(account.clone()),
                name: name.given().unwrap_or_default().to_owned(),
                balance: 0,
                admin: false,
                active: true,
                enabled: *enabled,
            };
            self.0.accounts.insert(text("/auth_credentials/auth_id")?, sub);
        }
        Ok(())
    }

    fn elapse(&mut self, now: Timestamp) {
        self.0.elapse(now);
    }

    fn look(&self, turn: usize) -> Action {
        let mains = self.0.accounts.iter().filter(|(_, account)| account.parent.is_none() && account.active);
        let mains: Vec<&String> = mains.map(|(id, _)| id).collect();
        let id = mains.get(turn / 8 % mains.len().max(1)).map_or(String::new(), |id| (*id).clone());
        let token = self.0.accounts.get(&id).map_or(String::new(), |account| account.token.clone());
        let ask = match turn % 8 {
            0 => Ask::ListNumbers { page: None, per_page: Some(100) },
            1 => Ask::ListTrunks,
            2 => Ask::Balance { currency: "INR" },
            3 => Ask::ListInventory { country: None },
            4 => Ask::List(Kind::Credential),
            5 => Ask::List(Kind::Acl),
            6 => Ask::List(Kind::Uri),
            _ => Ask::ListSubaccounts,
        };
        Action { caller: Caller::Account { id: id.clone(), token }, account: id, twist: Twist::None, ask }
    }

    fn deed(&self, number: &str, deed: &Deed) -> Action {
        let number = Segment::Encoded(number.to_owned());
        let ask = match deed {
            Deed::Take(trunk) => Ask::Assign { number, trunk: Field::Text(trunk.clone()) },
            Deed::Free(_) => Ask::Unassign { number },
            Deed::Read => Ask::ListNumbers { page: None, per_page: None },
        };
        let id = self.0.first.clone();
        let token = self.0.accounts.get(&id).map_or(String::new(), |account| account.token.clone());
        Action { caller: Caller::Account { id: id.clone(), token }, account: id, twist: Twist::None, ask }
    }

    fn hidden_from(&self, action: &Action) -> Vec<String> {
        let (Caller::Account { id, .. } | Caller::Basic { id, .. }) = &action.caller else {
            return Vec::new();
        };
        let payer = self.0.payer(id);
        let strange = |account: &str| self.0.payer(account) != payer;
        let mut hidden = Vec::new();
        for (id, account) in self.0.accounts.iter().filter(|(id, _)| strange(id)) {
            hidden.extend([id.clone(), account.token.clone()]);
        }
        let ids = self.0.trunks.iter().filter(|(_, trunk)| strange(&trunk.account)).map(|(id, _)| id);
        hidden.extend(ids.cloned());
        let numbers =
            self.0.numbers.iter().filter(|(_, number)| strange(&number.owner)).map(|(e164, _)| e164);
        hidden.extend(numbers.cloned());
        for kind in [Kind::Credential, Kind::Acl, Kind::Uri] {
            let ids =
                self.0.things(kind).iter().filter(|(_, thing)| strange(&thing.account)).map(|(id, _)| id);
            hidden.extend(ids.cloned());
        }
        hidden
    }
}
