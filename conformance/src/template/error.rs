//! What is wrong with a template.

/// What is wrong with a template, in words that follow its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The text to look for in the file, without braces.
    pub word: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TemplateError {}

pub(super) fn error(word: &str, message: String) -> TemplateError {
    TemplateError { word: word.to_owned(), message }
}
