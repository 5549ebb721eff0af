//! The indexes of Dasha's tables, kept where records are put in and taken out.

use super::index::{Groups, Pairs};
use super::records::{Agent, PhoneNumber, SipCredentials};
use crate::world::table::Table;
use crate::world::text::Text;

/// What is looked up in other ways than by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Derived {
    /// The tenant's name of each token.
    pub(super) organization_by_token: Table<Text, Text>,
    pub(super) credentials_by_organization: Groups,
    pub(super) numbers_by_organization: Groups,
    pub(super) numbers_by_credentials: Groups,
    /// By the text of the number, in all organisations.
    pub(super) numbers_by_text: Pairs,
    /// By the agent that answers inbound calls.
    pub(super) numbers_by_agent: Groups,
    pub(super) agents_by_organization: Groups,
    /// By the number that they call out with.
    pub(super) agents_by_number: Groups,
}

impl Derived {
    /// As `Table::merge`.
    pub(super) fn merge(&mut self) {
        let groups = [
            &mut self.credentials_by_organization,
            &mut self.numbers_by_organization,
            &mut self.numbers_by_credentials,
            &mut self.numbers_by_agent,
            &mut self.agents_by_organization,
            &mut self.agents_by_number,
        ];
        groups.into_iter().for_each(Groups::merge);
    }

    pub(super) fn put_credentials(&mut self, id: &Text, credentials: &SipCredentials) {
        self.credentials_by_organization.put(&credentials.organization, credentials.created_time, id);
    }

    pub(super) fn remove_credentials(&mut self, id: &Text, credentials: &SipCredentials) {
        self.credentials_by_organization.remove(&credentials.organization, credentials.created_time, id);
    }

    pub(super) fn put_number(&mut self, id: &Text, number: &PhoneNumber) {
        let at = number.created_time;
        self.numbers_by_organization.put(&number.organization, at, id);
        self.numbers_by_credentials.put(&number.credentials, at, id);
        self.numbers_by_text.put(&number.phone_number, at, id);
        if let Some(agent) = &number.inbound_agent {
            self.numbers_by_agent.put(agent, at, id);
        }
    }

    pub(super) fn remove_number(&mut self, id: &Text, number: &PhoneNumber) {
        let at = number.created_time;
        self.numbers_by_organization.remove(&number.organization, at, id);
        self.numbers_by_credentials.remove(&number.credentials, at, id);
        self.numbers_by_text.remove(&number.phone_number, at, id);
        if let Some(agent) = &number.inbound_agent {
            self.numbers_by_agent.remove(agent, at, id);
        }
    }

    /// Puts a number in the place of what it was; groups in which it stays are left as they are.
    pub(super) fn move_number(&mut self, id: &Text, was: &PhoneNumber, is: &PhoneNumber) {
        if !same_groups(was, is) {
            self.remove_number(id, was);
            self.put_number(id, is);
        } else if was.inbound_agent != is.inbound_agent {
            if let Some(agent) = &was.inbound_agent {
                self.numbers_by_agent.remove(agent, was.created_time, id);
            }
            if let Some(agent) = &is.inbound_agent {
                self.numbers_by_agent.put(agent, is.created_time, id);
            }
        }
    }

    pub(super) fn put_agent(&mut self, id: &Text, agent: &Agent) {
        self.agents_by_organization.put(&agent.organization, agent.created_time, id);
        if let Some(number) = &agent.outbound_number {
            self.agents_by_number.put(number, agent.created_time, id);
        }
    }

    pub(super) fn remove_agent(&mut self, id: &Text, agent: &Agent) {
        self.agents_by_organization.remove(&agent.organization, agent.created_time, id);
        if let Some(number) = &agent.outbound_number {
            self.agents_by_number.remove(number, agent.created_time, id);
        }
    }
}

/// Whether two records of a number stand in the same groups, but for the agent.
fn same_groups(was: &PhoneNumber, is: &PhoneNumber) -> bool {
    was.created_time == is.created_time
        && was.organization == is.organization
        && was.credentials == is.credentials
        && was.phone_number == is.phone_number
}
