//! A disagreement as an ordinary scenario, which `run` replays.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::case::{Sent, What};
use super::engine::Found;
use super::expected_json;
use super::ground::{START, TICK};
use crate::model::Body;
use crate::model::action::{KEY_MARK, only_reads};
use crate::scenario;

/// A scenario file that is not yet written.
#[derive(Clone, Debug)]
pub struct Regression {
    /// Its name, without folder and ending.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A text that the vendor made up, and the name under which a scenario keeps it.
struct Minted {
    text: String,
    name: String,
    /// The event that brought it, and where it stands in the body.
    event: usize,
    pointer: String,
}

/// The scenario of a disagreement. `given` is the world that it starts from. An error says why there is none.
pub fn regression(vendor: Vendor, found: &Found, given: &Value) -> Result<Regression, String> {
    let last = match found.events.last().map(|event| &event.what) {
        Some(What::Sent(last)) => last,
        Some(What::Waited(_)) | None => {
            return Err("the state alone disagrees, and no exchange shows it".to_owned());
        }
    };
    let clause = last.expected.clause.id();
    let short = |id: &str| id.split_once('.').map_or(id, |(_, rest)| rest).to_owned();
    let claim = format!(
        "Explored with seed {}, {} holds after {} steps",
        found.seed,
        short(clause).replace(['.', '-'], " "),
        found.left
    );
    let minted = minted(found);
    let mut steps = Vec::new();
    for (at, event) in found.events.iter().enumerate() {
        let is_last = at + 1 == found.events.len();
        match &event.what {
            What::Waited(by) => steps.push(json!({ "clock": { "advance": by.to_string() } })),
            // Looking changes nothing, so that only the look that disagrees is of use.
            What::Sent(sent) if sent.look && !is_last => {}
            What::Sent(sent) => {
                if let Some(kind) = sent.fault {
                    let fault = json!({ "match": { "vendor": vendor.name(), "first": 1 }, "action": { "kind": kind } });
                    steps.push(json!({ "faults": [fault] }));
                }
                let mut step = request(&sent.request);
                let expect = if is_last { whole(sent) } else { short_of(sent, at, &minted) };
                let mut expect = expect;
                expect.insert("clause".to_owned(), json!(short(sent.expected.clause.id())));
                step.insert("expect".to_owned(), Value::Object(expect));
                steps.push(filled(Value::Object(step), &minted, at));
            }
        }
    }
    let why = format!(
        "A sequence that explore drew; the reference model expects it because {}.",
        last.expected.why
    );
    let scenario = json!({
        "claim": claim,
        "vendor": vendor.name(),
        "clauses": [short(clause)],
        "reason": why,
        "given": given,
        "clock": { "at": START.to_string(), "step": TICK.to_string() },
        "steps": steps,
    });
    let text = serde_saphyr::to_string(&scenario).map_err(|error| format!("write the scenario: {error}"))?;
    // Scenarios may run at once on one emulator. What stands in base64 cannot be replaced, and is rare.
    let text = if text.contains("Basic ") {
        text
    } else {
        text.replace(KEY_MARK, &format!("EXPLORE{}", found.seed))
    };
    let name = slug(&claim);
    let read = scenario::read(&format!("regressions/{name}.yaml"), &text);
    match read {
        Ok(_) => Ok(Regression { name, text }),
        Err(errors) => Err(errors.first().map_or_else(|| "it does not read".to_owned(), ToString::to_string)),
    }
}

impl Regression {
    /// Writes it into a folder, which is made if it is not there, and says where.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.yaml", self.name));
        std::fs::write(&path, &self.text)?;
        Ok(path)
    }
}

