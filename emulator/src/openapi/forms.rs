//! The forms of a vendor's bodies: `contracts/schemas/<vendor>.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::vendors::Vendor;

/// What a vendor reads and writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Forms {
    /// The media type of bodies.
    pub(super) content: String,
    /// The media type of the bodies of refusals.
    pub(super) refusal_content: String,
    /// What stands on every reply.
    #[serde(default)]
    pub(super) headers: Map<String, Value>,
    /// What stands on every reply of a status.
    #[serde(default)]
    pub(super) reply_headers: BTreeMap<String, Map<String, Value>>,
    pub(super) security_schemes: Map<String, Value>,
    pub(super) security: Value,
    /// Headers that every operation reads, its credentials apart.
    #[serde(default)]
    pub(super) request_headers: Vec<Value>,
    /// The parameters of paths, by name.
    pub(super) parameters: BTreeMap<String, Map<String, Value>>,
    /// The bodies of what holds for all operations, by status.
    pub(super) any: BTreeMap<String, Form>,
    pub(super) operations: BTreeMap<String, OperationForms>,
    pub(super) schemas: Map<String, Value>,
}

/// What one operation reads and writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OperationForms {
    #[serde(default)]
    pub(super) query: Vec<Value>,
    #[serde(default)]
    pub(super) request_headers: Option<Vec<Value>>,
    #[serde(default)]
    pub(super) security: Option<Value>,
    /// The schema of the body that it reads.
    #[serde(default)]
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) body_optional: bool,
    /// Stands in the place of what `any` says, for every status.
    #[serde(default)]
    pub(super) refusal: Option<Form>,
    pub(super) replies: BTreeMap<String, Form>,
}

/// The body of a reply: the names of schemas of which one holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Form {
    One(String),
    Several(Vec<String>),
}

impl Form {
    /// The names of the schemas; none where there is no body.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::One(name) if name == "none" => Vec::new(),
            Self::One(name) => vec![name],
            Self::Several(names) => names.iter().map(String::as_str).collect(),
        }
    }
}

impl Forms {
    /// The parameters of a path.
    pub(super) fn path_parameters(&self, template: &str) -> Vec<Value> {
        let names = template.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
        let parameter = |name: &str| {
            let mut parameter = Map::new();
            parameter.insert("name".into(), name.into());
            parameter.insert("in".into(), "path".into());
            parameter.insert("required".into(), true.into());
            parameter.extend(self.parameters[name].clone());
            Value::Object(parameter)
        };
        names.map(parameter).collect()
    }

    /// The forms of a vendor.
    pub(super) fn of(vendor: Vendor) -> Self {
        let text = match vendor {
            Vendor::Trillet => include_str!("../../contracts/schemas/trillet.yaml"),
            Vendor::Unleashx => include_str!("../../contracts/schemas/unleashx.yaml"),
            Vendor::Vobiz => include_str!("../../contracts/schemas/vobiz.yaml"),
            Vendor::Dasha => include_str!("../../contracts/schemas/dasha.yaml"),
        };
        serde_saphyr::from_str(text)
            .unwrap_or_else(|error| panic!("the embedded forms of {vendor} are wrong: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `$ref` below a value.
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_operation_has_its_forms_and_every_form_its_schema() {
        for vendor in Vendor::ALL {
            let forms = Forms::of(vendor);
            let contract: std::collections::BTreeSet<&str> =
                vendor.contract().operations.iter().map(|facts| facts.name).collect();
            assert!(forms.operations.keys().map(String::as_str).eq(contract), "{vendor}");
            let mut named: Vec<&str> = forms.any.values().flat_map(Form::names).collect();
            for operation in forms.operations.values() {
                named.extend(operation.body.as_deref());
                named
                    .extend(operation.refusal.iter().chain(operation.replies.values()).flat_map(Form::names));
            }
            let mut referred = Vec::new();
            forms.schemas.values().for_each(|schema| references(schema, &mut referred));
            named.extend(referred.iter().map(|path| path.trim_start_matches("#/components/schemas/")));
            for name in &named {
                assert!(forms.schemas.contains_key(*name), "{vendor} has no schema {name}");
            }
            for name in forms.schemas.keys() {
                assert!(named.contains(&name.as_str()), "nothing of {vendor} has the form {name}");
            }
        }
    }
}
