//! The document of a vendor: its operations and statuses from the contract, its bodies from the forms.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::examples::{self, Example};
use super::forms::{Form, Forms, OperationForms};
use super::siblings;
use crate::contract::{Clause, Contract, OperationFacts};
use crate::vendors::Vendor;

/// The OpenAPI 3.1 document of a vendor. `base` is where the emulator is reached.
pub fn vendor(vendor: Vendor, base: &str) -> Value {
    let contract = vendor.contract();
    let forms = Forms::of(vendor);
    let documented = examples::of(vendor);
    let mut paths: Map<String, Value> = Map::new();
    for facts in contract.operations {
        for (nth, (method, template)) in facts.routes.iter().enumerate() {
            let way = Way {
                vendor,
                contract,
                forms: &forms,
                documented: &documented,
                facts,
                method,
                template,
                nth,
            };
            let item = paths.entry((*template).to_owned()).or_insert_with(|| json!({}));
            item[method.to_lowercase()] = way.operation();
        }
    }
    let not_emulated = siblings::add(&mut paths, contract, &forms);
    let Forms { security_schemes, security, mut schemas, .. } = forms;
    if not_emulated {
        schemas.insert(siblings::SCHEMA.to_owned(), siblings::schema());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{}, as Testline emulates it", contract.name),
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
            "description": about(contract),
        },
        "servers": [
            {"url": format!("{base}/{vendor}"), "description": "The world that the credentials select."},
            {
                "url": format!("{base}/w/{{world}}/{vendor}"),
                "description": "A world by its name.",
                "variables": {"world": {"default": crate::world::DEFAULT_WORLD}},
            },
        ],
        "security": security,
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security_schemes},
    })
}

/// What a reader should know first.
fn about(contract: &Contract) -> String {
    let elsewhere: Vec<String> = contract
        .clauses()
        .filter(|clause| clause.facts().operation == "any" && clause.status() < 400)
        .map(|clause| format!("* {} {}", clause.status(), clause.facts().says))
        .collect();
    let mut text = format!(
        "Every operation of {} that is emulated, with every status that its contract gives it under any dialect. Each \
         reply names the clauses that give it and how each is known: documented by the vendor, observed in a real \
         client, or inferred.",
        contract.name
    );
    if !elsewhere.is_empty() {
        text.push_str("\n\nOn paths that are known, but with another method:\n\n");
        text.push_str(&elsewhere.join("\n"));
    }
    text
}

/// One way to an operation.
struct Way<'d> {
    vendor: Vendor,
    contract: &'static Contract,
    forms: &'d Forms,
    documented: &'d [Example],
    facts: &'static OperationFacts,
    method: &'static str,
    template: &'static str,
    /// Which of the operation's ways it is, from 0.
    nth: usize,
}

