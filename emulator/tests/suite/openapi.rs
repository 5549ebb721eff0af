//! The OpenAPI documents say what the emulator does: every status, every header that is promised, every body.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};
use testline_emulator::http::{Method, Reply, Request};
use testline_emulator::{Outcome, Timestamp, Vendor, World, openapi};

use crate::total::request;

/// The replies of one vendor's document, by operation, method and status.
struct Document {
    replies: BTreeMap<(String, String, u16), Form>,
}

/// What a document says of one reply.
struct Form {
    headers: Vec<String>,
    /// The media type and its schema; none where there is no body.
    content: Option<(String, Validator)>,
}

static DOCUMENTS: LazyLock<BTreeMap<Vendor, Document>> =
    LazyLock::new(|| Vendor::ALL.into_iter().map(|vendor| (vendor, Document::of(vendor))).collect());

/// A validator of a schema that may refer to the document's components.
fn validator(document: &Value, schema: &Value) -> Validator {
    let mut root = schema.clone();
    root["components"] = document["components"].clone();
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(&root).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

impl Document {
    fn of(vendor: Vendor) -> Self {
        let document = openapi::vendor(vendor, "http://emulator.test");
        let mut replies = BTreeMap::new();
        for facts in vendor.contract().operations {
            for (method, template) in facts.routes {
                let operation = &document["paths"][*template][method.to_lowercase()];
                for (status, reply) in operation["responses"].as_object().expect("an object") {
                    let headers = reply["headers"]
                        .as_object()
                        .into_iter()
                        .flatten()
                        .filter(|(_, header)| header["required"] == true);
                    let content = reply["content"].as_object().and_then(|content| content.iter().next());
                    let form = Form {
                        headers: headers.map(|(name, _)| name.clone()).collect(),
                        content: content
                            .map(|(kind, content)| (kind.clone(), validator(&document, &content["schema"]))),
                    };
                    let status = status.parse().expect("a status");
                    replies.insert((facts.name.to_owned(), (*method).to_owned(), status), form);
                }
            }
        }
        Self { replies }
    }

    /// Says how a reply differs from what the document says.
    fn judge(&self, operation: &str, method: &Method, reply: &Reply) -> Result<(), String> {
        let status = reply.status.as_u16();
        let key = (operation.to_owned(), method.to_string(), status);
        let form = self
            .replies
            .get(&key)
            .ok_or_else(|| format!("{operation} does not say that it answers {status}"))?;
        if let Some(missing) = form.headers.iter().find(|name| !reply.headers.contains(name)) {
            return Err(format!("{operation} {status} comes without {missing}"));
        }
        let body = String::from_utf8_lossy(&reply.body);
        let Some((kind, validator)) = &form.content else {
            return if body.is_empty() {
                Ok(())
            } else {
                Err(format!("{operation} {status} has a body: {body}"))
            };
        };
        let sent = reply.headers.get("content-type").unwrap_or_default();
        if sent.split(';').next() != Some(kind) {
            return Err(format!("{operation} {status} is of the type `{sent}`, not {kind}"));
        }
        let value: Value =
            serde_json::from_str(&body).map_err(|error| format!("{operation} {status}: {error}: {body}"))?;
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{} {error}", error.instance_path())).collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(format!("{operation} {status}: {}\n{body}", errors.join("; ")))
        }
    }
}

/// Judges an outcome by the vendor's document; HEAD has no operation of its own.
pub(crate) fn judge(vendor: Vendor, request: &Request, outcome: &Outcome) -> Result<(), String> {
    let emulated = outcome.operation.filter(|name| vendor.contract().operation(name).is_some());
    match emulated {
        Some(operation) if request.method != Method::HEAD => {
            DOCUMENTS[&vendor].judge(operation, &request.method, &outcome.reply)
        }
        _ => Ok(()),
    }
}

