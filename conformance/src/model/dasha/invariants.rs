//! What always holds of Dasha.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::invariants::{
    Check, Invariant, NO_CONTENT_HAS_NO_BODY, Seen, TENANTS_DO_NOT_SEE_EACH_OTHER,
};

pub(super) const ALL: &[Invariant] = &[
    NO_CONTENT_HAS_NO_BODY,
    TENANTS_DO_NOT_SEE_EACH_OTHER,
    Invariant {
        name: "a-number-has-one-inbound-agent-in-the-whole-system",
        says: "The phone number must be globally unique across the entire system for linking.",
        source: "docs.blackbox.dasha.ai/api-reference/sipphonenumbers/link-phone-number-to-agent, Inbound Call Routing",
        check: Check::State(a_number_has_one_inbound_agent),
    },
    Invariant {
        name: "links-lead-to-agents-and-numbers",
        says: "A number's agent and an agent's number are there, and of the same organisation.",
        source: "docs.blackbox.dasha.ai/api-reference/sipphonenumbers/delete-phone-number, Deletion Modes",
        check: Check::State(links_lead_somewhere),
    },
    Invariant {
        name: "a-401-challenges",
        says: "The server generating a 401 response MUST send a WWW-Authenticate header field.",
        source: "RFC 9110, section 15.5.2",
        check: Check::Exchange(a_401_challenges),
    },
    Invariant {
        name: "a-created-object-is-located",
        says: "What a 201 made is named by its path in Location.",
        source: "RFC 9110, section 15.3.2; the pages print no header, so that it is ours",
        check: Check::Exchange(a_created_object_is_located),
    },
    Invariant {
        name: "a-problem-repeats-its-status",
        says: "The status member of a problem is the status code of the reply.",
        source: "RFC 9457, section 3.1.2",
        check: Check::Exchange(a_problem_repeats_its_status),
    },
];

fn a_number_has_one_inbound_agent(state: &Value) -> Result<(), String> {
    let mut met = BTreeMap::new();
    for (id, number) in state.get("phone_numbers").and_then(Value::as_object).into_iter().flatten() {
        let text = number.get("phone_number").and_then(Value::as_str).unwrap_or_default();
        if number.get("inbound_agent").is_some_and(Value::is_string)
            && let Some(other) = met.insert(text, id)
        {
            return Err(format!("{text} is linked in {other} and in {id}"));
        }
    }
    Ok(())
}

fn links_lead_somewhere(state: &Value) -> Result<(), String> {
    let of = |table: &str, id: &Value| {
        let held = state.get(table)?.get(id.as_str()?)?;
        held.get("organization").cloned()
    };
    for (table, key, other) in [
        ("phone_numbers", "inbound_agent", "agents"),
        ("phone_numbers", "credentials", "sip_credentials"),
        ("agents", "outbound_number", "phone_numbers"),
    ] {
        for (id, held) in state.get(table).and_then(Value::as_object).into_iter().flatten() {
            if let Some(named) = held.get(key).filter(|named| !named.is_null())
                && of(other, named) != held.get("organization").cloned()
            {
                return Err(format!("{table} {id}: {key} {named} is not the organisation's"));
            }
        }
    }
    Ok(())
}

fn a_401_challenges(seen: &Seen<'_>) -> Result<(), String> {
    if seen.reply.status == 401 && !seen.reply.headers.contains("www-authenticate") {
        return Err("the 401 has no WWW-Authenticate".to_owned());
    }
    Ok(())
}

fn a_created_object_is_located(seen: &Seen<'_>) -> Result<(), String> {
    if seen.reply.status != 201 {
        return Ok(());
    }
    let id =
        seen.json.and_then(|json| json.get("id").or_else(|| json.get("agentId"))).and_then(Value::as_str);
    let location = seen.reply.headers.get("location").unwrap_or_default();
    match id {
        Some(id) if location.starts_with("/api/v1/") && location.ends_with(&format!("/{id}")) => Ok(()),
        _ => Err(format!("Location is `{location}`, and the object is {}", id.unwrap_or("without an id"))),
    }
}

fn a_problem_repeats_its_status(seen: &Seen<'_>) -> Result<(), String> {
    let typed = seen.reply.headers.get("content-type").unwrap_or_default();
    let status = seen.json.and_then(|json| json.get("status")).and_then(Value::as_u64);
    if typed.starts_with("application/problem+json") && status != Some(seen.reply.status.as_u16().into()) {
        return Err(format!("the problem says {status:?} and the status is {}", seen.reply.status.as_u16()));
    }
    Ok(())
}
