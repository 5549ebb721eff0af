//! Phone numbers of an organisation.

use super::body::{Body, Kind, Shape};
use super::links::{self, ObstacleClauses};
use super::query;
use super::records::{PhoneNumber, nothing_set};
use super::refusals::{Refused, refused};
use super::rules;
use super::state::State;
use super::uses;
use super::validation::Validation;
use super::{Operation, wire};
use crate::contract::Clause;
use crate::contract::dasha::clauses;
use crate::vendors::answer::Accepted;
use crate::vendors::call::Call;
use crate::vendors::context::Context;
use crate::world::text::Text;

/// The members of a number that a client sets.
const SETTINGS: Shape = &[
    ("phoneNumber", Kind::Text),
    ("credentialsId", Kind::Uuid),
    ("displayName", Kind::Text),
    ("description", Kind::Text),
    ("registration", Kind::Flag),
];

/// Lists the numbers of the organisation that pass all filters, a page at a time.
pub(super) fn list(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let paging = query::paging(call, 20, &mut validation);
    let unlinked_only =
        query::flag(call, "unlinkedOnly", clauses::LIST_PHONE_NUMBERS_UNLINKED_ONLY_INVALID, &mut validation);
    let invalid = clauses::LIST_PHONE_NUMBERS_PROVIDER_ID_INVALID;
    let provider = query::uuid_filter(call, "providerId", invalid, &mut validation);
    validation.finish()?;
    let text = query::filter(call, "phoneNumber");
    let agent = query::filter(call, "linkedAgentId");
    let passes = |number: &PhoneNumber| {
        text.is_none_or(|text| number.phone_number == text)
            && agent.is_none_or(|agent| number.inbound_agent.as_deref() == Some(agent))
            && (!unlinked_only || number.inbound_agent.is_none())
            && provider.as_ref().is_none_or(|provider| number.provider.as_deref() == Some(provider.as_str()))
    };
    let dialect = &context.dialect.dasha;
    let numbers = state.numbers_of(caller).filter(|(_, number)| passes(number));
    let page = wire::page(numbers, paging, |(id, number)| wire::number(state, id, number, dialect));
    Ok(Accepted::new(clauses::LIST_PHONE_NUMBERS_LISTED, wire::ok(&page, dialect)))
}

/// Makes a number on credentials of the organisation, linked to nobody.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let mut validation = Validation::default();
    let required = RequiredClauses {
        phone_number: clauses::CREATE_PHONE_NUMBER_PHONE_NUMBER_MISSING,
        credentials_id: clauses::CREATE_PHONE_NUMBER_CREDENTIALS_ID_MISSING,
    };
    let settings = Settings::read(call, required, &mut validation);
    validation.finish()?;
    let refusing = PairClauses {
        credentials_not_found: clauses::CREATE_PHONE_NUMBER_CREDENTIALS_NOT_FOUND,
        already_exists: clauses::CREATE_PHONE_NUMBER_ALREADY_EXISTS,
    };
    settings.fits(state, None, caller, refusing)?;
    let id = context.ids.uuid().to_string();
    let number = PhoneNumber {
        organization: caller.into(),
        phone_number: settings.phone_number,
        credentials: settings.credentials,
        created_time: context.now,
        last_update_time: Some(context.now),
        registration: settings.registration,
        registration_status: nothing_set(),
        description: settings.description,
        display_name: settings.display_name,
        provider: None,
        inbound_agent: None,
        linked_in_exchange: None,
        queued_calls: 0,
    };
    let location = format!("/api/v1/sip-phone-numbers/{id}");
    let reply = wire::created(&wire::number(state, &id, &number, dialect), &location, dialect);
    state.put_number(&id, number);
    Ok(Accepted::new(clauses::CREATE_PHONE_NUMBER_CREATED, reply))
}

/// Gives one number.
pub(super) fn get(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    validation.finish()?;
    let number = owned(state, &id, caller, clauses::GET_PHONE_NUMBER_NUMBER_NOT_FOUND)?;
    let reply = wire::ok(&wire::number(state, &id, number, dialect), dialect);
    Ok(Accepted::new(clauses::GET_PHONE_NUMBER_RETURNED, reply))
}

