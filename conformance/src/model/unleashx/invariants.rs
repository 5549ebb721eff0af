//! What always holds of UnleashX.

use serde_json::Value;

use crate::model::invariants::{
    Check, Invariant, NO_CONTENT_HAS_NO_BODY, Seen, TENANTS_DO_NOT_SEE_EACH_OTHER,
};

pub(super) const ALL: &[Invariant] = &[
    NO_CONTENT_HAS_NO_BODY,
    TENANTS_DO_NOT_SEE_EACH_OTHER,
    Invariant {
        name: "code-is-the-status",
        says: "`code` in the body is the HTTP status.",
        source: "docs.unleashx.ai/api-reference/voice-ai/attach-phone-number, every printed reply",
        check: Check::Exchange(code_is_the_status),
    },
    Invariant {
        name: "refusals-have-no-timestamp",
        says: "A refusal of the first generation has error, code, message and data, and nothing else.",
        source: "docs.unleashx.ai/api-reference/voice-ai/attach-phone-number, Error Responses",
        check: Check::Exchange(refusals_have_no_timestamp),
    },
    Invariant {
        name: "a-number-has-one-living-agent",
        says: "One number belongs to at most one agent, and a deleted agent has none.",
        source: "docs.unleashx.ai/api-reference/voice-ai/attach-phone-number, Important Notes, 4",
        check: Check::State(a_number_has_one_living_agent),
    },
];

fn code_is_the_status(seen: &Seen<'_>) -> Result<(), String> {
    match seen.json.and_then(|json| json.get("code")) {
        Some(code) if *code != seen.reply.status.as_u16() => {
            Err(format!("code is {code} and the status {}", seen.reply.status.as_u16()))
        }
        _ => Ok(()),
    }
}

fn refusals_have_no_timestamp(seen: &Seen<'_>) -> Result<(), String> {
    let Some(json) = seen.json else { return Ok(()) };
    let refused = json.get("error").is_some_and(|error| *error == true);
    if refused && json.get("timestamp").is_some() {
        Err("the refusal has a timestamp".to_owned())
    } else {
        Ok(())
    }
}

fn a_number_has_one_living_agent(state: &Value) -> Result<(), String> {
    let table = |name: &str| state.get(name).and_then(Value::as_object);
    let (Some(numbers), Some(agents)) = (table("numbers"), table("agents")) else { return Ok(()) };
    for (e164, number) in numbers {
        let Some(holder) = number.get("agent").and_then(Value::as_str) else { continue };
        match agents.get(holder) {
            None => return Err(format!("{e164} is on {holder}, which is no agent")),
            Some(agent) if agent.get("status").is_some_and(|status| *status == 2) => {
                return Err(format!("{e164} is on {holder}, which is deleted"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
