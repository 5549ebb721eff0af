//! Files that `serve` would read or write.

use std::path::Path;

use testline_emulator::WorldFile;

use super::finding::{Finding, fine, wrong};
use super::setup::SetUp;

/// Looks at the world file, the switches and the file that a world is kept in.
pub(super) fn look(setup: &SetUp) -> Vec<Finding> {
    let serve = &setup.serve;
    let world = serve.world.as_deref().map(|file| world(file, serve.save.as_deref()));
    let dialect = serve
        .switches()
        .err()
        .map(|error| wrong(error, "`testline contract VENDOR` lists a vendor's switches and their values"));
    let save = serve.save.as_deref().and_then(save);
    [world, dialect, save].into_iter().flatten().collect()
}

fn world(file: &Path, save: Option<&Path>) -> Finding {
    let name = file.display().to_string();
    if save == Some(file) && !file.exists() {
        return fine(format!("{name} is not there yet: --save makes it"));
    }
    match std::fs::read_to_string(file) {
        Err(error) => wrong(format!("--world {name} cannot be read: {error}"), "name a file that is there"),
        Ok(text) => match WorldFile::parse(&text, &name) {
            Ok(_) => fine(format!("{name} is a world file of this version")),
            Err(error) => wrong(
                format!("--world: {error}"),
                format!(
                    "write `testline: {}`, and take out or rename what is not known; what this version knows is \
                     shown by `testline serve` and GET /_testline/v1/worlds/default/state",
                    WorldFile::VERSION
                ),
            ),
        },
    }
}

fn save(file: &Path) -> Option<Finding> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty())?;
    (!folder.is_dir()).then(|| {
        wrong(
            format!("--save {}: there is no folder {}", file.display(), folder.display()),
            format!("mkdir -p {}", folder.display()),
        )
    })
}
