//! Who a token belongs to: derived from workspaces and minted tokens, so that no request scans them.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::records::{Token, Workspace};
use crate::world::table::Table;
use crate::world::text::Text;

/// Every token of the vendor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TokenIndex {
    /// Every API token: those of the workspaces and those that were minted.
    api: Table<Text, Token>,
    /// The API tokens of each workspace, the newest first.
    by_age: Table<Text, Table<Age, ()>>,
    /// The tenant's name of each login token.
    login: Table<Text, Text>,
}

/// Time, exchange and text of a token, so that the newest comes first.
type Age = (Reverse<Timestamp>, Reverse<Option<u64>>, String);

impl TokenIndex {
    /// The index of these tables; an error if two tokens are alike. It does not show them.
    pub(super) fn of(
        workspaces: &Table<Text, Workspace>,
        minted: &Table<Text, Token>,
    ) -> Result<Self, String> {
        let mut index = Self::default();
        for (name, workspace) in workspaces.iter() {
            let twice = |field: &str| {
                format!("workspaces.{name}.{field}: it is used twice, and a token must be unique")
            };
            for (field, text, token) in own_tokens(name, workspace) {
                if index.knows(text) {
                    return Err(twice(field));
                }
                index.put(text, token);
            }
            if index.knows(&workspace.login_token) {
                return Err(twice("login_token"));
            }
            index.login.insert(workspace.login_token.clone(), name.clone());
        }
        for (text, token) in minted.iter() {
            if index.knows(text) {
                return Err("tokens: one is used twice, and a token must be unique".to_owned());
            }
            index.put(text, token.clone());
        }
        Ok(index)
    }

    /// The API token of this text.
    pub(super) fn api(&self, text: &str) -> Option<&Token> {
        self.api.get(text)
    }

    /// The tenant's name of a login token.
    pub(super) fn login(&self, text: &str) -> Option<&Text> {
        self.login.get(text)
    }

    /// The API tokens of a workspace with their texts, the newest first.
    pub(super) fn newest_first(&self, workspace: &str) -> impl Iterator<Item = (&str, &Token)> {
        let ages = self.by_age.get(workspace).into_iter().flat_map(Table::iter);
        ages.filter_map(|((_, _, text), ())| Some((text.as_str(), self.api.get(text.as_str())?)))
    }

    /// Adds an API token.
    pub(super) fn put(&mut self, text: &str, token: Token) {
        let age = (Reverse(token.created_at), Reverse(token.minted_in_exchange), text.to_owned());
        let mut ages = self.by_age.get(&token.workspace).cloned().unwrap_or_default();
        ages.insert(age, ());
        self.by_age.insert(token.workspace.clone(), ages);
        self.api.insert(text.into(), token);
    }

    /// Every text, API tokens first.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        let api = self.api.iter().map(|(text, _)| text);
        api.chain(self.login.iter().map(|(text, _)| text))
    }

    fn knows(&self, text: &str) -> bool {
        self.api.contains(text) || self.login.contains(text)
    }
}

/// The two API tokens that a workspace has from the start, with the names of their fields.
fn own_tokens<'w>(name: &str, workspace: &'w Workspace) -> [(&'static str, &'w str, Token); 2] {
    let token = |created_at, expires_at| Token {
        workspace: name.into(),
        created_at,
        expires_at,
        minted_in_exchange: None,
    };
    [
        ("token", &workspace.token, token(workspace.token_created_at, workspace.token_expires_at)),
        ("api_key", &workspace.api_key, token(workspace.api_key_created_at, workspace.api_key_expires_at)),
    ]
}
