//! The emulator's OpenAPI documents say what every exchange of every scenario shows.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use jsonschema::Validator;
use serde_json::Value;
use testline_conformance::profile::Profile;
use testline_conformance::runner::{self, Stop};
use testline_conformance::scenario::{ClockStep, Scenario};
use testline_conformance::target::{InProcess, Response, Target, Unanswered};
use testline_emulator::http::Request;
use testline_emulator::{Vendor, openapi};

use crate::scenarios::scenarios;

/// Switches that give bodies another form than the documents write down, which is that of the default dialect.
const OTHER_FORMS: [(Vendor, &str); 3] =
    [(Vendor::Unleashx, "global-envelope"), (Vendor::Dasha, "nulls"), (Vendor::Dasha, "malformed-id")];

/// One vendor's document: its paths, and a validator for each body.
struct Document {
    paths: Vec<(String, BTreeMap<String, Value>)>,
    validators: BTreeMap<String, Validator>,
}

static DOCUMENTS: LazyLock<BTreeMap<Vendor, Document>> =
    LazyLock::new(|| Vendor::ALL.into_iter().map(|vendor| (vendor, Document::of(vendor))).collect());

impl Document {
    fn of(vendor: Vendor) -> Self {
        let document = openapi::vendor(vendor, "http://emulator.test");
        let mut validators = BTreeMap::new();
        let mut paths = Vec::new();
        for (path, item) in document["paths"].as_object().expect("an object") {
            let mut methods = BTreeMap::new();
            for (method, operation) in item.as_object().expect("an object") {
                for reply in operation["responses"].as_object().expect("an object").values() {
                    for content in
                        reply["content"].as_object().into_iter().flat_map(|content| content.values())
                    {
                        let schema = &content["schema"];
                        let mut root = schema.clone();
                        root["components"] = document["components"].clone();
                        let built =
                            jsonschema::draft202012::options().should_validate_formats(true).build(&root);
                        validators
                            .entry(schema.to_string())
                            .or_insert_with(|| built.expect("a right schema"));
                    }
                }
                methods.insert(method.to_uppercase(), operation["responses"].clone());
            }
            paths.push((path.clone(), methods));
        }
        Self { paths, validators }
    }

    /// The replies of the operation to which a request leads, letter for letter.
    fn replies(&self, request: &Request) -> Option<&Value> {
        let fits = |template: &str| {
            let (sent, template): (Vec<&str>, Vec<&str>) =
                (request.path().split('/').collect(), template.split('/').collect());
            let same = |(sent, literal): (&&str, &&str)| {
                sent == literal || literal.starts_with('{') && !sent.is_empty()
            };
            sent.len() == template.len() && sent.iter().zip(&template).all(same)
        };
        let found = self.paths.iter().filter(|(template, _)| fits(template));
        let (_, methods) = found.min_by_key(|(template, _)| template.matches('{').count())?;
        methods.get(request.method.as_str())
    }

    fn judge(&self, request: &Request, response: &Response) -> Result<(), String> {
        let Some(replies) = self.replies(request) else { return Ok(()) };
        let status = response.reply.status.as_str();
        let reply = replies.get(status).ok_or_else(|| format!("the document has no {status}"))?;
        let body = &response.reply.body;
        let Some((kind, content)) = reply["content"].as_object().and_then(|content| content.iter().next())
        else {
            return if body.is_empty() { Ok(()) } else { Err(format!("a {status} has a body")) };
        };
        let sent = response.reply.headers.get("content-type").unwrap_or_default();
        if sent.split(';').next() != Some(kind) {
            return Err(format!("a {status} is of the type `{sent}`, not {kind}"));
        }
        let value: Value = serde_json::from_slice(body).map_err(|error| format!("a {status}: {error}"))?;
        let validator = &self.validators[&content["schema"].to_string()];
        match validator
            .iter_errors(&value)
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect::<Vec<_>>()
        {
            errors if errors.is_empty() => Ok(()),
            errors => Err(format!("a {status}: {}", errors.join("; "))),
        }
    }
}

/// A world in process whose replies are judged by the vendor's document.
struct Judged {
    world: InProcess,
    document: &'static Document,
    seen: usize,
    wrong: Vec<String>,
}

impl Judged {
    fn judge(&mut self, request: &Request, response: &Response) {
        // What a fault or a stub answers is the user's own.
        if !response.clause.as_deref().is_some_and(|clause| clause.starts_with("testline.")) {
            self.seen += 1;
            let judged = self.document.judge(request, response);
            self.wrong
                .extend(judged.err().map(|error| format!("{} {}: {error}", request.method, request.target)));
        }
    }
}

impl Target for Judged {
    fn profile(&self) -> &Profile {
        self.world.profile()
    }

    fn is_emulator(&self) -> bool {
        true
    }

    fn base_url(&self) -> Option<&str> {
        None
    }

    async fn send(&mut self, request: &Request) -> Result<Response, Unanswered> {
        let response = self.world.send(request).await?;
        self.judge(request, &response);
        Ok(response)
    }

    async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Response>, Unanswered> {
        let responses = self.world.send_all(requests).await?;
        for (request, response) in requests.iter().zip(&responses) {
            self.judge(request, response);
        }
        Ok(responses)
    }

    async fn wait(&mut self, time: Duration) {
        self.world.wait(time).await;
    }

    async fn add_fault(&mut self, fault: &Value) -> Result<(), Unanswered> {
        self.world.add_fault(fault).await
    }

    async fn move_clock(&mut self, step: ClockStep) -> Result<(), Unanswered> {
        self.world.move_clock(step).await
    }

    async fn state(&mut self) -> Result<Value, Unanswered> {
        self.world.state().await
    }
}

fn has_another_form(scenario: &Scenario) -> bool {
    let named = |(vendor, switch): &(Vendor, &str)| {
        let name = format!("{vendor}.{switch}");
        scenario.dialect.iter().any(|(turned, _)| *turned == name)
    };
    OTHER_FORMS.iter().any(named)
}

#[tokio::test]
async fn every_exchange_of_every_scenario_has_the_form_of_the_documents() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for scenario in scenarios().iter().filter(|scenario| !has_another_form(scenario)) {
        let world = InProcess::new(scenario).unwrap_or_else(|error| panic!("{}: {error}", scenario.id));
        let mut judged = Judged { world, document: &DOCUMENTS[&scenario.vendor], seen: 0, wrong: Vec::new() };
        runner::run(&mut judged, scenario, &Stop::default()).await;
        seen += judged.seen;
        wrong.extend(judged.wrong.into_iter().map(|error| format!("{}: {error}", scenario.id)));
    }
    assert!(wrong.is_empty(), "{} of {seen} exchanges differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(seen > 2000, "the scenarios show {seen} exchanges only");
}
