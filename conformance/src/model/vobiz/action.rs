//! What can be asked of Vobiz, and the request that asks it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use testline_emulator::http::{HeaderName, Method, Request};

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

    fn text(&self) -> String {
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

    fn put(&self, key: &str, body: &mut Map<String, Value>) {
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
    const fn segment(self) -> &'static str {
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

    /// Which of the three families of letter case its path is in, the method, and what follows the account.
    fn route(&self) -> (Family, Method, String) {
        use Family::{Capital, Lower, Own, Plural};
        match self {
            Self::Assign { number, .. } => {
                (Capital, Method::POST, format!("/numbers/{}/assign", number.text()))
            }
            Self::Unassign { number } => {
                (Capital, Method::DELETE, format!("/numbers/{}/assign", number.text()))
            }
            Self::ListNumbers { page, per_page } => {
                let mut query = Vec::new();
                query.extend(page.map(|page| format!("page={page}")));
                query.extend(per_page.map(|per_page| format!("per_page={per_page}")));
                let mark = if query.is_empty() { "" } else { "?" };
                (Capital, Method::GET, format!("/numbers{mark}{}", query.join("&")))
            }
            Self::ListInventory { country } => {
                let query = country.map_or(String::new(), |country| format!("?country={country}"));
                (Capital, Method::GET, format!("/inventory/numbers{query}"))
            }
            Self::Purchase { .. } => (Capital, Method::POST, "/numbers/purchase-from-inventory".to_owned()),
            Self::Unrent { number, immediate } => {
                let query = if *immediate { "?immediate=true" } else { "" };
                (Capital, Method::DELETE, format!("/numbers/{}{query}", number.text()))
            }
            Self::CancelRelease { number } => {
                (Lower, Method::POST, format!("/numbers/{}/cancel-release", number.text()))
            }
            Self::AssignSubaccount { number, .. } => {
                (Lower, Method::POST, format!("/numbers/{}/assign-subaccount", number.text()))
            }
            Self::UnassignSubaccount { number, force } => {
                let query = if *force { "?force=true" } else { "" };
                (Lower, Method::DELETE, format!("/numbers/{}/assign-subaccount{query}", number.text()))
            }
            Self::Attach { number, .. } => {
                (Capital, Method::POST, format!("/numbers/{}/application", number.text()))
            }
            Self::Detach { number } => {
                (Capital, Method::DELETE, format!("/numbers/{}/application", number.text()))
            }
            Self::CreateTrunk { .. } => (Capital, Method::POST, "/trunks".to_owned()),
            Self::UpdateTrunk { trunk, .. } => (Capital, Method::PUT, format!("/trunks/{trunk}")),
            Self::RetrieveTrunk { trunk } => (Capital, Method::GET, format!("/trunks/{trunk}")),
            Self::DeleteTrunk { trunk } => (Capital, Method::DELETE, format!("/trunks/{trunk}")),
            Self::ListTrunks => (Capital, Method::GET, "/trunks?limit=100".to_owned()),
            Self::List(kind) => (Capital, Method::GET, format!("/trunks/{}?limit=100", kind.segment())),
            Self::Create { kind, .. } => (Capital, Method::POST, format!("/{}", kind.segment())),
            Self::Update { kind, id, .. } => (Capital, Method::PUT, format!("/{}/{id}", kind.segment())),
            Self::Delete { kind, id } => (Capital, Method::DELETE, format!("/{}/{id}", kind.segment())),
            Self::Me => (Own, Method::GET, "/auth/me".to_owned()),
            Self::Balance { currency } => (Capital, Method::GET, format!("/balance/{currency}")),
            Self::CreateSubaccount { .. } => (Plural, Method::POST, "/sub-accounts/".to_owned()),
            Self::ListSubaccounts => (Plural, Method::GET, "/sub-accounts/".to_owned()),
        }
    }

    /// The family of its path.
    pub(super) fn family(&self) -> Family {
        self.route().0
    }

    /// The body, where the operation reads one.
    fn body(&self) -> Option<Value> {
        let mut body = Map::new();
        match self {
            Self::Assign { trunk, .. } => trunk.put("trunk_group_id", &mut body),
            Self::Purchase { e164 } => e164.put("e164", &mut body),
            Self::AssignSubaccount { sub, .. } => sub.put("sub_account_id", &mut body),
            Self::Attach { application, .. } => application.put("application_id", &mut body),
            Self::CreateTrunk { name, fields } => {
                name.put("name", &mut body);
                put_all(fields, &mut body);
            }
            Self::UpdateTrunk { name, fields, .. } => {
                if let Some(name) = name {
                    name.put("name", &mut body);
                }
                put_all(fields, &mut body);
            }
            Self::Create { fields, .. } | Self::Update { fields, .. } => put_all(fields, &mut body),
            Self::CreateSubaccount { name, email, customer, enabled } => {
                name.put("name", &mut body);
                if *email {
                    body.insert("email".to_owned(), Value::from("a@example.com"));
                }
                if *customer {
                    body.insert("kyc_mode".to_owned(), Value::from("customer_use"));
                }
                if !enabled {
                    body.insert("enabled".to_owned(), Value::from(false));
                }
            }
            Self::Unassign { .. }
            | Self::ListNumbers { .. }
            | Self::ListInventory { .. }
            | Self::Unrent { .. }
            | Self::CancelRelease { .. }
            | Self::UnassignSubaccount { .. }
            | Self::Detach { .. }
            | Self::RetrieveTrunk { .. }
            | Self::DeleteTrunk { .. }
            | Self::ListTrunks
            | Self::List(_)
            | Self::Delete { .. }
            | Self::Me
            | Self::Balance { .. }
            | Self::ListSubaccounts => return None,
        }
        Some(Value::Object(body))
    }

    /// Whether it reads a body.
    pub(super) fn reads_a_body(&self) -> bool {
        self.body().is_some()
    }
}

fn put_all(fields: &Fields, body: &mut Map<String, Value>) {
    for (key, value) in fields {
        body.insert((*key).to_owned(), value.clone());
    }
}

/// How a path writes the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// `Account`, and `account` as well.
    Capital,
    /// `account` and nothing else.
    Lower,
    /// `accounts` and nothing else.
    Plural,
    /// No account in the path.
    Own,
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
        if self.twist == Twist::Slash {
            let end = target.find('?').unwrap_or(target.len());
            target.insert(end, '/');
        }
        if self.twist == Twist::BrokenPath {
            let end = target.find('?').unwrap_or(target.len());
            target.insert_str(end, "%zz");
        }
        let method = match self.twist {
            Twist::Patch => Method::PATCH,
            Twist::Head => Method::HEAD,
            Twist::Options => Method::OPTIONS,
            _ => method,
        };
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
