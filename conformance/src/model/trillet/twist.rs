//! What is odd about a request besides who sends it: its method, its path, its body.

use serde_json::Value;
use testline_emulator::http::{HeaderName, Method, Request};

use super::action::{Ask, Fields, Segment};

/// What is odd about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    Method(OddMethod),
    Path(OddPath),
    Body(OddBody),
}

/// Another method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OddMethod {
    /// HEAD, which is answered where there is GET.
    Head,
    /// OPTIONS, which every path answers.
    Options,
    /// PATCH, which no path has.
    Patch,
    /// DELETE, or PATCH on the paths that have DELETE.
    Delete,
}

/// Another way to write the path, or another path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OddPath {
    /// The literal segments in upper case, which does not matter.
    Case,
    /// A slash at the end, which does not matter.
    Slash,
    /// A query that nobody reads.
    Query,
    /// The first letter of the first id percent-encoded, which does not matter.
    EncodedId,
    /// Two slashes at the end, which make another path.
    TwoSlashes,
    /// A percent-encoded letter in a literal segment, which makes another path.
    EncodedLiteral,
    /// A broken percent escape for the first id.
    Broken,
}

/// Another way to send the body, or what is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OddBody {
    /// A media type in capital letters with a character set, which does not matter.
    Capital,
    /// No body, and a media type that is not looked at.
    Missing,
    /// A body without a media type.
    Untyped,
    /// A body of another media type.
    Form,
    /// A body that is no JSON.
    Malformed,
    /// White space, which is no JSON.
    White,
    /// A body that is not UTF-8.
    NotUtf8,
    /// A body that is an array.
    Array,
    /// A body that is null.
    Null,
}

/// What can be odd about every request, about one that has an id in its path, and about one with a body.
pub(super) const ANYWHERE: [Twist; 10] = [
    Twist::Path(OddPath::Case),
    Twist::Path(OddPath::Slash),
    Twist::Method(OddMethod::Head),
    Twist::Method(OddMethod::Head),
    Twist::Method(OddMethod::Options),
    Twist::Path(OddPath::Query),
    Twist::Path(OddPath::TwoSlashes),
    Twist::Path(OddPath::EncodedLiteral),
    Twist::Method(OddMethod::Patch),
    Twist::Method(OddMethod::Delete),
];
pub(super) const WITH_ID: [Twist; 2] = [Twist::Path(OddPath::EncodedId), Twist::Path(OddPath::Broken)];
pub(super) const WITH_BODY: [Twist; 9] = [
    Twist::Body(OddBody::Missing),
    Twist::Body(OddBody::Capital),
    Twist::Body(OddBody::Untyped),
    Twist::Body(OddBody::Form),
    Twist::Body(OddBody::Malformed),
    Twist::Body(OddBody::White),
    Twist::Body(OddBody::NotUtf8),
    Twist::Body(OddBody::Array),
    Twist::Body(OddBody::Null),
];

impl Twist {
    /// The method of a request for this.
    pub(super) fn method(self, ask: &Ask) -> Method {
        let own = ask.route().0;
        let Self::Method(odd) = self else { return own };
        match odd {
            OddMethod::Head => Method::HEAD,
            OddMethod::Options => Method::OPTIONS,
            OddMethod::Patch => Method::PATCH,
            // What stands behind these paths is documented and not emulated, or has DELETE.
            OddMethod::Delete if matches!(ask, Ask::GetFlow(_)) || ask.is_one_agent() => Method::PATCH,
            OddMethod::Delete => Method::DELETE,
        }
    }

    /// The path of a request for this, without its query.
    pub(super) fn path(self, ask: &Ask) -> String {
        let is = |odd| self == Self::Path(odd);
        let mut path = String::new();
        let mut is_first_id = true;
        for (at, segment) in ask.route().1.into_iter().enumerate() {
            path.push('/');
            match segment {
                Segment::Literal(text) if is(OddPath::Case) => path.push_str(&text.to_uppercase()),
                Segment::Literal(text) if is(OddPath::EncodedLiteral) && at == 2 => {
                    path.push_str(&encoded(text));
                }
                Segment::Literal(text) => path.push_str(text),
                Segment::Id(_) if is(OddPath::Broken) && is_first_id => path.push_str("%zz"),
                Segment::Id(id) if is(OddPath::EncodedId) && is_first_id => path.push_str(&encoded(id)),
                Segment::Id(id) => path.push_str(id),
            }
            is_first_id &= matches!(segment, Segment::Literal(_));
        }
        if is(OddPath::Slash) {
            path.push('/');
        } else if is(OddPath::TwoSlashes) {
            path.push_str("//");
        }
        path
    }

    /// The target of a request for this.
    pub(super) fn target(self, ask: &Ask) -> String {
        let query = ask.query();
        let unread = self == Self::Path(OddPath::Query) && query.is_empty();
        let query = if unread { "?limit=1&page=2".to_owned() } else { query };
        format!("{}{query}", self.path(ask))
    }

    /// The request with its body.
    pub(super) fn with_body(self, request: Request, fields: &Fields) -> Request {
        let body = Value::Object(fields.clone()).to_string();
        let Self::Body(odd) = self else { return request.with_json(body) };
        let typed = |media: &str, body: String| {
            let request = request.clone().with_header(HeaderName::from_static("content-type"), media);
            Request { body: body.into(), ..request }
        };
        match odd {
            OddBody::Missing => typed("text/plain", String::new()),
            OddBody::Untyped => Request { body: body.into(), ..request },
            OddBody::Form => typed("application/x-www-form-urlencoded", body),
            OddBody::Capital => typed("Application/JSON; charset=UTF-8", body),
            OddBody::Malformed => request.with_json("{"),
            OddBody::White => request.with_json("  "),
            OddBody::NotUtf8 => request.with_json(&b"{\"x\":\"\xff\"}"[..]),
            OddBody::Array => request.with_json("[]"),
            OddBody::Null => request.with_json("null"),
        }
    }
}

impl Ask {
    /// Whether its path is that of one agent.
    const fn is_one_agent(&self) -> bool {
        matches!(self, Self::GetAgent(_) | Self::UpdateAgent { .. } | Self::DeleteAgent(_))
    }

    /// Whether its path has another operation, whose method is GET.
    pub(super) const fn shares_its_path_with_get(&self) -> bool {
        matches!(
            self,
            Self::CreateAgent(_)
                | Self::UpdateAgent { .. }
                | Self::DeleteAgent(_)
                | Self::CreateFlow(_)
                | Self::UpdateConfig { .. }
        )
    }

    /// Whether its path has an id.
    pub(super) fn has_id(&self) -> bool {
        self.route().1.iter().any(|segment| matches!(segment, Segment::Id(_)))
    }
}

/// A text with its first letter percent-encoded.
fn encoded(text: &str) -> String {
    match text.split_at_checked(1) {
        Some((first, rest)) => {
            format!("%{:02x}{rest}", first.as_bytes().first().copied().unwrap_or_default())
        }
        None => text.to_owned(),
    }
}
