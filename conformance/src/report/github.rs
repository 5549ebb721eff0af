//! The report for GitHub: annotations at the line of a scenario's step, and a summary of the step in Markdown.

use std::fmt::Write as _;

use testline_emulator::Vendor;

use super::terminal::verdicts;
use super::told::{Told, ToldFailure, ToldPlace, Word};
use crate::runner::{End, Run, Verdict};
use crate::scenario::Scenario;

/// How many failures the summary shows whole; GitHub cuts a summary at a megabyte.
const SHOWN: usize = 50;

/// The workflow commands that annotate files, one a line; GitHub reads them from standard output.
pub fn annotations(told: &Told<'_>) -> String {
    let mut text = String::new();
    for place in &told.places {
        for run in &place.summary.runs {
            let Some(scenario) = told.scenario(run) else { continue };
            let (line, title, message) = match &run.end {
                End::Failed(failure) => {
                    let Some(failure) = told.failure(run, failure) else { continue };
                    (failure.line, title(run, &failure), failure.mismatches.join("\n"))
                }
                End::Broken(message) => {
                    (1, "error".to_owned(), format!("failed to {}", told.line(run, message)))
                }
                End::Agreed | End::Skipped(_) | End::Stopped => continue,
            };
            let level = if run.known.is_some() {
                "notice"
            } else if told.counts(run) {
                "error"
            } else {
                "warning"
            };
            let _ = writeln!(
                text,
                "::{level} file={},line={line},title={}::{}",
                property(&scenario.path),
                property(&format!("{title} at {}", place.name())),
                data(&format!("{}\n{message}", scenario.claim))
            );
        }
    }
    text
}

fn title(run: &Run, failure: &ToldFailure) -> String {
    let clause = failure.clause.map_or(run.id.as_str(), |clause| clause.id());
    format!("{clause} {}", Told::word(run).as_str())
}

/// The text of a workflow command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The text of a workflow command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The summary of the step.
pub fn summary(told: &Told<'_>) -> String {
    let mut text = String::new();
    for place in &told.places {
        place_summary(told, place, &mut text);
    }
    text
}

fn place_summary(told: &Told<'_>, place: &ToldPlace<'_>, text: &mut String) {
    let runs = &place.summary.runs;
    let _ = writeln!(text, "## Conformance of {}\n", markdown(&place.name()));
    table(runs, text);
    let count = |word: Word| runs.iter().filter(|run| Told::word(run) == word).count();
    let _ = writeln!(
        text,
        "\n{} scenarios agree, {} disagree, {} differ, {} are known differences, {} were skipped, {} got no answer.\n",
        count(Word::Agrees),
        count(Word::Disagrees),
        count(Word::Differs),
        count(Word::Known),
        count(Word::Skipped),
        count(Word::Error)
    );
    let failed =
        runs.iter().filter(|run| matches!(Told::word(run), Word::Disagrees | Word::Differs | Word::Error));
    for (at, run) in failed.enumerate() {
        let Some(scenario) = told.scenario(run) else { continue };
        if at == SHOWN {
            text.push_str("Further failures are in the other reports.\n");
            break;
        }
        failed_run(told, run, scenario, text);
    }
}

fn table(runs: &[Run], text: &mut String) {
    let all = verdicts(runs);
    text.push_str("| clauses |");
    Verdict::ALL.iter().for_each(|verdict| {
        let _ = write!(text, " {verdict} |");
    });
    text.push_str("\n|---|---:|---:|---:|---:|---:|\n");
    for vendor in Vendor::ALL {
        let of: Vec<Verdict> = all
            .values()
            .filter(|(clause, _)| clause.facts().vendor == Some(vendor))
            .map(|(_, verdict)| *verdict)
            .collect();
        if of.is_empty() {
            continue;
        }
        let _ = write!(text, "| {} |", vendor.contract().name);
        for verdict in Verdict::ALL {
            let _ = write!(text, " {} |", of.iter().filter(|held| **held == verdict).count());
        }
        text.push('\n');
    }
}

fn failed_run(told: &Told<'_>, run: &Run, scenario: &Scenario, text: &mut String) {
    let _ = writeln!(text, "### {}\n", markdown(&scenario.claim));
    match &run.end {
        End::Failed(failure) => {
            let Some(failure) = told.failure(run, failure) else { return };
            let known = failure.clause.map_or_else(String::new, |clause| {
                format!("`{}` is {}: {}", clause.id(), failure.evidence, markdown(clause.facts().says))
            });
            let _ = writeln!(
                text,
                "{} `{}:{}`. {known}\n",
                Told::word(run).as_str(),
                scenario.path,
                failure.line
            );
            for mismatch in &failure.mismatches {
                let _ = writeln!(text, "* {}", markdown(mismatch));
            }
            let _ = writeln!(
                text,
                "\n<details><summary>exchanges</summary>\n\n{}\n{}\n</details>\n",
                fenced("expected", &failure.expected),
                fenced("came", &failure.came)
            );
        }
        End::Broken(message) => {
            let _ = writeln!(text, "failed to {}\n", markdown(&told.line(run, message)));
        }
        End::Agreed | End::Skipped(_) | End::Stopped => {}
    }
}

/// A block of code whose fence is longer than any run of backticks in it.
fn fenced(says: &str, code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{says}\n\n{fence}http\n{}\n{fence}\n", code.trim_end())
}

/// Text in which nothing has a meaning of its own for Markdown.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation()
            && !matches!(c, '.' | ',' | ':' | ';' | '-' | '/' | '=' | '(' | ')' | '\'' | '%')
        {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' { ' ' } else { c });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_escaped_as_its_reader_expects() {
        assert_eq!(data("100%\nof a:b"), "100%25%0Aof a:b");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }

    #[test]
    fn code_cannot_end_its_fence() {
        assert_eq!(fenced("s", "a ``` b"), "s\n\n````http\na ``` b\n````\n");
    }
}
