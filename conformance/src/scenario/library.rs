//! Where scenarios come from: those in the binary, and those of a folder.

use std::path::Path;

use super::convert;
use super::error::ScenarioError;
use super::model::Scenario;
use crate::embedded::SCENARIOS;

/// What stands before the paths of the embedded scenarios.
const ROOT: &str = "scenarios/";

/// Reads one scenario; `path` names it in errors and, below `scenarios/`, says its vendor.
pub fn read(path: &str, text: &str) -> Result<Scenario, Vec<ScenarioError>> {
    let below = path.rsplit_once(ROOT).map_or(path, |(_, below)| below);
    convert::scenario(path, below.strip_suffix(".yaml").unwrap_or(below), text)
}

/// The scenarios in the binary, by name.
pub fn embedded() -> Result<Vec<Scenario>, Vec<ScenarioError>> {
    embedded_where(|_, _| true)
}

/// Those of the scenarios in the binary that are worth reading, told by their name and text; the others cost nothing.
pub fn embedded_where(worth: impl Fn(&str, &str) -> bool) -> Result<Vec<Scenario>, Vec<ScenarioError>> {
    let name = |path: &'static str| path.strip_prefix(ROOT).unwrap_or(path).trim_end_matches(".yaml");
    let wanted = SCENARIOS.iter().filter(|(path, text)| worth(name(path), text));
    collect(wanted.map(|(path, text)| read(path, text)))
}

/// The scenarios of a folder, by name; a file of the same name replaces one of `base`.
pub fn folder(folder: &Path, base: Vec<Scenario>) -> Result<Vec<Scenario>, Vec<ScenarioError>> {
    let mut files = Vec::new();
    find(folder, &mut files).map_err(|error| {
        vec![ScenarioError::whole(
            &folder.display().to_string(),
            format!("{error}; `--scenarios` takes a folder"),
        )]
    })?;
    files.sort();
    let read = files.iter().map(|file| {
        let path = file.display().to_string();
        let below = file.strip_prefix(folder).unwrap_or(file).with_extension("");
        let id = below.to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(file)
            .map_err(|error| vec![ScenarioError::whole(&path, error.to_string())])?;
        convert::scenario(&path, &id, &text)
    });
    let own = collect(read)?;
    let kept = base.into_iter().filter(|scenario| own.iter().all(|other| other.id != scenario.id));
    let mut all: Vec<Scenario> = kept.chain(own.iter().cloned()).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// All scenarios, or all errors.
fn collect(
    read: impl Iterator<Item = Result<Scenario, Vec<ScenarioError>>>,
) -> Result<Vec<Scenario>, Vec<ScenarioError>> {
    let (mut scenarios, mut errors) = (Vec::new(), Vec::new());
    for result in read {
        match result {
            Ok(scenario) => scenarios.push(scenario),
            Err(wrong) => errors.extend(wrong),
        }
    }
    scenarios.sort_by(|a, b| a.id.cmp(&b.id));
    if errors.is_empty() { Ok(scenarios) } else { Err(errors) }
}

fn find(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}
