//! The OpenAPI document of the admin API, by which every exchange of the tests is judged.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;
use testline_emulator::openapi;

use crate::emulator::{client, start};

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi::admin("http://emulator.test"));

/// One side of an exchange: its media type and its body.
pub(crate) type Side<'s> = (&'s str, &'s str);

/// Says how an exchange differs from what the document says.
pub(crate) fn judge(
    method: &str,
    path: &str,
    request: Side<'_>,
    status: u16,
    reply: Side<'_>,
) -> Result<(), String> {
    let path = path.split('?').next().unwrap_or(path);
    let Some(operation) = operation(method, path) else {
        // What is not in the document is not there.
        return if matches!(status, 404 | 405) {
            Ok(())
        } else {
            Err(format!("the document has no {method} {path}"))
        };
    };
    let said = &operation["responses"][status.to_string()];
    let said = resolve(said);
    if said.is_null() {
        return Err(format!("the document does not say that {method} {path} answers {status}"));
    }
    side(&said["content"], reply).map_err(|error| format!("{method} {path}, the reply: {error}"))?;
    if status < 400 && !request.1.is_empty() && !operation["requestBody"].is_null() {
        side(&operation["requestBody"]["content"], request)
            .map_err(|error| format!("{method} {path} was accepted: {error}"))?;
    }
    Ok(())
}

fn resolve(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            DOCUMENT.pointer(reference.trim_start_matches('#')).expect("it refers to what is there")
        }
        None => value,
    }
}

pub(crate) fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let paths = DOCUMENT["paths"].as_object().expect("an object");
    let fits = |template: &str| {
        let (sent, template): (Vec<&str>, Vec<&str>) =
            (path.split('/').collect(), template.split('/').collect());
        let same = |(sent, literal): (&&str, &&str)| match literal.split_once('{') {
            Some((_, rest)) => sent.ends_with(rest.split_once('}').expect("it closes").1),
            None => sent == literal,
        };
        sent.len() == template.len() && sent.iter().zip(&template).all(same)
    };
    let mut found: Vec<_> = paths.iter().filter(|(template, _)| fits(template)).collect();
    found.sort_by_key(|(template, _)| template.matches('{').count());
    found.first().and_then(|(_, item)| item.get(method.to_lowercase()))
}

/// Judges a body by what the document says of its media type.
fn side(content: &Value, (media_type, body): Side<'_>) -> Result<(), String> {
    let Some(content) = content.as_object() else {
        return if body.is_empty() { Ok(()) } else { Err(format!("there is a body: {body}")) };
    };
    let kind = media_type.split(';').next().unwrap_or("");
    let of_type = content.get(kind).ok_or_else(|| format!("it is of the type `{kind}`"))?;
    if !kind.ends_with("json") {
        return Ok(());
    }
    let value: Value = serde_json::from_str(body).map_err(|error| format!("{error}: {body}"))?;
    let errors: Vec<String> = validator(&of_type["schema"])
        .iter_errors(&value)
        .map(|error| format!("{} {error}", error.instance_path()))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(format!("{}\n{body}", errors.join("; "))) }
}

fn validator(schema: &Value) -> Validator {
    let mut root = schema.clone();
    root["components"] = DOCUMENT["components"].clone();
    jsonschema::draft202012::options().should_validate_formats(true).build(&root).expect("a right schema")
}

#[tokio::test]
async fn every_operation_of_the_document_is_there_and_no_other_method_is() {
    let emulator = start().await;
    for (template, item) in DOCUMENT["paths"].as_object().expect("an object") {
        let path =
            template.replace("{vendor}", "vobiz").replace("{world}", "default").replace("{fault}", "f1");
        for method in ["GET", "PUT", "POST", "PATCH", "DELETE"] {
            let name = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
            let reply =
                client().request(name, format!("{}{path}", emulator.url)).send().await.expect("an answer");
            let is_there = reply.status() != 405;
            let text = reply.text().await.expect("a body");
            assert_eq!(is_there, item.get(method.to_lowercase()).is_some(), "{method} {path}");
            assert!(!text.contains("there are: /_testline/health"), "{method} {path}");
        }
    }
}
