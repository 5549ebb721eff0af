//! What is new, changed and missing between two snapshots, exchange by exchange.

use std::fmt::Write as _;

use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices_by_key};

use crate::report::Style;

/// How many lines are shown around a line that changed.
const AROUND: usize = 3;

/// Two exchanges that belong together, or one that is without a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pair<'t> {
    Same,
    New(&'t str),
    Missing(&'t str),
    Changed(&'t str, &'t str),
}

/// The difference in a form for people: what is new, changed and missing, and how many of each.
pub(super) fn show(agreed: &str, came: &str, style: Style) -> String {
    let pairs = pairs(&exchanges(agreed), &exchanges(came));
    let mut text = String::new();
    for pair in &pairs {
        match pair {
            Pair::Same => continue,
            Pair::New(exchange) => {
                let _ = writeln!(text, "{} {}", style.green("new    "), style.bold(title(exchange)));
                exchange
                    .trim_end()
                    .lines()
                    .skip(1)
                    .for_each(|line| push(&mut text, ChangeTag::Insert, line, style));
            }
            Pair::Missing(exchange) => {
                let _ = writeln!(text, "{} {}", style.red("missing"), style.bold(title(exchange)));
                exchange
                    .trim_end()
                    .lines()
                    .skip(1)
                    .for_each(|line| push(&mut text, ChangeTag::Delete, line, style));
            }
            Pair::Changed(before, after) => {
                let _ = writeln!(text, "{} {}", style.yellow("changed"), style.bold(title(after)));
                changed(&mut text, before, after, style);
            }
        }
        text.push('\n');
    }
    let count = |wanted: fn(&Pair<'_>) -> bool| pairs.iter().filter(|pair| wanted(pair)).count();
    let _ = writeln!(
        text,
        "{} new, {} changed, {} missing, {} as agreed",
        count(|pair| matches!(pair, Pair::New(_))),
        count(|pair| matches!(pair, Pair::Changed(..))),
        count(|pair| matches!(pair, Pair::Missing(_))),
        count(|pair| matches!(pair, Pair::Same)),
    );
    text
}

/// The exchanges of a text.
fn exchanges(text: &str) -> Vec<&str> {
    let inner = text.match_indices("\n### ").map(|(at, _)| at + 1);
    let starts: Vec<usize> = text.starts_with("### ").then_some(0).into_iter().chain(inner).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| text[*start..end].trim_end()).collect()
}

/// What is between `### ` and the end of the line.
fn title(exchange: &str) -> &str {
    exchange.lines().next().unwrap_or("").trim_start_matches("### ")
}

/// Method and path, which exchanges that belong together have in common.
fn asked(exchange: &str) -> &str {
    exchange.lines().nth(1).unwrap_or("")
}

/// Pairs exchanges in their order: those that ask for the same belong together, and what stands between such is paired by
/// what was decided, if it can be.
fn pairs<'t>(agreed: &[&'t str], came: &[&'t str]) -> Vec<Pair<'t>> {
    let mut pairs = Vec::new();
    for operation in capture_diff_slices_by_key(Algorithm::Myers, agreed, came, |exchange| asked(exchange)) {
        let (old, new) = (&agreed[operation.old_range()], &came[operation.new_range()]);
        match operation {
            DiffOp::Equal { .. } => {
                pairs.extend(old.iter().zip(new).map(|(before, after)| pair(before, after)));
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                between(&mut pairs, old, new);
            }
        }
    }
    pairs
}

fn pair<'t>(before: &'t str, after: &'t str) -> Pair<'t> {
    if before == after { Pair::Same } else { Pair::Changed(before, after) }
}

/// Pairs what was decided in the same way; the rest is missing or new.
fn between<'t>(pairs: &mut Vec<Pair<'t>>, agreed: &[&'t str], came: &[&'t str]) {
    let mut left: Vec<&'t str> = agreed.to_vec();
    let partners: Vec<Option<&'t str>> = came
        .iter()
        .map(|exchange| {
            let found = left.iter().position(|other| title(other) == title(exchange));
            found.map(|found| left.remove(found))
        })
        .collect();
    pairs.extend(left.into_iter().map(Pair::Missing));
    let paired = came.iter().zip(partners);
    pairs.extend(paired.map(|(after, before)| before.map_or(Pair::New(after), |before| pair(before, after))));
}

/// What was asked, the lines that changed, and some around them.
fn changed(text: &mut String, before: &str, after: &str, style: Style) {
    /// Before it stand the heading and the line of the request.
    const REST: usize = 2;
    let diff = TextDiff::from_lines(before, after);
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        let begins = group.first().map_or(0, |operation| operation.new_range().start);
        if at == 0 && begins >= REST {
            push(text, ChangeTag::Equal, asked(after), style);
        }
        if at > 0 || begins > REST {
            let _ = writeln!(text, "    {}", style.dim("…"));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            // The heading stands above already.
            if change.tag() != ChangeTag::Equal || change.new_index() != Some(0) {
                push(text, change.tag(), change.value().trim_end_matches('\n'), style);
            }
        }
    }
}

fn push(text: &mut String, tag: ChangeTag, line: &str, style: Style) {
    let mark = match tag {
        ChangeTag::Equal => ' ',
        ChangeTag::Delete => '-',
        ChangeTag::Insert => '+',
    };
    let line = format!("  {mark} {line}");
    let line = line.trim_end();
    let line = match tag {
        ChangeTag::Equal => line.to_owned(),
        ChangeTag::Delete => style.red(line),
        ChangeTag::Insert => style.green(line),
    };
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "### v.a.done\nGET /a\n\nHTTP/1.1 200 OK\n\nx\n";
    const TWO: &str = "### v.b.done\nGET /b\n\nHTTP/1.1 200 OK\n";

    fn joined(exchanges: &[&str]) -> String {
        exchanges.join("\n")
    }

    #[test]
    fn what_is_new_changed_and_missing_is_told_exchange_by_exchange() {
        let other = ONE.replace("x\n", "y\n");
        let shown = show(
            &joined(&[ONE, TWO, ONE]),
            &joined(&[&other, ONE, "### v.c.refused\nGET /c\n"]),
            Style::Plain,
        );
        let expected = "\
changed v.a.done
    GET /a

    HTTP/1.1 200 OK

  - x
  + y

missing v.b.done
  - GET /b
  -
  - HTTP/1.1 200 OK

new     v.c.refused
  + GET /c

1 new, 1 changed, 1 missing, 1 as agreed
";
        let sorted = |text: &str| {
            let mut blocks: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
            blocks.sort();
            blocks
        };
        assert_eq!(sorted(&shown), sorted(expected), "{shown}");
    }

    #[test]
    fn what_is_decided_in_another_way_is_one_change() {
        let refused = TWO.replace("v.b.done", "v.b.refused").replace("200 OK", "400 Bad Request");
        let shown = show(TWO, &refused, Style::Plain);
        assert!(shown.contains("  - ### v.b.done\n  + ### v.b.refused\n"), "{shown}");
        assert!(shown.ends_with("0 new, 1 changed, 0 missing, 0 as agreed\n"), "{shown}");
    }

    #[test]
    fn one_more_of_the_same_is_new() {
        let shown = show(ONE, &joined(&[ONE, ONE]), Style::Plain);
        assert!(shown.ends_with("1 new, 0 changed, 0 missing, 1 as agreed\n"), "{shown}");
    }
}
