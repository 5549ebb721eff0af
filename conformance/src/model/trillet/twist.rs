//! What is odd about a request besides who sends it: its method, its path, its body.

use serde_json::Value;
use testline_emulator::http::{HeaderName, Method, Request};

use super::action::{Ask, Fields, Segment};

/// What is odd about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    /// The literal segments in upper case, which does not matter.
    OtherCase,
    /// A slash at the end, which does not matter.
    Slash,
    /// A query that nobody reads.
    Query,
    /// The first letter of the first id percent-encoded, which does not matter.
    EncodedId,
    /// HEAD, which is answered where there is GET.
    Head,
    /// OPTIONS, which every path answers.
    Options,
    /// Two slashes at the end, which make another path.
    TwoSlashes,
    /// A percent-encoded letter in a literal segment, which makes another path.
    EncodedLiteral,
    /// PATCH, which no path has.
    Patch,
    /// DELETE, or PATCH on the one path that has DELETE.
    Delete,
    /// A broken percent escape for the first id.
    BrokenPath,
    /// A media type in capital letters with a character set, which does not matter.
    Capital,
    /// No body, and a media type that is not looked at.
    NoBody,
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

/// What can be odd about every request, what about one that has an id in its path, and what about one with a body.
pub(super) const ANYWHERE: [Twist; 10] = [
    Twist::OtherCase,
    Twist::Slash,
    Twist::Head,
    Twist::Head,
    Twist::Options,
    Twist::Query,
    Twist::TwoSlashes,
    Twist::EncodedLiteral,
    Twist::Patch,
    Twist::Delete,
];
pub(super) const WITH_ID: [Twist; 2] = [Twist::EncodedId, Twist::BrokenPath];
pub(super) const WITH_BODY: [Twist; 9] = [
    Twist::NoBody,
    Twist::Capital,
    Twist::Untyped,
    Twist::Form,
    Twist::Malformed,
    Twist::White,
    Twist::NotUtf8,
    Twist::Array,
    Twist::Null,
];

impl Twist {
    /// Whether nothing comes in the body.
    pub(super) const fn leaves_no_body(self) -> bool {
        matches!(self, Self::NoBody)
    }

    /// The method of a request for this.
    pub(super) fn method(self, ask: &Ask) -> Method {
        match self {
            Self::Head => Method::HEAD,
            Self::Options => Method::OPTIONS,
            Self::Patch => Method::PATCH,
            // What stands behind these paths is documented and not emulated, or has DELETE.
            Self::Delete if matches!(ask, Ask::GetFlow(_)) || ask.is_one_agent() => Method::PATCH,
            Self::Delete => Method::DELETE,
            _ => ask.route().0,
        }
    }

    /// The path of a request for this, without its query.
    pub(super) fn path(self, ask: &Ask) -> String {
        let (_, segments) = ask.route();
        let mut path = String::new();
        let mut ids = 0;
        for (at, segment) in segments.iter().enumerate() {
            path.push('/');
            match segment {
                Segment::Literal(text) if self == Self::OtherCase => path.push_str(&text.to_uppercase()),
                Segment::Literal(text) if self == Self::EncodedLiteral && at == 2 => {
                    path.push_str(&encoded(text));
                }
                Segment::Literal(text) => path.push_str(text),
                Segment::Id(id) => {
                    ids += 1;
                    match self {
                        Self::BrokenPath if ids == 1 => path.push_str("%zz"),
                        Self::EncodedId if ids == 1 => path.push_str(&encoded(id)),
                        _ => path.push_str(id),
                    }
                }
            }
        }
        match self {
            Self::Slash => path.push('/'),
            Self::TwoSlashes => path.push_str("//"),
            _ => {}
        }
        path
    }

    /// The target of a request for this.
    pub(super) fn target(self, ask: &Ask) -> String {
        let query = ask.query();
        let query =
            if self == Self::Query && query.is_empty() { "?limit=1&page=2".to_owned() } else { query };
        format!("{}{query}", self.path(ask))
    }

    /// The request with its body.
    pub(super) fn with_body(self, request: Request, fields: &Fields) -> Request {
        let typed = |request: Request, media: &str| {
            request.with_header(HeaderName::from_static("content-type"), media)
        };
        let body = Value::Object(fields.clone()).to_string();
        match self {
            Self::NoBody => typed(request, "text/plain"),
            Self::Untyped => Request { body: body.into(), ..request },
            Self::Form => {
                Request { body: body.into(), ..typed(request, "application/x-www-form-urlencoded") }
            }
            Self::Capital => {
                Request { body: body.into(), ..typed(request, "Application/JSON; charset=UTF-8") }
            }
            Self::Malformed => request.with_json("{"),
            Self::White => request.with_json("  "),
            Self::NotUtf8 => request.with_json(&b"{\"x\":\"\xff\"}"[..]),
            Self::Array => request.with_json("[]"),
            Self::Null => request.with_json("null"),
            _ => request.with_json(body),
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
