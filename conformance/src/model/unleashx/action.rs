//! What can be asked of UnleashX, and the request that asks it.

use serde_json::{Map, Value};
use testline_emulator::http::{HeaderName, Method, Request};

/// A JSON object as it is sent.
pub(super) type Fields = Map<String, Value>;

/// One request in the model's words.
#[derive(Clone, Debug)]
pub struct Action {
    pub(super) caller: Caller,
    pub(super) twist: Twist,
    pub(super) ask: Ask,
}

/// Which credentials go with a request. A workspace is named as in the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// An API token in `token`.
    Token { workspace: &'static str, token: String },
    /// An API token in `api_access_token`.
    AccessToken { workspace: &'static str, token: String },
    /// An API token in `authorization`, with `Bearer` before it or without.
    Authorization { workspace: &'static str, token: String, bearer: bool },
    /// The login token in `token`.
    Login { workspace: &'static str, token: String },
    /// An unknown token in `token` before a good one in `api_access_token`.
    WrongBeforeRight { token: String },
    /// A token that nobody has.
    Unknown,
    /// None.
    Nobody,
    /// An empty `token`.
    Empty,
}

/// What is odd about a request besides who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    /// The path in upper case, which does not matter.
    OtherCase,
    /// A slash at the end, which does not matter.
    Slash,
    /// A percent-encoded letter, which no path has.
    Encoded,
    /// PATCH, which no path has.
    Patch,
    /// A body that is no JSON.
    Malformed,
    /// A body that is a JSON text.
    JustText,
    /// A body that is an array.
    Array,
    /// A body without a media type.
    Untyped,
    /// No body at all.
    NoBody,
}

#[derive(Clone, Debug)]
pub(super) enum Ask {
    Attach(Fields),
    AttachSecond(Fields),
    Create(Fields),
    Upsert(Fields),
    /// By the query of GET.
    Get {
        agent: Option<String>,
        kind: Option<String>,
    },
    /// By the body of POST.
    GetByBody(Fields),
    Delete {
        other_path: bool,
        query: Option<String>,
        fields: Fields,
    },
    GenerateToken,
    GetToken,
    Verify,
}

impl Ask {
    /// The operation, as the contract names it.
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::Attach(_) => "attach-phone-number",
            Self::AttachSecond(_) => "attach-phone-numbers",
            Self::Create(_) => "create-agent",
            Self::Upsert(_) => "create-voice-agent",
            Self::Get { .. } | Self::GetByBody(_) => "get-voice-agents",
            Self::Delete { .. } => "delete-voice-agent",
            Self::GenerateToken => "generate-token",
            Self::GetToken => "get-token",
            Self::Verify => "verify-token",
        }
    }

    /// Whether its route belongs to the first generation.
    pub(super) const fn is_first(&self) -> bool {
        matches!(self, Self::Attach(_) | Self::Create(_))
    }

    /// Whether it takes the login token.
    pub(super) const fn takes_login(&self) -> bool {
        matches!(self, Self::GenerateToken | Self::GetToken)
    }

    /// The body, where it reads one.
    pub(super) const fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Attach(fields)
            | Self::AttachSecond(fields)
            | Self::Create(fields)
            | Self::Upsert(fields)
            | Self::GetByBody(fields)
            | Self::Delete { fields, .. } => Some(fields),
            Self::Get { .. } | Self::GenerateToken | Self::GetToken | Self::Verify => None,
        }
    }

    fn route(&self) -> (Method, &'static str, String) {
        let query = |pairs: &[(&str, &Option<String>)]| {
            let given: Vec<String> =
                pairs.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_ref()?))).collect();
            if given.is_empty() { String::new() } else { format!("?{}", given.join("&")) }
        };
        let post = |path| (Method::POST, path, String::new());
        match self {
            Self::Attach(_) => post("/api/agent/attach-phone-number"),
            Self::AttachSecond(_) => post("/api/v1/global/attach-phone-numbers"),
            Self::Create(_) => post("/api/agents"),
            Self::Upsert(_) => post("/api/v1/global/create-agent"),
            Self::Get { agent, kind } => (
                Method::GET,
                "/api/v1/global/agents/get",
                query(&[("agent_id", agent), ("agent_type", kind)]),
            ),
            Self::GetByBody(_) => post("/api/v1/global/agents/get"),
            Self::Delete { other_path, query: agent, .. } => {
                let path =
                    if *other_path { "/api/v1/global/delete-agent" } else { "/api/v1/global/agents/delete" };
                (Method::POST, path, query(&[("agent_id", agent)]))
            }
            Self::GenerateToken => post("/api/v1/global/generate-token"),
            Self::GetToken => (Method::GET, "/api/v1/global/get-token", String::new()),
            Self::Verify => post("/api/v1/global/verify"),
        }
    }
}

