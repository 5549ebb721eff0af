//! What is asked about: numbers, agents, members of bodies; the caller's own first, and seldom something odd.

use serde_json::{Value, json};

use super::action::{Ask, Id, Listing, Members, Parameter};
use super::state::State;
use crate::model::draw::Dice;

/// An id that nothing has.
const UNKNOWN: &str = "00000000-1234-5678-90ab-cdef12345678";
/// Numbers to choose from: few, so that they meet.
const NUMBERS: [&str; 3] = ["+15551234567", "+15550000001", "+1 555 000"];

/// How an id is written.
type Form = fn(String) -> Id;

/// Who chooses, and from what.
pub(super) struct Chooser<'s> {
    pub(super) state: &'s State,
    pub(super) organization: String,
    pub(super) first: Dice,
    pub(super) second: Dice,
    pub(super) third: Dice,
}

impl Chooser<'_> {
    /// One of an organisation's, seldom another's or nobody's.
    fn some<'i>(&self, dice: &mut Dice, own: &[&'i String], all: impl Iterator<Item = &'i String>) -> String {
        if dice.seldom(10) || own.is_empty() {
            let mut all: Vec<&str> = all.map(String::as_str).collect();
            all.push(UNKNOWN);
            return dice.of(&all).map_or(String::new(), |id| (*id).to_owned());
        }
        dice.of(own).map_or(String::new(), |id| (*id).clone())
    }

    pub(super) fn number(&mut self) -> Id {
        let numbers = &self.state.numbers;
        let mut own: Vec<_> =
            numbers.iter().filter(|(_, number)| number.organization == self.organization).collect();
        own.sort_by_key(|(id, number)| (number.created, *id));
        let own: Vec<&String> = own.into_iter().map(|(id, _)| id).collect();
        let mut dice = self.first;
        let id = self.some(&mut dice, &own, numbers.keys());
        self.first = dice;
        Self::written(&mut self.first, id)
    }

    pub(super) fn credential(&mut self) -> Id {
        let id = self.credential_id();
        Self::written(&mut self.first, id)
    }

    fn credential_id(&mut self) -> String {
        let all = &self.state.credentials;
        let own: Vec<&String> =
            all.iter().filter(|(_, held)| held.organization == self.organization).map(|(id, _)| id).collect();
        let mut dice = self.first;
        let id = self.some(&mut dice, &own, all.keys());
        self.first = dice;
        id
    }

    fn written(dice: &mut Dice, id: String) -> Id {
        let forms: [(usize, Form); 5] =
            [(92, Id::Plain), (2, Id::Capitals), (2, Id::NoHyphens), (1, Id::Braces), (3, |_| Id::Malformed)];
        dice.weighted(&forms, Id::Plain)(id)
    }

    pub(super) fn agent(&mut self) -> String {
        let all = &self.state.agents;
        let mut own: Vec<_> =
            all.iter().filter(|(_, agent)| agent.organization == self.organization).collect();
        own.sort_by_key(|(id, agent)| (agent.created, *id));
        let own: Vec<&String> = own.into_iter().map(|(id, _)| id).collect();
        let mut dice = self.second;
        let id = self.some(&mut dice, &own, all.keys());
        self.second = dice;
        // Ids of agents are compared byte for byte.
        if self.second.seldom(3) { id.to_ascii_uppercase() } else { id }
    }

    pub(super) fn agent_parameter(&mut self) -> Option<String> {
        if self.third.seldom(8) {
            let odd = [None, Some(String::new()), Some(" ".to_owned()), Some("agent one".to_owned())];
            return self.third.of(&odd).cloned().flatten();
        }
        Some(self.agent())
    }

    pub(super) fn mode(&mut self) -> Parameter {
        let modes = [
            (45, None),
            (10, Some("inbound")),
            (30, Some("replaceOutbound")),
            (3, Some("INBOUND")),
            (3, Some("replaceoutbound")),
            (2, Some("0")),
            (2, Some("1")),
            (2, Some("both")),
            (1, Some("")),
            (1, Some("7")),
            (1, Some("-1")),
        ];
        self.third.weighted(&modes, None)
    }

    pub(super) fn force(&mut self) -> Parameter {
        let forces =
            [(50, None), (35, Some("true")), (5, Some("false")), (5, Some("TRUE")), (5, Some("yes"))];
        self.third.weighted(&forces, None)
    }

    fn skip(&mut self) -> Parameter {
        let skips = [
            (70, None),
            (10, Some("0")),
            (8, Some("1")),
            (4, Some("1000")),
            (3, Some("-1")),
            (3, Some("abc")),
            (2, Some("")),
        ];
        self.third.weighted(&skips, None)
    }

    fn take(&mut self) -> Parameter {
        let takes = [
            (70, None),
            (8, Some("1")),
            (8, Some("2")),
            (4, Some("1000")),
            (3, Some("0")),
            (3, Some("1001")),
            (3, Some("abc")),
            (1, Some("")),
        ];
        self.third.weighted(&takes, None)
    }

    pub(super) fn list_numbers(&mut self) -> Ask {
        let phone =
            self.first.seldom(30).then(|| self.first.of(&NUMBERS).map(|text| (*text).to_owned())).flatten();
        let linked = self.second.seldom(30).then(|| self.agent());
        let unlinked = self.first.weighted(
            &[(70, None), (10, Some("true")), (8, Some("TRUE")), (8, Some("false")), (4, Some("yes"))],
            None,
        );
        let provider = self.first.weighted(&[(94, None), (3, Some(UNKNOWN)), (3, Some("nope"))], None);
        Ask::ListNumbers(Listing { phone, linked, unlinked, provider, skip: self.skip(), take: self.take() })
    }

    pub(super) fn list_credentials(&mut self) -> Ask {
        Ask::ListCredentials { skip: self.skip(), take: self.take() }
    }

    pub(super) fn list_agents(&mut self) -> Ask {
        Ask::ListAgents { skip: self.skip(), take: self.take() }
    }

    pub(super) fn number_members(&mut self) -> Members {
        let credential = json!(self.credential_id());
        let number = self.second.of(&NUMBERS).map_or(Value::Null, |text| json!(text));
        let mut members: Members = vec![("phoneNumber", number), ("credentialsId", credential)];
        let more = [
            ("displayName", json!("Support")),
            ("description", json!("for the night")),
            ("registration", json!(true)),
            ("registration", json!(false)),
            ("displayName", Value::Null),
            // It is no member, and is ignored.
            ("incomingCallsAgentId", json!("9839c486-f904-4db4-9d66-228964d76580")),
        ];
        for _ in 0..self.second.below(3) {
            members.extend(self.second.of(&more).cloned());
        }
        let long = "x".repeat(256);
        let odd = [
            ("phoneNumber", None),
            ("phoneNumber", Some(Value::Null)),
            ("phoneNumber", Some(json!(" "))),
            ("phoneNumber", Some(json!(15_551_234_567_u64))),
            ("phoneNumber", Some(json!(long))),
            ("credentialsId", None),
            ("credentialsId", Some(Value::Null)),
            ("credentialsId", Some(json!("abc"))),
            ("displayName", Some(json!(long))),
            ("description", Some(json!(7))),
            ("registration", Some(Value::Null)),
            ("registration", Some(json!("true"))),
        ];
        Self::spoil(&mut self.third, &mut members, &odd);
        members
    }

    pub(super) fn credential_members(&mut self) -> Members {
        let servers = ["sip.example.com", "sip.example.org:5080"].map(Value::from);
        let mut members: Members = vec![("server", self.second.of(&servers).cloned().unwrap_or(Value::Null))];
        let more = [
            ("transport", json!("tls")),
            ("domain", json!("example.com")),
            ("authUser", json!("user")),
            ("authPassword", json!("secret")),
            ("cpsLimit", json!(2)),
            ("cpsKey", json!("group")),
            ("description", json!("main")),
        ];
        for _ in 0..self.second.below(3) {
            members.extend(self.second.of(&more).cloned());
        }
        let odd = [
            ("server", None),
            ("server", Some(Value::Null)),
            ("server", Some(json!(""))),
            ("server", Some(json!(7))),
            ("transport", Some(json!("sctp"))),
            ("transport", Some(Value::Null)),
            ("cpsLimit", Some(json!("2"))),
            ("authPassword", Some(json!("x".repeat(65)))),
            ("domain", Some(json!("x".repeat(256)))),
        ];
        Self::spoil(&mut self.third, &mut members, &odd);
        members
    }

    pub(super) fn agent_members(&mut self, whole: bool) -> Members {
        let names = ["Support", "Sales", "Night"].map(Value::from);
        let configs = [
            json!({ "primaryLanguage": "en-US", "version": "v1" }),
            json!({ "primaryLanguage": "de-DE", "outboundSipConfig": null }),
            json!({ "outboundSipConfig": { "type": "v1", "server": "sip.example.com", "fromUser": "+1555" } }),
        ];
        let mut members = Members::new();
        if whole || self.first.seldom(40) {
            members.extend(self.first.of(&names).map(|name| ("name", name.clone())));
        }
        if whole || self.first.seldom(50) {
            members.extend(self.first.of(&configs).map(|config| ("config", config.clone())));
        }
        let more = [
            ("isEnabled", json!(false)),
            ("isEnabled", json!(true)),
            ("description", json!("a voice")),
            ("additionalData", json!({ "team": 7 })),
            ("description", Value::Null),
        ];
        for _ in 0..self.first.below(3) {
            members.extend(self.first.of(&more).cloned());
        }
        let odd = [
            ("name", None),
            ("name", Some(Value::Null)),
            ("name", Some(json!(" "))),
            ("name", Some(json!(7))),
            ("config", None),
            ("config", Some(Value::Null)),
            ("isEnabled", Some(Value::Null)),
            ("isEnabled", Some(json!("no"))),
        ];
        Self::spoil(&mut self.third, &mut members, &odd);
        members
    }

    /// Leaves one member of each name, and seldom makes one or two of them wrong.
    fn spoil(dice: &mut Dice, members: &mut Members, odd: &[(&'static str, Option<Value>)]) {
        let mut seen = std::collections::BTreeSet::new();
        members.retain(|(key, _)| seen.insert(*key));
        let times = if dice.seldom(14) { 1 + usize::from(dice.seldom(30)) } else { 0 };
        for _ in 0..times {
            let Some((key, value)) = dice.of(odd) else { return };
            members.retain(|(held, _)| held != key);
            members.extend(value.clone().map(|value| (*key, value)));
        }
    }
}
