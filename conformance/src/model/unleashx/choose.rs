//! From a draw to an action: what there is to choose from, the most ordinary first.

use serde_json::{Value, json};

use super::action::{Action, Ask, Caller, Fields, Twist};
use super::state::{PROVIDERS, State};
use crate::model::draw::{Dice, Draw};

/// Numbers that agents are put on.
const NUMBERS: [&str; 6] =
    ["+918062810341", "+12025551234", "+919876543210", "+442012345678", "+6512345678", "+12"];
/// What is no number.
const NO_NUMBERS: [&str; 6] =
    ["918062810341", "(918) 062-810341", "+91 8062 810341", "+01234567890", "+1234567890123456", "+"];

type Maker = fn(&mut Chooser<'_>) -> Ask;

/// What can be asked, each with how often it is.
const ASKS: &[(usize, Maker)] = &[
    (24, |c| c.attach()),
    (18, |c| c.attach_second()),
    (6, |c| c.create()),
    (9, |c| c.upsert()),
    (10, |c| c.get()),
    (6, |c| c.get_by_body()),
    (7, |c| c.delete()),
    (2, |_| Ask::GenerateToken),
    (4, |_| Ask::GetToken),
    (2, |_| Ask::Verify),
];

struct Chooser<'s> {
    state: &'s State,
    workspace: &'static str,
    first: Dice,
    second: Dice,
    third: Dice,
}

/// The action that a draw stands for.
pub(super) fn choose(state: &State, draw: &Draw) -> Action {
    let make = draw.dice(1).weighted(ASKS, |_| Ask::GetToken);
    let mut who = draw.dice(2);
    let workspace = who.weighted(&[(75, "first"), (25, "second")], "first");
    let ask = make(&mut Chooser {
        state,
        workspace,
        first: draw.dice(3),
        second: draw.dice(4),
        third: draw.dice(5),
    });
    let mut odd = draw.dice(6);
    let (caller, twist) = if odd.seldom(14) {
        (oddly_called(state, workspace, &ask, &mut odd), Twist::None)
    } else if odd.seldom(14) {
        (called(state, workspace, &ask, &mut who), twisted(&ask, &mut odd))
    } else {
        (called(state, workspace, &ask, &mut who), Twist::None)
    };
    Action { caller, twist, ask }
}

/// Good credentials for what is asked.
fn called(state: &State, workspace: &'static str, ask: &Ask, who: &mut Dice) -> Caller {
    let Some(held) = state.workspaces.get(workspace) else { return Caller::Nobody };
    if ask.takes_login() {
        return Caller::Login { workspace, token: held.login.clone() };
    }
    let token = who.of(&held.tokens).cloned().unwrap_or_default();
    if matches!(ask, Ask::Create(_)) && who.seldom(60) {
        return Caller::Authorization { workspace, token: held.api_key.clone(), bearer: who.seldom(30) };
    }
    if who.seldom(20) { Caller::AccessToken { workspace, token } } else { Caller::Token { workspace, token } }
}

/// Credentials that are wrong for most of what is asked.
fn oddly_called(state: &State, workspace: &'static str, ask: &Ask, odd: &mut Dice) -> Caller {
    let Some(held) = state.workspaces.get(workspace) else { return Caller::Nobody };
    let token = odd.of(&held.tokens).cloned().unwrap_or_default();
    match odd.below(7) {
        0 => Caller::Nobody,
        1 => Caller::Unknown,
        2 => Caller::Empty,
        3 if ask.takes_login() => Caller::Token { workspace, token },
        3 => Caller::Login { workspace, token: held.login.clone() },
        4 => Caller::WrongBeforeRight { token },
        5 => Caller::AccessToken { workspace, token },
        _ => Caller::Authorization { workspace, token: held.api_key.clone(), bearer: odd.seldom(50) },
    }
}