impl Action {
    /// The fields of the body as the vendor reads them; what is no JSON object counts as one without fields.
    pub(super) fn read(&self) -> Fields {
        if matches!(self.twist, Twist::Array | Twist::Untyped | Twist::NoBody) {
            return Fields::new();
        }
        self.ask.fields().cloned().unwrap_or_default()
    }

    /// The request.
    pub(super) fn request(&self) -> Request {
        let (method, path, query) = self.ask.route();
        let path = match self.twist {
            Twist::OtherCase => path.to_uppercase(),
            Twist::Slash => format!("{path}/"),
            Twist::Encoded => path.replacen("/ag", "/%61g", 1).replacen("obal/g", "obal/%67", 1),
            Twist::None
            | Twist::Patch
            | Twist::Malformed
            | Twist::JustText
            | Twist::Array
            | Twist::Untyped
            | Twist::NoBody => path.to_owned(),
        };
        let method = if self.twist == Twist::Patch { Method::PATCH } else { method };
        let request = self.caller.sign(Request::new(method, format!("{path}{query}")));
        let Some(fields) = self.ask.fields() else { return request };
        let body = Value::Object(fields.clone()).to_string();
        match self.twist {
            Twist::NoBody => request,
            Twist::Malformed => request.with_json("{"),
            Twist::JustText => request.with_json("\"text\""),
            Twist::Array => request.with_json("[]"),
            Twist::Untyped => Request { body: body.into(), ..request },
            Twist::None | Twist::OtherCase | Twist::Slash | Twist::Encoded | Twist::Patch => {
                request.with_json(body)
            }
        }
    }
}

impl Caller {
    /// Whose credentials they are, if they are good anywhere.
    pub(super) const fn workspace(&self) -> Option<&'static str> {
        match self {
            Self::Token { workspace, .. }
            | Self::AccessToken { workspace, .. }
            | Self::Authorization { workspace, .. }
            | Self::Login { workspace, .. } => Some(workspace),
            Self::WrongBeforeRight { .. } | Self::Unknown | Self::Nobody | Self::Empty => None,
        }
    }

    fn sign(&self, request: Request) -> Request {
        let token_header = HeaderName::from_static("token");
        let access_header = HeaderName::from_static("api_access_token");
        match self {
            Self::Token { token, .. } | Self::Login { token, .. } => request.with_header(token_header, token),
            Self::AccessToken { token, .. } => request.with_header(access_header, token),
            Self::Authorization { token, bearer, .. } => {
                let scheme = if *bearer { "Bearer " } else { "" };
                request.with_header(HeaderName::from_static("authorization"), &format!("{scheme}{token}"))
            }
            Self::WrongBeforeRight { token } => {
                request.with_header(token_header, "NOBODYS_TOKEN").with_header(access_header, token)
            }
            Self::Unknown => request.with_header(token_header, "NOBODYS_TOKEN"),
            Self::Nobody => request,
            Self::Empty => request.with_header(token_header, ""),
        }
    }
}
