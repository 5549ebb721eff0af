//! How variables are written: for a shell, a `.env` file, GitHub Actions, or a program.

use serde_json::{Map, Value};

/// A way to write variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Form {
    /// `export NAME='value'`, for `eval`.
    Shell,
    /// `NAME=value`, for a .env file.
    Dotenv,
    /// `NAME=value`, to be appended to the file that `GITHUB_ENV` names.
    Github,
    /// One JSON object.
    Json,
}

impl Form {
    /// Writes variables, each on a line of its own.
    pub fn write(self, variables: &[(String, String)]) -> String {
        let line = |(name, value): &(String, String)| match self {
            Self::Shell => format!("export {name}='{}'\n", value.replace('\'', r"'\''")),
            Self::Dotenv => format!("{name}={}\n", dotenv(value)),
            Self::Github | Self::Json => format!("{name}={value}\n"),
        };
        match self {
            Self::Shell | Self::Dotenv | Self::Github => variables.iter().map(line).collect(),
            Self::Json => {
                let object: Map<String, Value> =
                    variables.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
                format!("{:#}\n", Value::Object(object))
            }
        }
    }
}

/// A value as it can stand in a .env file: quoted, unless it is plain.
fn dotenv(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/@%+".contains(&byte);
    if value.bytes().all(plain) {
        return value.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in value.chars() {
        if matches!(character, '"' | '\\' | '$') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_quotes_in_its_own_way() {
        let variables = [("A".to_owned(), "http://h:1/x".to_owned()), ("B".to_owned(), "it's $1".to_owned())];
        let write = |form: Form| form.write(&variables);
        assert_eq!(write(Form::Shell), "export A='http://h:1/x'\nexport B='it'\\''s $1'\n");
        assert_eq!(write(Form::Dotenv), "A=http://h:1/x\nB=\"it's \\$1\"\n");
        assert_eq!(write(Form::Github), "A=http://h:1/x\nB=it's $1\n");
        assert_eq!(write(Form::Json), "{\n  \"A\": \"http://h:1/x\",\n  \"B\": \"it's $1\"\n}\n");
    }
}
