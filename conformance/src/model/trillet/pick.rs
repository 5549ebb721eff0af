//! What a step names and sends: ids and bodies, good ones first.

use serde_json::{Value, json};

use super::action::{Ask, Fields};
use super::fields::{Field, Type};
use super::state::{State, Status};
use super::{agents, config, flows};
use crate::model::draw::Dice;

/// What the parts of an action are chosen with.
pub(super) struct Chooser<'s> {
    pub(super) state: &'s State,
    /// Whose workspace is named; none where nobody has it.
    pub(super) tenant: Option<&'static str>,
    pub(super) first: Dice,
    pub(super) second: Dice,
    pub(super) third: Dice,
}

/// A value that is not of a type.
pub(super) fn bad(kind: Type, dice: &mut Dice) -> Value {
    let values = match kind {
        Type::Boolean => [json!("true"), json!(1), json!(null), json!([])],
        Type::Object => [json!([]), json!("x"), json!(null), json!(7)],
        Type::Text | Type::TextOrNull => [json!(7), json!({}), json!([]), json!(true)],
        Type::Number => [json!("5"), json!(null), json!([]), json!(false)],
        Type::Array => [json!({}), json!("x"), json!(null), json!(0)],
    };
    dice.of(&values).cloned().unwrap_or_default()
}

/// One of the ids that are there, or seldom another.
fn one_of(own: &[&str], others: &[&str], dice: &mut Dice) -> String {
    let from = if own.is_empty() || dice.seldom(10) { others } else { own };
    dice.of(from).copied().unwrap_or_default().to_owned()
}

