//! What always holds of Trillet.

use serde_json::Value;

use crate::model::invariants::{
    Check, Invariant, NO_CONTENT_HAS_NO_BODY, Seen, TENANTS_DO_NOT_SEE_EACH_OTHER,
};

/// The name of the invariant that holds in histories of bind and release only.
pub(super) const BOTH_SIDES: &str = "both-sides-of-a-binding-agree";

pub(super) const ALL: &[Invariant] = &[
    NO_CONTENT_HAS_NO_BODY,
    TENANTS_DO_NOT_SEE_EACH_OTHER,
    Invariant {
        name: "only-listed-statuses",
        says: "The statuses are 200, 400, 401, 403, 404, 429 and 500.",
        source: "docs.trillet.ai/v1/api-reference/introduction, Error Handling",
        check: Check::Exchange(only_listed_statuses),
    },
    Invariant {
        name: "refusals-have-an-envelope",
        says: "An error is an object `error` with a code and a message.",
        source: "docs.trillet.ai/v1/api-reference/introduction, Error Handling",
        check: Check::Exchange(refusals_have_an_envelope),
    },
    Invariant {
        name: "json-says-that-it-is-json",
        says: "Every JSON reply has the content type application/json; charset=utf-8.",
        source: "what Express answers by itself",
        check: Check::Exchange(json_says_that_it_is_json),
    },
    Invariant {
        name: "the-body-of-options-is-its-allow",
        says: "OPTIONS on a known path is answered with Allow and its value as text.",
        source: "what Express answers by itself",
        check: Check::Exchange(the_body_of_options_is_its_allow),
    },
    Invariant {
        name: "a-binding-shows-both-sides",
        says: "The reply has the updated agent with the number's id, and the number with the agent's.",
        source: "docs.trillet.ai/v1/api-reference/endpoints/telephony/bind-call-to-phoneNumber, Response Fields",
        check: Check::Exchange(a_binding_shows_both_sides),
    },
    Invariant {
        name: "a-number-has-one-agent-of-its-workspace",
        says: "agentId of a number is one id, that of an agent of its workspace; without an agent there is no trunk.",
        source: "docs.trillet.ai/v1/api-reference/endpoints/telephony/bind-call-to-phoneNumber, Response Fields",
        check: Check::State(a_number_has_one_agent_of_its_workspace),
    },
    Invariant {
        name: BOTH_SIDES,
        says: "An agent lists a number once if the number names the agent, and else not; the trunk points to the same \
               agent, and records from ringing if the number is recorded.",
        source: "docs.trillet.ai/v1/api-reference/endpoints/telephony/bind-call-to-phoneNumber, description and \
                 Response Fields",
        check: Check::State(both_sides_of_a_binding_agree),
    },
];

fn only_listed_statuses(seen: &Seen<'_>) -> Result<(), String> {
    match seen.reply.status.as_u16() {
        200 | 400 | 401 | 403 | 404 | 429 | 500 => Ok(()),
        other => Err(format!("the status is {other}")),
    }
}

fn refusals_have_an_envelope(seen: &Seen<'_>) -> Result<(), String> {
    if seen.reply.status == 200 || seen.reply.body.is_empty() {
        return Ok(());
    }
    let error = seen.json.and_then(|json| json.get("error"));
    let has = |key: &str| error.and_then(|error| error.get(key)).is_some_and(Value::is_string);
    if has("code") && has("message") {
        Ok(())
    } else {
        Err("the refusal has no error of code and message".to_owned())
    }
}

fn json_says_that_it_is_json(seen: &Seen<'_>) -> Result<(), String> {
    match seen.reply.headers.get("content-type") {
        media if seen.json.is_some() && media.as_deref() != Some("application/json; charset=utf-8") => {
            Err(format!("the content type is {media:?}"))
        }
        _ => Ok(()),
    }
}

