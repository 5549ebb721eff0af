//! The command `export`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::hurl;
use crate::exit::Exit;
use crate::scenario;

/// Examples at the end of `export hurl --help`.
const EXAMPLES: &str = "Examples:
  testline-conformance export hurl out
  hurl --test --variable emulator=http://127.0.0.1:7464 out
  testline-conformance export hurl fair --fair
  hurl --test --jobs 1 --variables-file fair/vobiz.env fair/vobiz";

/// What is exported.
#[derive(Clone, Debug, Subcommand)]
pub enum ExportCommand {
    /// Writes each sequential scenario as a .hurl file with its variables, and a README.md that says how they are run.
    ///
    /// Each file makes a world of its own through the admin API of an emulator, whose root is the variable `emulator`.
    #[command(after_help = EXAMPLES)]
    Hurl {
        /// The folder that gets the files, by vendor and operation.
        dir: PathBuf,
        /// Leave out what only emulators are held to, and the world: the files run against any target, with
        /// --variables-file DIR/VENDOR.env.
        #[arg(long, env = "TESTLINE_FAIR")]
        fair: bool,
        /// Only scenarios whose name or claim has one of these in it.
        filter: Vec<String>,
    },
}

impl ExportCommand {
    /// Writes the files and says how many.
    pub fn run(&self, out: &mut impl Write, log: &mut impl Write) -> io::Result<Exit> {
        let Self::Hurl { dir, fair, filter } = self;
        match files(dir, *fair, filter) {
            Ok((written, skipped)) => {
                for (id, reason) in &skipped {
                    writeln!(log, "left out {id}: {reason}")?;
                }
                writeln!(out, "wrote {written} files below {}, left out {}", dir.display(), skipped.len())?;
                if written > 0 {
                    writeln!(out, "run them with: {}", hurl::command(dir, *fair))?;
                }
                Ok(if written == 0 { Exit::NothingRan } else { Exit::Agrees })
            }
            Err(error) => {
                writeln!(log, "failed to {error}")?;
                Ok(Exit::Usage)
            }
        }
    }
}

type LeftOut = Vec<(String, String)>;

fn files(dir: &Path, fair: bool, filter: &[String]) -> Result<(usize, LeftOut), String> {
    let selection = crate::select::Selection { filters: filter.to_vec(), ..Default::default() };
    let scenarios = scenario::embedded_where(|id, text| selection.may_mean(id, text))
        .map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?;
    let (mut written, mut skipped) = (0, Vec::new());
    for scenario in selection.of(scenarios) {
        match hurl::file(&scenario, fair) {
            Ok(text) => {
                write(&dir.join(format!("{}.hurl", scenario.id)), &text)?;
                written += 1;
            }
            Err(reason) => skipped.push((scenario.id, reason)),
        }
    }
    if written > 0 {
        write(&dir.join("README.md"), &hurl::readme(fair))?;
    }
    if fair {
        for vendor in testline_emulator::Vendor::ALL {
            write(&dir.join(format!("{vendor}.env")), &hurl::variables(vendor))?;
        }
    }
    Ok((written, skipped))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let wrong = |error: io::Error| format!("write {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(wrong)?;
    }
    std::fs::write(path, text).map_err(wrong)
}
