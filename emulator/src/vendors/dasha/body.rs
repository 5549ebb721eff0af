//! Reading a JSON body: its media type, the members that an operation knows, and what is wrong with them.

use serde_json::{Map, Number, Value};

use super::Operation;
use super::position::{end_of_member, not_converted};
use super::records::Transport;
use super::refusals::{Refused, refused};
use super::rules;
use super::validation::Validation;
use crate::contract::Clause;
use crate::contract::dasha::clauses;
use crate::http::Request;
use crate::vendors::call::{Call, Fields, NotAnObject};
use crate::world::text::Text;

/// The type of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Uuid,
    Flag,
    Transport,
    Number,
    Object,
}

impl Kind {
    /// The C# name of the type.
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "System.String",
            Self::Uuid => "System.Guid",
            Self::Flag => "System.Boolean",
            Self::Transport => "SipTransport",
            Self::Number => "System.Double",
            Self::Object => "System.Object",
        }
    }

    /// Whether a value can be converted. Flags and enum members cannot be null.
    fn takes(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string() || value.is_null(),
            Self::Uuid => {
                value.is_null() || value.as_str().is_some_and(|text| rules::hyphenated_uuid(text).is_some())
            }
            Self::Flag => value.is_boolean(),
            Self::Transport => value.as_str().is_some_and(|text| Transport::named(text).is_some()),
            Self::Number => value.is_number() || value.is_null(),
            Self::Object => value.is_object() || value.is_null(),
        }
    }
}

/// The members that an operation knows, with their types.
pub(super) type Shape = &'static [(&'static str, Kind)];

/// Refuses a body that is not said to be JSON.
pub(super) fn media_type(request: &Request) -> Result<(), Refused> {
    let header = request.headers.joined("content-type", ",");
    let essence = header.as_deref().unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let is_json = match essence.strip_prefix("application/") {
        Some("json") => true,
        Some(rest) => rest.ends_with("+json") && !rest.contains(['/', ',', ' ']),
        None => essence == "text/json",
    };
    if is_json {
        return Ok(());
    }
    let fact = if essence.is_empty() {
        "the request has no content-type".to_owned()
    } else {
        format!("the body is of the type {}", essence.escape_default())
    };
    Err(refused(clauses::ANY_UNSUPPORTED_MEDIA_TYPE, fact))
}

/// The members of a body; none of them where it could not be read, which the validation then knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body<'c>(Option<&'c Fields>);

impl<'c> Body<'c> {
    /// Reads a body. Names are matched in any letter case, unknown ones are ignored, and the first member that cannot
    /// be converted ends it.
    pub(super) fn read(call: &'c Call<'_, Operation>, shape: Shape, validation: &mut Validation) -> Self {
        let text = &call.request.body;
        let fields = match call.object() {
            Ok(fields) => fields,
            Err(NotAnObject::Malformed) if !text.is_empty() => {
                let fact = "the body is not JSON in UTF-8".into();
                let message = "The request body is not valid JSON.".into();
                validation.unreadable(clauses::ANY_MALFORMED_JSON, "$", message, fact);
                return Self(None);
            }
            Err(NotAnObject::Malformed | NotAnObject::Other(Value::Null)) => {
                let fact = "the body is empty or null".into();
                let message = "A non-empty request body is required.".into();
                validation.unreadable(clauses::ANY_BODY_EMPTY, "", message, fact);
                return Self(None);
            }
            Err(NotAnObject::Other(_)) => {
                let message = not_converted("$", "System.Object", text, text.trim_ascii_end().len());
                let fact = "the body is JSON and no object".into();
                validation.unreadable(clauses::ANY_NOT_AN_OBJECT, "$", message, fact);
                return Self(None);
            }
        };
        for (sent, value) in fields.iter() {
            let known = shape.iter().find(|(name, _)| name.eq_ignore_ascii_case(sent));
            if let Some((name, kind)) = known.filter(|(_, kind)| !kind.takes(value)) {
                let path = format!("$.{sent}");
                let message = not_converted(&path, kind.name(), text, end_of_member(text, sent));
                let fact = format!("{name} cannot be converted to {}", kind.name());
                validation.unreadable(clauses::ANY_MEMBER_WRONG_TYPE, &path, message, fact);
                return Self(None);
            }
        }
        Self(Some(fields))
    }

    /// Whether a member was sent, `null` included.
    pub(super) fn has(self, name: &str) -> bool {
        self.0.is_some_and(|fields| fields.get_any_case(name).is_some())
    }

