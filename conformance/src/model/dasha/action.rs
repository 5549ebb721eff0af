//! What can be asked of Dasha, and the request that asks it.

use serde_json::{Map, Value};
use testline_emulator::http::{HeaderName, Method, Request, header};

/// One request in the model's words.
#[derive(Clone, Debug)]
pub struct Action {
    pub(super) caller: Caller,
    /// The organisation whose key it is meant to be.
    pub(super) organization: String,
    pub(super) twist: Twist,
    pub(super) ask: Ask,
}

/// Whose credentials go with a request.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    /// A key.
    Key(String),
    /// A key, its scheme written in small letters.
    SmallScheme(String),
    /// No header.
    Nobody,
    /// Another scheme.
    OtherScheme(String),
    /// The scheme without a token.
    NoToken,
    /// A token that nobody has.
    Unknown,
    /// The header twice.
    Twice(String),
}

/// What is unusual about a request besides who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    /// A slash at the end, which is accepted.
    Slash,
    /// The path in capitals, which is accepted.
    Capitals,
    /// More segments than any path has.
    Deeper,
    /// PATCH, which no path has.
    Patch,
    /// HEAD, which no path has either.
    Head,
    /// OPTIONS likewise.
    Options,
    /// A content type that is not JSON.
    PlainText,
    /// No content type.
    NoType,
    /// A body that is no JSON.
    Malformed,
    /// No body.
    NoBody,
    /// `null` as the body.
    NullBody,
    /// A body that is an array.
    NotAnObject,
}

/// An id in a path that must be a UUID, and how it is written.
#[derive(Clone, Debug)]
pub(super) enum Id {
    Plain(String),
    Capitals(String),
    NoHyphens(String),
    Braces(String),
    Malformed,
}

/// A query parameter that may be left out.
pub(super) type Parameter = Option<&'static str>;

/// Members of a body in the order in which they are sent.
pub(super) type Members = Vec<(&'static str, Value)>;

#[derive(Clone, Debug)]
pub(super) enum Ask {
    Link { number: Id, agent: Option<String>, mode: Parameter },
    Unlink { number: Id, agent: Option<String>, mode: Parameter },
    ListNumbers(Listing),
    CreateNumber(Members),
    GetNumber(Id),
    UpdateNumber(Id, Members),
    DeleteNumber(Id, Parameter),
    NumberAgents(Id),
    ListCredentials { skip: Parameter, take: Parameter },
    CreateCredential(Members),
    GetCredential(Id),
    UpdateCredential(Id, Members),
    DeleteCredential(Id, Parameter),
    CredentialAgents(Id),
    ListAgents { skip: Parameter, take: Parameter },
    CreateAgent(Members),
    GetAgent(String),
    UpdateAgent(String, Members),
    DeleteAgent(String),
}

/// The filters of a list of numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    pub(super) phone: Option<String>,
    pub(super) linked: Option<String>,
    pub(super) unlinked: Parameter,
    pub(super) provider: Parameter,
    pub(super) skip: Parameter,
    pub(super) take: Parameter,
}

impl Id {
    /// The id, unless it is none.
    pub(super) fn read(&self) -> Option<&str> {
        match self {
            Self::Plain(id) | Self::Capitals(id) | Self::NoHyphens(id) | Self::Braces(id) => Some(id),
            Self::Malformed => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Plain(id) => id.clone(),
            Self::Capitals(id) => id.to_ascii_uppercase(),
            Self::NoHyphens(id) => id.replace('-', ""),
            Self::Braces(id) => format!("%7B{id}%7D"),
            Self::Malformed => "abc".to_owned(),
        }
    }
}

