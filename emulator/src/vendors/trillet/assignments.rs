//! Numbers and agents: binding the one to the other, and taking it away again.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::auth::Caller;
use super::body::{self, Kind};
use super::numbers::NumberClauses;
use super::path::decoded;
use super::records::Direction;
use super::refusals::{Refused, refused};
use super::rules::{self, Binding, Standing};
use super::state::State;
use super::{Operation, agents, numbers, wire};
use crate::contract::trillet::{MoveOfficeHours, Rebind, ReleaseAgent, clauses as c};
use crate::vendors::answer::Accepted;
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;
use crate::world::text::Text;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bound<'a> {
    agent: wire::BoundAgent<'a>,
    phone_number: wire::BoundNumber<'a>,
    pathway_id: &'a str,
    direction: Direction,
}

/// Assigns a number to an agent, and thereby to the agent's call flow. A number of another agent moves
/// (`trillet.assign-phone-number-to-agent.moved`).
pub(super) fn assign(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.trillet;
    let mut binding = binding(body::read(call, dialect)?)?;
    let agent_id = decoded(call.params.raw("agentId"));
    let agent = agents::find(state, caller, &agent_id, c::ASSIGN_PHONE_NUMBER_TO_AGENT_AGENT_NOT_FOUND)?;
    let number_id = decoded(call.params.raw("phoneNumberId"));
    let number = numbers::held(
        state,
        caller,
        &number_id,
        NumberClauses {
            not_found: c::ASSIGN_PHONE_NUMBER_TO_AGENT_PHONE_NUMBER_NOT_FOUND,
            released: c::ASSIGN_PHONE_NUMBER_TO_AGENT_PHONE_NUMBER_RELEASED,
        },
    )?;
    let flow = agent.pathway.as_ref().and_then(|id| state.call_flows.get(id).map(|flow| (id, flow)));
    let Some((pathway, flow)) = flow else {
        let fact = format!("the agent {agent_id} has no call flow");
        return Err(refused(c::ASSIGN_PHONE_NUMBER_TO_AGENT_CALL_FLOW_NOT_CONFIGURED, fact));
    };
    let (pathway, direction) = (pathway.clone(), flow.direction);
    let clause = match (rules::standing(number, &agent_id), dialect.rebind) {
        (Standing::Free, _) => c::ASSIGN_PHONE_NUMBER_TO_AGENT_ASSIGNED,
        (Standing::Own, _) => c::ASSIGN_PHONE_NUMBER_TO_AGENT_ASSIGNED_AGAIN,
        (Standing::Other(other), Rebind::Reject) => {
            let fact = format!("{number_id} is held by the agent {other}{}", numbers::since(number));
            return Err(refused(c::ASSIGN_PHONE_NUMBER_TO_AGENT_ALREADY_BOUND, fact));
        }
        (Standing::Other(_), Rebind::Move)
            if number.office_hours.is_some() && binding.office_hours.is_none() =>
        {
            binding.drop_office_hours = dialect.move_office_hours == MoveOfficeHours::Drop;
            c::ASSIGN_PHONE_NUMBER_TO_AGENT_MOVED_WITH_OFFICE_HOURS
        }
        (Standing::Other(_), Rebind::Move) => c::ASSIGN_PHONE_NUMBER_TO_AGENT_MOVED,
    };
    if context.armed_at(c::ASSIGN_PHONE_NUMBER_TO_AGENT_SIP_TRUNK_UPDATE_FAILED) {
        return Err(refused(c::ASSIGN_PHONE_NUMBER_TO_AGENT_SIP_TRUNK_UPDATE_FAILED, "a fault demands it"));
    }
    binding.pathway.clone_from(&pathway);
    state.bind(&number_id, &agent_id, binding, &mut context.ids, context.exchange, context.now);
    let agent = agents::find(state, caller, &agent_id, c::ASSIGN_PHONE_NUMBER_TO_AGENT_AGENT_NOT_FOUND)?;
    let number =
        numbers::find(state, caller, &number_id, c::ASSIGN_PHONE_NUMBER_TO_AGENT_PHONE_NUMBER_NOT_FOUND)?;
    let workspace_id = state.workspace_id(&agent.workspace);
    Ok(wire::ok(
        clause,
        &Bound {
            agent: wire::bound_agent(&agent_id, agent, workspace_id, dialect),
            phone_number: wire::bound_number(&number_id, number, workspace_id, dialect),
            pathway_id: &pathway,
            direction,
        },
    ))
}

/// What a body asks of an assignment. What is inside the two objects is not looked at.
fn binding(body: &Fields) -> Result<Binding, Refused> {
    let boolean = |name, clause| {
        body::optional(body, name, Kind::Boolean, clause)
            .map(|value| value.and_then(Value::as_bool) == Some(true))
    };
    let object = |name, clause| {
        body::optional(body, name, Kind::Object, clause).map(|value| value.cloned().map(Arc::new))
    };
    Ok(Binding {
        record_calls: boolean("recordCalls", c::ASSIGN_PHONE_NUMBER_TO_AGENT_RECORD_CALLS_NOT_BOOLEAN)?,
        recording_public: boolean(
            "recordingPublic",
            c::ASSIGN_PHONE_NUMBER_TO_AGENT_RECORDING_PUBLIC_NOT_BOOLEAN,
        )?,
        office_hours: object("officeHours", c::ASSIGN_PHONE_NUMBER_TO_AGENT_OFFICE_HOURS_NOT_OBJECT)?,
        metadata_tags: object("metadataTags", c::ASSIGN_PHONE_NUMBER_TO_AGENT_METADATA_TAGS_NOT_OBJECT)?,
        pathway: Text::default(),
        drop_office_hours: false,
    })
}

