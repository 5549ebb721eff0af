//! Bodies as hurl writes them.

use serde_json::{Map, Value};

use super::text::{Types, escape, filtered};
use crate::template::{Part, Template};

/// JSON in which a text that is one variable takes the variable's own type.
pub(super) fn json(value: &Value, types: &Types) -> Result<String, String> {
    Ok(match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => string(text, types)?,
        Value::Array(items) => {
            let items = items.iter().map(|item| json(item, types)).collect::<Result<Vec<_>, _>>()?;
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => object(fields, types)?,
    })
}

fn object(fields: &Map<String, Value>, types: &Types) -> Result<String, String> {
    let fields = fields.iter().map(|(key, value)| {
        let key = Template::parse(key).map_err(|error| error.to_string())?;
        Ok::<_, String>(format!("{}:{}", quoted(&key)?, json(value, types)?))
    });
    Ok(format!("{{{}}}", fields.collect::<Result<Vec<_>, _>>()?.join(",")))
}

fn string(text: &str, types: &Types) -> Result<String, String> {
    let template = Template::parse(text).map_err(|error| error.to_string())?;
    match template.only_slot() {
        Some(slot) if slot.filters.is_empty() && types.is_bare(&slot.word) => {
            Ok(format!("{{{{{}}}}}", filtered(slot)))
        }
        _ => quoted(&template),
    }
}

/// A text of JSON with variables in it.
fn quoted(template: &Template) -> Result<String, String> {
    let parts = template.parts().iter().map(|part| match part {
        Part::Text(literal) if literal.contains("{{") => Err("a text holds `{{`".to_owned()),
        Part::Text(literal) => {
            let quoted = Value::from(literal.as_str()).to_string();
            Ok(quoted[1..quoted.len() - 1].to_owned())
        }
        Part::Slot(slot) => Ok(format!("{{{{{}}}}}", filtered(slot))),
    });
    Ok(format!("\"{}\"", parts.collect::<Result<String, _>>()?))
}

/// A text of one line, whatever it holds.
pub(super) fn oneline(text: &str) -> Result<String, String> {
    super::text::template(text, escape).map(|text| format!("`{text}`"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Types;

    #[test]
    fn a_variable_takes_its_own_type_and_a_text_with_one_in_it_does_not() {
        let text = "claim: A\nclauses: [any.no-credentials]\nreason: b\nneeds: [agent_int, number]\nsteps:\n  - request: GET /\n    expect: { status: 401, clause: any.no-credentials }\n";
        let scenario = crate::scenario::read("scenarios/unleashx/a/a.yaml", text).expect("a right scenario");
        let value = json!({"a": "{{agent_int}}", "b": ["x {{number|path}}", "{{number}}", "y\n", 1]});
        assert_eq!(
            super::json(&value, &Types::of(&scenario)).as_deref(),
            Ok(r#"{"a":{{agent_int}},"b":["x {{number_path}}","{{number}}","y\n",1]}"#)
        );
    }
}
