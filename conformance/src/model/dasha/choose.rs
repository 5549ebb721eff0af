//! From a draw to an action: what there is to choose from, the most ordinary first.

use serde_json::{Value, json};

use super::action::{Action, Ask, Caller, Id, Listing, Members, Parameter, Twist};
use super::state::State;
use crate::model::draw::{Dice, Draw};

/// An id that nothing has.
const UNKNOWN: &str = "00000000-1234-5678-90ab-cdef12345678";
/// Numbers to choose from: few, so that they meet.
const NUMBERS: [&str; 3] = ["+15551234567", "+15550000001", "+1 555 000"];

type Maker = fn(&mut Chooser<'_>) -> Ask;

/// What can be asked, each with how often it is.
const ASKS: &[(usize, Maker)] = &[
    (20, |c| Ask::Link { number: c.number(), agent: c.agent_parameter(), mode: c.mode() }),
    (9, |c| Ask::Unlink { number: c.number(), agent: c.agent_parameter(), mode: c.mode() }),
    (6, |c| c.list_numbers()),
    (7, |c| Ask::CreateNumber(c.number_members())),
    (3, |c| Ask::GetNumber(c.number())),
    (6, |c| Ask::UpdateNumber(c.number(), c.number_members())),
    (5, |c| Ask::DeleteNumber(c.number(), c.force())),
    (4, |c| Ask::NumberAgents(c.number())),
    (2, |c| c.list_credentials()),
    (3, |c| Ask::CreateCredential(c.credential_members())),
    (2, |c| Ask::GetCredential(c.credential())),
    (3, |c| Ask::UpdateCredential(c.credential(), c.credential_members())),
    (3, |c| Ask::DeleteCredential(c.credential(), c.force())),
    (3, |c| Ask::CredentialAgents(c.credential())),
    (3, |c| c.list_agents()),
    (5, |c| Ask::CreateAgent(c.agent_members(true))),
    (3, |c| Ask::GetAgent(c.agent())),
    (7, |c| Ask::UpdateAgent(c.agent(), c.agent_members(false))),
    (4, |c| Ask::DeleteAgent(c.agent())),
];

struct Chooser<'s> {
    state: &'s State,
    organization: String,
    first: Dice,
    second: Dice,
    third: Dice,
}

/// The action that a draw stands for.
pub(super) fn choose(state: &State, draw: &Draw) -> Action {
    let make = draw.dice(1).weighted(ASKS, |_| Ask::ListAgents { skip: None, take: None });
    let mut who = draw.dice(2);
    let mut all: Vec<&String> = vec![&state.first];
    all.extend(state.organizations.keys().filter(|id| **id != state.first));
    let organization = if who.seldom(35) { who.of(&all).copied() } else { all.first().copied() };
    let organization = organization.cloned().unwrap_or_default();
    let key = state.organizations.get(&organization).map_or(String::new(), |held| held.token.clone());
    let mut chooser = Chooser {
        state,
        organization: organization.clone(),
        first: draw.dice(3),
        second: draw.dice(4),
        third: draw.dice(5),
    };
    let ask = make(&mut chooser);
    let mut odd = draw.dice(6);
    let (caller, twist) =
        if odd.seldom(12) { oddity(&mut odd, key) } else { (Caller::Key(key), Twist::None) };
    Action { caller, organization, twist, ask }
}

/// Something unusual about who asks or how.
fn oddity(odd: &mut Dice, key: String) -> (Caller, Twist) {
    let twists = [
        Twist::None,
        Twist::Slash,
        Twist::Capitals,
        Twist::Deeper,
        Twist::Patch,
        Twist::PlainText,
        Twist::NoType,
        Twist::Malformed,
        Twist::NoBody,
        Twist::NullBody,
        Twist::NotAnObject,
    ];
    match odd.below(18) {
        1 => (Caller::SmallScheme(key), Twist::None),
        2 => (Caller::Nobody, Twist::None),
        3 => (Caller::OtherScheme(key), Twist::None),
        4 => (Caller::NoToken, Twist::None),
        5 => (Caller::Unknown, Twist::None),
        6 => (Caller::Twice(key), Twist::None),
        twist => (Caller::Key(key), twists.get(twist.saturating_sub(7)).copied().unwrap_or(Twist::None)),
    }
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

    fn number(&mut self) -> Id {
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

    fn credential(&mut self) -> Id {
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
        let forms: [(usize, fn(String) -> Id); 5] =
            [(92, Id::Plain), (2, Id::Capitals), (2, Id::NoHyphens), (1, Id::Braces), (3, |_| Id::Malformed)];
        dice.weighted(&forms, Id::Plain)(id)
    }

    fn agent(&mut self) -> String {
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

    fn agent_parameter(&mut self) -> Option<String> {
        if self.third.seldom(8) {
            let odd = [None, Some(String::new()), Some(" ".to_owned()), Some("agent one".to_owned())];
            return self.third.of(&odd).cloned().flatten();
        }
        Some(self.agent())
    }

    fn mode(&mut self) -> Parameter {
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

    fn force(&mut self) -> Parameter {
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

    fn list_numbers(&mut self) -> Ask {
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

    fn list_credentials(&mut self) -> Ask {
        Ask::ListCredentials { skip: self.skip(), take: self.take() }
    }

    fn list_agents(&mut self) -> Ask {
        Ask::ListAgents { skip: self.skip(), take: self.take() }
    }

    fn number_members(&mut self) -> Members {
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

    fn credential_members(&mut self) -> Members {
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

    fn agent_members(&mut self, whole: bool) -> Members {
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
