//! What clients that race do to one number.

/// What is done to a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Puts it on an agent or a trunk.
    Take(String),
    /// Takes it off this one, or off whichever it is on.
    Free(Option<String>),
    /// Asks where it is.
    Read,
}