#[derive(Serialize)]
struct Released<'a> {
    status: &'static str,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<wire::BoundAgent<'a>>,
}

/// Takes a number from its agent; the workspace keeps it, with its tags. `confirmation` means nothing, whatever its
/// value.
pub(super) fn unassign(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.trillet;
    let body = body::read(call, dialect)?;
    let not_boolean = c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_CONFIRMATION_NOT_BOOLEAN;
    body::optional(body, "confirmation", Kind::Boolean, not_boolean)?;
    let agent_id = decoded(call.params.raw("agentId"));
    agents::find(state, caller, &agent_id, c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_AGENT_NOT_FOUND)?;
    let number_id = decoded(call.params.raw("phoneNumberId"));
    let number = numbers::held(
        state,
        caller,
        &number_id,
        NumberClauses {
            not_found: c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_PHONE_NUMBER_NOT_FOUND,
            released: c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_PHONE_NUMBER_RELEASED,
        },
    )?;
    let fact = match rules::standing(number, &agent_id) {
        Standing::Own => None,
        Standing::Free => Some(format!("no agent has {number_id}")),
        Standing::Other(other) => {
            Some(format!("{number_id} is held by the agent {other}{}", numbers::since(number)))
        }
    };
    if let Some(fact) = fact {
        return Err(refused(c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_NOT_BOUND, fact));
    }
    state.unbind(&number_id, context.now);
    if let Some(agent) = state.agents.get_mut(&*agent_id) {
        agent.updated_at = Some(context.now);
    }
    let agent = agents::find(state, caller, &agent_id, c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_AGENT_NOT_FOUND)?;
    let workspace_id = state.workspace_id(&agent.workspace);
    Ok(wire::ok(
        c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_UNASSIGNED,
        &Released {
            status: "success",
            message: "Call flow released from phone number successfully",
            agent: match dialect.release_agent {
                ReleaseAgent::Include => Some(wire::bound_agent(&agent_id, agent, workspace_id, dialect)),
                ReleaseAgent::Omit => None,
            },
        },
    ))
}

#[cfg(test)]
mod tests {
    use crate::http::{HeaderName, Method, Request};
    use crate::vendors::Vendor;
    use crate::world::World;
    use jiff::Timestamp;

    fn send(world: &mut World, path: &str, body: &'static str) -> (u16, String, &'static str) {
        let request = Request::new(Method::POST, path)
            .with_header(HeaderName::from_static("x-workspace-id"), "664a1b2c3d4e5f6a7b8c9d0e")
            .with_header(HeaderName::from_static("x-api-key"), "tk_testline")
            .with_json(body);
        let outcome = world.apply(Timestamp::UNIX_EPOCH, Vendor::Trillet, &request);
        let text = String::from_utf8_lossy(&outcome.reply.body).into_owned();
        (outcome.reply.status.as_u16(), text, outcome.clause.id())
    }

    #[test]
    fn the_documented_assignment_gives_the_documented_reply() {
        let mut world = World::new(0, "default");
        let body = r#"{"recordCalls":true,"officeHours":{"monday":["09:00-17:00"],"tuesday":[]},"metadataTags":{"department":"support","priority":"high"}}"#;
        let documented = r#"{"agent":{"_id":"64f9b12a","status":"ready","phoneNumberIds":["750cd920"]},"phoneNumber":{"_id":"750cd920","agentId":"64f9b12a","recordingEnabled":true,"recordingPublic":false,"officeHours":{"monday":["09:00-17:00"],"tuesday":[]},"metadataTags":{"department":"support","priority":"high"}},"pathwayId":"pwy_abc123","direction":"bidirectional"}"#;
        let (status, text, _) = send(&mut world, "/v1/api/agents/64f9b12a/bind/750cd920", body);
        assert_eq!((status, text.as_str()), (200, documented));
    }

    #[test]
    fn an_unassigned_number_is_not_unassigned_again() {
        let mut world = World::new(0, "default");
        send(&mut world, "/v1/api/agents/64f9b12a/bind/750cd920", "{}");
        let (_, text, _) = send(&mut world, "/v1/api/agents/64f9b12a/release/750cd920", "{}");
        let released = r#"{"status":"success","message":"Call flow released from phone number successfully","agent":{"_id":"64f9b12a","status":"ready","phoneNumberIds":[]}}"#;
        assert_eq!(text, released);
        let (status, _, clause) = send(&mut world, "/v1/api/agents/64f9b12a/release/750cd920", "{}");
        assert_eq!((status, clause), (400, "trillet.unassign-phone-number-from-agent.not-bound"));
    }

    #[test]
    fn an_assigned_world_starts_again_from_its_export() {
        let mut world = World::new(0, "default");
        send(&mut world, "/v1/api/agents/64f9b12a/bind/750cd920", "{}");
        send(&mut world, "/v1/api/agents/64f9b12b/bind/750cd920", r#"{"recordCalls":true}"#);
        let again = World::import(0, "default", world.export(), Timestamp::UNIX_EPOCH)
            .expect("an export is a world file");
        assert_eq!(again.export().to_yaml(), world.export().to_yaml());
        let mut again = again;
        let (_, _, clause) = send(&mut again, "/v1/api/agents/64f9b12a/bind/750cd920", "{}");
        assert_eq!(clause, "trillet.assign-phone-number-to-agent.moved");
    }
}
