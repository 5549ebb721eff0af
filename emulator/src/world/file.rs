//! World files: YAML from which a world starts, and the form in which one is exported.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clock::Clock;
use super::ids::Ids;
use super::lines;
use super::yaml;
use crate::contract::Dialect;
use crate::faults::{Fault, Faults};
use crate::vendors::State;

/// The name of the world that is always there, and that keeps the credentials of its file.
pub const DEFAULT_WORLD: &str = "default";

/// The default world, which the build has turned from `fixtures/worlds/default.yaml` into JSON.
const DEFAULT_TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/default.json"));

/// One world as a file says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorldFile {
    /// The version of the form.
    pub testline: u32,
    /// The world over which this file is laid; only `default` so far.
    pub extends: Option<String>,
    /// The seed of the world's ids; the emulator's own where it is left out.
    pub seed: Option<u64>,
    /// How many exchanges the world has seen; its ids go on from there.
    pub exchanges: u64,
    /// The clock; `real` where it is left out.
    pub clock: Clock,
    /// The switches that are not at their defaults, as `vendor.switch`.
    pub dialect: BTreeMap<String, String>,
    /// The same, checked.
    pub(crate) dialect_set: Dialect,
    /// The state of all four vendors.
    pub state: State,
    /// Faults that are there from the start.
    pub faults: Vec<Fault>,
}

/// The keys of the file, in their order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    testline: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extends: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(default, skip_serializing_if = "none_yet")]
    exchanges: u64,
    #[serde(default)]
    clock: Clock,
    #[serde(default)]
    dialect: BTreeMap<String, String>,
    #[serde(default)]
    trillet: crate::vendors::trillet::State,
    #[serde(default)]
    unleashx: crate::vendors::unleashx::State,
    #[serde(default)]
    vobiz: crate::vendors::vobiz::State,
    #[serde(default)]
    dasha: crate::vendors::dasha::State,
    #[serde(default)]
    faults: Vec<Fault>,
}

/// Why the text of a file was not read.
#[cfg(feature = "server")]
#[derive(Debug)]
pub(crate) enum NotRead {
    /// It is not JSON.
    NotJson(serde_json::Error),
    /// It is JSON and no world file.
    Wrong(String),
}

/// What is wrong with a world file: where, what, and what was expected, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError(String);

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}

impl WorldFile {
    /// The version that this emulator reads and writes.
    pub const VERSION: u32 = 1;

    /// Reads a file; `name` stands in the error before line and column.
    pub fn parse(text: &str, name: &str) -> Result<Self, FileError> {
        let wrong = |error: String| FileError(format!("failed to read {name}: {error}"));
        let file = Self::from_yaml(text, default_world()).map_err(wrong)?;
        // Filled in here already, so that a wrong reference is found before anything starts; but on a copy, since what
        // counts from now on is filled in when a world is made.
        let now = file.clock.now(Timestamp::UNIX_EPOCH);
        let mut state = file.state.clone();
        let placed = |error| wrong(lines::at_path(text, error));
        state.complete(&mut Ids::new(0, DEFAULT_WORLD, 0), now).map_err(placed)?;
        file.armed().map_err(placed)?;
        Ok(file)
    }

    /// Reads YAML over what `extends: default` stands for; nothing is filled in or checked beyond the form.
    pub(crate) fn from_yaml(text: &str, default: &Self) -> Result<Self, String> {
        let head: Head = yaml::read(text).unwrap_or_default();
        // Said before anything else: of a file of another version, any key may look wrong.
        head.testline.map_or(Ok(()), known_version)?;
        match head.extends.as_deref() {
            None => Self::from_wire(yaml::read(text).map_err(|error| error.to_string())?),
            Some(DEFAULT_WORLD) => {
                let patch: Value = yaml::read(text).map_err(|error| error.to_string())?;
                let check = |patch: &Value| Self::patched(default, patch).err();
                Self::patched(default, &patch).map_err(|error| lines::at_fault(text, &patch, error, check))
            }
            Some(other) => Err(extends_wrong(other)),
        }
    }

