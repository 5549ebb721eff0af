//! What the shell does to an answer on its way out, as values.

use jiff::SignedDuration;

/// Something that a fault does to an answer on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The answer goes out so much later. What it says is done already.
    Delay(SignedDuration),
    /// The answer does not arrive whole.
    Cut(Cut),
}

/// How an answer is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The connection is reset.
    Reset,
    /// The connection is closed without a byte.
    Empty,
    /// The connection is closed in the middle of the body, or of the head where there is no body.
    Truncate,
}