fn run(vendor: Vendor, requests: &[Request]) -> Result<(), TestCaseError> {
    let mut world = World::new(3, "default");
    for request in requests {
        let outcome = world.apply(Timestamp::UNIX_EPOCH, vendor, request);
        judge(vendor, request, &outcome).map_err(TestCaseError::fail)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_trillet_is_asked_its_document_says_what_it_answers(requests in proptest::collection::vec(request(Vendor::Trillet), 1..12)) {
        run(Vendor::Trillet, &requests)?;
    }

    #[test]
    fn whatever_unleashx_is_asked_its_document_says_what_it_answers(requests in proptest::collection::vec(request(Vendor::Unleashx), 1..12)) {
        run(Vendor::Unleashx, &requests)?;
    }

    #[test]
    fn whatever_vobiz_is_asked_its_document_says_what_it_answers(requests in proptest::collection::vec(request(Vendor::Vobiz), 1..12)) {
        run(Vendor::Vobiz, &requests)?;
    }

    #[test]
    fn whatever_dasha_is_asked_its_document_says_what_it_answers(requests in proptest::collection::vec(request(Vendor::Dasha), 1..12)) {
        run(Vendor::Dasha, &requests)?;
    }
}

#[test]
fn every_example_has_the_form_that_it_is_an_example_of() {
    for vendor in Vendor::ALL {
        let document = openapi::vendor(vendor, "http://emulator.test");
        let mut seen = 0;
        for item in document["paths"]
            .as_object()
            .expect("an object")
            .values()
            .flat_map(|item| item.as_object().expect("an object").values())
        {
            let bodies =
                item["responses"].as_object().expect("an object").values().chain([&item["requestBody"]]);
            for (kind, content) in bodies.filter_map(|body| body["content"].as_object()).flatten() {
                for (name, example) in content["examples"].as_object().into_iter().flatten() {
                    seen += 1;
                    let judged = validator(&document, &content["schema"]);
                    let judged = judged.validate(&example["value"]);
                    assert!(judged.is_ok(), "{vendor} {name}, {kind}: {judged:?}");
                }
            }
        }
        assert!(seen > 0, "{vendor} has no examples");
    }
}

#[test]
fn the_documents_name_what_is_there() {
    for vendor in Vendor::ALL {
        let document = openapi::vendor(vendor, "http://emulator.test");
        assert_eq!(document["servers"][0]["url"], format!("http://emulator.test/{vendor}"));
        let ids: Vec<&Value> = document["paths"]
            .as_object()
            .expect("an object")
            .values()
            .flat_map(|item| item.as_object().expect("an object").values())
            .map(|operation| &operation["operationId"])
            .collect();
        let contract = vendor.contract();
        let own = contract.operations.iter().flat_map(|facts| facts.routes);
        // Whatever a parameter is called, it is the same path.
        let shape = |template: &str| {
            let shape =
                template.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
            shape.collect::<Vec<_>>().join("/")
        };
        let paths: BTreeSet<String> = own.clone().map(|(_, template)| shape(template)).collect();
        let others = contract.not_emulated.iter().flat_map(|facts| facts.routes);
        let siblings = others.filter(|(_, template)| paths.contains(&shape(template)));
        let routes = own.count() + siblings.count();
        assert_eq!(ids.len(), routes);
        assert_eq!(ids.iter().map(|id| id.to_string()).collect::<BTreeSet<_>>().len(), routes);
    }
    assert_eq!(openapi::admin("http://emulator.test")["servers"], json!([{"url": "http://emulator.test"}]));
}

/// Every key below a value that is no name: a sentence that a comma has torn.
fn torn(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.keys().filter(|key| key.contains(' ')).cloned());
            fields.values().for_each(|value| torn(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| torn(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn no_sentence_of_a_document_is_torn() {
    let vendors = Vendor::ALL.map(|vendor| openapi::vendor(vendor, "http://emulator.test"));
    for document in vendors.iter().chain([&openapi::admin("http://emulator.test")]) {
        let mut found = Vec::new();
        torn(document, &mut found);
        assert_eq!(found, [""; 0], "{}", document["info"]["title"]);
    }
}
