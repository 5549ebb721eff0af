//! What a world may be called.

/// A world's name is `[a-z0-9][a-z0-9-]{0,62}`; an error says so.
pub(super) fn check(name: &str) -> Result<(), String> {
    let usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let right = (1..=63).contains(&name.len())
        && name.bytes().next().is_some_and(usual)
        && name.bytes().all(|byte| usual(byte) || byte == b'-');
    if right {
        Ok(())
    } else {
        Err(format!(
            "`{name}` is no name for a world: it takes 1 to 63 of a-z, 0-9 and -, not beginning with -"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for wrong in ["", "-a", "A", "a_b", &"a".repeat(64)] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
        assert_eq!(check("a-1"), Ok(()));
    }
}
