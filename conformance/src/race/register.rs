//! The small model of one number: who holds it, and what may happen to it. Written from the vendors' pages, as the
//! contracts cite them, and from nothing of the emulator.

use testline_emulator::Vendor;

/// Who holds a number.
pub type State = Option<String>;

/// What was done to a number, with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// Somebody took it, or was refused.
    Take {
        /// Who was to have it.
        holder: String,
        /// Whether it was accepted.
        accepted: bool,
    },
    /// It was freed, or that was refused.
    Free {
        /// From whom; none for whoever has it.
        holder: Option<String>,
        /// Whether it was accepted.
        accepted: bool,
    },
    /// Somebody was told who has it.
    Read(State),
}

/// What a vendor lets happen to a number, under its default dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Register {
    /// Whether its holder may take it again.
    pub retake: bool,
    /// Whether another may take it from its holder.
    pub takeover: bool,
    /// Whether a free number may be freed again.
    pub refree: bool,
}

impl Register {
    /// That of a vendor.
    pub const fn of(vendor: Vendor) -> Self {
        match vendor {
            // docs.vobiz.ai/trunks/assign-number: "already assigned" whichever trunk it is, until it is unassigned.
            Vendor::Vobiz => Self { retake: false, takeover: false, refree: false },
            // docs.unleashx.ai attach-phone-number: a number of another agent is a conflict.
            Vendor::Unleashx => Self { retake: true, takeover: false, refree: false },
            // docs.blackbox.dasha.ai: a link replaces the previous one; to unlink what is not linked does no harm.
            Vendor::Dasha => Self { retake: true, takeover: true, refree: true },
            // docs.trillet.ai: a bind re-points the number; it is released only from the agent that has it.
            Vendor::Trillet => Self { retake: true, takeover: true, refree: false },
        }
    }

    /// What the number is after this, if this can have happened to it.
    pub fn step(self, state: &State, did: &Did) -> Option<State> {
        match did {
            Did::Read(told) => (told == state).then(|| state.clone()),
            Did::Take { holder, accepted } => {
                let may = match state {
                    None => true,
                    Some(held) if held == holder => self.retake,
                    Some(_) => self.takeover,
                };
                self.outcome(may, *accepted, state, || Some(holder.clone()))
            }
            Did::Free { holder, accepted } => {
                let may = match (state, holder) {
                    (None, _) => self.refree,
                    (Some(held), Some(from)) => held == from,
                    (Some(_), None) => true,
                };
                self.outcome(may, *accepted, state, || None)
            }
        }
    }

    fn outcome(self, may: bool, accepted: bool, state: &State, new: impl FnOnce() -> State) -> Option<State> {
        (may == accepted).then(|| if accepted { new() } else { state.clone() })
    }
}

impl Did {
    /// Whether it leaves the number as it is in any case.
    pub const fn changes_nothing(&self) -> bool {
        match self {
            Self::Read(_) => true,
            Self::Take { accepted, .. } | Self::Free { accepted, .. } => !*accepted,
        }
    }
}
