//! What can be asked of Trillet, and the request that asks it.

use serde_json::{Map, Value};
use testline_emulator::http::{HeaderName, Method, Request};

use super::twist::{OddBody, Twist};

/// A JSON object as it is sent.
pub(super) type Fields = Map<String, Value>;

/// One request in the model's words.
#[derive(Clone, Debug)]
pub struct Action {
    pub(super) key: Key,
    pub(super) space: Space,
    pub(super) twist: Twist,
    pub(super) ask: Ask,
}

/// What goes in `x-api-key`. A tenant is named as in the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A tenant's key.
    Of { tenant: &'static str, key: String },
    /// A tenant's key, beside a bearer token that nobody reads.
    BesideBearer { tenant: &'static str, key: String },
    /// No header.
    Nobody,
    /// An empty one.
    Blank,
    /// A bearer token, which is not read, and no key.
    BearerAlone,
    /// A key that nobody has.
    Unknown,
    /// A good key twice, which is one unknown key.
    Twice(String),
}

/// What goes in `x-workspace-id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// A workspace's id.
    Of { tenant: &'static str, id: String },
    /// No header.
    Missing,
    /// A blank one.
    Blank,
    /// An id that no workspace has.
    Unknown,
    /// A workspace's id twice, which is one unknown id.
    Twice(String),
}

/// A search among the numbers for sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    pub(super) country: Option<&'static str>,
    pub(super) kind: Option<&'static str>,
    pub(super) contains: Option<&'static str>,
    pub(super) area: Option<&'static str>,
    pub(super) limit: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) enum Ask {
    Assign { agent: String, number: String, fields: Fields },
    Unassign { agent: String, number: String, fields: Fields },
    CreateAgent(Fields),
    GetAgent(String),
    ListAgents,
    UpdateAgent { agent: String, fields: Fields },
    DeleteAgent(String),
    CreateFlow(Fields),
    GetFlow(String),
    ListFlows,
    ListNumbers,
    GetConfig(String),
    UpdateConfig { number: String, fields: Fields },
    Search(Search),
    Purchase(Fields),
    Register(Fields),
    GiveBack(Fields),
    ListWorkspaces,
}

