//! Numbers on agents: attaching them, in both generations, on one state. All numbers of a request or none.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::body::{self, is_blank, present};
use super::records::{Agent, Number, Provider};
use super::refusals::{AgentId, Held, Refusal, Refused, refused, shown};
use super::rules::{self, Holders, NoProvider};
use super::state::State;
use super::wire::{self, Attached, Form, GlobalAttached};
use super::{Operation, agents};
use crate::contract::Clause;
use crate::contract::unleashx::{BareString, Dialect, Inventory, SingularNumber, clauses};
use crate::vendors::answer::Accepted;
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;
use crate::world::text::Text;

/// The only text that the vendor prints; it stays singular for several numbers.
const MESSAGE: &str = "Phone number attached successfully";

/// Attaches numbers, first generation: agents have text ids, and the request names the provider.
pub(super) fn attach(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = body::object(call)?;
    let dialect = &context.dialect.unleashx;
    let required = |name: &str, missing| {
        present(body, name).ok_or_else(|| refused(missing, format!("{name} is missing, null or empty")))
    };
    let agent_id = required("agent_id", clauses::ATTACH_PHONE_NUMBER_AGENT_ID_MISSING)?;
    let provider = required("provider", clauses::ATTACH_PHONE_NUMBER_PROVIDER_MISSING)?;
    let sent = numbers_of(body, dialect)?;
    let numbers = in_e164(sent.elements, clauses::ATTACH_PHONE_NUMBER_NUMBER_FORMAT_INVALID)?;
    let provider = provider_of(provider, dialect)?;
    let (text_id, agent) = agents::by_text_id(state, caller, agent_id)
        .map_err(|fact| refused(clauses::ATTACH_PHONE_NUMBER_AGENT_NOT_FOUND, fact))?;
    if !state.workspaces.get(caller).is_some_and(|workspace| workspace.providers.contains(&provider)) {
        let fact = format!("{} is not configured for the workspace {caller}", provider.name());
        return Err(refused(clauses::ATTACH_PHONE_NUMBER_PROVIDER_NOT_CONFIGURED, fact));
    }
    let target = Target::new(text_id, agent, Form::First);
    let again = judge(state, dialect, &target, &numbers)?;
    put_on(state, context, &target, &numbers, |_| Some(provider));
    let attached = Attached {
        agent_id: &target.text_id,
        phone_numbers: &numbers,
        phone_number: sent.singular.then(|| numbers.first().map(String::as_str)).flatten(),
        provider: provider.name(),
        attached_at: rules::whole_second(context.now),
        status: "active",
    };
    let clause = match (again, sent.singular) {
        (true, _) => clauses::ATTACH_PHONE_NUMBER_ATTACHED_AGAIN,
        (false, true) => clauses::ATTACH_PHONE_NUMBER_ATTACHED_SINGULAR,
        (false, false) => clauses::ATTACH_PHONE_NUMBER_ATTACHED,
    };
    Ok(Accepted::new(clause, wire::first(context, 200, MESSAGE, attached)))
}

/// Attaches numbers, second generation: agents have integer ids, and the provider is looked up.
pub(super) fn attach_global(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = body::object(call)?;
    let agent_id = present(body, "agent_id").ok_or_else(|| {
        refused(clauses::ATTACH_PHONE_NUMBERS_AGENT_ID_MISSING, "agent_id is missing, null or empty")
    })?;
    let elements = body.get("numbers").and_then(Value::as_array).filter(|elements| !elements.is_empty());
    let elements = elements.ok_or_else(|| {
        refused(clauses::ATTACH_PHONE_NUMBERS_NUMBERS_MISSING, "numbers is missing, no array or empty")
    })?;
    let numbers = in_e164(elements.iter(), clauses::ATTACH_PHONE_NUMBERS_NUMBER_FORMAT_INVALID)?;
    let (text_id, agent) = agents::by_integer_id(state, caller, agent_id)
        .map_err(|fact| refused(clauses::ATTACH_PHONE_NUMBERS_AGENT_NOT_FOUND, fact))?;
    let default = state.workspaces.get(caller).and_then(|workspace| workspace.providers.first().copied());
    if default.is_none() {
        let fact = format!("no provider is configured for the workspace {caller}");
        return Err(refused(clauses::ATTACH_PHONE_NUMBERS_PROVIDER_NOT_CONFIGURED, fact));
    }
    let target = Target::new(text_id, agent, Form::Global);
    let again = judge(state, &context.dialect.unleashx, &target, &numbers)?;
    put_on(state, context, &target, &numbers, |number| number.provider.or(default));
    let clause = if again {
        clauses::ATTACH_PHONE_NUMBERS_ATTACHED_AGAIN
    } else {
        clauses::ATTACH_PHONE_NUMBERS_ATTACHED
    };
    let attached = GlobalAttached { agent_id: target.id, phone_numbers: &numbers };
    Ok(Accepted::new(clause, wire::global(context, 200, MESSAGE, attached)))
}

