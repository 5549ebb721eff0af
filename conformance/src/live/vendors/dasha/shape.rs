//! What requests to Dasha mean.

use serde_json::Value;

use crate::live::api::text;
use crate::live::reach::Call;
use crate::live::resource::{Kind, Settings, Thing};
use crate::live::vendors::{Facts, Make, NameAt, Shape, Touch, changed, used};

pub(in crate::live::vendors) const SHAPE: Shape = Shape {
    facts,
    normal,
    touches,
    makes,
    renames,
    lasting,
    made_id,
    makeable: &[Kind::Number, Kind::Agent, Kind::Credential],
    unnamed: &[],
};

/// The settings of a number, with the key that shows and takes each; the agent is set by a link.
pub(super) const NUMBER: [(&str, &str); 6] = [
    ("agent", "incomingCallsAgentId"),
    ("phoneNumber", "phoneNumber"),
    ("credential", "credentialsId"),
    ("displayName", "displayName"),
    ("description", "description"),
    ("registration", "registration"),
];

pub(super) const AGENT: [&str; 6] =
    ["name", "config", "isEnabled", "description", "additionalData", "schedule"];

pub(super) const CREDENTIAL: [&str; 7] =
    ["server", "transport", "domain", "authUser", "description", "cpsLimit", "cpsKey"];

fn facts(kind: Kind) -> Facts {
    match kind {
        Kind::Number => &[
            ("agent", Some(Kind::Agent)),
            ("phoneNumber", None),
            ("credential", Some(Kind::Credential)),
            ("displayName", None),
            ("description", None),
            ("registration", None),
        ],
        Kind::Agent => &[
            ("name", None),
            ("config", None),
            ("isEnabled", None),
            ("description", None),
            ("additionalData", None),
            ("schedule", None),
            ("outbound", Some(Kind::Number)),
        ],
        Kind::Credential => &[("server", None), ("transport", None), ("domain", None), ("description", None)],
        _ => &[],
    }
}

/// A uuid in any of its spellings is one id.
pub(super) fn normal(_: Kind, id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_hexdigit).collect();
    let others = id.chars().filter(|c| !c.is_ascii_hexdigit() && !"-{}() ".contains(*c)).count();
    if digits.len() == 32 && others == 0 { digits.to_ascii_lowercase() } else { id.to_owned() }
}

fn touches(call: &Call) -> Vec<Touch> {
    let mut touches = Vec::new();
    let links = matches!(call.operation, "link-phone-number-to-agent" | "unlink-phone-number-from-agent");
    if let Some(id) = call.param("id") {
        let of_credential = call.operation.ends_with("sip-credential");
        touches.push(changed(if of_credential { Kind::Credential } else { Kind::Number }, id.to_owned()));
    }
    touches.extend(call.param("agentId").map(|id| changed(Kind::Agent, id.to_owned())));
    if links {
        // A link may be of the agent's outbound calls, which is the agent's own.
        let agents = call.queried("agentid").filter(|id| !id.trim().is_empty());
        touches.extend(agents.map(|id| changed(Kind::Agent, id.trim().to_owned())));
    }
    let credentials = call.field("credentialsId").filter(|id| !id.is_empty());
    touches.extend(credentials.map(|id| used(Kind::Credential, id)));
    touches
}

fn makes(call: &Call) -> Option<Make> {
    let (kind, name) = match call.operation {
        "create-phone-number" => (Kind::Number, NameAt::Added("description")),
        "create-sip-credential" => (Kind::Credential, NameAt::Added("description")),
        "create-agent" => (Kind::Agent, NameAt::Field("name")),
        _ => return None,
    };
    Some(Make { kind, name })
}

fn renames(call: &Call) -> Option<NameAt> {
    match call.operation {
        // What an update leaves out is gone.
        "update-phone-number" | "update-sip-credential" => Some(NameAt::Added("description")),
        "update-agent" => Some(NameAt::Field("name")),
        _ => None,
    }
}

fn lasting(call: &Call, thing: &Thing, settings: &Settings) -> Option<String> {
    // A password that is put back would have to be kept somewhere meanwhile.
    let has_password = settings.get("has a password").is_some_and(|value| value == true);
    (thing.kind == Kind::Credential && call.operation == "update-sip-credential" && has_password).then(|| {
        format!("the {thing} has a password, which no ledger keeps, and so a change could not be undone")
    })
}

fn made_id(kind: Kind, reply: &Value) -> Option<String> {
    text(reply, if kind == Kind::Agent { "agentId" } else { "id" })
}
