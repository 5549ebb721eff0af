//! Compares a reply with what was expected and grades every mismatch by how the clause is known.

use testline_emulator::contract::{Clause, Evidence};
use testline_emulator::http::Reply;

use super::always;
use crate::matcher::{Aspect, Compared, Mismatch, Order, compare};
use crate::scenario::Expect;
use crate::target::Response;
use crate::template::{Scope, TemplateError};

/// What a comparison came to.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Each mismatch and how the thing that is not so is known.
    pub mismatches: Vec<(Mismatch, Evidence)>,
    /// The reply that was expected, as far as it was said.
    pub view: Reply,
}

impl Judged {
    /// Whether everything is as expected.
    pub const fn agrees(&self) -> bool {
        self.mismatches.is_empty()
    }

    /// The strongest evidence that is contradicted.
    pub fn evidence(&self) -> Evidence {
        self.mismatches.iter().map(|(_, evidence)| *evidence).min().unwrap_or(Evidence::Inferred)
    }
}

/// Compares a response with an expectation; `held_against` is the clause that grades the mismatches.
pub fn judge(
    expect: &Expect,
    held_against: Option<Clause>,
    response: &Response,
    is_emulator: bool,
    scope: &mut Scope,
) -> Result<Judged, TemplateError> {
    let order = if is_emulator { Order::Counts } else { Order::Free };
    let fair = compare(&expect.fair, &response.reply, order, scope)?;
    let mut mismatches: Vec<(Mismatch, Evidence)> = fair
        .mismatches
        .iter()
        .map(|mismatch| (mismatch.clone(), grade(held_against, mismatch.aspect)))
        .collect();
    if let (Some(clause), Some(said)) = (expect.clause, &response.clause)
        && clause.id() != said
    {
        let mismatch = Mismatch {
            aspect: Aspect::Clause,
            place: "clause".to_owned(),
            expected: clause.id().to_owned(),
            came: said.clone(),
        };
        mismatches.push((mismatch, grade(held_against, Aspect::Clause)));
    }
    let mut view = fair.view.clone();
    if let Some(claims) = expect.emulator.as_ref().filter(|_| is_emulator) {
        let strict = compare(claims, &response.reply, order, scope)?;
        view = joined(&fair, &strict, claims.claims_body());
        let new = strict.mismatches.into_iter().filter(|mismatch| !fair.mismatches.contains(mismatch));
        mismatches.extend(new.map(|mismatch| (mismatch, Evidence::Inferred)));
    }
    if is_emulator {
        let vendor = expect.clause.or(held_against).and_then(|clause| clause.facts().vendor);
        let always = always::mismatches(vendor, expect, &response.reply).into_iter();
        let new: Vec<Mismatch> =
            always.filter(|found| mismatches.iter().all(|(known, _)| known.place != found.place)).collect();
        mismatches.extend(new.into_iter().map(|mismatch| (mismatch, Evidence::Inferred)));
    }
    Ok(Judged { mismatches, view })
}

/// How the part of a clause is known that a mismatch contradicts; documented where no clause is named.
fn grade(clause: Option<Clause>, aspect: Aspect) -> Evidence {
    let Some(clause) = clause else { return Evidence::Documented };
    match aspect {
        Aspect::Status | Aspect::Clause | Aspect::Header => clause.facts().evidence,
        Aspect::Body => clause.facts().body_evidence,
    }
}

/// The reply that the fair and the strict part expect together.
fn joined(fair: &Compared, strict: &Compared, strict_body: bool) -> Reply {
    let wrong = |of: &Compared, aspect| of.mismatches.iter().any(|mismatch| mismatch.aspect == aspect);
    let mut view = fair.view.clone();
    if wrong(strict, Aspect::Status) && !wrong(fair, Aspect::Status) {
        view.status = strict.view.status;
    }
    if wrong(strict, Aspect::Header) {
        view.headers = strict.view.headers.clone();
    }
    if strict_body {
        view.body = strict.view.body.clone();
    }
    view
}
