//! What was found, and how it is told.

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// It is as it should be.
    Fine(String),
    /// It is not.
    Wrong {
        /// What is wrong, and where.
        what: String,
        /// What to do.
        cure: String,
    },
}

/// Something that is wrong.
pub(super) fn wrong(what: impl Into<String>, cure: impl Into<String>) -> Finding {
    Finding::Wrong { what: what.into(), cure: cure.into() }
}

/// Something that is as it should be.
pub(super) fn fine(what: impl Into<String>) -> Finding {
    Finding::Fine(what.into())
}

/// How much is wrong.
pub(super) fn count(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| matches!(finding, Finding::Wrong { .. })).count()
}

/// Everything that was found, what is wrong first.
pub(super) fn text(findings: &[Finding]) -> String {
    let (mut wrong, mut fine) = (String::new(), String::new());
    for finding in findings {
        match finding {
            Finding::Wrong { what, cure } => {
                wrong.push_str(&format!("wrong  {}\n   do  {}\n", indented(what), indented(cure)));
            }
            Finding::Fine(what) => fine.push_str(&format!(" fine  {}\n", indented(what))),
        }
    }
    let sum = match count(findings) {
        0 => "nothing is wrong".to_owned(),
        1 => "1 thing is wrong".to_owned(),
        many => format!("{many} things are wrong"),
    };
    format!("{wrong}{fine}{sum}\n")
}

/// Further lines stand below the first one.
fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n       ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_comes_first_with_what_to_do() {
        let findings = [fine("the sky"), wrong("a file:\nits line 1", "mend it")];
        insta::assert_snapshot!(text(&findings), @r"
        wrong  a file:
               its line 1
           do  mend it
         fine  the sky
        1 thing is wrong
        ");
        assert!(text(&[]).ends_with("nothing is wrong\n"));
    }
}
