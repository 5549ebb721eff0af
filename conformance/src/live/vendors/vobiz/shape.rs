//! What requests to Vobiz mean.

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
    makeable: &[Kind::Trunk, Kind::OriginationUri, Kind::IpAcl, Kind::Credential],
    unnamed: &[],
};

/// What an update of a trunk takes.
pub(super) const TRUNK: [(&str, Option<Kind>); 21] = [
    ("name", None),
    ("trunk_status", None),
    ("secure", None),
    ("trunk_direction", None),
    ("concurrent_calls_limit", None),
    ("cps_limit", None),
    ("credential_uuid", None),
    ("primary_uri_uuid", None),
    ("description", None),
    ("inbound_destination", None),
    ("transport", None),
    ("recording", None),
    ("enable_transcription", None),
    ("pii_redaction", None),
    ("pii_entity_types", None),
    ("webhook_url", None),
    ("webhook_method", None),
    ("recording_webhook_enabled", None),
    ("ipacl_uuid", None),
    ("fallback_uri_uuid", None),
    ("trunk_domain", None),
];

fn facts(kind: Kind) -> Facts {
    match kind {
        Kind::Number => &[
            ("trunk", Some(Kind::Trunk)),
            ("application", Some(Kind::Application)),
            ("sub_account", Some(Kind::SubAccount)),
            ("status", None),
        ],
        Kind::Trunk => &TRUNK,
        Kind::Application
        | Kind::SubAccount
        | Kind::Credential
        | Kind::IpAcl
        | Kind::OriginationUri
        | Kind::Agent
        | Kind::CallFlow => &[],
    }
}

/// A number is its digits, however a path spells it.
pub(super) fn normal(kind: Kind, id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    match kind {
        Kind::Number if digits.is_empty() => id.to_owned(),
        Kind::Number => format!("+{digits}"),
        _ => id.to_ascii_lowercase(),
    }
}

fn touches(call: &Call) -> Vec<Touch> {
    let mut touches = Vec::new();
    for (param, kind) in [
        ("phone_number", Kind::Number),
        ("number", Kind::Number),
        ("e164", Kind::Number),
        ("trunk_id", Kind::Trunk),
        ("credential_id", Kind::Credential),
        ("ip_acl_id", Kind::IpAcl),
        ("uri_id", Kind::OriginationUri),
    ] {
        touches.extend(call.param(param).map(|id| changed(kind, id.to_owned())));
    }
    for (field, kind) in [
        ("trunk_group_id", Kind::Trunk),
        ("application_id", Kind::Application),
        ("sub_account_id", Kind::SubAccount),
        ("credential_uuid", Kind::Credential),
        ("ipacl_uuid", Kind::IpAcl),
        ("primary_uri_uuid", Kind::OriginationUri),
        ("fallback_uri_uuid", Kind::OriginationUri),
    ] {
        touches.extend(call.field(field).filter(|id| !id.is_empty()).map(|id| used(kind, id)));
    }
    touches
}

fn makes(call: &Call) -> Option<Make> {
    let (kind, name) = match call.operation {
        "create-trunk" => (Kind::Trunk, NameAt::Field("name")),
        "create-credential" => (Kind::Credential, NameAt::Field("username")),
        "create-ip-acl" => (Kind::IpAcl, NameAt::Field("name")),
        "create-origination-uri" => (Kind::OriginationUri, NameAt::Field("name")),
        "create-subaccount" => (Kind::SubAccount, NameAt::Field("name")),
        "purchase-from-inventory" => (Kind::Number, NameAt::Identity("e164")),
        _ => return None,
    };
    Some(Make { kind, name })
}

fn renames(call: &Call) -> Option<NameAt> {
    match call.operation {
        "update-trunk" | "update-ip-acl" | "update-origination-uri" => Some(NameAt::Field("name")),
        _ => None,
    }
}

fn lasting(call: &Call, thing: &Thing, settings: &Settings) -> Option<String> {
    let released = settings.get("status").and_then(Value::as_str) == Some("pending_release");
    (thing.kind == Kind::Number && released).then(|| {
        format!("the number {} is being released, and {} could not be undone", thing.id, call.operation)
    })
}

fn made_id(kind: Kind, reply: &Value) -> Option<String> {
    match kind {
        Kind::Trunk => text(reply, "trunk_id"),
        Kind::Number => text(reply, "e164"),
        _ => text(reply, "id"),
    }
}
