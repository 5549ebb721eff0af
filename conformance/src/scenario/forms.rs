//! Values that may be written in more than one way. Each is read by hand, so that an error says all of them.

use std::borrow::Cow;
use std::fmt::Formatter;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::file::ExpectFile;

/// A key whose value may be null and still counts as there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Present<T>(pub(super) Option<T>);

impl<T> Default for Present<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Present<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}

/// A status, several, or `any`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StatusForm {
    Any,
    OneOf(Vec<u16>),
}

impl<'de> Deserialize<'de> for StatusForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = StatusForm;

            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("a status such as 204, a list of statuses, or `any`")
            }

            fn visit_u64<E: Error>(self, status: u64) -> Result<StatusForm, E> {
                let status = u16::try_from(status).ok().filter(|status| (100..1000).contains(status));
                status
                    .map(|status| StatusForm::OneOf(vec![status]))
                    .ok_or_else(|| E::custom("expected a status from 100 to 999"))
            }

            fn visit_i64<E: Error>(self, status: i64) -> Result<StatusForm, E> {
                self.visit_u64(u64::try_from(status).unwrap_or(0))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<StatusForm, E> {
                if text == "any" {
                    Ok(StatusForm::Any)
                } else {
                    Err(E::custom(format!("expected a status or `any`, found `{text}`")))
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<StatusForm, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(StatusForm::OneOf)
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// One text or several. A number or a boolean is taken as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Texts(pub(super) Vec<String>);

/// What a header is sent as, or what it is expected to be.
pub(super) type HeaderForm = Texts;

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Texts;

            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text, or a list of texts")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts(vec![text.to_owned()]))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Texts, E> {
                Ok(Texts(vec![number.to_string()]))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Texts, E> {
                Ok(Texts(vec![number.to_string()]))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Texts, E> {
                Ok(Texts(vec![value.to_string()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Texts, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Texts)
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// Claims of one reply, or outcomes of a parallel step.
#[derive(Debug)]
pub(super) enum Expects {
    One(Box<ExpectFile>),
    Outcomes(Vec<ExpectFile>),
}

impl<'de> Deserialize<'de> for Expects {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Expects;

            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("claims of a reply, or for `parallel` a list of outcomes")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Expects, A::Error> {
                ExpectFile::deserialize(MapAccessDeserializer::new(map))
                    .map(|claims| Expects::One(Box::new(claims)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Expects, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Expects::Outcomes)
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

impl JsonSchema for StatusForm {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Status".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let status = json_schema!({ "type": "integer", "minimum": 100, "maximum": 999 });
        json_schema!({ "anyOf": [status, { "type": "array", "items": status, "minItems": 1 }, { "const": "any" }] })
    }
}

impl JsonSchema for Texts {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let text = json_schema!({ "type": ["string", "number", "boolean"] });
        json_schema!({ "anyOf": [text, { "type": "array", "items": text }] })
    }
}

impl JsonSchema for Expects {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Expects".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let claims = generator.subschema_for::<ExpectFile>();
        json_schema!({ "anyOf": [claims, { "type": "array", "items": claims, "minItems": 1 }] })
    }
}
