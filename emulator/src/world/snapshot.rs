//! A world as it is at one moment: what is exported, what a patch is laid over, and what takes its place.

use jiff::Timestamp;
use serde_json::Value;

use super::clock::Clock;
use super::file::{WorldFile, default_world};
use super::ids::Ids;
use crate::contract::Dialect;
use crate::faults::{Fault, Faults};
use crate::vendors::{State, Vendor};

/// What a world file says of a world, and the faults with what they have met. Taking it costs nothing.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(super) name: String,
    pub(super) seed: u64,
    pub(super) exchanges: u64,
    pub(super) changes: u64,
    pub(super) now: Now,
}

/// What changes in a world, and what a reset brings back.
#[derive(Clone, Debug)]
pub(super) struct Now {
    pub(super) state: State,
    pub(super) clock: Clock,
    pub(super) dialect: Dialect,
    pub(super) faults: Faults,
}

/// What a world is to become.
#[derive(Clone, Copy, Debug)]
pub enum Change<'c> {
    /// What this file says; credentials that it leaves out stay.
    Replace(&'c WorldFile),
    /// What it is, with this JSON merge patch laid over it.
    Patch(&'c Value),
}

impl Snapshot {
    /// How many changes the world has seen; two snapshots with the same number are alike.
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    /// Everything that a world file can say.
    pub fn export(&self) -> WorldFile {
        let turned = self.now.dialect.turned().into_iter();
        WorldFile {
            testline: WorldFile::VERSION,
            extends: None,
            seed: Some(self.seed),
            exchanges: self.exchanges,
            clock: self.now.clock,
            dialect: turned.map(|(name, value)| (name, value.to_owned())).collect(),
            dialect_set: self.now.dialect.clone(),
            state: self.now.state.clone(),
            // A file's faults get their ids where it is read.
            faults: self
                .now
                .faults
                .iter()
                .map(|fault| Fault { id: String::new(), ..fault.clone() })
                .collect(),
        }
    }

    /// Every identifier and secret that selects the world.
    pub fn identifiers(&self) -> Vec<(Vendor, String)> {
        self.now.state.identifiers()
    }

    /// What a change at this wall time makes of it; an error says what is wrong with the change.
    pub fn changed(&self, change: Change<'_>, wall: Timestamp) -> Result<Self, String> {
        let (mut file, kept) = match change {
            Change::Replace(file) => (file.clone(), false),
            Change::Patch(patch) => {
                let before = self.export();
                let file = WorldFile::patched(&before, patch)?;
                // Faults that the patch leaves alone go on counting.
                let kept = file.faults == before.faults;
                (file, kept)
            }
        };
        let seed = file.seed.unwrap_or(self.seed);
        file.state.take_credentials(&self.now.state.credentials(), false);
        file.state.fill_credentials(seed, &self.name);
        let at = file.clock.now(wall);
        file.state.complete(&mut Ids::new(seed, &self.name, 0), at)?;
        let faults = if kept { self.now.faults.clone() } else { file.armed()? };
        Ok(Self {
            name: self.name.clone(),
            seed,
            // Numbers go on, so that no id is handed out twice.
            exchanges: self.exchanges.max(file.exchanges),
            changes: self.changes,
            now: Now { state: file.state, clock: file.clock, dialect: file.dialect_set, faults },
        })
    }
}

impl WorldFile {
    /// The default world without its credentials: what `extends: default` stands for where a world has its own.
    pub fn default_without_credentials() -> Self {
        let mut file = default_world().clone();
        file.state.forget_credentials();
        file
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::world::World;

    #[test]
    fn a_replacement_keeps_the_credentials_that_it_leaves_out() {
        let before = World::new(1, "mine").snapshot();
        let base = WorldFile::default_without_credentials();
        let file =
            WorldFile::patched(&base, &json!({"vobiz": {"accounts": {"third": {}}}})).expect("a right patch");
        let after = before.changed(Change::Replace(&file), Timestamp::UNIX_EPOCH).expect("a right file");
        for identifier in before.identifiers() {
            assert!(after.identifiers().contains(&identifier));
        }
        assert_eq!(after.identifiers().len(), before.identifiers().len() + 1);
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let before = World::new(1, "mine").snapshot();
        let patch = json!({"unleashx": {"numbers": {"+918062810341": null}}, "dialect": {"unleashx.conflict": "400"}});
        let after = before.changed(Change::Patch(&patch), Timestamp::UNIX_EPOCH).expect("a right patch");
        let mut expected = before.export().to_json();
        expected["unleashx"]["numbers"].as_object_mut().expect("a table").shift_remove("+918062810341");
        expected["dialect"]["unleashx.conflict"] = json!("400");
        assert_eq!(after.export().to_json(), expected);
    }

    #[test]
    fn a_patch_that_leads_nowhere_is_refused_with_its_place() {
        let before = World::new(1, "mine").snapshot();
        let patch = json!({"vobiz": {"numbers": {"+912271264217": {"trunk": "nowhere"}}}});
        let error =
            before.changed(Change::Patch(&patch), Timestamp::UNIX_EPOCH).expect_err("there is no such trunk");
        assert!(error.starts_with("vobiz.numbers.+912271264217.trunk"), "{error}");
    }
}
