//! Switches and stubs as `--dialect` gives them: one by one, or in a file.
//!
//! ```yaml
//! unleashx.conflict: "400"
//! stubs:
//!   - match: { vendor: vobiz, method: POST, path: /api/v1/Account/MA_XXXXXX/Call/ }
//!     action: { kind: reply, status: 201, json: {}, reason: as the live vendor answered }
//! ```

use serde::Deserialize as _;
use serde_json::Value;

use crate::contract::Dialect;
use crate::faults::{Fault, Faults};

/// What `--dialect` says, in its order: later switches go before earlier ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Switches {
    /// Switches as `vendor.switch` and value.
    pub turned: Vec<(String, String)>,
    /// Faults that every world has.
    pub stubs: Vec<Fault>,
}

impl Switches {
    /// Reads what was given; `open` reads a file by its name. An error says what was wrong, where, and what is right.
    pub fn read(given: &[String], open: impl Fn(&str) -> Result<String, String>) -> Result<Self, String> {
        let mut switches = Self::default();
        for one in given {
            match one.strip_prefix('@') {
                Some(file) => {
                    let text = open(file)?;
                    switches.add_file(&text).map_err(|error| format!("failed to read {file}: {error}"))?;
                }
                None => {
                    let (name, value) = one.split_once('=').ok_or_else(|| {
                        format!(
                            "`--dialect {one}` is neither vendor.switch=value, such as unleashx.conflict=400, nor @FILE"
                        )
                    })?;
                    switches.add(name, value).map_err(|error| format!("--dialect: {error}"))?;
                }
            }
        }
        Ok(switches)
    }

    fn add_file(&mut self, text: &str) -> Result<(), String> {
        let Value::Object(fields) = serde_saphyr::from_str(text).map_err(|error| error.to_string())? else {
            return Err(
                "expected a map of vendor.switch: value, with `stubs` for a list of faults".to_owned()
            );
        };
        for (name, value) in &fields {
            match value {
                Value::Array(stubs) if name == "stubs" => {
                    for (at, stub) in stubs.iter().enumerate() {
                        let stub =
                            Fault::deserialize(stub).map_err(|error| format!("stubs[{at}]: {error}"))?;
                        // Tried here, so that a wrong one is told with its place before anything starts.
                        Faults::default()
                            .add(stub.clone())
                            .map_err(|error| format!("stubs[{at}]: {error}"))?;
                        self.stubs.push(stub);
                    }
                }
                _ if name == "stubs" => return Err("`stubs` is a list of faults".to_owned()),
                Value::String(text) => self.add(name, text)?,
                // YAML takes a bare 400 for a number and a bare true for a boolean.
                Value::Number(_) | Value::Bool(_) => self.add(name, &value.to_string())?,
                Value::Null | Value::Array(_) | Value::Object(_) => {
                    return Err(format!(
                        "`{name}` takes one of its switch's values, such as unleashx.conflict: \"400\""
                    ));
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, name: &str, value: &str) -> Result<(), String> {
        Dialect::default().set(name, value).map_err(|error| error.to_string())?;
        self.turned.push((name.to_owned(), value.to_owned()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Switches, String> {
        Switches::read(&["@d.yaml".to_owned()], |_| Ok(text.to_owned()))
    }

    #[test]
    fn a_file_turns_switches_and_adds_stubs() {
        let stub = "{ match: { vendor: vobiz, operation: make-call }, action: { kind: reply, status: 201, json: {} } }";
        let switches =
            read(&format!("unleashx.conflict: 400\nvobiz.raw-plus: accepted\nstubs: [ {stub} ]\n"))
                .expect("a right file");
        assert_eq!(switches.turned[0], ("unleashx.conflict".to_owned(), "400".to_owned()));
        assert_eq!((switches.turned.len(), switches.stubs.len()), (2, 1));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, says) in [
            ("- a\n", "expected a map"),
            ("vobiz.raw-plus: maybe\n", "it takes: 404, accepted"),
            ("vobiz.raw-plus: [accepted]\n", "one of its switch's values"),
            ("stubs: 1\n", "is a list of faults"),
            ("stubs: [ { action: { kind: explode } } ]\n", "stubs[0]: unknown variant `explode`"),
            ("stubs: [ { match: { operation: x }, action: { kind: refuse, status: 500 } } ]\n", "stubs[0]: "),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.starts_with("failed to read d.yaml: ") && error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn a_switch_is_named_with_its_value() {
        let given = |one: &str| Switches::read(&[one.to_owned()], |file| Err(format!("no {file}")));
        assert_eq!(given("unleashx.conflict=400").map(|switches| switches.turned.len()), Ok(1));
        assert!(given("unleashx.conflict").expect_err("no value").contains("nor @FILE"));
        assert_eq!(given("@there"), Err("no there".to_owned()));
    }
}