impl Chooser<'_> {
    /// The id of an agent.
    pub(super) fn agent(&mut self) -> String {
        let all = self.state.agents.iter();
        let own: Vec<&str> =
            all.clone().filter(|it| Some(it.tenant) == self.tenant).map(|it| it.id.as_str()).collect();
        let mut others = vec!["nosuchagent", "64F9B12A", "750cd920"];
        others.extend(all.map(|it| it.id.as_str()));
        one_of(&own, &others, &mut self.first)
    }

    /// The id of a number. What a write does to the config of a released one is said nowhere.
    pub(super) fn number(&mut self, released_too: bool) -> String {
        let wanted = |status| released_too || status != Status::Released;
        let all = self.state.numbers.iter().filter(|it| wanted(it.status));
        let mine = all.clone().filter(|it| Some(it.tenant) == self.tenant);
        let own: Vec<&str> = mine.filter_map(|it| it.id.as_deref()).collect();
        let mut others = vec!["nosuchnumber", "750CD920", "+12345678901", "64f9b12a"];
        others.extend(all.filter_map(|it| it.id.as_deref()));
        one_of(&own, &others, &mut self.second)
    }

    /// The id of a call flow.
    pub(super) fn flow(&mut self) -> String {
        let all = self.state.flows.iter();
        let own: Vec<&str> =
            all.clone().filter(|it| Some(it.tenant) == self.tenant).map(|it| it.id.as_str()).collect();
        let mut others = vec!["nosuchflow", "PWY_ABC123"];
        others.extend(all.map(|it| it.id.as_str()));
        one_of(&own, &others, &mut self.second)
    }

    /// The id of a number that an agent of the workspace has, if there is one.
    fn held(&mut self) -> Option<String> {
        let mine =
            self.state.numbers.iter().filter(|it| Some(it.tenant) == self.tenant && it.agent.is_some());
        let held: Vec<&str> = mine.filter_map(|it| it.id.as_deref()).collect();
        self.second.of(&held).map(|id| (*id).to_owned())
    }

    pub(super) fn assign(&mut self) -> Ask {
        let agent = self.agent();
        // Numbers that have an agent are few, and it is they that move.
        let held = if self.second.seldom(45) { self.held() } else { None };
        let number = held.unwrap_or_else(|| self.number(true));
        let dice = &mut self.third;
        let mut fields = Fields::new();
        let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
        for key in ["recordCalls", "recordingPublic"] {
            match dice.weighted(&[(55, 0), (28, 1), (14, 2), (3, 3)], 0) {
                1 => put(key, json!(true)),
                2 => put(key, json!(false)),
                3 => put(key, bad(Type::Boolean, dice)),
                _ => None,
            };
        }
        for (key, good) in [
            ("officeHours", json!({"monday": ["09:00-17:00"], "tuesday": []})),
            ("metadataTags", json!({"department": "support", "priority": 1, "more": {"a": [null]}})),
        ] {
            match dice.weighted(&[(60, 0), (29, 1), (8, 2), (3, 3)], 0) {
                1 => put(key, good),
                2 => put(key, json!({})),
                3 => put(key, bad(Type::Object, dice)),
                _ => None,
            };
        }
        if dice.seldom(5) {
            put("name", json!("x"));
        }
        Ask::Assign { agent, number, fields }
    }

    /// The agent that has the number more often than another.
    pub(super) fn unassign(&mut self) -> Ask {
        let (agent, number) = (self.agent(), self.number(true));
        let holder = self.state.number(self.tenant, &number).and_then(|at| self.state.numbers.get(at));
        let holder = holder.and_then(|number| number.agent.clone()).filter(|_| !self.third.seldom(25));
        let mut fields = Fields::new();
        let confirmation = match self.third.weighted(&[(50, 0), (25, 1), (15, 2), (10, 3)], 0) {
            1 => Some(json!(true)),
            2 => Some(json!(false)),
            3 => Some(bad(Type::Boolean, &mut self.third)),
            _ => None,
        };
        fields.extend(confirmation.map(|value| ("confirmation".to_owned(), value)));
        Ask::Unassign { agent: holder.unwrap_or(agent), number, fields }
    }

    /// Numbers as an agent lists them; whether a released one may be listed is said nowhere.
    fn ids(&mut self) -> Value {
        let one = self.number(false);
        match self.second.weighted(&[(60, 0), (25, 1), (10, 2), (5, 3)], 0) {
            1 => {
                let other = self.number(false);
                if one == other { json!([one]) } else { json!([other, one]) }
            }
            2 => json!([]),
            3 => json!([one, 7]),
            _ => json!([one]),
        }
    }

    /// Puts one or two values of a wrong type, seldom.
    pub(super) fn spoil(&mut self, fields: &mut Fields, of: &[Field], percent: usize) {
        if !self.third.seldom(percent) {
            return;
        }
        for _ in 0..=self.third.below(2) {
            if let Some((name, kind, _)) = self.third.of(of).copied() {
                fields.insert(name.to_owned(), bad(kind, &mut self.third));
            }
        }
    }

    pub(super) fn agent_fields(&mut self, new: bool) -> Fields {
        let voices = [json!({"provider": "openai", "voiceId": "alloy"}), json!({"provider": "rime"})];
        let values = [
            ("ttsModel", voices.get(usize::from(new && self.third.seldom(50))).cloned().unwrap_or_default()),
            ("llmModel", json!("gpt-5.1-chat-latest")),
            ("smartCallback", json!(true)),
            ("maxAttemptsForSmartCallback", json!(3)),
            ("gapBetweenEachAttemptForSmartCallback", json!([{"days": 1, "hours": 2}])),
            ("settings", json!({"speed": 0.5})),
            ("variables", json!({"greeting": "hello"})),
            ("_id", json!("mine")),
            ("status", json!("error")),
        ];
        let mut fields = Fields::new();
        if (new && !self.third.seldom(8)) || (!new && self.third.seldom(40)) {
            fields.insert("name".to_owned(), json!(format!("Agent {}", self.second.below(10))));
        }
        for (name, value) in values {
            if self.third.seldom(18) {
                fields.insert(name.to_owned(), value);
            }
        }
        if self.first.seldom(18) {
            let ids = self.ids();
            fields.insert("phoneNumberIds".to_owned(), ids);
        }
        if self.first.seldom(if new { 5 } else { 45 }) {
            // On a new agent it is one of the fields that nobody reads.
            let flow = self.flow();
            fields.insert("pathway".to_owned(), json!(flow));
        }
        let mut all = agents::fields(None);
        if !new {
            all.push(("pathway", Type::Text, None));
        }
        self.spoil(&mut fields, &all, 14);
        fields
    }

    pub(super) fn flow_fields(&mut self) -> Fields {
        let values = [
            ("promptType", json!("simple")),
            ("description", json!("Handles calls")),
            ("folderId", json!(null)),
            ("isGlobal", json!(true)),
            ("isPreConfigured", json!(false)),
            ("preConfiguredWorkspaceId", json!("a")),
            ("welcomeMessage", json!("ai_dynamic")),
            ("customWelcomeMessage", json!("Hello")),
            ("flowData", json!({"nodes": [1], "edges": []})),
            ("prompt", json!("Be brief.")),
            ("isActive", json!(false)),
            ("agentWebhookUrl", json!("https://example.com/a")),
            ("inboundWebhookUrl", json!("https://example.com/b")),
            ("dynamicVariableCollections", json!([{"id": "a"}])),
            ("webhooks", json!([])),
            ("settings", json!({"callSetting": {"maxCallDuration": 60}})),
            ("unknown", json!(1)),
        ];
        let mut fields = Fields::new();
        if !self.third.seldom(6) {
            fields.insert("name".to_owned(), json!("Night Flow"));
        }
        // Whether an unknown direction comes before an unknown workspace is said nowhere.
        let unknown = usize::from(self.tenant.is_some()) * 6;
        let direction = self.third.weighted(
            &[
                (30, Some("outbound")),
                (30, Some("inbound")),
                (30, Some("bidirectional")),
                (unknown, Some("Inbound")),
                (6, None),
            ],
            None,
        );
        fields.extend(direction.map(|direction| ("direction".to_owned(), json!(direction))));
        if self.second.seldom(60) {
            let agent = self.agent();
            fields.insert("agent".to_owned(), json!(agent));
        }
        for (name, value) in values {
            if self.second.seldom(10) {
                fields.insert(name.to_owned(), value);
            }
        }
        self.spoil(&mut fields, &flows::FIELDS, 14);
        fields
    }

    pub(super) fn config_fields(&mut self) -> Fields {
        let mut fields = Fields::new();
        if self.first.seldom(30) {
            let agent = self.agent();
            fields.insert("agentId".to_owned(), json!(agent));
        }
        for (name, value) in [
            ("label", json!("Front desk")),
            ("maxCallDuration", json!(600)),
            ("recordingEnabled", json!(self.first.seldom(50))),
            ("officeHours", json!({"enabled": true, "timezone": "UTC", "schedule": {}})),
            ("transferCallerIdMode", json!("customer")),
            ("metadataTags", json!(["sales", "priority"])),
        ] {
            if self.third.seldom(if name == "recordingEnabled" { 12 } else { 25 }) {
                fields.insert(name.to_owned(), value);
            }
        }
        self.spoil(&mut fields, &config::FIELDS, 14);
        fields
    }
}
