//! What is wrong with a scenario file: file, line, column, and the line itself.

/// What is wrong with a scenario file, in words that follow "failed to".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The file.
    pub path: String,
    /// The line, from 1; 0 where the error has no place.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
    /// The text of the line.
    shown: String,
}

impl ScenarioError {
    /// An error at a place of a text.
    pub(crate) fn at(path: &str, text: &str, place: Place, message: String) -> Self {
        let shown = text.lines().nth(place.line.wrapping_sub(1)).unwrap_or("").to_owned();
        Self { path: path.to_owned(), line: place.line, column: place.column, message, shown }
    }

    /// The same error without the text of its line, which may hold what nobody should see.
    #[must_use]
    pub(crate) fn without_line(mut self) -> Self {
        self.shown = String::new();
        self
    }

    /// An error of the whole file.
    pub(crate) fn whole(path: &str, message: String) -> Self {
        Self { path: path.to_owned(), line: 0, column: 0, message, shown: String::new() }
    }
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, line, column, message, shown } = self;
        if *line == 0 {
            return write!(f, "read {path}: {message}");
        }
        if shown.is_empty() {
            return write!(f, "read {path}:{line}:{column}: {message}");
        }
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let before = " ".repeat(column.saturating_sub(1));
        write!(
            f,
            "read {path}:{line}:{column}: {message}\n {margin} |\n {number} | {shown}\n {margin} | {before}^"
        )
    }
}

impl std::error::Error for ScenarioError {}

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl From<serde_saphyr::Location> for Place {
    fn from(location: serde_saphyr::Location) -> Self {
        let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        Self { line: number(location.line()), column: number(location.column()) }
    }
}

impl Place {
    /// The first place of a text at or after this one that holds a word, preferably inside `{{…}}`; this one where
    /// none does.
    pub(crate) fn find(self, text: &str, word: &str) -> Self {
        let lines = || text.lines().enumerate().skip(self.line.saturating_sub(1));
        let place = |(at, line): (usize, &str), byte: usize| Self {
            line: at + 1,
            column: line[..byte].chars().count() + 1,
        };
        let inside = |line: &str| {
            let mut slots = line.match_indices("{{").map(|(at, _)| at + 2);
            slots.find_map(|at| {
                let spaces = line[at..].len() - line[at..].trim_start().len();
                line[at + spaces..].starts_with(word).then_some(at + spaces)
            })
        };
        let slot = lines().find_map(|(at, line)| inside(line).map(|byte| place((at, line), byte)));
        let plain = || lines().find_map(|(at, line)| line.find(word).map(|byte| place((at, line), byte)));
        slot.or_else(plain).unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_file_line_column_and_the_line() {
        let error =
            ScenarioError::at("a.yaml", "one\n  two: 2\n", Place { line: 2, column: 3 }, "no".to_owned());
        assert_eq!(error.to_string(), "read a.yaml:2:3: no\n   |\n 2 |   two: 2\n   |   ^");
    }

    #[test]
    fn a_word_is_found_after_a_place() {
        let place = Place { line: 2, column: 1 }.find("x\ny\nä x", "x");
        assert_eq!(place, Place { line: 3, column: 3 });
        let place = Place { line: 1, column: 1 }.find("x\nx {{ y }} {{ x }}", "x");
        assert_eq!(place, Place { line: 2, column: 14 });
    }
}
