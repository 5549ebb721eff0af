//! The command `coverage`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use testline_emulator::Vendor;
use testline_emulator::contract::Evidence;

use super::gate::{Age, missing};
use super::known::{Known, records};
use super::table::table;
use crate::cli::Grade;
use crate::exit::Exit;
use crate::scenario;

/// What `coverage` is told.
#[derive(Clone, Debug, Args)]
pub struct CoverageArgs {
    /// Files of evidence, as `run --evidence-out` writes them, or folders of such files.
    evidence: Vec<PathBuf>,
    /// A folder of emulators' coverage (`testline-emulator --coverage-dir`), which is added up; may be repeated.
    #[arg(long, env = "TESTLINE_MERGE", value_delimiter = ',', value_name = "DIR")]
    merge: Vec<PathBuf>,
    /// Exit with 1 unless every clause that is known so was seen live, and agreed.
    #[arg(long, env = "TESTLINE_REQUIRE", value_delimiter = ',', value_name = "EVIDENCE")]
    require: Vec<Grade>,
    /// How long ago it may have been seen: 35d.
    #[arg(long, env = "TESTLINE_MAX_AGE", requires = "require", value_name = "AGE")]
    max_age: Option<Age>,
    /// Only these vendors.
    #[arg(long, env = "TESTLINE_VENDOR", value_delimiter = ',')]
    vendor: Vec<Vendor>,
}

impl CoverageArgs {
    /// Prints what is covered; with `--require` says what is missing.
    pub fn run(&self, out: &mut impl Write, log: &mut impl Write, today: Date) -> io::Result<Exit> {
        let known = match self.known() {
            Ok(known) => known,
            Err(error) => {
                writeln!(log, "failed to {error}")?;
                return Ok(Exit::Usage);
            }
        };
        let vendors = if self.vendor.is_empty() { Vendor::ALL.to_vec() } else { self.vendor.clone() };
        out.write_all(table(&known, &vendors).as_bytes())?;
        let required: Vec<Evidence> = self.require.iter().copied().map(Evidence::from).collect();
        let missing = missing(&known, &vendors, &required, self.max_age, today);
        for line in &missing {
            writeln!(out, "missing {line}")?;
        }
        Ok(if missing.is_empty() { Exit::Agrees } else { Exit::Disagrees })
    }

    fn known(&self) -> Result<Known, String> {
        let scenarios = scenario::embedded()
            .map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?;
        let records = records(&self.evidence)?;
        let mut known = Known::new(&scenarios, &records);
        self.merge.iter().try_for_each(|folder| known.merge(folder))?;
        Ok(known)
    }
}