fn the_body_of_options_is_its_allow(seen: &Seen<'_>) -> Result<(), String> {
    if seen.request.method != "OPTIONS" || seen.reply.status != 200 {
        return Ok(());
    }
    let allow = seen.reply.headers.get("allow").ok_or("there is no header allow")?;
    if seen.reply.body == allow.as_bytes() { Ok(()) } else { Err(format!("the body is not `{allow}`")) }
}

fn a_binding_shows_both_sides(seen: &Seen<'_>) -> Result<(), String> {
    let text = |pointer: &str| seen.json.and_then(|json| json.pointer(pointer)).and_then(Value::as_str);
    let (Some(agent), Some(number)) = (text("/agent/_id"), text("/phoneNumber/_id")) else { return Ok(()) };
    let listed = seen.json.and_then(|json| json.pointer("/agent/phoneNumberIds")).and_then(Value::as_array);
    let times = listed.into_iter().flatten().filter(|id| *id == number).count();
    if times != 1 {
        return Err(format!("the agent lists {number} {times} times"));
    }
    match text("/phoneNumber/agentId") {
        Some(named) if named == agent => Ok(()),
        named => Err(format!("the number names {named:?}, and the agent is {agent}")),
    }
}

/// The records of a table by their ids.
fn table<'v>(state: &'v Value, name: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    state.get(name).and_then(Value::as_object).into_iter().flatten()
}

fn word<'v>(record: &'v Value, name: &str) -> Option<&'v str> {
    record.get(name).and_then(Value::as_str)
}

fn a_number_has_one_agent_of_its_workspace(state: &Value) -> Result<(), String> {
    for (id, number) in table(state, "numbers") {
        let Some(holder) = word(number, "agent") else { continue };
        match state.get("agents").and_then(|agents| agents.get(holder)) {
            None => return Err(format!("{id} names {holder}, which is no agent")),
            Some(agent) if word(agent, "workspace") != word(number, "workspace") => {
                return Err(format!("{id} names {holder}, which is of another workspace"));
            }
            Some(_) => {}
        }
    }
    let bound = |id: &str| state.get("numbers").and_then(|numbers| word(numbers.get(id)?, "agent")).is_some();
    match table(state, "trunks").find(|(id, _)| !bound(id)) {
        Some((id, _)) => Err(format!("{id} has a trunk and no agent")),
        None => Ok(()),
    }
}

