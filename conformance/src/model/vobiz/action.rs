//! What can be asked of Vobiz, and the request that asks it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use testline_emulator::http::{HeaderName, Method, Request};

use super::route::Family;

/// One request in the model's words.
#[derive(Clone, Debug)]
pub struct Action {
    pub(super) caller: Caller,
    /// The account in the path.
    pub(super) account: String,
    pub(super) twist: Twist,
    pub(super) ask: Ask,
}

/// Whose credentials go with a request.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    /// The pair of an account.
    Account { id: String, token: String },
    /// The pair of an account, as HTTP Basic.
    Basic { id: String, token: String },
    /// A Bearer token that is no JWT.
    Bearer,
    /// None.
    Nobody,
    /// An id without its token.
    NoToken { id: String },
    /// An id with another token.
    WrongToken { id: String },
    /// An id that nobody has.
    Unknown,
}

/// What is wrong about a request besides who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    None,
    /// `account` for `Account` and the other way round.
    OtherCase,
    /// A slash at the end.
    Slash,
    /// PATCH, which no path has.
    Patch,
    /// HEAD, which no path has either.
    Head,
    /// OPTIONS likewise.
    Options,
    /// A percent sign with nothing behind it.
    BrokenPath,
    /// A body that is no JSON.
    Malformed,
    /// A body that is no object.
    NotAnObject,
    /// No body at all.
    NoBody,
}

/// How a number is written in a path.
#[derive(Clone, Debug)]
pub(super) enum Segment {
    Encoded(String),
    LowerHex(String),
    RawPlus(String),
    Digits(String),
    Twice(String),
}

/// A text field of a body.
#[derive(Clone, Debug)]
pub(super) enum Field {
    Text(String),
    Missing,
    Null,
    Empty,
    Number,
}

/// Fields of a body as they are sent.
pub(super) type Fields = Vec<(&'static str, Value)>;

/// What a resource of the trunks is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Credential,
    Acl,
    Uri,
}

#[derive(Clone, Debug)]
pub(super) enum Ask {
    Assign { number: Segment, trunk: Field },
    Unassign { number: Segment },
    ListNumbers { page: Option<usize>, per_page: Option<usize> },
    ListInventory { country: Option<&'static str> },
    Purchase { e164: Field },
    Unrent { number: Segment, immediate: bool },
    CancelRelease { number: Segment },
    AssignSubaccount { number: Segment, sub: Field },
    UnassignSubaccount { number: Segment, force: bool },
    Attach { number: Segment, application: Field },
    Detach { number: Segment },
    CreateTrunk { name: Field, fields: Fields },
    UpdateTrunk { trunk: String, name: Option<Field>, fields: Fields },
    RetrieveTrunk { trunk: String },
    DeleteTrunk { trunk: String },
    ListTrunks,
    List(Kind),
    Create { kind: Kind, fields: Fields },
    Update { kind: Kind, id: String, fields: Fields },
    Delete { kind: Kind, id: String },
    Me,
    Balance { currency: &'static str },
    CreateSubaccount { name: Field, email: bool, customer: bool, enabled: bool },
    ListSubaccounts,
}

impl Segment {
    /// The number that is meant.
    pub(super) fn e164(&self) -> &str {
        match self {
            Self::Encoded(e164)
            | Self::LowerHex(e164)
            | Self::RawPlus(e164)
            | Self::Digits(e164)
            | Self::Twice(e164) => e164,
        }
    }

    /// The number that it names, unless it is written so that it names none.
    pub(super) fn named(&self) -> Option<&str> {
        match self {
            Self::Encoded(e164) | Self::LowerHex(e164) => Some(e164),
            Self::RawPlus(_) | Self::Digits(_) | Self::Twice(_) => None,
        }
    }

    pub(super) fn text(&self) -> String {
        let digits = self.e164().trim_start_matches('+');
        match self {
            Self::Encoded(_) => format!("%2B{digits}"),
            Self::LowerHex(_) => format!("%2b{digits}"),
            Self::RawPlus(_) => format!("+{digits}"),
            Self::Digits(_) => digits.to_owned(),
            Self::Twice(_) => format!("%252B{digits}"),
        }
    }
}

impl Field {
    /// The text, if there is one.
    pub(super) fn given(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Missing | Self::Null | Self::Empty | Self::Number => None,
        }
    }

    pub(super) fn put(&self, key: &str, body: &mut Map<String, Value>) {
        let value = match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Missing => return,
            Self::Null => Value::Null,
            Self::Empty => Value::from(""),
            Self::Number => Value::from(7),
        };
        body.insert(key.to_owned(), value);
    }
}

impl Kind {
    /// Its last path segment.
    pub(super) const fn segment(self) -> &'static str {
        match self {
            Self::Credential => "credentials",
            Self::Acl => "ip-acl",
            Self::Uri => "origination-uris",
        }
    }
}

