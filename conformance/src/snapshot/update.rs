//! What is done about a difference, where no flag says it: as insta does it, by `INSTA_UPDATE` and `CI`.

/// What is done about a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Update {
    /// It is agreed to at once.
    InPlace,
    /// It waits in a file to be looked at.
    Pending,
    /// Nothing is written.
    Nothing,
}

impl Update {
    /// What the two variables say; `is_first` where there was no snapshot before.
    pub(super) fn by(insta_update: Option<&str>, ci: Option<&str>, is_first: bool) -> Result<Self, String> {
        let in_ci = ci.is_some_and(|ci| !["", "0", "false"].contains(&ci));
        match insta_update.unwrap_or("") {
            "" | "auto" if in_ci => Ok(Self::Nothing),
            "" | "auto" | "new" => Ok(Self::Pending),
            "always" | "1" | "force" => Ok(Self::InPlace),
            "unseen" if is_first => Ok(Self::InPlace),
            "unseen" => Ok(Self::Pending),
            "no" => Ok(Self::Nothing),
            other => {
                Err(format!("INSTA_UPDATE is `{other}`; it may be auto, new, always, unseen, force or no"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_mean_what_they_mean_to_insta() {
        for (insta, ci, is_first, update) in [
            (None, None, false, Update::Pending),
            (Some("auto"), Some(""), true, Update::Pending),
            (None, Some("true"), true, Update::Nothing),
            (None, Some("false"), false, Update::Pending),
            (Some("new"), Some("true"), false, Update::Pending),
            (Some("always"), None, false, Update::InPlace),
            (Some("unseen"), None, true, Update::InPlace),
            (Some("unseen"), None, false, Update::Pending),
            (Some("no"), None, true, Update::Nothing),
        ] {
            assert_eq!(Update::by(insta, ci, is_first), Ok(update), "{insta:?} {ci:?} {is_first}");
        }
        assert!(Update::by(Some("yes"), None, false).is_err());
    }
}
