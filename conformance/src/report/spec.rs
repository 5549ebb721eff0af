//! What `--report` names: a format and where it goes.

use std::path::PathBuf;
use std::str::FromStr;

/// A format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `JUnit`'s XML.
    Junit,
    /// One JSON event a line.
    Json,
    /// One page.
    Html,
    /// A summary in Markdown, with annotations on standard output.
    Github,
}

/// One report that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// In which format.
    pub format: Format,
    /// Where it goes.
    pub path: PathBuf,
}

impl FromStr for Spec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or_else(|| format!("expected a report such as junit=report.xml, found `{text}`"))?;
        let format = match format {
            "junit" => Format::Junit,
            "json" => Format::Json,
            "html" => Format::Html,
            "github" => Format::Github,
            _ => {
                return Err(format!(
                    "`{format}` is no format of a report; there are: junit, json, html, github"
                ));
            }
        };
        Ok(Self { format, path: PathBuf::from(path) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_a_format_and_a_path() {
        let spec: Spec = "html=out/a=b.html".parse().expect("a right one");
        assert_eq!(spec, Spec { format: Format::Html, path: "out/a=b.html".into() });
        for wrong in ["html", "html=", "pdf=a"] {
            assert!(wrong.parse::<Spec>().is_err(), "{wrong}");
        }
    }
}