/// A segment of a path.
#[derive(Clone, Copy, Debug)]
pub(super) enum Segment<'a> {
    Literal(&'static str),
    Id(&'a str),
}

impl Ask {
    /// The operation, as the contract names it.
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign-phone-number-to-agent",
            Self::Unassign { .. } => "unassign-phone-number-from-agent",
            Self::CreateAgent(_) => "create-agent",
            Self::GetAgent(_) => "get-agent",
            Self::ListAgents => "list-agents",
            Self::UpdateAgent { .. } => "update-agent",
            Self::DeleteAgent(_) => "delete-agent",
            Self::CreateFlow(_) => "create-call-flow",
            Self::GetFlow(_) => "get-call-flow",
            Self::ListFlows => "list-call-flows",
            Self::ListNumbers => "list-phone-numbers",
            Self::GetConfig(_) => "get-phone-number-config",
            Self::UpdateConfig { .. } => "update-phone-number-config",
            Self::Search(_) => "list-available-numbers",
            Self::Purchase(_) => "purchase-number",
            Self::Register(_) => "register-external-number",
            Self::GiveBack(_) => "release-number",
            Self::ListWorkspaces => "list-workspaces",
        }
    }

    /// The body, where it reads one.
    pub(super) const fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Assign { fields, .. }
            | Self::Unassign { fields, .. }
            | Self::UpdateAgent { fields, .. }
            | Self::UpdateConfig { fields, .. }
            | Self::CreateAgent(fields)
            | Self::CreateFlow(fields)
            | Self::Purchase(fields)
            | Self::Register(fields)
            | Self::GiveBack(fields) => Some(fields),
            Self::GetAgent(_)
            | Self::ListAgents
            | Self::DeleteAgent(_)
            | Self::GetFlow(_)
            | Self::ListFlows
            | Self::ListNumbers
            | Self::GetConfig(_)
            | Self::Search(_)
            | Self::ListWorkspaces => None,
        }
    }

    /// Whether its method is GET, so that HEAD is answered too.
    pub(super) fn is_get(&self) -> bool {
        self.route().0 == Method::GET
    }

    /// Its method and the segments of its path.
    pub(super) fn route(&self) -> (Method, Vec<Segment<'_>>) {
        use Segment::{Id, Literal as L};
        let config = |method, number| (method, "twilio", vec![L("phone-numbers"), Id(number), L("config")]);
        let twilio = |method, last| (method, "twilio", vec![L(last)]);
        let (method, first, rest) = match self {
            Self::Assign { agent, number, .. } => {
                (Method::POST, "agents", vec![Id(agent), L("bind"), Id(number)])
            }
            Self::Unassign { agent, number, .. } => {
                (Method::POST, "agents", vec![Id(agent), L("release"), Id(number)])
            }
            Self::CreateAgent(_) => (Method::POST, "agents", Vec::new()),
            Self::ListAgents => (Method::GET, "agents", Vec::new()),
            Self::GetAgent(agent) => (Method::GET, "agents", vec![Id(agent)]),
            Self::UpdateAgent { agent, .. } => (Method::PUT, "agents", vec![Id(agent)]),
            Self::DeleteAgent(agent) => (Method::DELETE, "agents", vec![Id(agent)]),
            Self::CreateFlow(_) => (Method::POST, "call-flows", Vec::new()),
            Self::ListFlows => (Method::GET, "call-flows", Vec::new()),
            Self::GetFlow(flow) => (Method::GET, "call-flows", vec![Id(flow)]),
            Self::ListNumbers => twilio(Method::GET, "user-phone-numbers"),
            Self::GetConfig(number) => config(Method::GET, number),
            Self::UpdateConfig { number, .. } => config(Method::PUT, number),
            Self::Search(_) => twilio(Method::GET, "available-numbers"),
            Self::Purchase(_) => twilio(Method::POST, "purchase-number"),
            Self::Register(_) => twilio(Method::POST, "register-external-number"),
            Self::GiveBack(_) => twilio(Method::POST, "release-number"),
            Self::ListWorkspaces => (Method::GET, "workspaces", Vec::new()),
        };
        let mut segments = vec![L("v1"), L("api"), L(first)];
        segments.extend(rest);
        (method, segments)
    }

    /// The query with its question mark, where there is one.
    pub(super) fn query(&self) -> String {
        let Self::Search(search) = self else { return String::new() };
        let pairs = [
            ("country", search.country),
            ("type", search.kind),
            ("contains", search.contains),
            ("areaCode", search.area),
            ("limit", search.limit),
        ];
        let given: Vec<String> =
            pairs.iter().filter_map(|(key, value)| Some(format!("{key}={}", (*value)?))).collect();
        if given.is_empty() { String::new() } else { format!("?{}", given.join("&")) }
    }
}

impl Action {
    /// The fields of the body as the vendor reads them.
    pub(super) fn read(&self) -> Fields {
        if self.twist == Twist::Body(OddBody::Missing) {
            return Fields::new();
        }
        self.ask.fields().cloned().unwrap_or_default()
    }

    /// The request.
    pub(super) fn request(&self) -> Request {
        let request = Request::new(self.twist.method(&self.ask), self.twist.target(&self.ask));
        let request = self.space.sign(self.key.sign(request));
        match self.ask.fields() {
            Some(fields) => self.twist.with_body(request, fields),
            None => request,
        }
    }
}

impl Key {
    /// Whose it is, if it is anybody's.
    pub(super) const fn tenant(&self) -> Option<&'static str> {
        match self {
            Self::Of { tenant, .. } | Self::BesideBearer { tenant, .. } => Some(tenant),
            Self::Nobody | Self::Blank | Self::BearerAlone | Self::Unknown | Self::Twice(_) => None,
        }
    }

    fn sign(&self, request: Request) -> Request {
        let header = HeaderName::from_static("x-api-key");
        let bearer = HeaderName::from_static("authorization");
        match self {
            Self::Of { key, .. } => request.with_header(header, key),
            Self::BesideBearer { key, .. } => {
                request.with_header(header, key).with_header(bearer, "Bearer tk_nobody")
            }
            Self::Nobody => request,
            Self::Blank => request.with_header(header, ""),
            Self::BearerAlone => request.with_header(bearer, "Bearer tk_nobody"),
            Self::Unknown => request.with_header(header, "tk_nobody"),
            Self::Twice(key) => request.with_header(header.clone(), key).with_header(header, key),
        }
    }
}

impl Space {
    fn sign(&self, request: Request) -> Request {
        let header = HeaderName::from_static("x-workspace-id");
        match self {
            Self::Of { id, .. } => request.with_header(header, id),
            Self::Missing => request,
            Self::Blank => request.with_header(header, "   "),
            Self::Unknown => request.with_header(header, "nosuchworkspace"),
            Self::Twice(id) => request.with_header(header.clone(), id).with_header(header, id),
        }
    }
}