/// The agent that numbers are to go on, and the generation that asks.
struct Target {
    text_id: Text,
    id: u64,
    workspace: Text,
    form: Form,
}

impl Target {
    fn new(text_id: &str, agent: &Agent, form: Form) -> Self {
        Self { text_id: text_id.into(), id: agent.id, workspace: agent.workspace.clone(), form }
    }

    fn not_in_inventory(&self) -> Clause {
        match self.form {
            Form::First => clauses::ATTACH_PHONE_NUMBER_NUMBER_NOT_IN_INVENTORY,
            Form::Global => clauses::ATTACH_PHONE_NUMBERS_NUMBER_NOT_IN_INVENTORY,
        }
    }

    fn already_attached(&self) -> Clause {
        match self.form {
            Form::First => clauses::ATTACH_PHONE_NUMBER_NUMBER_ALREADY_ATTACHED,
            Form::Global => clauses::ATTACH_PHONE_NUMBERS_NUMBER_ALREADY_ATTACHED,
        }
    }

    fn attached_again(&self) -> Clause {
        match self.form {
            Form::First => clauses::ATTACH_PHONE_NUMBER_ATTACHED_AGAIN,
            Form::Global => clauses::ATTACH_PHONE_NUMBERS_ATTACHED_AGAIN,
        }
    }

    /// The id of an agent as this generation shows it.
    fn shown_id(&self, state: &State, text_id: &str) -> AgentId {
        match self.form {
            Form::First => AgentId::Text(Cow::Owned(text_id.to_owned())),
            Form::Global => AgentId::Integer(state.agents.get(text_id).map_or(0, |agent| agent.id)),
        }
    }
}

/// Judges inventory and holders. Says whether the agent holds one of the numbers already.
fn judge(state: &State, dialect: &Dialect, target: &Target, numbers: &[String]) -> Result<bool, Refused> {
    let in_inventory =
        |e164: &str| state.numbers.get(e164).is_some_and(|number| number.workspace == target.workspace);
    if dialect.inventory == Inventory::Enforce
        && let Some(e164) = numbers.iter().find(|e164| !in_inventory(e164))
    {
        let fact = format!("{e164} is not in the inventory of the workspace {}", target.workspace);
        return Err(refused(target.not_in_inventory(), fact));
    }
    let holders = numbers.iter().map(|e164| {
        let number = state.numbers.get(e164.as_str());
        (e164.as_str(), number.and_then(|number| number.agent.as_deref()))
    });
    match rules::judge_holders(holders, &target.text_id, dialect.same_agent) {
        Holders::Free => Ok(false),
        Holders::SameAgent => Ok(true),
        Holders::Taken { number, holder } => {
            let held = Held {
                existing_agent_id: target.shown_id(state, holder),
                phone_number: Cow::Owned(number.to_owned()),
            };
            let since = state.numbers.get(number).and_then(|number| number.attached_in_exchange);
            let since = since.map(|n| format!(" since exchange {n}")).unwrap_or_default();
            let fact = format!("{number} is held by {holder}{since}");
            Err(if holder == target.text_id {
                Refused::with(target.attached_again(), Refusal::AttachedAgain(held), fact)
            } else {
                Refused::with(target.already_attached(), Refusal::AlreadyAttached(held), fact)
            })
        }
    }
}