fn both_sides_of_a_binding_agree(state: &Value) -> Result<(), String> {
    for (id, number) in table(state, "numbers") {
        let holder = word(number, "agent");
        for (agent_id, agent) in table(state, "agents") {
            let listed = agent.get("phone_number_ids").and_then(Value::as_array).into_iter().flatten();
            let times = listed.filter(|listed| *listed == id.as_str()).count();
            if times != usize::from(holder == Some(agent_id)) {
                return Err(format!("{agent_id} lists {id} {times} times, and {id} names {holder:?}"));
            }
        }
        let trunk = state.get("trunks").and_then(|trunks| trunks.get(id));
        if trunk.and_then(|trunk| word(trunk, "agent")) != holder {
            return Err(format!("the trunk of {id} does not point to {holder:?}"));
        }
        let recorded = number.get("recording_enabled").and_then(Value::as_bool).unwrap_or_default();
        let mode = trunk.and_then(|trunk| word(trunk.get("recording")?, "mode"));
        if trunk.is_some() && (mode == Some("record-from-ringing")) != recorded {
            return Err(format!(
                "the trunk of {id} is in the mode {mode:?}, and recording_enabled is {recorded}"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A number on an agent, with its trunk, and an agent without one.
    fn bound() -> Value {
        json!({
            "agents": {
                "a": { "workspace": "first", "phone_number_ids": ["n"] },
                "b": { "workspace": "first", "phone_number_ids": [] },
                "c": { "workspace": "second", "phone_number_ids": [] },
            },
            "numbers": { "n": { "workspace": "first", "agent": "a", "recording_enabled": true } },
            "trunks": { "n": { "agent": "a", "recording": { "mode": "record-from-ringing" } } },
        })
    }

    fn with(pointer: &str, value: Value) -> Value {
        let mut state = bound();
        *state.pointer_mut(pointer).expect("it is there") = value;
        state
    }

    #[test]
    fn a_side_that_does_not_agree_is_noticed() {
        assert_eq!(both_sides_of_a_binding_agree(&bound()), Ok(()));
        for (pointer, value) in [
            ("/agents/a/phone_number_ids", json!([])),
            ("/agents/a/phone_number_ids", json!(["n", "n"])),
            ("/agents/b/phone_number_ids", json!(["n"])),
            ("/numbers/n/agent", json!("b")),
            ("/numbers/n/agent", json!(null)),
            ("/numbers/n/recording_enabled", json!(false)),
            ("/trunks/n/recording/mode", json!("do-not-record")),
            ("/trunks/n/agent", json!("b")),
            ("/trunks", json!({})),
        ] {
            assert!(
                both_sides_of_a_binding_agree(&with(pointer, value.clone())).is_err(),
                "{pointer} {value}"
            );
        }
    }

    #[test]
    fn a_number_without_an_agent_of_its_workspace_is_noticed() {
        assert_eq!(a_number_has_one_agent_of_its_workspace(&bound()), Ok(()));
        // That an agent lists what is not its own is no harm here.
        let listed = with("/agents/b/phone_number_ids", json!(["n"]));
        assert_eq!(a_number_has_one_agent_of_its_workspace(&listed), Ok(()));
        for holder in [json!("c"), json!("nobody"), json!(null)] {
            let state = with("/numbers/n/agent", holder.clone());
            assert!(a_number_has_one_agent_of_its_workspace(&state).is_err(), "{holder}");
        }
    }

    #[test]
    fn a_reply_that_breaks_the_form_is_noticed() {
        use testline_emulator::http::{HeaderName, Method, Reply, Request, StatusCode};
        let look = |check: fn(&Seen<'_>) -> Result<(), String>, method, reply: &Reply| {
            let json: Option<Value> = serde_json::from_slice(&reply.body).ok();
            let request = Request::new(method, "/v1/api/agents");
            check(&Seen { request: &request, reply, json: json.as_ref(), hidden: &[] })
        };
        let json_reply = |status, body: &Value| {
            Reply::with_body(status, "application/json; charset=utf-8", body.to_string())
        };
        let refused = json!({"error": {"code": "a", "message": "b"}});
        for (body, is_right) in [(&refused, true), (&json!({"error": "a"}), false), (&json!({}), false)] {
            let reply = json_reply(StatusCode::NOT_FOUND, body);
            assert_eq!(look(refusals_have_an_envelope, Method::GET, &reply).is_ok(), is_right, "{body}");
        }
        let conflict = json_reply(StatusCode::CONFLICT, &refused);
        assert!(look(only_listed_statuses, Method::GET, &conflict).is_err());
        let plain = Reply::with_body(StatusCode::OK, "text/plain", "{}");
        assert!(look(json_says_that_it_is_json, Method::GET, &plain).is_err());
        let allow = HeaderName::from_static("allow");
        let options = |body: &'static str| {
            Reply::with_body(StatusCode::OK, "text/html; charset=utf-8", body)
                .and_header(allow.clone(), "POST")
        };
        assert_eq!(look(the_body_of_options_is_its_allow, Method::OPTIONS, &options("POST")), Ok(()));
        assert!(look(the_body_of_options_is_its_allow, Method::OPTIONS, &options("GET")).is_err());
        let binding = |listed: Value, named: &str| {
            let agent = json!({"_id": "a", "phoneNumberIds": listed});
            json_reply(
                StatusCode::OK,
                &json!({"agent": agent, "phoneNumber": {"_id": "n", "agentId": named}}),
            )
        };
        assert_eq!(look(a_binding_shows_both_sides, Method::POST, &binding(json!(["n"]), "a")), Ok(()));
        for wrong in [binding(json!([]), "a"), binding(json!(["n", "n"]), "a"), binding(json!(["n"]), "b")] {
            assert!(look(a_binding_shows_both_sides, Method::POST, &wrong).is_err());
        }
    }
}
