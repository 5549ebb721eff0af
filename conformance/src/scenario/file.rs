//! The form of a scenario file: every key that may stand in one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;
use testline_emulator::world::clock::Clock;

use super::forms::{Expects, HeaderForm, Present, StatusForm, Texts};

/// A scenario: a claim, the clauses that it shows, and the steps that show it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// The claim in one sentence, without a full stop; the file is named as it.
    #[schemars(with = "String")]
    pub(super) claim: Spanned<String>,
    /// The vendor, where the folder does not say it.
    #[schemars(with = "Option<String>")]
    pub(super) vendor: Option<Spanned<String>>,
    /// The clauses and effects that the scenario shows, without their vendor: `assign-number-to-trunk.assigned`.
    #[schemars(with = "Vec<String>")]
    pub(super) clauses: Vec<Spanned<String>>,
    /// Ids of `fixtures/<vendor>/cases.yaml` that the scenario covers.
    #[serde(default)]
    pub(super) covers: Vec<String>,
    /// The public page that says so.
    pub(super) source: Option<SourceFile>,
    /// Why it is expected, where no page says so.
    pub(super) reason: Option<String>,
    /// The names of the target's profile that the scenario uses.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(super) needs: Vec<Spanned<String>>,
    /// Switches that are turned, without their vendor; the scenario runs on emulators only.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) dialect: BTreeMap<String, Spanned<String>>,
    /// A JSON merge patch on the world; the scenario runs on emulators only.
    #[schemars(with = "Option<Value>")]
    pub(super) given: Option<Spanned<Value>>,
    /// A manual clock for the world: a time of RFC 3339, or `{ at, step }`; the scenario runs on emulators only.
    #[schemars(with = "Option<Value>")]
    pub(super) clock: Option<Clock>,
    /// What is done and expected, in order.
    pub(super) steps: Vec<StepFile>,
    /// Requests that put back what the steps changed; they always run.
    #[serde(default)]
    pub(super) cleanup: Vec<StepFile>,
}

/// A public page and the section of it that speaks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceFile {
    /// Host and path of the page.
    pub(super) url: String,
    /// The section's heading.
    #[serde(default)]
    pub(super) section: String,
    /// Year and month in which it was read.
    pub(super) read: String,
}

/// One step: exactly one of `request`, `parallel`, `faults`, `clock` and `state`, and what goes with it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepFile {
    /// Method and target: `POST /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign`.
    #[schemars(with = "Option<String>")]
    pub(super) request: Option<Spanned<String>>,
    /// The credential set: `first` where it is left out, `none` for none.
    #[schemars(with = "Option<String>")]
    pub(super) auth: Option<Spanned<String>>,
    /// Headers laid over the credential set; null removes one, a list repeats one.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Option<HeaderForm>>,
    /// A JSON body, sent as `application/json`.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    pub(super) json: Present<Value>,
    /// A body as it stands, without a content type of its own.
    pub(super) text: Option<String>,
    /// A body in base64, without a content type of its own.
    #[schemars(with = "Option<String>")]
    pub(super) base64: Option<Spanned<String>>,
    /// A body of so many bytes, all of them spaces, for limits of size; without a content type of its own.
    #[schemars(with = "Option<usize>")]
    pub(super) filler: Option<Spanned<usize>>,
    /// What must come back: claims of one reply, or of a parallel step a list of outcomes.
    pub(super) expect: Option<Expects>,
    /// How often the same step runs.
    pub(super) repeat: Option<u32>,
    /// How long the request is sent again until it answers as expected: an ISO 8601 duration.
    #[schemars(with = "Option<String>")]
    pub(super) until: Option<Spanned<String>>,
    /// How often a request of a parallel step is sent; `{{i}}` counts from 0.
    pub(super) times: Option<u32>,
    /// Requests that are sent at once.
    #[schemars(with = "Option<Vec<StepFile>>")]
    pub(super) parallel: Option<Spanned<Vec<StepFile>>>,
    /// Faults that are added, in the form of the admin API.
    #[schemars(with = "Option<Vec<Value>>")]
    pub(super) faults: Option<Spanned<Vec<Value>>>,
    /// How the clock moves.
    #[schemars(with = "Option<ClockFile>")]
    pub(super) clock: Option<Spanned<ClockFile>>,
    /// A JSON pointer into the exported state.
    #[schemars(with = "Option<String>")]
    pub(super) state: Option<Spanned<String>>,
    /// What stands there; matchers may be used.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    pub(super) equals: Present<Value>,
    /// That nothing stands there.
    pub(super) absent: Option<bool>,
}

/// Moves a manual clock: exactly one of the two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockFile {
    /// By how much: an ISO 8601 duration.
    pub(super) advance: Option<String>,
    /// To when: a time of RFC 3339.
    pub(super) to: Option<String>,
}

/// Claims of a reply.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ExpectFile {
    /// How many replies of a parallel step are like this.
    pub(super) count: Option<u32>,
    /// A status, a list of which one must come, or `any`.
    pub(super) status: Option<StatusForm>,
    /// Header fields: `absent`, `present`, a text, or a list of the texts of a repeated field.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, HeaderForm>,
    /// `empty`: there is no body.
    #[schemars(with = "Option<String>")]
    pub(super) body: Option<Spanned<String>>,
    /// The whole body as JSON: same keys, same values, nothing more.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    pub(super) json: Present<Value>,
    /// Keys that must be there and be equal; each element given in an array must be like one that is there.
    #[serde(default)]
    #[schemars(with = "Option<Value>")]
    pub(super) json_includes: Present<Value>,
    /// The whole body as text.
    pub(super) text: Option<String>,
    /// A part of the body's text, or several.
    pub(super) text_includes: Option<Texts>,
    /// The clause that decides, compared where the target says its clause.
    #[schemars(with = "Option<String>")]
    pub(super) clause: Option<Spanned<String>>,
    /// What is claimed on emulators besides: what is inferred and must not be held against a vendor.
    #[schemars(with = "Option<Box<ExpectFile>>")]
    pub(super) emulator: Option<Box<Spanned<ExpectFile>>>,
}
