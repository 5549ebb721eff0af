//! Operations that a vendor documents, that are not emulated, and that share a path with one that is: they stand in
//! `Allow`, so they stand in the document too.

use serde_json::{Map, Value, json};

use super::forms::Forms;
use crate::contract::{Contract, NotEmulated};
use crate::problem;

/// The name of the schema of their answer.
pub(super) const SCHEMA: &str = "NotEmulated";

/// Adds them to the paths; says whether there is one.
pub(super) fn add(paths: &mut Map<String, Value>, contract: &Contract, forms: &Forms) -> bool {
    let mut any = false;
    for facts in contract.not_emulated {
        for (nth, (method, template)) in facts.routes.iter().enumerate() {
            let Some((path, item)) = paths.iter_mut().find(|(path, _)| alike(path, template)) else {
                continue;
            };
            let parameters = forms.path_parameters(path);
            item[method.to_lowercase()] = operation(facts, nth, parameters);
            any = true;
        }
    }
    any
}

/// What they answer: a problem of the emulator's own, with a stub ready to paste.
pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "clause", "stub"],
        "properties": {
            "type": {"const": "about:blank"},
            "title": {"type": "string"},
            "status": {"const": 501},
            "detail": {"type": "string"},
            "clause": {"const": "testline.not-emulated"},
            "stub": {"type": "object", "required": ["match", "action"]},
        },
        "additionalProperties": false,
    })
}

fn operation(facts: &NotEmulated, nth: usize, parameters: Vec<Value>) -> Value {
    let id = if nth == 0 { facts.name.to_owned() } else { format!("{}-{}", facts.name, nth + 1) };
    let mut operation = Map::new();
    operation.insert("operationId".into(), id.into());
    operation.insert("summary".into(), "Documented by the vendor and not emulated.".into());
    // It is answered before anybody asks who calls.
    operation.insert("security".into(), json!([]));
    if !parameters.is_empty() {
        operation.insert("parameters".into(), parameters.into());
    }
    let schema = json!({"$ref": format!("#/components/schemas/{SCHEMA}")});
    let response = json!({
        "description": "* testline.not-emulated: the emulator's own answer, unless a stub answers",
        "content": {problem::CONTENT_TYPE: {"schema": schema}},
    });
    operation.insert("responses".into(), json!({"501": response}));
    operation.into()
}

/// Whether two templates are the same but for the names of their parameters.
fn alike(one: &str, other: &str) -> bool {
    let is_parameter = |segment: &str| segment.starts_with('{');
    let same = |(one, other): (&str, &str)| one == other || is_parameter(one) && is_parameter(other);
    one.split('/').count() == other.split('/').count() && one.split('/').zip(other.split('/')).all(same)
}

#[cfg(test)]
mod tests {
    use crate::openapi::vendor;
    use crate::vendors::Vendor;

    #[test]
    fn a_path_of_the_document_has_every_method_that_the_vendor_documents_on_it() {
        let document = vendor(Vendor::Trillet, "http://x");
        let path = &document["paths"]["/v1/api/call-flows/{callFlowId}"];
        assert_eq!(path["get"]["operationId"], "get-call-flow");
        assert_eq!(path["put"]["operationId"], "update-call-flow");
        assert_eq!(path["put"]["parameters"][0]["name"], "callFlowId");
        assert!(document["paths"].get("/v1/api/keys").is_none());
    }
}
