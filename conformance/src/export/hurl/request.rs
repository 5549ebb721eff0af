//! The request part of an entry: method, URL, options, headers and body.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use testline_emulator::http::header;

use super::body;
use super::text::{Types, bare, template, variable};
use crate::profile::Profile;
use crate::scenario::{Body, Call, HeaderEdit, Scenario};

/// The request of a call, with these options.
pub(super) fn request(
    call: &Call,
    options: &[String],
    scenario: &Scenario,
    types: &Types,
) -> Result<String, String> {
    let target = template(&call.target, str::to_owned)?;
    if !target.starts_with('/') || target.contains(['#', ' ', '<', '>', '"', '\\', '`', '|']) {
        return Err("its target cannot stand in a URL as it is".to_owned());
    }
    let mut text = format!("{} {{{{base}}}}{target}\n", call.method);
    for (name, value) in headers(call, scenario)? {
        let _ = writeln!(text, "{name}: {value}");
    }
    text.push_str("[Options]\npath-as-is: true\n");
    options.iter().for_each(|option| {
        let _ = writeln!(text, "{option}");
    });
    match &call.body {
        Body::None => {}
        // What begins with a bracket would read as a section.
        Body::Json(json) if json.is_object() => {
            let _ = writeln!(text, "{}", body::json(json, types)?);
        }
        Body::Json(json) => {
            let _ = writeln!(text, "{}", body::oneline(&json.to_string())?);
        }
        Body::Text(said) => {
            let _ = writeln!(text, "{}", body::oneline(said)?);
        }
        Body::Filler(_) => return Err("it sends a body that is only long".to_owned()),
        Body::Bytes(bytes) => {
            let _ = writeln!(text, "base64,{};", BASE64.encode(bytes));
        }
    }
    Ok(text)
}

/// Every header field, as the runner sends it: the credential set, the scenario's own laid over it, the content type.
fn headers(call: &Call, scenario: &Scenario) -> Result<Vec<(String, String)>, String> {
    let profile = Profile::of_default_world(scenario.vendor);
    let mut fields = Vec::new();
    if let Some(name) = &call.auth {
        let set = profile.sets.get(name).ok_or_else(|| format!("no target has credentials `{name}`"))?;
        let sent = set.headers.keys().filter(|name| {
            call.headers.iter().all(|(edited, _)| !edited.as_str().eq_ignore_ascii_case(name))
        });
        for header in sent {
            let value = variable(&format!("{name}.{}", header.to_ascii_lowercase()));
            fields.push((header.clone(), format!("{{{{{value}}}}}")));
        }
    }
    for (name, edit) in &call.headers {
        match edit {
            HeaderEdit::Remove if name == header::CONTENT_TYPE && matches!(call.body, Body::Json(_)) => {
                return Err("hurl sends no JSON without its content type".to_owned());
            }
            HeaderEdit::Remove => {}
            HeaderEdit::Set(values) => {
                for value in values {
                    if value.is_empty() {
                        return Err("hurl sends no header without a value".to_owned());
                    }
                    if !value.is_ascii() {
                        return Err("hurl sends no header that is not ASCII".to_owned());
                    }
                    fields.push((name.as_str().to_owned(), template(value, bare)?));
                }
            }
        }
    }
    let says_type = call.headers.iter().any(|(name, _)| name == header::CONTENT_TYPE);
    if matches!(call.body, Body::Json(_)) && !says_type {
        fields.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    Ok(fields)
}
