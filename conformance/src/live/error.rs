//! What keeps a live target from being used.

use crate::exit::Exit;

/// What keeps a live target from being used, in words that follow "failed to", and how the program ends because of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveError {
    /// What is wrong and what to do.
    pub message: String,
    /// How the program ends.
    pub exit: Exit,
}

impl LiveError {
    /// A file or an option is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Usage }
    }

    /// The target is unreachable or not idle, or a variable is missing.
    pub fn unreachable(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Unreachable }
    }
}

impl std::fmt::Display for LiveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LiveError {}