impl Ask {
    /// The operation, as the contract names it.
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::Link { .. } => "link-phone-number-to-agent",
            Self::Unlink { .. } => "unlink-phone-number-from-agent",
            Self::ListNumbers(_) => "list-phone-numbers",
            Self::CreateNumber(_) => "create-phone-number",
            Self::GetNumber(_) => "get-phone-number",
            Self::UpdateNumber(..) => "update-phone-number",
            Self::DeleteNumber(..) => "delete-phone-number",
            Self::NumberAgents(_) => "get-agents-using-phone-number",
            Self::ListCredentials { .. } => "list-sip-credentials",
            Self::CreateCredential(_) => "create-sip-credential",
            Self::GetCredential(_) => "get-sip-credential",
            Self::UpdateCredential(..) => "update-sip-credential",
            Self::DeleteCredential(..) => "delete-sip-credential",
            Self::CredentialAgents(_) => "get-agents-using-sip-credential",
            Self::ListAgents { .. } => "list-agents",
            Self::CreateAgent(_) => "create-agent",
            Self::GetAgent(_) => "get-agent",
            Self::UpdateAgent(..) => "update-agent",
            Self::DeleteAgent(_) => "delete-agent",
        }
    }

    /// The members of the body, where the operation reads one.
    pub(super) const fn body(&self) -> Option<&Members> {
        if let Self::CreateNumber(members)
        | Self::UpdateNumber(_, members)
        | Self::CreateCredential(members)
        | Self::UpdateCredential(_, members)
        | Self::CreateAgent(members)
        | Self::UpdateAgent(_, members) = self
        {
            Some(members)
        } else {
            None
        }
    }

    /// Method, path and query.
    fn route(&self) -> (Method, String, Vec<String>) {
        const NUMBERS: &str = "/api/v1/sip-phone-numbers";
        const CREDENTIALS: &str = "/api/v1/sip-credentials";
        const AGENTS: &str = "/api/v1/agents";
        let parameter = |name: &str, value: Option<&str>| value.map(|value| format!("{name}={value}"));
        let encoded = |value: &Option<String>| {
            value.as_ref().map(|value| value.replace('+', "%2B").replace(' ', "%20"))
        };
        let listed = |list: Vec<Option<String>>| list.into_iter().flatten().collect::<Vec<_>>();
        match self {
            Self::Link { number, agent, mode } | Self::Unlink { number, agent, mode } => {
                let method = if matches!(self, Self::Link { .. }) { Method::PUT } else { Method::DELETE };
                let query = vec![parameter("agentId", encoded(agent).as_deref()), parameter("mode", *mode)];
                (method, format!("{NUMBERS}/{}/agent-link", number.text()), listed(query))
            }
            Self::ListNumbers(list) => {
                let query = vec![
                    parameter("phoneNumber", encoded(&list.phone).as_deref()),
                    parameter("linkedAgentId", encoded(&list.linked).as_deref()),
                    parameter("unlinkedOnly", list.unlinked),
                    parameter("providerId", list.provider),
                    parameter("skip", list.skip),
                    parameter("take", list.take),
                ];
                (Method::GET, NUMBERS.to_owned(), listed(query))
            }
            Self::CreateNumber(_) => (Method::POST, NUMBERS.to_owned(), Vec::new()),
            Self::GetNumber(id) => (Method::GET, format!("{NUMBERS}/{}", id.text()), Vec::new()),
            Self::UpdateNumber(id, _) => (Method::PUT, format!("{NUMBERS}/{}", id.text()), Vec::new()),
            Self::DeleteNumber(id, force) => {
                (Method::DELETE, format!("{NUMBERS}/{}", id.text()), listed(vec![parameter("force", *force)]))
            }
            Self::NumberAgents(id) => {
                (Method::GET, format!("{NUMBERS}/{}/affected-agents", id.text()), Vec::new())
            }
            Self::ListCredentials { skip, take } => {
                let query = vec![parameter("skip", *skip), parameter("take", *take)];
                (Method::GET, CREDENTIALS.to_owned(), listed(query))
            }
            Self::CreateCredential(_) => (Method::POST, CREDENTIALS.to_owned(), Vec::new()),
            Self::GetCredential(id) => (Method::GET, format!("{CREDENTIALS}/{}", id.text()), Vec::new()),
            Self::UpdateCredential(id, _) => {
                (Method::PUT, format!("{CREDENTIALS}/{}", id.text()), Vec::new())
            }
            Self::DeleteCredential(id, force) => {
                let query = listed(vec![parameter("force", *force)]);
                (Method::DELETE, format!("{CREDENTIALS}/{}", id.text()), query)
            }
            Self::CredentialAgents(id) => {
                (Method::GET, format!("{CREDENTIALS}/{}/affected-agents", id.text()), Vec::new())
            }
            Self::ListAgents { skip, take } => {
                let query = vec![parameter("skip", *skip), parameter("take", *take)];
                (Method::GET, AGENTS.to_owned(), listed(query))
            }
            Self::CreateAgent(_) => (Method::POST, AGENTS.to_owned(), Vec::new()),
            Self::GetAgent(id) => (Method::GET, format!("{AGENTS}/{id}"), Vec::new()),
            Self::UpdateAgent(id, _) => (Method::PUT, format!("{AGENTS}/{id}"), Vec::new()),
            Self::DeleteAgent(id) => (Method::DELETE, format!("{AGENTS}/{id}"), Vec::new()),
        }
    }
}

