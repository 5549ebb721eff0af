//! `NAME={vobiz.base_url}/api/v1`: a variable of the user's own.

use super::reach::Reach;

/// A variable's name and the template of its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    template: String,
}

impl std::str::FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form =
            || format!("`{text}` is not of the form NAME=VALUE, such as API='{{vobiz.base_url}}/api/v1'");
        let (name, template) = text.split_once('=').ok_or_else(form)?;
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if name.is_empty() || !name.bytes().all(usual) || name.as_bytes()[0].is_ascii_digit() {
            return Err(form());
        }
        Ok(Self { name: name.to_owned(), template: template.to_owned() })
    }
}

impl Assignment {
    /// The variable with the value that it has for a world; `{{` and `}}` stand for braces. An error names what there
    /// is.
    pub fn fill(&self, reach: &Reach) -> Result<(String, String), String> {
        let values = reach.values();
        let mut value = String::new();
        let mut rest = self.template.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            value.push_str(&rest[..at]);
            let brace = &rest[at..];
            if let Some(after) = brace.strip_prefix("{{") {
                value.push('{');
                rest = after;
            } else if let Some(after) = brace.strip_prefix("}}") {
                value.push('}');
                rest = after;
            } else if let Some((name, after)) = brace.strip_prefix('{').and_then(|rest| rest.split_once('}'))
            {
                value.push_str(values.get(name).ok_or_else(|| {
                    let names: Vec<&str> = values.keys().copied().collect();
                    format!("{}: there is no {{{name}}}; there are: {}", self.name, names.join(", "))
                })?);
                rest = after;
            } else {
                return Err(format!(
                    "{}: a brace of `{}` has no partner; write it twice",
                    self.name, self.template
                ));
            }
        }
        value.push_str(rest);
        Ok((self.name.clone(), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{DEFAULT_WORLD, World};

    fn fill(text: &str) -> Result<String, String> {
        let reach = Reach::new("http://h:1", &World::new(0, DEFAULT_WORLD));
        text.parse::<Assignment>()?.fill(&reach).map(|(_, value)| value)
    }

    #[test]
    fn values_stand_in_the_place_of_their_names() {
        assert_eq!(fill("API={vobiz.base_url}/api/v1").as_deref(), Ok("http://h:1/vobiz/api/v1"));
        assert_eq!(fill("A={vobiz.auth_id}:{vobiz.auth_token}").as_deref(), Ok("MA_XXXXXX:testline"));
        assert_eq!(fill("J={{\"u\":\"{url}\"}}").as_deref(), Ok("{\"u\":\"http://h:1\"}"));
        assert_eq!(fill("EMPTY=").as_deref(), Ok(""));
    }

    #[test]
    fn what_is_wrong_is_told_with_what_is_right() {
        for (text, says) in [
            ("API", "NAME=VALUE"),
            ("1A=x", "NAME=VALUE"),
            ("A={vobiz.url}", "there is no {vobiz.url}; there are: admin_url"),
            ("A={url", "has no partner"),
        ] {
            let error = fill(text).expect_err("it is wrong");
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
