//! Numbers on applications. Applications themselves are part of the world; no operation here makes one.

use serde::Serialize;

use super::Operation;
use super::numbers::{NumberClauses, account_id, object, owned, since};
use super::records::Application;
use super::refusals::{Refusal, Refused, refused};
use super::rules::{self, Route};
use super::state::State;
use super::wire;
use crate::contract::vobiz::clauses;
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::Call;
use crate::vendors::context::Context;

#[derive(Serialize)]
struct Routed<'a> {
    message: &'static str,
    number: &'a str,
    application: Option<ApplicationObject<'a>>,
}

/// Puts a number on an application; one that is on an application already moves without an error
/// (`vobiz.attach-number.reattached`), one that is on a trunk is refused.
pub(super) fn attach(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let app_id = object(call)?.text("application_id").map(str::to_owned).ok_or_else(|| {
        refused(clauses::ATTACH_NUMBER_APPLICATION_ID_MISSING, "application_id is missing or not a string")
    })?;
    let missing = NumberClauses {
        raw_plus: clauses::ATTACH_NUMBER_RAW_PLUS,
        not_found: clauses::ATTACH_NUMBER_NUMBER_NOT_FOUND,
    };
    let (e164, number) = owned(state, context, call.params.raw("number"), caller, missing)?;
    let clause = match rules::route(number) {
        Route::Trunk(trunk) => {
            let fact = format!("{e164} is on the trunk {trunk}{}", since(number));
            return Err(refused(clauses::ATTACH_NUMBER_ON_TRUNK, fact));
        }
        Route::Application(_) => clauses::ATTACH_NUMBER_REATTACHED,
        Route::Nothing => clauses::ATTACH_NUMBER_ATTACHED,
    };
    let application =
        state.applications.get(app_id.as_str()).filter(|application| application.account == caller);
    let Some(application) = application.cloned() else {
        let fact = format!("the account has no application {app_id}");
        let refusal = Refusal::ApplicationNotFound { app_id };
        return Err(Refused::with(clauses::ATTACH_NUMBER_APPLICATION_NOT_FOUND, refusal, fact));
    };
    if let Some(number) = state.numbers.get_mut(&*e164) {
        rules::put_on_application(number, &app_id, context.exchange, context.now);
    }
    let shown = application_object(&app_id, &application, account_id(state, &application.account));
    let body =
        json(&Routed { message: "Number attached to application", number: &e164, application: Some(shown) });
    Ok(Accepted::new(clause, Reply::with_body(StatusCode::OK, "application/json", body)))
}

/// Takes a number off its application; with nothing attached nothing happens and `application` is null.
pub(super) fn detach(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let missing = NumberClauses {
        raw_plus: clauses::DETACH_NUMBER_RAW_PLUS,
        not_found: clauses::DETACH_NUMBER_NUMBER_NOT_FOUND,
    };
    let (e164, number) = owned(state, context, call.params.raw("number"), caller, missing)?;
    let app_id = number.application.clone();
    let clause = match app_id {
        Some(_) => clauses::DETACH_NUMBER_DETACHED,
        None => clauses::DETACH_NUMBER_DETACHED_AGAIN,
    };
    if app_id.is_some()
        && let Some(number) = state.numbers.get_mut(&*e164)
    {
        rules::take_off(number, context.now);
    }
    let shown = app_id.as_ref().and_then(|id| {
        let application = state.applications.get(id)?;
        Some(application_object(id, application, account_id(state, &application.account)))
    });
    let body =
        json(&Routed { message: "Number detached from application", number: &e164, application: shown });
    Ok(Accepted::new(clause, Reply::with_body(StatusCode::OK, "application/json", body)))
}

#[derive(Serialize)]
struct ApplicationObject<'a> {
    answer_method: &'a str,
    answer_url: &'a str,
    api_id: &'a str,
    app_id: &'a str,
    app_name: &'a str,
    application_type: &'a str,
    created_at: String,
    default_app: bool,
    default_endpoint_app: bool,
    enabled: bool,
    fallback_answer_url: &'a str,
    fallback_method: &'a str,
    hangup_method: &'a str,
    hangup_url: &'a str,
    log_incoming_message: bool,
    message_method: &'a str,
    message_url: &'a str,
    public_uri: bool,
    resource_uri: String,
    sip_transfer_method: &'a str,
    sip_transfer_url: &'a str,
    sip_uri: String,
    sub_account: &'a str,
    updated_at: String,
}

fn application_object<'a>(
    id: &'a str,
    application: &'a Application,
    account_id: &str,
) -> ApplicationObject<'a> {
    ApplicationObject {
        answer_method: &application.answer_method,
        answer_url: &application.answer_url,
        api_id: &application.api_id,
        app_id: id,
        app_name: &application.app_name,
        application_type: &application.application_type,
        created_at: wire::spaced(application.created_at),
        default_app: application.default_app,
        default_endpoint_app: application.default_endpoint_app,
        enabled: application.enabled,
        fallback_answer_url: &application.fallback_answer_url,
        fallback_method: &application.fallback_method,
        hangup_method: &application.hangup_method,
        hangup_url: application.hangup_url.as_deref().unwrap_or(&application.answer_url),
        log_incoming_message: application.log_incoming_message,
        message_method: &application.message_method,
        message_url: &application.message_url,
        public_uri: application.public_uri,
        resource_uri: format!("/v1/Account/{account_id}/Application/{id}/"),
        sip_transfer_method: &application.sip_transfer_method,
        sip_transfer_url: &application.sip_transfer_url,
        sip_uri: format!("sip:{id}@app.vobiz.ai"),
        sub_account: &application.sub_account,
        updated_at: wire::spaced(application.updated_at),
    }
}