/// The file name that goes with a claim.
fn slug(claim: &str) -> String {
    let words = claim.to_lowercase();
    let words = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// The request, with every header as it went out.
fn request(request: &Request) -> Map<String, Value> {
    let mut step = Map::new();
    step.insert("request".to_owned(), json!(format!("{} {}", request.method, request.target)));
    step.insert("auth".to_owned(), json!("none"));
    let body = serde_json::from_slice::<Value>(&request.body).ok();
    let is_json =
        body.is_some() && request.headers.get("content-type").as_deref() == Some("application/json");
    let mut headers: Map<String, Value> = Map::new();
    for (name, value) in request.headers.iter() {
        if is_json && name.as_str() == "content-type" {
            continue;
        }
        let value = json!(String::from_utf8_lossy(value.as_bytes()));
        match headers.get_mut(name.as_str()) {
            None => {
                headers.insert(name.to_string(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(held) => *held = json!([held.clone(), value]),
        }
    }
    if !headers.is_empty() {
        step.insert("headers".to_owned(), Value::Object(headers));
    }
    match body {
        Some(body) if is_json => {
            step.insert("json".to_owned(), body);
        }
        _ if request.headers.contains("content-type") || !request.body.is_empty() => {
            let (key, body) = match std::str::from_utf8(&request.body) {
                Ok(text) => ("text", text.to_owned()),
                Err(_) => ("base64", BASE64.encode(&request.body)),
            };
            step.insert(key.to_owned(), json!(body));
        }
        _ => {}
    }
    step
}

/// What is expected of a step that went as it should: its status, and what the vendor made up.
fn short_of(sent: &Sent, at: usize, minted: &[Minted]) -> Map<String, Value> {
    let mut expect = Map::new();
    if sent.answer.is_none() {
        expect.insert("status".to_owned(), json!("any"));
        return expect;
    }
    expect.insert("status".to_owned(), json!(sent.expected.clause.status()));
    let mut includes = Value::Null;
    for text in minted.iter().filter(|text| text.event == at) {
        plant(&mut includes, &text.pointer, json!(format!("{{{{{}: string}}}}", text.name)));
    }
    if !includes.is_null() {
        expect.insert("json-includes".to_owned(), includes);
    }
    expect
}

/// What is expected of the step that disagrees.
fn whole(sent: &Sent) -> Map<String, Value> {
    let mut expect = Map::new();
    let status = sent.expected.clause.status();
    expect.insert("status".to_owned(), json!(status));
    let came = sent.answer.as_ref().filter(|answer| answer.reply.status == status);
    match &sent.expected.body {
        Body::Any => {}
        Body::Empty => {
            expect.insert("body".to_owned(), json!("empty"));
        }
        Body::Json(claim) => {
            let json: Option<Value> = came.and_then(|answer| serde_json::from_slice(&answer.reply.body).ok());
            let (key, value) = match &json {
                Some(came) => ("json", expected_json::whole(claim, Some(came))),
                None => ("json-includes", expected_json::includes(claim)),
            };
            expect.extend(value.map(|value| (key.to_owned(), value)));
        }
    }
    expect
}

/// Puts a value where a JSON pointer leads. Items of arrays stand alone, since an inclusion asks for some item.
fn plant(into: &mut Value, pointer: &str, value: Value) {
    let mut keys = pointer.split('/').skip(1).peekable();
    let mut place = into;
    while let Some(key) = keys.next() {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(object) = place else { return };
        place = object.entry(key.to_owned()).or_insert(Value::Null);
        if keys.peek().is_none() {
            *place = value;
            return;
        }
    }
}

/// The texts that the vendor made up in one step and that a later one uses.
fn minted(found: &Found) -> Vec<Minted> {
    let mut minted: Vec<Minted> = Vec::new();
    let mut sent_before = String::new();
    let sent: Vec<(usize, &Sent)> = found
        .events
        .iter()
        .enumerate()
        .filter_map(|(at, event)| match &event.what {
            What::Sent(sent) => Some((at, &**sent)),
            What::Waited(_) => None,
        })
        .collect();
    for (place, (at, one)) in sent.iter().enumerate() {
        sent_before.push_str(&wire(one));
        let operation = one.expected.clause.facts();
        let reads = operation.vendor.is_none_or(|vendor| only_reads(vendor, operation.operation));
        let Some(answer) = one.answer.as_ref().filter(|_| one.expected.accepts() && !reads) else { continue };
        let Ok(body) = serde_json::from_slice::<Value>(&answer.reply.body) else { continue };
        let later: String = sent[place + 1..].iter().map(|(_, sent)| wire(sent)).collect();
        let last = sent.last().map(|(_, sent)| format!("{:?}", sent.expected.body)).unwrap_or_default();
        let mut leaves = Vec::new();
        texts(&body, &mut String::new(), &mut leaves);
        for (pointer, text) in leaves {
            let used = later.contains(&text) || later.contains(&text.to_uppercase()) || last.contains(&text);
            let known = sent_before.contains(&text) || minted.iter().any(|held| held.text == text);
            if text.len() >= 8 && used && !known {
                minted.push(Minted { text, name: format!("made_{}", minted.len() + 1), event: *at, pointer });
            }
        }
    }
    // A longer text may hold a shorter one.
    minted.sort_by_key(|text| std::cmp::Reverse(text.text.len()));
    minted
}

/// Everything of a request that may hold an id.
fn wire(sent: &Sent) -> String {
    let mut text = format!("{} {}", sent.request.target, String::from_utf8_lossy(&sent.request.body));
    for (_, value) in sent.request.headers.iter() {
        text.push_str(&String::from_utf8_lossy(value.as_bytes()));
    }
    text
}

/// Every text in objects of a JSON value, with its pointer.
fn texts(value: &Value, pointer: &mut String, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((pointer.clone(), text.clone())),
        Value::Object(fields) => {
            for (key, value) in fields {
                let length = pointer.len();
                pointer.push('/');
                pointer.push_str(key);
                texts(value, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
    }
}

/// The step with names in the place of what was made up before it.
fn filled(value: Value, minted: &[Minted], at: usize) -> Value {
    match value {
        Value::String(text) => {
            let mut text = text;
            for held in minted.iter().filter(|held| held.event < at) {
                text = text.replace(&held.text, &format!("{{{{{}}}}}", held.name));
                text = text.replace(&held.text.to_uppercase(), &format!("{{{{{}|upper}}}}", held.name));
            }
            Value::String(text)
        }
        Value::Array(items) => items.into_iter().map(|item| filled(item, minted, at)).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (key, filled(value, minted, at)));
            Value::Object(fields.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}
