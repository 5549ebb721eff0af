//! The form of a target file. What may be written in more than one way is read by hand, so that an error says all of
//! them.

use std::collections::BTreeMap;
use std::fmt::Formatter;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

/// What is said of a credential that stands in a file; neither it nor its line is shown.
pub(super) const NO_CREDENTIALS: &str =
    "a credential never stands in a file; put it into a variable and write `{ env: NAME }`";

/// `targets/<name>.yaml`
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TargetForm {
    pub(super) vendor: Spanned<String>,
    pub(super) base_url: Spanned<String>,
    pub(super) credentials: BTreeMap<String, Spanned<BTreeMap<String, Secret>>>,
    #[serde(default)]
    pub(super) resources: BTreeMap<String, Spanned<ResourceForm>>,
    pub(super) rate_limit: Option<Spanned<RateForm>>,
    pub(super) budget: Option<BudgetForm>,
}

/// `{ requests: 5, per: PT1S }`
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateForm {
    pub(super) requests: u32,
    pub(super) per: String,
}

/// `{ requests: 500, changes: 100 }`
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetForm {
    pub(super) requests: Option<u32>,
    pub(super) changes: Option<u32>,
}

/// A header's value: what a variable of the environment holds, after a fixed text such as `Bearer `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    pub(super) env: String,
    pub(super) prefix: String,
}

/// Where the value of a resource comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    Literal(Value),
    Env(String),
}

/// `+912271264217`, `{ env: NUMBER }`, or either as `is:` beside a `baseline:`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ResourceForm {
    pub(super) source: Source,
    pub(super) baseline: Option<Map<String, Value>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretMap {
    env: String,
    #[serde(default)]
    prefix: String,
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Secret;

            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("a variable of the environment: `{ env: NAME }`")
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<Secret, E> {
                Err(E::custom(NO_CREDENTIALS))
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<Secret, E> {
                Err(E::custom(NO_CREDENTIALS))
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Secret, E> {
                Err(E::custom(NO_CREDENTIALS))
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Secret, E> {
                Err(E::custom(NO_CREDENTIALS))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Secret, A::Error> {
                Err(A::Error::custom(NO_CREDENTIALS))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Secret, A::Error> {
                let SecretMap { env, prefix } = SecretMap::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Secret { env, prefix })
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ResourceMap {
    env: Option<String>,
    is: Option<Box<ResourceForm>>,
    baseline: Option<Map<String, Value>>,
}

impl<'de> Deserialize<'de> for ResourceForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        fn literal(value: Value) -> ResourceForm {
            ResourceForm { source: Source::Literal(value), baseline: None }
        }

        impl<'de> Visitor<'de> for Reader {
            type Value = ResourceForm;

            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str(
                    "a text, a whole number, `{ env: NAME }`, or either as `is:` beside a `baseline:`",
                )
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ResourceForm, E> {
                Ok(literal(text.into()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<ResourceForm, E> {
                Ok(literal(number.into()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<ResourceForm, E> {
                Ok(literal(number.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ResourceForm, A::Error> {
                let ResourceMap { env, is, baseline } =
                    ResourceMap::deserialize(MapAccessDeserializer::new(map))?;
                let source = match (env, is) {
                    (Some(env), None) => Source::Env(env),
                    (None, Some(is)) if is.baseline.is_none() => is.source,
                    _ => return Err(A::Error::custom("give either `env:` or `is:`")),
                };
                Ok(ResourceForm { source, baseline })
            }
        }

        deserializer.deserialize_any(Reader)
    }
}
