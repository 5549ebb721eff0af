//! UnleashX: agents. It shows no attachment of a number and takes none back.

use serde_json::{Value, json};
use testline_emulator::http::Method;

use super::{Facts, Listed, Make, NameAt, Shape, Touch, changed, used};
use crate::live::api::{Api, items, text};
use crate::live::reach::Call;
use crate::live::resource::{Kind, Settings, Thing};
use crate::target::Unanswered;

pub(super) const SHAPE: Shape = Shape {
    facts,
    normal,
    touches,
    makes,
    renames,
    lasting,
    made_id,
    makeable: &[Kind::Agent],
    unnamed: &["generate-token"],
};

fn facts(_: Kind) -> Facts {
    &[]
}

/// A number is its digits, since blanks and signs are among the ways to write it.
fn normal(kind: Kind, id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    if kind == Kind::Number && !digits.is_empty() { digits } else { id.to_owned() }
}

fn touches(call: &Call) -> Vec<Touch> {
    let mut touches = Vec::new();
    let agents = call.field("agent_id").into_iter().chain(call.queried("agent_id").map(str::to_owned));
    let attaches = matches!(call.operation, "attach-phone-number" | "attach-phone-numbers");
    for agent in agents.filter(|id| !id.is_empty()) {
        touches.push(if attaches { used(Kind::Agent, agent) } else { changed(Kind::Agent, agent) });
    }
    let numbers = call.list("numbers").into_iter().chain(call.field("phone_number"));
    let numbers = numbers.filter(|number| number.chars().any(|c| c.is_ascii_digit()));
    touches.extend(numbers.map(|number| changed(Kind::Number, number)));
    touches
}

fn makes(call: &Call) -> Option<Make> {
    let makes = match call.operation {
        "create-agent" => true,
        // With an id it changes the agent of that id.
        "create-voice-agent" => call.field("agent_id").is_none(),
        _ => false,
    };
    makes.then_some(Make { kind: Kind::Agent, name: NameAt::Field("agent_name") })
}

fn renames(call: &Call) -> Option<NameAt> {
    let updates = call.operation == "create-voice-agent" && call.field("agent_id").is_some();
    updates.then_some(NameAt::Field("agent_name"))
}

fn lasting(call: &Call, thing: &Thing, _: &Settings) -> Option<String> {
    // Not all of an agent is shown, so that not all of it could be put back.
    (thing.kind == Kind::Agent && call.operation == "create-voice-agent")
        .then(|| format!("unleashx does not show all of the {thing}, and so its change could not be undone"))
}

fn made_id(_: Kind, reply: &Value) -> Option<String> {
    text(reply.get("data").unwrap_or(reply), "agent_id")
}

async fn all(api: &Api<'_>) -> Result<Vec<Value>, Unanswered> {
    let listed = api.get("/api/v1/global/agents/get").await?.listed()?;
    // The list may stand inside a form, or inside two.
    let lists = ["/data", "/data/data", "/data/agents", "/agents", ""];
    let found = lists.into_iter().find(|pointer| listed.pointer(pointer).is_some_and(Value::is_array));
    Ok(found.map(|pointer| items(&listed, pointer)).unwrap_or_default())
}

pub(super) async fn read(api: &Api<'_>, thing: &Thing) -> Result<Option<Settings>, Unanswered> {
    let unreadable = |why: &str| {
        Err(Unanswered::Unable(format!("unleashx {why}, and the target file does not name the {thing}")))
    };
    match thing.kind {
        // The list has whole numbers for ids; agents of the first generation have another id besides.
        Kind::Agent if thing.id.parse::<u64>().is_err() => unreadable("does not list agents by this id"),
        Kind::Agent => {
            let all = all(api).await?;
            let found = all.iter().any(|item| text(item, "agent_id").as_deref() == Some(thing.id.as_str()));
            Ok(found.then(Settings::new))
        }
        _ => unreadable("does not show who has a number"),
    }
}

pub(super) async fn put_back(_: &Api<'_>, _: &Thing, _: &Settings, _: &Settings) -> Result<(), Unanswered> {
    Ok(())
}

pub(super) async fn remove(api: &Api<'_>, thing: &Thing) -> Result<(), Unanswered> {
    let id = thing.id.parse::<u64>().map_or_else(|_| Value::from(thing.id.as_str()), Value::from);
    api.change(Method::POST, "/api/v1/global/agents/delete", Some(json!({ "agent_id": id })))
        .await
        .map(|_| ())
}

pub(super) async fn list(api: &Api<'_>, kind: Kind) -> Result<Vec<Listed>, Unanswered> {
    if kind != Kind::Agent {
        return Ok(Vec::new());
    }
    let listed = |item: &Value| {
        Some(Listed { id: text(item, "agent_id")?, name: text(item, "agent_name").unwrap_or_default() })
    };
    Ok(all(api).await?.iter().filter_map(listed).collect())
}