    /// Reads the text of a file's content as JSON over what `extends: default` stands for; nothing is filled in or
    /// checked beyond the form.
    #[cfg(feature = "server")]
    pub(crate) fn from_json_text(text: &[u8], default: &Self) -> Result<Self, NotRead> {
        // What stands for itself is read without a tree in between, which would take many times as much as the world;
        // from a `str`, as the default world is, since a second reader would make the program larger.
        // What is wrong is said as of the tree.
        let wire = std::str::from_utf8(text).ok().and_then(|text| serde_json::from_str::<Wire>(text).ok());
        match wire.filter(|wire| wire.extends.is_none()) {
            Some(wire) => Self::from_wire(wire).map_err(NotRead::Wrong),
            None => {
                let value = serde_json::from_slice(text).map_err(NotRead::NotJson)?;
                Self::from_value(&value, default).map_err(NotRead::Wrong)
            }
        }
    }

    /// Reads a file's content from JSON.
    pub fn from_json(value: &Value) -> Result<Self, String> {
        Self::from_value(value, default_world())
    }

    /// Reads JSON over what `extends: default` stands for; nothing is filled in or checked beyond the form.
    pub(crate) fn from_value(value: &Value, default: &Self) -> Result<Self, String> {
        match value.get("extends") {
            None | Some(Value::Null) => {
                Self::from_wire(Wire::deserialize(value).map_err(|error| error.to_string())?)
            }
            Some(Value::String(name)) if name == DEFAULT_WORLD => Self::patched(default, value),
            Some(Value::String(name)) => Err(extends_wrong(name)),
            Some(other) => Err(extends_wrong(&other.to_string())),
        }
    }

    /// The file's content as JSON.
    pub fn to_json(&self) -> Value {
        // The wire form holds string-keyed maps, strings, numbers and lists only, and these always serialize.
        serde_json::to_value(self.wire()).unwrap_or_default()
    }

    /// The file as YAML.
    pub fn to_yaml(&self) -> String {
        serde_saphyr::to_string(&self.wire()).unwrap_or_default()
    }

    /// Lays a JSON merge patch over a world.
    pub(crate) fn patched(base: &Self, patch: &Value) -> Result<Self, String> {
        let mut merged = base.to_json();
        let mut patch = patch.clone();
        if let Value::Object(fields) = &mut patch {
            fields.shift_remove("extends");
        }
        merge(&mut merged, &patch);
        let wire = Wire::deserialize(&merged).map_err(|error| error.to_string())?;
        Self::from_wire(wire)
    }

    /// The faults ready to strike; an error names the one that is wrong.
    pub(crate) fn armed(&self) -> Result<Faults, String> {
        let mut faults = Faults::default();
        for (at, fault) in self.faults.iter().enumerate() {
            faults.add(fault.clone()).map_err(|error| format!("faults[{at}]: {error}"))?;
        }
        Ok(faults)
    }

    fn from_wire(wire: Wire) -> Result<Self, String> {
        known_version(wire.testline)?;
        let mut dialect_set = Dialect::default();
        for (name, value) in &wire.dialect {
            dialect_set.set(name, value).map_err(|error| format!("dialect: {error}"))?;
        }
        Ok(Self {
            testline: wire.testline,
            extends: None,
            seed: wire.seed,
            exchanges: wire.exchanges,
            clock: wire.clock,
            dialect: wire.dialect,
            dialect_set,
            state: State {
                trillet: wire.trillet,
                unleashx: wire.unleashx,
                vobiz: wire.vobiz,
                dasha: wire.dasha,
            },
            faults: wire.faults,
        })
    }

    fn wire(&self) -> Wire {
        Wire {
            testline: self.testline,
            extends: self.extends.clone(),
            seed: self.seed,
            exchanges: self.exchanges,
            clock: self.clock,
            dialect: self.dialect.clone(),
            trillet: self.state.trillet.clone(),
            unleashx: self.state.unleashx.clone(),
            vobiz: self.state.vobiz.clone(),
            dasha: self.state.dasha.clone(),
            faults: self.faults.clone(),
        }
    }
}

fn known_version(version: u32) -> Result<(), String> {
    if version == WorldFile::VERSION {
        return Ok(());
    }
    Err(format!("`testline: {version}` is not known; this emulator reads {}", WorldFile::VERSION))
}

fn extends_wrong(name: &str) -> String {
    format!("`extends` takes `default`, not `{name}`")
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn none_yet(exchanges: &u64) -> bool {
    *exchanges == 0
}

impl Serialize for WorldFile {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.wire().serialize(serializer)
    }
}

/// As much of a file as says how to read the rest.
#[derive(Default, Deserialize)]
struct Head {
    #[serde(default)]
    testline: Option<u32>,
    #[serde(default)]
    extends: Option<String>,
}