impl Action {
    /// The request.
    pub(super) fn request(&self) -> Request {
        let (method, mut target, query) = self.ask.route();
        if self.twist == Twist::Slash {
            target.push('/');
        } else if self.twist == Twist::Deeper {
            target.push_str("/x/y");
        } else if self.twist == Twist::Capitals {
            // Only what is the same for all: ids may be compared byte for byte, or repeated in a refusal.
            let literals = target.match_indices('/').nth(3).map_or(target.len(), |(at, _)| at);
            target[..literals].make_ascii_uppercase();
        }
        if !query.is_empty() {
            target.push('?');
            target.push_str(&query.join("&"));
        }
        let method = self.twist.method().unwrap_or(method);
        let request = self.caller.sign(Request::new(method, target));
        let Some(members) = self.ask.body() else { return request };
        let all = members.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
        let body = match self.twist.body() {
            Some(body) => body.to_owned(),
            None => Value::Object(all.collect::<Map<String, Value>>()).to_string(),
        };
        if self.twist == Twist::NoType {
            Request { body: body.into(), ..request }
        } else if self.twist == Twist::PlainText {
            Request { body: body.into(), ..request }.with_header(header::CONTENT_TYPE, "text/plain")
        } else {
            request.with_json(body)
        }
    }
}

impl Twist {
    /// The method that it has, if it is about methods.
    fn method(self) -> Option<Method> {
        let methods =
            [(Self::Patch, Method::PATCH), (Self::Head, Method::HEAD), (Self::Options, Method::OPTIONS)];
        methods.into_iter().find(|(twist, _)| *twist == self).map(|(_, method)| method)
    }

    /// The body that it has, if it is about bodies.
    pub(super) fn body(self) -> Option<&'static str> {
        let bodies =
            [(Self::Malformed, "{"), (Self::NoBody, ""), (Self::NullBody, "null"), (Self::NotAnObject, "[]")];
        bodies.into_iter().find(|(twist, _)| *twist == self).map(|(_, body)| body)
    }
}

impl Caller {
    fn sign(&self, request: Request) -> Request {
        let with = |request: Request, value: &str| {
            request.with_header(HeaderName::from_static("authorization"), value)
        };
        match self {
            Self::Key(key) => with(request, &format!("Bearer {key}")),
            Self::SmallScheme(key) => with(request, &format!("bearer {key}")),
            Self::Nobody => request,
            Self::OtherScheme(key) => with(request, &format!("Token {key}")),
            Self::NoToken => with(request, "Bearer "),
            Self::Unknown => with(request, "Bearer nobody"),
            Self::Twice(key) => {
                let value = format!("Bearer {key}");
                with(with(request, &value), &value)
            }
        }
    }
}
