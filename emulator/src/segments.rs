//! The segments of a path: what stands between its slashes.

/// The segments of a path in order, as `path.split('/')` gives them, whose search is made for longer texts.
pub(crate) const fn segments(path: &str) -> Segments<'_> {
    Segments(Some(path))
}

/// See [`segments`].
#[derive(Clone, Debug)]
pub(crate) struct Segments<'p>(Option<&'p str>);

impl<'p> Iterator for Segments<'p> {
    type Item = &'p str;

    fn next(&mut self) -> Option<&'p str> {
        let rest = self.0?;
        match rest.bytes().position(|byte| byte == b'/') {
            Some(end) => {
                self.0 = Some(&rest[end + 1..]);
                Some(&rest[..end])
            }
            None => self.0.take(),
        }
    }
}

/// Whether a text may have a percent escape.
pub(crate) fn has_escape(text: &str) -> bool {
    text.as_bytes().contains(&b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_segments_that_it_is_split_into() {
        for path in ["", "/", "/a", "/a/", "a//b", "/ü/%2F/c"] {
            assert_eq!(segments(path).collect::<Vec<_>>(), path.split('/').collect::<Vec<_>>(), "{path}");
        }
    }

    #[test]
    fn an_escape_is_seen_anywhere() {
        for (text, has) in [("", false), ("a/b", false), ("%", true), ("ab%2", true)] {
            assert_eq!(has_escape(text), has, "{text}");
        }
    }
}