/// The default world, complete.
pub(crate) fn default_world() -> &'static WorldFile {
    static DEFAULT: LazyLock<WorldFile> = LazyLock::new(|| {
        let wire: Wire = serde_json::from_str(DEFAULT_TEXT)
            .unwrap_or_else(|error| panic!("the embedded default world is wrong: {error}"));
        let mut file = WorldFile::from_wire(wire)
            .unwrap_or_else(|error| panic!("the embedded default world is wrong: {error}"));
        file.state
            .complete(&mut Ids::new(0, DEFAULT_WORLD, 0), Timestamp::UNIX_EPOCH)
            .unwrap_or_else(|error| panic!("the embedded default world is wrong: {error}"));
        file
    });
    &DEFAULT
}

/// The state of the default world, which every world that starts so shares.
pub(crate) fn default_state() -> Arc<State> {
    static STATE: LazyLock<Arc<State>> = LazyLock::new(|| Arc::new(default_world().state.clone()));
    Arc::clone(&STATE)
}

/// RFC 7396: objects merge, `null` removes, anything else replaces.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(target) = target {
        for (key, value) in patch {
            if value.is_null() {
                target.shift_remove(key);
            } else {
                merge(target.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_merge_patch_merges_removes_and_replaces() {
        let mut target = json!({"a": {"b": 1, "c": 2}, "d": [1]});
        merge(&mut target, &json!({"a": {"b": null, "e": 3}, "d": [2]}));
        assert_eq!(target, json!({"a": {"c": 2, "e": 3}, "d": [2]}));
    }

    #[test]
    fn the_default_world_reads_back_as_it_is_exported() {
        let yaml = default_world().to_yaml();
        let again = WorldFile::parse(&yaml, "the export").expect("an export is a world file");
        assert_eq!(again.to_json(), default_world().to_json());
    }

    #[test]
    fn the_embedded_world_is_what_its_file_says() {
        let text = include_str!("../../../fixtures/worlds/default.yaml");
        let mut read = WorldFile::parse(text, "default.yaml").expect("it is right");
        let mut ids = Ids::new(0, DEFAULT_WORLD, 0);
        read.state.complete(&mut ids, Timestamp::UNIX_EPOCH).expect("it is whole");
        assert_eq!(read.to_json(), default_world().to_json());
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = WorldFile::parse("testline: 1\nvobitz: {}\n", "w.yaml").expect_err("no such key");
        let text = error.to_string();
        assert!(text.contains("w.yaml") && text.contains("vobitz") && text.contains('2'), "{text}");
    }

    #[test]
    fn another_version_is_said_before_what_it_would_have_elsewhere() {
        let error = WorldFile::parse("testline: 0\nvobiz: []\n", "w.yaml").expect_err("no such version");
        assert_eq!(
            error.to_string(),
            "failed to read w.yaml: `testline: 0` is not known; this emulator reads 1"
        );
    }

    #[test]
    fn what_is_wrong_over_the_default_world_has_its_line_too() {
        for (lines, says) in [
            ("vobitz: {}\n", "line 3: vobitz: unknown field `vobitz`"),
            (
                "vobiz:\n  numbers:\n    \"+1\": null\n  trunkz: {}\n",
                "line 6: vobiz.trunkz: unknown field `trunkz`",
            ),
            ("clock: noon\n", "line 3: clock: expected `real`"),
            (
                "vobiz:\n  numbers:\n    \"+912271264217\":\n      trunk: nowhere\n",
                "line 6: vobiz.numbers.+912271264217.trunk: there is no trunk `nowhere`",
            ),
            (
                "vobiz:\n  numbers:\n    \"+912271264217\":\n      status: sold\n",
                "line 6: vobiz.numbers.+912271264217.status: unknown variant `sold`",
            ),
        ] {
            let text = format!("testline: 1\nextends: default\n{lines}");
            let error = WorldFile::parse(&text, "w.yaml").expect_err("it is wrong").to_string();
            assert!(error.starts_with(&format!("failed to read w.yaml: {says}")), "{error}");
        }
    }

    #[test]
    fn a_reference_that_leads_nowhere_has_its_line() {
        let text = "testline: 1\nvobiz:\n  numbers:\n    \"+1\": { account: nobody }\n";
        let error = WorldFile::parse(text, "w.yaml").expect_err("there is no such account").to_string();
        assert!(error.starts_with("failed to read w.yaml: line 4: vobiz.numbers.+1.account: "), "{error}");
    }
}
