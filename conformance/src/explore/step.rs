//! What a step of a case does: it asks, lets time pass, or asks while something goes wrong.

use jiff::SignedDuration;

use crate::model::Draw;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An action is asked for.
    Ask,
    /// The clock is moved on.
    Wait(SignedDuration),
    /// An action is asked for while a fault is armed.
    Spoilt(Fault),
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The answer says success and nothing is changed.
    Forget,
    /// The change is made and the answer is lost.
    CutAfterCommit,
    /// The connection is reset and nothing is changed.
    Reset,
}

impl Fault {
    /// Its name, as the emulator knows it.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Forget => "forget",
            Self::CutAfterCommit => "cut-after-commit",
            Self::Reset => "reset",
        }
    }

    /// Whether the vendor keeps what it did.
    pub(super) const fn keeps(self) -> bool {
        matches!(self, Self::CutAfterCommit)
    }

    /// Whether the client gets no answer.
    pub(super) const fn loses_the_answer(self) -> bool {
        !matches!(self, Self::Forget)
    }
}

/// The step that a draw stands for, where clock and faults can be had.
pub(super) fn of(draw: &Draw) -> Step {
    const WAITS: [SignedDuration; 6] = [
        SignedDuration::from_hours(1),
        SignedDuration::from_hours(23),
        SignedDuration::from_hours(24),
        SignedDuration::from_hours(25),
        SignedDuration::from_hours(44 * 24),
        SignedDuration::from_hours(46 * 24),
    ];
    let mut dice = draw.dice(0);
    match dice.weighted(&[(94, 0), (3, 1), (1, 2), (1, 3), (1, 4)], 0) {
        1 => Step::Wait(dice.of(&WAITS).copied().unwrap_or(SignedDuration::ZERO)),
        2 => Step::Spoilt(Fault::Forget),
        3 => Step::Spoilt(Fault::CutAfterCommit),
        4 => Step::Spoilt(Fault::Reset),
        _ => Step::Ask,
    }
}
