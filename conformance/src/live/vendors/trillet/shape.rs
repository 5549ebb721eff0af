//! What requests to Trillet mean.

use serde_json::Value;

use crate::live::api::text;
use crate::live::reach::Call;
use crate::live::resource::{Kind, Settings, Thing, is_unset};
use crate::live::vendors::{Facts, Make, NameAt, Shape, Touch, changed, used};

pub(in crate::live::vendors) const SHAPE: Shape = Shape {
    facts,
    normal,
    touches,
    makes,
    renames,
    lasting,
    made_id,
    makeable: &[Kind::Agent],
    unnamed: &[],
};

/// The settings of a number, with the key of the list that shows each.
pub(super) const NUMBER: [(&str, &str); 8] = [
    ("agent", "agentId"),
    ("recording_enabled", "recordingEnabled"),
    ("recording_public", "recordingPublic"),
    ("office_hours", "officeHours"),
    ("metadata_tags", "metadataTags"),
    ("transfer_caller_id_mode", "transferCallerIdMode"),
    ("label", "label"),
    ("max_call_duration", "maxCallDuration"),
];

/// The settings of an agent, as the wire writes them.
pub(super) const AGENT: [&str; 10] = [
    "name",
    "ttsModel",
    "llmModel",
    "smartCallback",
    "maxAttemptsForSmartCallback",
    "gapBetweenEachAttemptForSmartCallback",
    "phoneNumberIds",
    "settings",
    "variables",
    "pathway",
];

fn facts(kind: Kind) -> Facts {
    match kind {
        Kind::Number => &[
            ("agent", Some(Kind::Agent)),
            ("recording_enabled", None),
            ("recording_public", None),
            ("office_hours", None),
            ("metadata_tags", None),
            ("transfer_caller_id_mode", None),
            ("label", None),
            ("max_call_duration", None),
        ],
        Kind::Agent => &[
            ("name", None),
            ("ttsModel", None),
            ("llmModel", None),
            ("smartCallback", None),
            ("maxAttemptsForSmartCallback", None),
            ("gapBetweenEachAttemptForSmartCallback", None),
            ("phoneNumberIds", None),
            ("settings", None),
            ("variables", None),
            ("pathway", Some(Kind::CallFlow)),
        ],
        _ => &[],
    }
}

fn normal(_: Kind, id: &str) -> String {
    id.to_owned()
}

fn touches(call: &Call) -> Vec<Touch> {
    let mut touches = Vec::new();
    touches.extend(call.param("phoneNumberId").map(|id| changed(Kind::Number, id.to_owned())));
    touches.extend(call.field("phoneNumberId").map(|id| changed(Kind::Number, id)));
    let binds = matches!(call.operation, "assign-phone-number-to-agent" | "unassign-phone-number-from-agent");
    if let Some(agent) = call.param("agentId") {
        // Binding shows in the number; the agent's own list follows it.
        touches.push(if binds {
            used(Kind::Agent, agent.to_owned())
        } else {
            changed(Kind::Agent, agent.to_owned())
        });
    }
    touches.extend(call.field("agentId").filter(|id| !id.is_empty()).map(|id| used(Kind::Agent, id)));
    touches.extend(call.field("pathway").filter(|id| !id.is_empty()).map(|id| used(Kind::CallFlow, id)));
    touches.extend(call.list("phoneNumberIds").into_iter().map(|id| used(Kind::Number, id)));
    if call.operation == "create-call-flow" {
        // A call flow that names an agent becomes the agent's.
        touches.extend(call.field("agent").map(|id| changed(Kind::Agent, id)));
    }
    touches
}

fn makes(call: &Call) -> Option<Make> {
    let (kind, name) = match call.operation {
        "create-agent" => (Kind::Agent, NameAt::Field("name")),
        "create-call-flow" => (Kind::CallFlow, NameAt::Field("name")),
        "purchase-number" | "register-external-number" => (Kind::Number, NameAt::Identity("phoneNumber")),
        _ => return None,
    };
    Some(Make { kind, name })
}

fn renames(call: &Call) -> Option<NameAt> {
    (call.operation == "update-agent").then_some(NameAt::Field("name"))
}

/// What no operation can unset again once it is set.
fn lasting(call: &Call, thing: &Thing, settings: &Settings) -> Option<String> {
    let stays = |field: &str, setting: &str| {
        let sent = call.body.get(field).is_some_and(|value| !value.is_null());
        sent && settings.get(setting).is_none_or(is_unset)
    };
    let found = match (call.operation, thing.kind) {
        ("update-phone-number-config", Kind::Number) => {
            stays("maxCallDuration", "max_call_duration").then_some("maxCallDuration")
        }
        ("create-call-flow", Kind::Agent) => {
            settings.get("pathway").is_none_or(is_unset).then_some("its call flow")
        }
        ("update-agent", Kind::Agent) => stays("pathway", "pathway").then_some("its call flow"),
        _ => None,
    };
    found.map(|what| format!("no operation of trillet unsets {what} again on the {thing}"))
}

fn made_id(kind: Kind, reply: &Value) -> Option<String> {
    let inner = match kind {
        Kind::Number => reply.get("phoneNumber").filter(|value| value.is_object()),
        _ => None,
    };
    text(inner.unwrap_or(reply), "_id")
}