/// Puts every number on the agent; one that no inventory has joins that of the agent's workspace.
fn put_on(
    state: &mut State,
    context: &Context<'_>,
    target: &Target,
    numbers: &[String],
    provider: impl Fn(&Number) -> Option<Provider>,
) {
    let at = rules::whole_second(context.now);
    for e164 in numbers {
        let mut number = state.numbers.get(e164.as_str()).cloned().unwrap_or_default();
        let provider = provider(&number);
        rules::put_on(&mut number, &target.workspace, &target.text_id, provider, at, context.exchange);
        state.put_number(e164.clone().into(), number);
    }
}

/// The numbers of a request of the first generation, before they are judged.
struct Sent<'b> {
    elements: std::slice::Iter<'b, Value>,
    /// Whether they came as `phone_number`.
    singular: bool,
}

fn numbers_of<'b>(body: &'b Fields, dialect: &Dialect) -> Result<Sent<'b>, Refused> {
    let plural = |elements: &'b [Value]| Sent { elements: elements.iter(), singular: false };
    match body.get("numbers") {
        Some(Value::Array(elements)) if !elements.is_empty() => Ok(plural(elements)),
        Some(text @ Value::String(_)) => match dialect.bare_string {
            BareString::Accepted => Ok(plural(std::slice::from_ref(text))),
            BareString::Refused => {
                let fact = "numbers is one text in place of an array";
                Err(refused(clauses::ATTACH_PHONE_NUMBER_BARE_STRING_SENT, fact))
            }
        },
        None | Some(Value::Null) => singular_number(body, dialect),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(refused(clauses::ATTACH_PHONE_NUMBER_NUMBERS_MISSING, "numbers is no array or empty"))
        }
    }
}

/// What stands in place of `numbers`. `phone_number` is looked at without counting as read where it is not.
fn singular_number<'b>(body: &'b Fields, dialect: &Dialect) -> Result<Sent<'b>, Refused> {
    let sent = body.iter().any(|(name, value)| name == "phone_number" && !is_blank(value));
    match (sent, dialect.singular_number) {
        (true, SingularNumber::Accepted) => {
            let elements = body.get("phone_number").map(std::slice::from_ref).unwrap_or_default();
            Ok(Sent { elements: elements.iter(), singular: true })
        }
        (true, SingularNumber::Refused) => {
            let fact = "numbers is missing and phone_number stands in its place";
            Err(refused(clauses::ATTACH_PHONE_NUMBER_SINGULAR_NUMBER_SENT, fact))
        }
        (false, _) => {
            Err(refused(clauses::ATTACH_PHONE_NUMBER_NUMBERS_MISSING, "numbers is missing or null"))
        }
    }
}

/// The numbers as texts in E.164, each once, in the order of their first places.
fn in_e164<'b>(elements: impl Iterator<Item = &'b Value>, invalid: Clause) -> Result<Vec<String>, Refused> {
    let mut seen = BTreeSet::new();
    let mut numbers = Vec::new();
    for (at, element) in elements.enumerate() {
        let number = element.as_str().filter(|text| rules::is_e164(text));
        let number =
            number.ok_or_else(|| refused(invalid, format!("element {at} of numbers is no text in E.164")))?;
        if seen.insert(number) {
            numbers.push(number.to_owned());
        }
    }
    Ok(numbers)
}

fn provider_of(sent: &Value, dialect: &Dialect) -> Result<Provider, Refused> {
    let Some(text) = sent.as_str() else {
        return Err(refused(clauses::ATTACH_PHONE_NUMBER_PROVIDER_INVALID, "provider is no text"));
    };
    rules::provider(text, dialect).map_err(|wrong| match wrong {
        NoProvider::Unknown => {
            refused(clauses::ATTACH_PHONE_NUMBER_PROVIDER_INVALID, format!("{} is no provider", shown(text)))
        }
        NoProvider::OtherCase => {
            let fact = format!("{} is a provider in another letter case", shown(text));
            refused(clauses::ATTACH_PHONE_NUMBER_PROVIDER_IN_OTHER_CASE, fact)
        }
        NoProvider::NotListed => {
            let fact = format!("{} is not among the six providers that the refusal lists", shown(text));
            refused(clauses::ATTACH_PHONE_NUMBER_PROVIDER_NOT_LISTED, fact)
        }
    })
}
