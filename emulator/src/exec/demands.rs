//! What `exec` demands of its command beside its own success.

use std::collections::BTreeMap;

use crate::tally::Counts;

/// What fails a command that was content with itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Demands {
    /// Nothing that is not emulated may have been asked for.
    pub(super) deny_unemulated: bool,
    /// Nothing may have been sent that nothing read.
    pub(super) deny_unread: bool,
    /// So many calls must have been made.
    pub(super) require_calls: Option<u64>,
}

impl Demands {
    /// What was not met, a line each, with what it was.
    pub(super) fn unmet(self, counts: &Counts) -> Vec<String> {
        let mut unmet = Vec::new();
        if self.deny_unemulated && !counts.unemulated.is_empty() {
            unmet.push(listed("--deny-unemulated: nothing emulates", &counts.unemulated));
        }
        if self.deny_unread && !counts.unread.is_empty() {
            unmet.push(listed("--deny-unread: nothing read", &counts.unread));
        }
        if let Some(wanted) = self.require_calls.filter(|wanted| counts.calls < *wanted) {
            unmet.push(format!("--require-calls {wanted}: there were {}", counts.calls));
        }
        unmet
    }
}

fn listed(what: &str, lines: &BTreeMap<String, u64>) -> String {
    let lines = lines.iter().map(|(line, count)| match count {
        1 => format!("\n  {line}"),
        _ => format!("\n  {line} ×{count}"),
    });
    lines.fold(what.to_owned(), |text, line| text + &line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_met_is_told_with_what_it_was() {
        let mut counts = Counts { calls: 2, ..Counts::default() };
        counts.unemulated.insert("vobiz POST /x (testline.not-emulated)".into(), 2);
        counts.unread.insert("vobiz.create-trunk: nam (did you mean name?)".into(), 1);
        assert!(Demands::default().unmet(&counts).is_empty());
        let all = Demands { deny_unemulated: true, deny_unread: true, require_calls: Some(3) };
        insta::assert_snapshot!(all.unmet(&counts).join("\n"), @r"
        --deny-unemulated: nothing emulates
          vobiz POST /x (testline.not-emulated) ×2
        --deny-unread: nothing read
          vobiz.create-trunk: nam (did you mean name?)
        --require-calls 3: there were 2
        ");
    }
}
