//! From a scenario's request to one that can be sent: credentials, headers laid over them, body.

use testline_emulator::http::{HeaderName, HeaderValue, Headers, Request, header};

use crate::profile::Profile;
use crate::scenario::{Body, Call, HeaderEdit};
use crate::template::{Scope, fill, fill_json};

/// The request of a call. An error follows "failed to".
pub(crate) fn request(call: &Call, scope: &Scope, profile: &Profile) -> Result<Request, String> {
    let wrong =
        |error: crate::template::TemplateError| format!("fill in {} {}: {error}", call.method, call.target);
    let mut fields: Vec<(HeaderName, HeaderValue)> = Vec::new();
    if let Some(name) = &call.auth {
        let set = profile.sets.get(name).ok_or_else(|| {
            format!("send with credentials `{name}`, which the target's profile does not have")
        })?;
        for (name, value) in &set.headers {
            fields.push(field(name.as_bytes(), value)?);
        }
    }
    // A name may be taken away in one spelling and given in another, so that all go before any comes.
    fields.retain(|(held, _)| call.headers.iter().all(|(name, _)| name != held));
    for (name, edit) in &call.headers {
        match edit {
            HeaderEdit::Remove => {}
            HeaderEdit::Set(texts) => {
                for text in texts {
                    fields.push(field(name.as_str().as_bytes(), &fill(text, scope).map_err(wrong)?)?);
                }
            }
        }
    }
    let body = match &call.body {
        Body::None => Vec::new(),
        Body::Json(json) => {
            if !call.headers.iter().any(|(name, _)| name == header::CONTENT_TYPE) {
                fields.push((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
            }
            fill_json(json, scope).map_err(wrong)?.to_string().into_bytes()
        }
        Body::Text(text) => fill(text, scope).map_err(wrong)?.into_bytes(),
        Body::Bytes(bytes) => bytes.clone(),
        Body::Filler(size) => vec![b' '; *size],
    };
    Ok(Request {
        method: call.method.clone(),
        target: fill(&call.target, scope).map_err(wrong)?,
        headers: fields.into_iter().collect::<Headers>(),
        body: body.into(),
        over_limit: false,
    })
}

/// The request as reports show it: a body that only fills is told by its size.
pub(super) fn shown(call: &Call, sent: &Request) -> Request {
    let mut shown = sent.clone();
    if let Body::Filler(size) = call.body {
        shown.body = format!("({size} spaces)").into();
    }
    shown
}

fn field(name: &[u8], value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let shown = String::from_utf8_lossy(name).into_owned();
    let name = HeaderName::from_bytes(name).map_err(|_| format!("send a header named `{shown}`"))?;
    let value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| format!("send the header `{shown}`: its value holds a control character"))?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use testline_emulator::Vendor;
    use testline_emulator::http::Method;

    use super::*;

    #[test]
    fn headers_are_laid_over_the_credentials() {
        let profile = Profile::of_default_world(Vendor::Vobiz);
        let call = Call {
            method: Method::POST,
            target: "/api/v1/Account/{{auth_id}}".to_owned(),
            auth: Some("first".to_owned()),
            headers: vec![
                (HeaderName::from_static("x-auth-id"), HeaderEdit::Remove),
                (
                    HeaderName::from_static("x-auth-token"),
                    HeaderEdit::Set(vec!["a".into(), "{{auth_id}}".into()]),
                ),
            ],
            body: Body::Json(serde_json::json!({"b": 1, "a": "{{auth_id}}"})),
        };
        let request = request(&call, &profile.scope(Vendor::Vobiz, &[]), &profile).expect("it can be sent");
        let fields: Vec<String> =
            request.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
        assert_eq!(
            fields,
            ["x-auth-token: \"a\"", "x-auth-token: \"MA_XXXXXX\"", "content-type: \"application/json\""]
        );
        assert_eq!(request.body, r#"{"b":1,"a":"MA_XXXXXX"}"#.as_bytes());
        assert_eq!(request.target, "/api/v1/Account/MA_XXXXXX");
    }
}
