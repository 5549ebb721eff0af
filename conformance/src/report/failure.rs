//! One failure, so that a person sees what was expected, what came, and how to try it again.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::style::Style;
use crate::runner::{Failure, Run, Verdict};
use crate::scenario::Scenario;

/// The block of lines that shows a failure.
pub fn show(run: &Run, failure: &Failure, scenario: &Scenario, style: Style) -> String {
    let verdict = Verdict::of_failure(failure.evidence);
    let mut text = format!(
        "{} {}\n",
        match verdict {
            Verdict::Differs => style.yellow("differs"),
            Verdict::Agrees | Verdict::Disagrees | Verdict::Skipped | Verdict::NotRun =>
                style.red("disagrees"),
        },
        style.bold(&run.id)
    );
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {} {value}", style.dim(&format!("{name:<9}")));
    };
    line("claim", &scenario.claim);
    if let Some(clause) = failure.clause {
        let facts = clause.facts();
        let evidence = if facts.evidence == facts.body_evidence {
            facts.evidence.to_string()
        } else {
            format!("{}, its body {}", facts.evidence, facts.body_evidence)
        };
        line("clause", &format!("{} ({evidence})", facts.id));
        line("", facts.says);
        if let Some(source) = facts.source {
            line("source", &format!("{}, {} (read {})", source.url, source.section, source.read));
        }
        if let Some(reason) = facts.reason {
            line("reason", reason);
        }
    }
    line("at", &format!("{}:{}, step {}", scenario.path, failure.line, failure.step));
    for (name, value) in &failure.captured {
        line("captured", &format!("{name} = {value}"));
    }
    if let Some(because) = &failure.because {
        line("it says", because);
    }
    for mismatch in &failure.mismatches {
        line("wrong", mismatch);
    }
    text.push('\n');
    text.push_str(&difference(&failure.expected, &failure.came, style));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {} {value}", style.dim(&format!("{name:<9}")));
    };
    line("again", &format!("testline-conformance run {}", run.id));
    if let Some(curl) = &failure.curl {
        line("curl", curl);
    }
    text
}

/// The lines of two texts: what only the first has, what only the second has, and what both have.
pub(super) fn changes(expected: &str, came: &str) -> Vec<(ChangeTag, String)> {
    let diff = TextDiff::from_lines(expected, came);
    let line = |text: &str| text.trim_end_matches('\n').to_owned();
    diff.iter_all_changes().map(|change| (change.tag(), line(change.value()))).collect()
}

/// The difference of two texts: `-` what was expected, `+` what came.
fn difference(expected: &str, came: &str, style: Style) -> String {
    let mut text = String::new();
    for (tag, line) in changes(expected, came) {
        let shown = match tag {
            ChangeTag::Equal => format!("    {line}"),
            ChangeTag::Delete => style.red(&format!("  - {line}")),
            ChangeTag::Insert => style.green(&format!("  + {line}")),
        };
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_what_was_expected_and_what_came() {
        let shown = difference("a\nb\n", "a\nc\n", Style::Plain);
        assert_eq!(shown, "    a\n  - b\n  + c\n\n");
    }
}
