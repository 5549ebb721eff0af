//! Colours, where they are wanted.

/// Whether and how text is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With ANSI escapes.
    Colour,
    /// As it is.
    Plain,
}

impl Style {
    /// Good.
    pub fn green(self, text: &str) -> String {
        self.wrap("32", text)
    }

    /// Bad.
    pub fn red(self, text: &str) -> String {
        self.wrap("31", text)
    }

    /// Worth a look.
    pub fn yellow(self, text: &str) -> String {
        self.wrap("33", text)
    }

    /// Less important.
    pub fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// More important.
    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        match self {
            Self::Colour => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Plain => text.to_owned(),
        }
    }
}