impl Way<'_> {
    fn operation(&self) -> Value {
        let forms = self.own_forms();
        let name = self.facts.name;
        let id = if self.nth == 0 { name.to_owned() } else { format!("{name}-{}", self.nth + 1) };
        let mut operation = Map::new();
        operation.insert("operationId".into(), id.into());
        operation.insert("summary".into(), self.facts.summary.into());
        if let Some(security) = &forms.security {
            operation.insert("security".into(), security.clone());
        }
        let parameters = self.parameters(forms);
        if !parameters.is_empty() {
            operation.insert("parameters".into(), parameters.into());
        }
        if let Some(body) = forms.body.as_deref().filter(|_| self.carries_body()) {
            operation.insert("requestBody".into(), self.request_body(body, !forms.body_optional));
        }
        operation.insert("responses".into(), self.responses(forms));
        Value::Object(operation)
    }

    fn own_forms(&self) -> &OperationForms {
        // A test makes sure that every operation has its forms.
        &self.forms.operations[self.facts.name]
    }

    /// Whether a request that goes this way has a body: of several ways one may be a GET.
    fn carries_body(&self) -> bool {
        self.method != "GET"
    }

    /// Whether it reads the query: an operation with several ways reads it where there is no body.
    fn reads_query(&self) -> bool {
        let has_get = self.facts.routes.iter().any(|(method, _)| *method == "GET");
        !(has_get && self.carries_body())
    }

    fn parameters(&self, forms: &OperationForms) -> Vec<Value> {
        let at = |place: &str, parameter: &Value| {
            let mut parameter = parameter.clone();
            parameter["in"] = place.into();
            parameter
        };
        let mut parameters = self.forms.path_parameters(self.template);
        let headers = forms.request_headers.as_ref().unwrap_or(&self.forms.request_headers);
        parameters.extend(headers.iter().map(|header| at("header", header)));
        if self.reads_query() {
            parameters.extend(forms.query.iter().map(|parameter| at("query", parameter)));
        }
        parameters
    }

    fn request_body(&self, schema: &str, required: bool) -> Value {
        let mut content = Map::new();
        content.insert("schema".into(), reference(schema));
        let own =
            self.documented.iter().filter(|example| example.clause.facts().operation == self.facts.name);
        let examples =
            examples::by_name(own.filter(|example| example.status < 400), |example| example.request.as_ref());
        if !examples.is_empty() {
            content.insert("examples".into(), examples.into());
        }
        json!({"required": required, "content": {self.forms.content.clone(): content}})
    }

    fn responses(&self, forms: &OperationForms) -> Value {
        let mut responses = Map::new();
        for (status, clauses) in self.clauses() {
            let text = status.to_string();
            let names = self.form(forms, &text, &clauses);
            let mut response = Map::new();
            response.insert("description".into(), described(self.vendor, &clauses).into());
            let of_status = self.forms.reply_headers.get(&text);
            let headers: Map<String, Value> = self
                .forms
                .headers
                .iter()
                .chain(of_status.into_iter().flatten())
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect();
            if !headers.is_empty() {
                response.insert("headers".into(), headers.into());
            }
            if !names.is_empty() {
                response.insert("content".into(), self.content(status, &names));
            }
            responses.insert(text, response.into());
        }
        responses.into()
    }

    /// The clauses that this way can come to, by status: its own, and the refusals of what holds for all operations.
    fn clauses(&self) -> BTreeMap<u16, Vec<Clause>> {
        let any =
            self.contract.clauses().filter(|clause| clause.facts().operation == "any" && clause.refuses());
        let mut by_status: BTreeMap<u16, Vec<Clause>> = BTreeMap::new();
        for clause in self.contract.clauses_of(self.facts).chain(any) {
            let facts = clause.facts();
            let mut statuses: Vec<u16> = facts.status_by_value.iter().map(|(_, status)| *status).collect();
            statuses.push(facts.status);
            statuses.sort_unstable();
            statuses.dedup();
            for status in statuses {
                by_status.entry(status).or_default().push(clause);
            }
        }
        by_status
    }

    /// The schemas of a status of which one holds: the operation's own, and those of what holds for all operations.
    fn form<'f>(&'f self, forms: &'f OperationForms, status: &str, clauses: &[Clause]) -> Vec<&'f str> {
        let general = forms.refusal.as_ref().filter(|_| self.forms.any.contains_key(status));
        let general = general.or_else(|| self.forms.any.get(status));
        let own = forms.replies.get(status);
        let is_general = clauses.iter().any(|clause| clause.facts().operation == "any");
        let mut names: Vec<&str> = own
            .into_iter()
            .chain(general.filter(|_| own.is_none() || is_general))
            .flat_map(Form::names)
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }

    fn content(&self, status: u16, names: &[&str]) -> Value {
        let mut content = Map::new();
        let schema = match names {
            [name] => reference(name),
            _ => json!({"anyOf": names.iter().map(|name| reference(name)).collect::<Vec<_>>()}),
        };
        content.insert("schema".into(), schema);
        let own = self.documented.iter().filter(|example| {
            let of = example.clause.facts().operation;
            example.status == status && (of == self.facts.name)
        });
        let examples = examples::by_name(own, |example| example.reply.as_ref());
        if !examples.is_empty() {
            content.insert("examples".into(), examples.into());
        }
        let media_type = if status < 400 { &self.forms.content } else { &self.forms.refusal_content };
        json!({media_type.clone(): content})
    }
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

/// What clauses say, one line each.
fn described(vendor: Vendor, clauses: &[Clause]) -> String {
    let line = |clause: &Clause| {
        let facts = clause.facts();
        let by_fault = if facts.raised_by_fault { ", by a fault only" } else { "" };
        let switch = facts.switch.map(|name| format!(", decided by {vendor}.{name}")).unwrap_or_default();
        format!("* {} ({}{by_fault}{switch}): {}", facts.id, clause.evidence(), facts.says)
    };
    clauses.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_the_contract_has_a_reply_and_every_reply_a_status() {
        for of in Vendor::ALL {
            let (contract, forms, document) = (of.contract(), Forms::of(of), vendor(of, "http://x"));
            for facts in contract.operations {
                let (method, template) = facts.routes[0];
                let responses = &document["paths"][template][method.to_lowercase()]["responses"];
                for clause in contract.clauses_of(facts) {
                    assert!(responses.get(clause.status().to_string()).is_some(), "{clause:?}");
                }
                let own = &forms.operations[facts.name];
                for (status, response) in responses.as_object().expect("an object") {
                    let known = own.replies.contains_key(status) || forms.any.contains_key(status);
                    assert!(known, "{of} {} {status} has no form", facts.name);
                    assert!(!response["description"].as_str().expect("text").is_empty());
                }
                for status in own.replies.keys() {
                    assert!(responses.get(status).is_some(), "{of} {} never answers {status}", facts.name);
                }
            }
        }
    }

    #[test]
    fn documented_exchanges_are_examples() {
        let document = vendor(Vendor::Unleashx, "http://x");
        let attach = &document["paths"]["/api/agent/attach-phone-number"]["post"];
        let conflict =
            &attach["responses"]["409"]["content"]["application/json"]["examples"]["attach-409-conflict"];
        assert_eq!(conflict["value"]["data"]["existing_agent_id"], "agent_xyz789abc");
        let request = &attach["requestBody"]["content"]["application/json"]["examples"]["curl-san"];
        assert_eq!(request["value"]["provider"], "san");
    }
}
