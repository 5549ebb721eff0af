//! The problem bodies, and what is wrong with path, query and body, all of it together.

use serde_json::{Value, json};
use testline_emulator::contract::Clause;
use testline_emulator::contract::dasha::clauses as c;

use super::action::{Id, Members, Parameter};
use crate::model::action::Expected;
use crate::model::claim::Claim;

fn problem(section: &str, title: &'static str, status: u16, mut more: Vec<(&'static str, Claim)>) -> Claim {
    more.extend([
        ("type", format!("https://tools.ietf.org/html/rfc9110#section-{section}").into()),
        ("title", title.into()),
        ("status", Claim::Is(status.into())),
        ("traceId", Claim::SomeText),
    ]);
    Claim::Only(more)
}

/// Something that the organisation does not have.
pub(super) fn not_found(clause: Clause, detail: &'static str) -> Expected {
    let body = problem("15.5.5", "Not Found", 404, vec![("detail", detail.into())]);
    Expected::new(clause, body, "the organisation has none of this id")
}

/// Something that is in the way.
pub(super) fn conflict(clause: Clause, detail: &'static str, why: &'static str) -> Expected {
    let body = problem("15.5.10", "Conflict", 409, vec![("detail", detail.into())]);
    Expected::new(clause, body, why)
}

/// A content type that is not read.
pub(super) fn unsupported() -> Expected {
    let body = problem("15.5.16", "Unsupported Media Type", 415, Vec::new());
    Expected::new(c::ANY_UNSUPPORTED_MEDIA_TYPE, body, "the content type is not JSON")
}

/// What is wrong with a request, part by part.
#[derive(Default)]
pub(super) struct Wrongs {
    clauses: Vec<Clause>,
    errors: Vec<(&'static str, Claim)>,
}

impl Wrongs {
    fn add(&mut self, clause: Clause, key: &'static str, message: impl Into<String>) {
        self.clauses.push(clause);
        self.errors.push((key, Claim::Is(json!([message.into()]))));
    }

    /// The refusal, if anything is wrong.
    pub(super) fn refusal(self) -> Option<Expected> {
        let clause = match self.clauses[..] {
            [] => return None,
            [only] => only,
            [_, _, ..] => c::ANY_SEVERAL_ERRORS,
        };
        let errors = vec![("errors", Claim::Only(self.errors))];
        let body = problem("15.5.1", "One or more validation errors occurred.", 400, errors);
        Some(Expected::new(clause, body, "path, query or body are not valid"))
    }

    /// The id in the path of a number or of credentials.
    pub(super) fn id(&mut self, id: &Id) {
        if id.read().is_none() {
            self.add(c::ANY_MALFORMED_ID, "id", "The value 'abc' is not valid.");
        }
    }

    /// An agentId that must be there.
    pub(super) fn agent_id(&mut self, clause: Clause, agent: Option<&str>) {
        if agent.is_none_or(|agent| agent.trim().is_empty()) {
            self.add(clause, "agentId", "The agentId field is required.");
        }
    }

    /// The mode, where it can be read; the clauses are those of an unknown one, an empty one and one out of range.
    pub(super) fn mode(&mut self, clauses: [Clause; 3], mode: Parameter) -> Option<Mode> {
        let Some(text) = mode else { return Some(Mode::Inbound) };
        match text.to_ascii_lowercase().as_str() {
            "inbound" | "0" => return Some(Mode::Inbound),
            "replaceoutbound" | "1" => return Some(Mode::Outbound),
            "" => self.add(clauses[1], "mode", "The value '' is invalid."),
            number if number.parse::<i32>().is_ok() => {
                self.add(clauses[2], "mode", format!("The value '{text}' is invalid."));
            }
            _ => self.add(clauses[0], "mode", format!("The value '{text}' is not valid.")),
        }
        None
    }

