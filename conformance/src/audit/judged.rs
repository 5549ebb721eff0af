//! What came of each mutant, and the sums of it.

use testline_emulator::contract::{Clause, Evidence};

use super::excluded::Excluded;
use super::mutation::Mutation;

/// A mutant and what came of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The clause that it breaks.
    pub clause: Clause,
    /// What is wrong with it.
    pub mutation: Mutation,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This noticed it: a scenario, or how the command ended.
    Killed(String),
    /// Nothing noticed it; says whether it ever made anything wrong.
    Survived {
        /// Whether it made an exchange wrong.
        struck: bool,
    },
    /// Nothing noticed it, and nothing had to.
    Excluded(Excluded),
}

/// How many mutants came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub mutants: usize,
    /// Those that were noticed.
    pub killed: usize,
    /// Those that need not be.
    pub excluded: usize,
    /// Those that were not.
    pub survived: usize,
}

impl Tally {
    /// The sums of some mutants.
    pub fn of<'j>(judged: impl IntoIterator<Item = &'j Judged>) -> Self {
        let mut tally = Self::default();
        for mutant in judged {
            tally.mutants += 1;
            match mutant.outcome {
                Outcome::Killed(_) => tally.killed += 1,
                Outcome::Survived { .. } => tally.survived += 1,
                Outcome::Excluded(_) => tally.excluded += 1,
            }
        }
        tally
    }

    /// The sums of those that break a clause which is known so.
    pub fn known(judged: &[Judged], evidence: Evidence) -> Self {
        Self::of(judged.iter().filter(|mutant| mutant.clause.evidence() == evidence))
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { mutants, killed, excluded, survived } = self;
        write!(f, "{mutants} mutants: {killed} killed, {excluded} excluded, {survived} survived")
    }
}
