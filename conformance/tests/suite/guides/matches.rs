//! Whether a command prints what a guide says.

/// Stands for any text in a line, and alone for any lines.
const ANY: &str = "…";

/// Whether the lines that came are those that were told. Blanks at the end of a line do not count.
pub(super) fn lines_match(told: &[&str], came: &[&str]) -> bool {
    match (told.split_first(), came.split_first()) {
        (None, None) => true,
        (Some((told, rest)), _) if told.trim() == ANY => {
            (0..=came.len()).any(|skipped| lines_match(rest, &came[skipped..]))
        }
        (Some((told, told_rest)), Some((line, came_rest))) => {
            line_matches(told.trim_end(), line.trim_end()) && lines_match(told_rest, came_rest)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn line_matches(told: &str, came: &str) -> bool {
    match told.split_once(ANY) {
        None => told == came,
        Some((before, after)) => came.strip_prefix(before).is_some_and(|rest| {
            let starts = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            starts.into_iter().any(|at| line_matches(after, &rest[at..]))
        }),
    }
}

#[test]
fn an_ellipsis_stands_for_any_text_and_any_lines() {
    let matches = |told: &str, came: &str| {
        lines_match(&told.lines().collect::<Vec<_>>(), &came.lines().collect::<Vec<_>>())
    };
    assert!(matches("a …:… b\n…\nend", "a http://h:1 b\n1\n2\nend"));
    assert!(matches("…", "") && matches("", "") && matches("a  ", "a"));
    for (told, came) in [("a", "b"), ("a…c", "ab"), ("a", ""), ("", "a"), ("…\nend", "end\nmore")] {
        assert!(!matches(told, came), "{told:?} {came:?}");
    }
}
