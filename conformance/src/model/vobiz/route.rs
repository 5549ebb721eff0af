//! Where each request of Vobiz goes, and what its body holds.

use serde_json::{Map, Value};
use testline_emulator::http::Method;

use super::action::{Ask, Fields};

impl Ask {
    /// Which of the three families of letter case its path is in, the method, and what follows the account.
    pub(super) fn route(&self) -> (Family, Method, String) {
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
    pub(super) fn body(&self) -> Option<Value> {
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
