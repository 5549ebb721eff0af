//! A command that sends a request again, with secrets as environment variables.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use testline_emulator::http::{Method, Request, header};

use crate::redact::Redactor;

/// The curl of a request to `base` and the request's own target.
pub fn command(base: &str, request: &Request, redactor: &Redactor) -> String {
    let quote = |text: &str| format!("\"{}\"", redactor.hide_in_shell(&escape(text)));
    let mut command = String::new();
    let text = std::str::from_utf8(&request.body).ok().filter(|text| !text.contains('\0'));
    if text.is_none() {
        let _ = write!(command, "echo {} | base64 -d | ", BASE64.encode(&request.body));
    }
    command.push_str("curl -gi --path-as-is ");
    if request.method == Method::HEAD {
        command.push_str("--head ");
    } else {
        let _ = write!(command, "-X {} ", request.method);
    }
    command.push_str(&quote(&format!("{base}{}", request.target)));
    for (name, value) in request.headers.iter() {
        let value = String::from_utf8_lossy(value.as_bytes());
        // curl takes a header without a value for one to leave out, unless a semicolon ends it.
        let field = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        let _ = write!(command, " -H {}", quote(&field));
    }
    if !request.body.is_empty() {
        if !request.headers.contains(header::CONTENT_TYPE.as_str()) {
            command.push_str(" -H content-type:");
        }
        match text {
            Some(text) => {
                let _ = write!(command, " --data-raw {}", quote(text));
            }
            None => command.push_str(" --data-binary @-"),
        }
    }
    command
}

/// The text inside double quotes of a shell.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use testline_emulator::Vendor;
    use testline_emulator::http::HeaderName;

    use super::*;
    use crate::profile::Profile;

    #[test]
    fn a_secret_is_an_environment_variable() {
        let request = Request::new(Method::POST, "/api/v1/Account/MA_XXXXXX/numbers/%2B1/assign")
            .with_header(HeaderName::from_static("x-auth-token"), "testline")
            .with_json(r#"{"a":"$b"}"#);
        let redactor = Redactor::new(&Profile::of_default_world(Vendor::Vobiz));
        assert_eq!(
            command("http://127.0.0.1:7464", &request, &redactor),
            "curl -gi --path-as-is -X POST \"http://127.0.0.1:7464/api/v1/Account/MA_XXXXXX/numbers/%2B1/assign\" \
             -H \"x-auth-token: $FIRST_X_AUTH_TOKEN\" -H \"content-type: application/json\" \
             --data-raw \"{\\\"a\\\":\\\"\\$b\\\"}\""
        );
    }

    #[test]
    fn bytes_that_are_no_text_go_through_base64() {
        let mut request = Request::new(Method::POST, "/a");
        request.body = vec![0xff].into();
        let command = command("http://x", &request, &Redactor::default());
        assert!(command.starts_with("echo /w== | base64 -d | curl"), "{command}");
        assert!(command.ends_with("-H content-type: --data-binary @-"), "{command}");
    }
}