    /// A parameter that is true or false; absent ones are false.
    pub(super) fn boolean(&mut self, clause: Clause, key: &'static str, value: Parameter) -> bool {
        match value.map(str::to_ascii_lowercase).as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                self.add(clause, key, format!("The value '{}' is not valid.", value.unwrap_or_default()));
                false
            }
        }
    }

    /// A providerId: a UUID, if it is there.
    pub(super) fn provider(&mut self, value: Parameter) {
        if let Some(text) = value.filter(|text| text.len() != 36) {
            self.add(
                c::LIST_PHONE_NUMBERS_PROVIDER_ID_INVALID,
                "providerId",
                format!("The value '{text}' is not valid."),
            );
        }
    }

    /// Where a page begins and how long it is.
    pub(super) fn paging(&mut self, skip: Parameter, take: Parameter, usual: usize) -> (usize, usize) {
        let mut number = |key, value: Parameter, usual: usize, least: i32, most: i32, clause: Clause| {
            let Some(text) = value else { return usual };
            match text.parse::<i32>() {
                Ok(number) if (least..=most).contains(&number) => {
                    return usize::try_from(number).unwrap_or(usual);
                }
                Ok(_) => {
                    self.add(clause, key, format!("The field {key} must be between {least} and {most}."))
                }
                Err(_) if text.is_empty() => {
                    self.add(c::ANY_PAGING_NOT_A_NUMBER, key, "The value '' is invalid.")
                }
                Err(_) => {
                    self.add(c::ANY_PAGING_NOT_A_NUMBER, key, format!("The value '{text}' is not valid."))
                }
            }
            usual
        };
        let skip = number("skip", skip, 0, 0, i32::MAX, c::ANY_SKIP_OUT_OF_RANGE);
        (skip, number("take", take, usual, 1, 1000, c::ANY_TAKE_OUT_OF_RANGE))
    }

    /// A body that cannot be read at all.
    pub(super) fn body(&mut self, clause: Clause, key: &'static str, message: Option<&'static str>) {
        self.clauses.push(clause);
        let message = message.map_or(Claim::Length(1), |message| Claim::Is(json!([message])));
        self.errors.push((key, message));
        // What cannot be read is missing besides.
        self.errors.push(("request", Claim::Is(json!(["The request field is required."]))));
    }

    /// The members of a body. The first that cannot be converted hides what is wrong with the others.
    pub(super) fn members(&mut self, members: &Members, required: &[(&'static str, Clause)], partly: bool) {
        for (key, value) in members {
            if !converts(key, value) {
                self.body(c::ANY_MEMBER_WRONG_TYPE, path_of(key), None);
                return;
            }
        }
        for (key, clause) in required {
            let value = members.iter().find(|(held, _)| held == key).map(|(_, value)| value);
            let missing = match value {
                None => !partly,
                Some(Value::Null) => true,
                Some(value) => value.as_str().is_some_and(|text| text.trim().is_empty()),
            };
            if missing {
                let name = property_of(key);
                self.add(*clause, name, format!("The {name} field is required."));
            }
        }
        for (key, value) in members {
            let most = if *key == "authPassword" { 64 } else { 255 };
            let limited = !matches!(*key, "name" | "cpsKey" | "credentialsId" | "transport");
            if limited && value.as_str().is_some_and(|text| text.chars().count() > most) {
                let name = property_of(key);
                let message = format!("The field {name} must be a string with a maximum length of {most}.");
                self.add(c::ANY_MEMBER_TOO_LONG, name, message);
            }
        }
    }
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Inbound,
    Outbound,
}

/// Whether a member's value has the type of the member.
fn converts(key: &str, value: &Value) -> bool {
    match key {
        "credentialsId" => value.is_null() || value.as_str().is_some_and(|text| text.len() == 36),
        "registration" | "isEnabled" => value.is_boolean(),
        "transport" => matches!(value.as_str(), Some("udp" | "tcp" | "tls")),
        "cpsLimit" => value.is_null() || value.is_number(),
        "config" | "additionalData" => value.is_null() || value.is_object(),
        _ => value.is_null() || value.is_string(),
    }
}

/// A member's path, as an error about its type names it.
fn path_of(key: &str) -> &'static str {
    match key {
        "credentialsId" => "$.credentialsId",
        "registration" => "$.registration",
        "isEnabled" => "$.isEnabled",
        "transport" => "$.transport",
        "cpsLimit" => "$.cpsLimit",
        "phoneNumber" => "$.phoneNumber",
        "server" => "$.server",
        "name" => "$.name",
        "displayName" => "$.displayName",
        _ => "$.description",
    }
}

/// A member's C# property, as the other errors name it.
fn property_of(key: &str) -> &'static str {
    match key {
        "phoneNumber" => "PhoneNumber",
        "credentialsId" => "CredentialsId",
        "displayName" => "DisplayName",
        "server" => "Server",
        "domain" => "Domain",
        "authUser" => "AuthUser",
        "authPassword" => "AuthPassword",
        "name" => "Name",
        "config" => "Config",
        _ => "Description",
    }
}
