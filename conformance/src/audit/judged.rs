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
    /// This noticed it.
    Killed(Killer),
    /// Nothing noticed it; says whether it ever made anything wrong.
    Survived {
        /// Whether it made an exchange wrong.
        struck: bool,
    },
    /// Nothing noticed it, and nothing had to.
    Excluded(Excluded),
}

/// What noticed a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Killer {
    /// The scenario of this name.
    Scenario(String),
    /// Exploring, in the case of this seed.
    Explore(u64),
    /// The command, by how it ended.
    Command(String),
}

impl std::fmt::Display for Killer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scenario(id) => f.write_str(id),
            Self::Explore(seed) => write!(f, "explore --seed {seed}"),
            Self::Command(how) => f.write_str(how),
        }
    }
}

/// How many mutants came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub mutants: usize,
    /// Those that were noticed.
    pub killed: usize,
    /// Those of them that only exploring noticed.
    pub explored: usize,
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
                Outcome::Killed(Killer::Scenario(_) | Killer::Command(_)) => tally.killed += 1,
                Outcome::Killed(Killer::Explore(_)) => {
                    tally.killed += 1;
                    tally.explored += 1;
                }
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
        let Self { mutants, killed, explored, excluded, survived } = self;
        write!(
            f,
            "{mutants} mutants: {killed} killed, {explored} of them by explore alone, {excluded} excluded, {survived} survived"
        )
    }
}