/// Replaces all settings of a number; what is left out falls back to its default. Links stay.
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    let required = RequiredClauses {
        phone_number: clauses::UPDATE_PHONE_NUMBER_PHONE_NUMBER_MISSING,
        credentials_id: clauses::UPDATE_PHONE_NUMBER_CREDENTIALS_ID_MISSING,
    };
    let settings = Settings::read(call, required, &mut validation);
    validation.finish()?;
    let mut number = owned(state, &id, caller, clauses::UPDATE_PHONE_NUMBER_NUMBER_NOT_FOUND)?.clone();
    let refusing = PairClauses {
        credentials_not_found: clauses::UPDATE_PHONE_NUMBER_CREDENTIALS_NOT_FOUND,
        already_exists: clauses::UPDATE_PHONE_NUMBER_ALREADY_EXISTS,
    };
    settings.fits(state, Some(&id), caller, refusing)?;
    if number.inbound_agent.is_some() && number.phone_number != settings.phone_number {
        let refusing = ObstacleClauses {
            other_organization: clauses::UPDATE_PHONE_NUMBER_LINKED_IN_OTHER_ORGANIZATION,
            sibling: clauses::UPDATE_PHONE_NUMBER_LINKED_BY_SIBLING,
        };
        links::no_obstacle(state, &settings.phone_number, &id, caller, dialect.sibling_link, refusing)?;
    }
    rules::register(&mut number, settings.registration, context.now);
    number.phone_number = settings.phone_number;
    number.credentials = settings.credentials;
    number.display_name = settings.display_name;
    number.description = settings.description;
    number.last_update_time = Some(context.now);
    let reply = wire::ok(&wire::number(state, &id, &number, dialect), dialect);
    state.put_number(&id, number);
    Ok(Accepted::new(clauses::UPDATE_PHONE_NUMBER_UPDATED, reply))
}

/// Deletes a number. One that agents use is only deleted by force, which takes it from them.
pub(super) fn delete(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    let force = query::flag(call, "force", clauses::DELETE_PHONE_NUMBER_FORCE_INVALID, &mut validation);
    validation.finish()?;
    let number = owned(state, &id, caller, clauses::DELETE_PHONE_NUMBER_NUMBER_NOT_FOUND)?;
    let users = uses::users(state, &id, number);
    let clause = match users.as_slice() {
        [] => clauses::DELETE_PHONE_NUMBER_DELETED,
        [first, others @ ..] if !force => {
            let and_others =
                if others.is_empty() { String::new() } else { format!(" and {} others", others.len()) };
            let agent = first.agent_id.escape_default();
            let fact = format!("{id} is used by the agent {agent}{and_others}{}", links::since(number));
            return Err(refused(clauses::DELETE_PHONE_NUMBER_IN_USE, fact));
        }
        [..] => clauses::DELETE_PHONE_NUMBER_DELETED_BY_FORCE,
    };
    state.delete_number(&id, context.now);
    Ok(Accepted::new(clause, wire::deleted(&context.dialect.dasha)))
}

/// The number of this id, if the organisation has it; one of another reads as if there were none.
pub(super) fn owned<'s>(
    state: &'s State,
    id: &str,
    caller: &str,
    not_found: Clause,
) -> Result<&'s PhoneNumber, Refused> {
    match state.number(id) {
        Some(number) if number.organization == caller => Ok(number),
        Some(_) => Err(refused(not_found, format!("the phone number {id} is another organisation's"))),
        None => Err(refused(not_found, format!("there is no phone number {id}"))),
    }
}

/// What a client sets of a number.
struct Settings {
    phone_number: Text,
    credentials: Text,
    display_name: Option<Text>,
    description: Option<Text>,
    registration: bool,
}

/// The clauses of settings without which there is no number.
#[derive(Clone, Copy)]
struct RequiredClauses {
    phone_number: Clause,
    credentials_id: Clause,
}

/// The clauses of credentials and text that do not go together.
#[derive(Clone, Copy)]
struct PairClauses {
    credentials_not_found: Clause,
    already_exists: Clause,
}

impl Settings {
    fn read(call: &Call<'_, Operation>, required: RequiredClauses, validation: &mut Validation) -> Self {
        let body = Body::read(call, SETTINGS, validation);
        body.require("phoneNumber", required.phone_number, validation);
        body.require("credentialsId", required.credentials_id, validation);
        body.bound(&[("phoneNumber", 255), ("displayName", 255), ("description", 255)], validation);
        Self {
            phone_number: body.text("phoneNumber").unwrap_or_default(),
            credentials: body.uuid("credentialsId").unwrap_or_default().into(),
            display_name: body.text("displayName"),
            description: body.text("description"),
            registration: body.flag("registration").unwrap_or(false),
        }
    }

    /// Checks that the credentials are the organisation's, and that no other number of it has the same text on them.
    fn fits(
        &self,
        state: &State,
        id: Option<&str>,
        caller: &str,
        refusing: PairClauses,
    ) -> Result<(), Refused> {
        super::credentials::owned(state, &self.credentials, caller, refusing.credentials_not_found)?;
        let mut same_text = state.numbers_with_text(&self.phone_number);
        let taken = same_text.find(|(other, number)| {
            Some(*other) != id && number.organization == caller && number.credentials == self.credentials
        });
        match taken {
            None => Ok(()),
            Some((other, _)) => {
                let text = self.phone_number.escape_default();
                let fact = format!("{other} has {text} on the credentials {}", self.credentials);
                Err(refused(refusing.already_exists, fact))
            }
        }
    }
}