/// Something odd about the request that can be odd about this one.
fn twisted(ask: &Ask, odd: &mut Dice) -> Twist {
    let twist = *odd
        .of(&[
            Twist::OtherCase,
            Twist::Slash,
            Twist::Encoded,
            Twist::Patch,
            Twist::Malformed,
            Twist::JustText,
            Twist::Array,
            Twist::Untyped,
            Twist::NoBody,
        ])
        .unwrap_or(&Twist::None);
    // Other paths hold no letter that is written so.
    let cannot = match ask {
        Ask::Verify | Ask::AttachSecond(_) | Ask::Upsert(_) => true,
        Ask::Delete { other_path, .. } => *other_path,
        Ask::Attach(_)
        | Ask::Create(_)
        | Ask::Get { .. }
        | Ask::GetByBody(_)
        | Ask::GenerateToken
        | Ask::GetToken => false,
    };
    if twist == Twist::Encoded && cannot { Twist::Patch } else { twist }
}

fn fields(pairs: Vec<(&str, Option<Value>)>) -> Fields {
    pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// Missing, null or empty.
fn absent(dice: &mut Dice) -> Option<Value> {
    dice.of(&[None, Some(Value::Null), Some(json!(""))]).cloned().flatten()
}

impl Chooser<'_> {
    /// A text id of the first generation: one of the workspace, or seldom another.
    fn slug(&mut self) -> Option<Value> {
        let own: Vec<&String> =
            self.state.agents_of(self.workspace).filter_map(|agent| agent.slug.as_ref()).collect();
        if self.first.seldom(12) || own.is_empty() {
            return match self.first.below(5) {
                0 => absent(&mut self.first),
                1 => Some(json!("agent_nobody000")),
                2 => Some(json!(123)),
                3 => Some(json!(true)),
                _ => {
                    let all: Vec<&String> =
                        self.state.agents.iter().filter_map(|agent| agent.slug.as_ref()).collect();
                    self.first.of(&all).map(|slug| json!(slug))
                }
            };
        }
        self.first.of(&own).map(|slug| json!(slug))
    }

    /// An integer id of the second generation: one of the workspace, or seldom another.
    fn id(&mut self) -> i64 {
        let own: Vec<i64> = self.state.agents_of(self.workspace).filter_map(|agent| agent.id).collect();
        if self.first.seldom(12) || own.is_empty() {
            let mut all: Vec<i64> = self.state.agents.iter().filter_map(|agent| agent.id).collect();
            all.push(999_999);
            return self.first.of(&all).copied().unwrap_or_default();
        }
        self.first.of(&own).copied().unwrap_or_default()
    }

    /// An id as a body writes it, or seldom none.
    fn id_field(&mut self) -> Option<Value> {
        match self.first.weighted(&[(80, 0), (8, 1), (6, 2), (3, 3)], 0) {
            1 => Some(json!(self.id().to_string())),
            2 => absent(&mut self.first),
            3 => Some(json!("agent_abc123xyz")),
            _ => Some(json!(self.id())),
        }
    }

    /// One to three numbers, or seldom something else.
    fn numbers(&mut self) -> Option<Value> {
        let one = |dice: &mut Dice| dice.of(&NUMBERS).copied().unwrap_or_default();
        match self.second.weighted(&[(64, 0), (16, 1), (8, 2), (5, 3), (2, 4), (2, 5), (2, 6), (2, 7)], 0) {
            1 => Some(json!([one(&mut self.second), one(&mut self.second)])),
            2 => Some(json!([one(&mut self.second), one(&mut self.second), one(&mut self.second)])),
            3 => Some(json!([one(&mut self.second), self.second.of(&NO_NUMBERS)])),
            4 => Some(json!([])),
            5 => Some(json!([null])),
            6 => Some(json!(one(&mut self.second))),
            7 => absent(&mut self.second).filter(Value::is_null),
            _ => Some(json!([one(&mut self.second)])),
        }
    }

    fn attach(&mut self) -> Ask {
        let provider = match self.third.weighted(&[(84, 0), (4, 1), (4, 2), (4, 3), (2, 4)], 0) {
            1 => absent(&mut self.third),
            2 => Some(json!("ozonetel")),
            3 => Some(json!("Twilio")),
            4 => Some(json!(7)),
            _ => self.third.of(&PROVIDERS).map(|provider| json!(provider)),
        };
        let numbers = self.numbers();
        let singular = (numbers.is_none() && self.third.seldom(50)).then(|| json!(NUMBERS[0]));
        Ask::Attach(fields(vec![
            ("agent_id", self.slug()),
            ("provider", provider),
            ("numbers", numbers),
            ("phone_number", singular),
        ]))
    }

    fn attach_second(&mut self) -> Ask {
        let provider = self.third.seldom(10).then(|| json!("nonsense"));
        Ask::AttachSecond(fields(vec![
            ("agent_id", self.id_field()),
            ("numbers", self.numbers()),
            ("provider", provider),
        ]))
    }

    /// A name that no other agent has.
    fn name(&self) -> Option<Value> {
        Some(json!(format!("Agent {:04}", self.state.named)))
    }

    fn create(&mut self) -> Ask {
        let (mut name, mut prompt) = (self.name(), Some(json!("You are helpful.")));
        match self.first.weighted(&[(80, 0), (5, 1), (5, 2), (2, 3), (2, 4)], 0) {
            1 => name = absent(&mut self.first),
            2 => prompt = absent(&mut self.first),
            3 => name = Some(json!(7)),
            4 => prompt = Some(json!([])),
            _ => {}
        }
        let voice = self.second.seldom(40).then(|| json!({"provider": "openai", "voice_id": "alloy"}));
        Ask::Create(fields(vec![("agent_name", name), ("prompt", prompt), ("voice", voice)]))
    }

    fn upsert(&mut self) -> Ask {
        let id = match self.third.weighted(&[(45, 0), (45, 1), (5, 2), (5, 3)], 0) {
            0 => None,
            2 => self.first.of(&[Value::Null, json!(""), json!(0)]).cloned(),
            3 => Some(json!(999_999)),
            _ => Some(json!(self.id())),
        };
        let name = if id.is_none() || self.second.seldom(50) { self.name() } else { None };
        let prompt = (id.is_none() || self.second.seldom(30)).then(|| json!("You are helpful."));
        let mut sent = fields(vec![("agent_id", id.clone()), ("agent_name", name), ("prompt", prompt)]);
        let mut put = |key: &str, value: Value| {
            sent.insert(key.to_owned(), value);
        };
        match self.second.weighted(
            &[(40, 0), (8, 1), (8, 2), (8, 3), (6, 4), (3, 5), (3, 6), (3, 7), (3, 8), (3, 9), (3, 10)],
            0,
        ) {
            1 => put("description", json!("Calls back leads")),
            2 => put("voice", json!({"provider": "sarvam", "voice_id": "v1"})),
            3 => put("voice", json!({"voice_id": "v2"})),
            4 => put("speech_to_text", json!({"provider": "gladia", "model": "m"})),
            5 => put("description", json!(7)),
            6 => put("voice", json!("alloy")),
            7 => put("voice", json!({"provider": "nobody", "voice_id": "v1"})),
            8 => put("voice", json!({"provider": "openai"})),
            9 => put("voice", Value::Null),
            10 if id.is_none() => put("agent_name", Value::Null),
            _ => {}
        }
        Ask::Upsert(sent)
    }

    fn get(&mut self) -> Ask {
        let agent = match self.second.weighted(&[(40, 0), (50, 1), (4, 2), (4, 3)], 0) {
            0 => None,
            2 => Some(String::new()),
            3 => Some("agent_abc123xyz".to_owned()),
            _ => Some(self.id().to_string()),
        };
        let kind = self.kind();
        Ask::Get { agent, kind }
    }

    fn get_by_body(&mut self) -> Ask {
        let agent = if self.second.seldom(50) { self.id_field() } else { None };
        let kind = self.kind().and_then(|kind| kind.parse::<i64>().ok()).map(Value::from);
        Ask::GetByBody(fields(vec![("agent_id", agent), ("agent_type", kind)]))
    }

    fn kind(&mut self) -> Option<String> {
        let kind = self.third.weighted(&[(70, None), (10, Some("3")), (10, Some("2")), (5, Some("9"))], None);
        kind.map(str::to_owned)
    }

    fn delete(&mut self) -> Ask {
        let by_query = self.second.seldom(30);
        let query = by_query.then(|| self.id().to_string());
        let field = if by_query && self.second.seldom(70) { None } else { self.id_field() };
        Ask::Delete { other_path: self.third.seldom(40), query, fields: fields(vec![("agent_id", field)]) }
    }
}