    /// The value of a member that is there and not null.
    fn given(self, name: &str) -> Option<&'c Value> {
        self.0?.get_any_case(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(self, name: &str) -> Option<Text> {
        self.given(name).and_then(Value::as_str).map(Text::from)
    }

    /// A uuid in lower case.
    pub(super) fn uuid(self, name: &str) -> Option<String> {
        self.given(name).and_then(Value::as_str).and_then(rules::hyphenated_uuid)
    }

    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.given(name).and_then(Value::as_bool)
    }

    pub(super) fn transport(self, name: &str) -> Option<Transport> {
        self.given(name).and_then(Value::as_str).and_then(Transport::named)
    }

    pub(super) fn number(self, name: &str) -> Option<Number> {
        self.given(name).and_then(Value::as_number).cloned()
    }

    pub(super) fn object(self, name: &str) -> Option<Map<String, Value>> {
        self.given(name).and_then(Value::as_object).cloned()
    }

    /// Notes a required member that is absent, null, empty or white space.
    pub(super) fn require(self, name: &str, missing: Clause, validation: &mut Validation) {
        let is_missing = self.given(name).is_none_or(|value| value.as_str().is_some_and(rules::is_blank));
        if self.0.is_some() && is_missing {
            validation.missing(missing, &property(name));
        }
    }

    /// Notes texts that are longer than they may be, counted as C# counts.
    pub(super) fn bound(self, lengths: &[(&str, usize)], validation: &mut Validation) {
        for (name, longest) in lengths {
            let text = self.given(name).and_then(Value::as_str).unwrap_or("");
            if text.encode_utf16().count() > *longest {
                let property = property(name);
                let message =
                    format!("The field {property} must be a string with a maximum length of {longest}.");
                let fact = format!("{name} is longer than {longest} characters");
                validation.add(clauses::ANY_MEMBER_TOO_LONG, &property, message, fact);
            }
        }
    }
}

/// The C# property of a member: `PhoneNumber` of `phoneNumber`.
fn property(member: &str) -> String {
    let mut letters = member.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, header};
    use crate::vendors::route::Params;

    const SHAPE: Shape =
        &[("phoneNumber", Kind::Text), ("credentialsId", Kind::Uuid), ("registration", Kind::Flag)];

    fn with_body(text: &'static str, check: impl FnOnce(Body<'_>, Result<(), Refused>)) {
        let request = Request::new(Method::POST, "/").with_json(text);
        let call = Call::new(Operation::CreatePhoneNumber, &request, Params::default());
        let mut validation = Validation::default();
        let body = Body::read(&call, SHAPE, &mut validation);
        body.require("phoneNumber", clauses::CREATE_PHONE_NUMBER_PHONE_NUMBER_MISSING, &mut validation);
        body.bound(&[("phoneNumber", 3)], &mut validation);
        check(body, validation.finish());
    }

    #[test]
    fn members_are_read_in_any_letter_case_and_the_last_of_a_repeated_one_counts() {
        with_body(r#"{"PHONENUMBER":"+1","x":1,"phoneNumber":"+2"}"#, |body, outcome| {
            assert!(outcome.is_ok());
            assert_eq!(body.text("phoneNumber").as_deref(), Some("+2"));
        });
    }

    #[test]
    fn each_way_in_which_a_body_is_wrong_has_its_clause() {
        for (text, clause) in [
            ("", "body-empty"),
            ("null", "body-empty"),
            ("{", "malformed-json"),
            (r#"{"phoneNumber":"+1"} x"#, "malformed-json"),
            ("[]", "not-an-object"),
            (r#"{"phoneNumber":1}"#, "member-wrong-type"),
            (r#"{"phoneNumber":"","registration":null}"#, "member-wrong-type"),
            (r#"{"credentialsId":"{3c90c3cc-0d44-4b50-8888-8dd25736052a}"}"#, "member-wrong-type"),
            (r#"{"phoneNumber":" "}"#, "phone-number-missing"),
            (r#"{"phoneNumber":"1234"}"#, "member-too-long"),
        ] {
            with_body(text, |_, outcome| {
                let refusal = outcome.expect_err("something is wrong");
                assert_eq!(refusal.clause().facts().name, clause, "{text}");
            });
        }
    }

    #[test]
    fn media_types_of_json_are_accepted_in_all_their_forms() {
        let of = |value: &str| {
            media_type(&Request::new(Method::POST, "/").with_header(header::CONTENT_TYPE, value)).is_ok()
        };
        for right in
            ["application/json", "Application/JSON; charset=utf-8", "text/json", "application/problem+json"]
        {
            assert!(of(right), "{right}");
        }
        for wrong in
            ["", "text/plain", "application/xml", "application/jsonp", "text/x+json", "application/json,a/b"]
        {
            assert!(!of(wrong), "{wrong}");
        }
        assert!(media_type(&Request::new(Method::POST, "/")).is_err());
    }
}
