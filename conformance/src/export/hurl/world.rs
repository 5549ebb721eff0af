//! What a file starts from: a world of its own, made through the emulator's admin API, or the variables of a target.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};
use testline_emulator::Vendor;

use super::text::{Types, escape, suffix, used, variable};
use crate::profile::{self, Profile};
use crate::scenario::{Action, Scenario};
use crate::template::{Filter, text_of};

/// The time at which a manual clock starts unless the scenario says another.
const START: &str = "2026-11-24T08:50:19.292Z";

/// The filters of which variables are made.
const FILTERS: [Filter; 3] = [Filter::Path, Filter::Lower, Filter::Upper];

/// The entry that makes the scenario's world and captures how to reach it.
pub(super) fn opening(scenario: &Scenario) -> Result<String, String> {
    let vendor = scenario.vendor;
    let mut text =
        "# A world of its own, with fresh credentials.\nPOST {{emulator}}/_testline/v1/worlds\n".to_owned();
    let mut wanted = serde_json::Map::new();
    let moves = scenario.steps.iter().any(|step| matches!(step.action, Action::Clock(_)));
    match scenario.clock {
        Some(clock) => drop(wanted.insert("clock".to_owned(), json!(clock))),
        None if moves => drop(wanted.insert("clock".to_owned(), json!({ "at": START, "step": "PT0S" }))),
        None => {}
    }
    if !scenario.dialect.is_empty() {
        wanted.insert("dialect".to_owned(), json!(scenario.dialect));
    }
    text.push_str("[Options]\n");
    constants(&mut text, scenario);
    let _ = writeln!(text, "{}\nHTTP 201\n[Captures]", Value::Object(wanted));
    let _ = writeln!(text, "world: jsonpath \"$.world\"\nbase: jsonpath \"$.base_urls.{vendor}\"");
    text.push_str(&captures(scenario)?);
    if let Some(given) = &scenario.given {
        let body = super::body::json(given, &Types::of(scenario))?;
        let _ = write!(
            text,
            "\n# What the scenario starts from.\nPATCH {{{{emulator}}}}/_testline/v1/worlds/{{{{world}}}}/state\n{body}\nHTTP *\n[Asserts]\nstatus < 300\n\n\
             GET {{{{emulator}}}}/_testline/v1/worlds/{{{{world}}}}\nHTTP 200\n"
        );
        let again = captures(scenario)?;
        if !again.is_empty() {
            text.push_str("[Captures]\n");
            text.push_str(&again);
        }
    }
    Ok(text)
}

/// The entry that takes the world away.
pub(super) const CLOSING: &str = "DELETE {{emulator}}/_testline/v1/worlds/{{world}}\nHTTP 204\n";

/// What is the same in every world, as variables of the file.
fn constants(text: &mut String, scenario: &Scenario) {
    let profile = Profile::of_default_world(scenario.vendor);
    for (name, filters) in used(scenario) {
        let fresh = profile::set_of(scenario.vendor, &name).is_some();
        if let Some(value) = profile.names.get(&name).filter(|_| !fresh) {
            let _ = writeln!(text, "variable: {}={}", named(&name, &filters), typed(value, &filters));
        }
    }
}

/// What is different in every world, as captures from what the admin API says of it.
fn captures(scenario: &Scenario) -> Result<String, String> {
    let vendor = scenario.vendor;
    let profile = Profile::of_default_world(vendor);
    let mut places = BTreeMap::new();
    for set in &scenario.sets {
        let Some(credentials) = profile.sets.get(set) else { continue };
        for header in credentials.headers.keys() {
            let name = format!("{set}.{}", header.to_ascii_lowercase());
            places.insert(name, format!("['{set}'].headers['{header}']"));
        }
    }
    for name in profile.names.keys() {
        let Some(set) = profile::set_of(vendor, name) else { continue };
        if let Some(id) = profile.sets.get(set).and_then(|set| set.ids.keys().next()) {
            places.insert(name.clone(), format!("['{set}'].ids['{id}']"));
        }
    }
    // A credential set is sent whole, whether or not the scenario names its headers.
    let sent = places.keys().filter(|name| name.contains('.')).map(|name| (name.clone(), Vec::new()));
    let wanted: BTreeSet<(String, Vec<&'static str>)> = sent.chain(used(scenario)).collect();
    let mut text = String::new();
    for (name, filters) in wanted {
        let Some(place) = places.get(&name) else { continue };
        let filter = match filters.as_slice() {
            [] => "",
            ["path"] => " urlEncode",
            _ => return Err("hurl changes no letter's case".to_owned()),
        };
        let _ =
            writeln!(text, "{}: jsonpath \"$.credentials.{vendor}{place}\"{filter}", named(&name, &filters));
    }
    Ok(text)
}

/// The variables of a vendor's default world, one a line, for a target without an admin API.
pub fn variables(vendor: Vendor) -> String {
    let profile = Profile::of_default_world(vendor);
    let mut text = format!("base=http://127.0.0.1:7464/{vendor}\n");
    let headers = profile.sets.iter().flat_map(|(set, credentials)| {
        let name = move |header: &str| format!("{set}.{}", header.to_ascii_lowercase());
        credentials.headers.iter().map(move |(header, value)| (name(header), Value::from(value.as_str())))
    });
    for (name, value) in headers.chain(profile.names.clone()) {
        let _ = writeln!(text, "{}={}", variable(&name), typed(&value, &[]));
        for filter in FILTERS.map(suffix) {
            let _ = writeln!(text, "{}={}", named(&name, &[filter]), typed(&value, &[filter]));
        }
    }
    text
}

fn named(name: &str, filters: &[&str]) -> String {
    filters.iter().fold(variable(name), |name, filter| format!("{name}_{filter}"))
}

/// A value as hurl reads it: a number as it is, a text in quotes, so that `+91…` is no number.
fn typed(value: &Value, filters: &[&str]) -> String {
    let text = filters.iter().fold(text_of(value), |text, filter| match *filter {
        "path" => Filter::Path.apply(&text),
        "lower" => text.to_lowercase(),
        _ => text.to_uppercase(),
    });
    if value.is_number() && filters.is_empty() { text } else { format!("\"{}\"", escape(&text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_a_vendor_have_their_types() {
        let text = variables(Vendor::Unleashx);
        for line in [
            "number=\"+918062810341\"",
            "number_path=\"%2B918062810341\"",
            "agent_int=123",
            "first_token=\"YOUR_AUTH_TOKEN\"",
        ] {
            assert!(text.lines().any(|held| held == line), "{line}\n{text}");
        }
    }
}