impl Ask {
    /// The operation, as the contract names it.
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "assign-number-to-trunk",
            Self::Unassign { .. } => "unassign-number-from-trunk",
            Self::ListNumbers { .. } => "list-account-phone-numbers",
            Self::ListInventory { .. } => "list-inventory-numbers",
            Self::Purchase { .. } => "purchase-from-inventory",
            Self::Unrent { .. } => "unrent-number",
            Self::CancelRelease { .. } => "cancel-release",
            Self::AssignSubaccount { .. } => "assign-subaccount",
            Self::UnassignSubaccount { .. } => "unassign-subaccount",
            Self::Attach { .. } => "attach-number",
            Self::Detach { .. } => "detach-number",
            Self::CreateTrunk { .. } => "create-trunk",
            Self::UpdateTrunk { .. } => "update-trunk",
            Self::RetrieveTrunk { .. } => "retrieve-trunk",
            Self::DeleteTrunk { .. } => "delete-trunk",
            Self::ListTrunks => "list-trunks",
            Self::List(Kind::Credential) => "list-credentials",
            Self::List(Kind::Acl) => "list-ip-acls",
            Self::List(Kind::Uri) => "list-origination-uris",
            Self::Create { kind: Kind::Credential, .. } => "create-credential",
            Self::Create { kind: Kind::Acl, .. } => "create-ip-acl",
            Self::Create { kind: Kind::Uri, .. } => "create-origination-uri",
            Self::Update { kind: Kind::Credential, .. } => "update-credential",
            Self::Update { kind: Kind::Acl, .. } => "update-ip-acl",
            Self::Update { kind: Kind::Uri, .. } => "update-origination-uri",
            Self::Delete { kind: Kind::Credential, .. } => "delete-credential",
            Self::Delete { kind: Kind::Acl, .. } => "delete-ip-acl",
            Self::Delete { kind: Kind::Uri, .. } => "delete-origination-uri",
            Self::Me => "retrieve-account",
            Self::Balance { .. } => "retrieve-balance",
            Self::CreateSubaccount { .. } => "create-subaccount",
            Self::ListSubaccounts => "list-subaccounts",
        }
    }
}

impl Action {
    /// The request.
    pub(super) fn request(&self) -> Request {
        let (family, method, rest) = self.ask.route();
        let other = self.twist == Twist::OtherCase;
        let head = match (family, other) {
            (Family::Capital, false) | (Family::Lower, true) => "/api/v1/Account/",
            (Family::Capital, true) | (Family::Lower, false) => "/api/v1/account/",
            (Family::Plural, false) => "/api/v1/accounts/",
            (Family::Plural, true) => "/api/v1/Accounts/",
            (Family::Own, _) => "/api/v1",
        };
        let account = if family == Family::Own { "" } else { &self.account };
        let mut target = format!("{head}{account}{rest}");
        if self.twist == Twist::BrokenPath {
            let end = target.find('?').unwrap_or(target.len());
            target.insert_str(end, "%zz");
        }
        if self.twist == Twist::Slash {
            let end = target.find('?').unwrap_or(target.len());
            target.insert(end, '/');
        }
        let methods =
            [(Twist::Patch, Method::PATCH), (Twist::Head, Method::HEAD), (Twist::Options, Method::OPTIONS)];
        let method =
            methods.into_iter().find(|(twist, _)| *twist == self.twist).map_or(method, |(_, odd)| odd);
        let request = self.caller.sign(Request::new(method, target));
        match (self.ask.body(), self.twist) {
            (None, _) | (Some(_), Twist::NoBody) => request,
            (Some(_), Twist::Malformed) => request.with_json("{"),
            (Some(_), Twist::NotAnObject) => request.with_json("[]"),
            (Some(body), _) => request.with_json(body.to_string()),
        }
    }
}

impl Caller {
    fn sign(&self, request: Request) -> Request {
        let id_header = HeaderName::from_static("x-auth-id");
        let token_header = HeaderName::from_static("x-auth-token");
        match self {
            Self::Account { id, token } => {
                request.with_header(id_header, id).with_header(token_header, token)
            }
            Self::Basic { id, token } => {
                let pair = BASE64.encode(format!("{id}:{token}"));
                request.with_header(HeaderName::from_static("authorization"), &format!("Basic {pair}"))
            }
            Self::Bearer => request.with_header(HeaderName::from_static("authorization"), "Bearer not-a-jwt"),
            Self::Nobody => request,
            Self::NoToken { id } => request.with_header(id_header, id),
            Self::WrongToken { id } => request.with_header(id_header, id).with_header(token_header, "wrong"),
            Self::Unknown => {
                request.with_header(id_header, "MA_NOBODY1").with_header(token_header, "testline")
            }
        }
    }
}
