//! One way to be wrong, and the scenarios and clauses that the lies are about.

use testline_conformance::runner::Verdict;

use crate::proxy::{Behind, Passing};

pub(super) const VOBIZ: &str =
    "vobiz/assign-number-to-trunk/a-number-that-is-on-a-trunk-is-refused-until-it-is-unassigned";
pub(super) const LISTED: &str =
    "vobiz/assign-number-to-trunk/a-number-that-is-on-a-trunk-does-not-move-to-another-trunk";
pub(super) const SECOND: &str = "vobiz/list-account-phone-numbers/a-second-account-sees-only-its-own-numbers";
pub(super) const UNASSIGN: &str =
    "vobiz/unassign-number-from-trunk/a-number-leaves-its-trunk-and-loses-the-key";
pub(super) const REFUSED: &str = "vobiz/any/a-request-without-x-auth-id-is-refused-and-the-header-is-named";
pub(super) const MISSING: &str = "unleashx/attach-phone-number/an-attach-without-numbers-is-refused";
pub(super) const UNKNOWN: &str = "dasha/get-phone-number/a-number-that-does-not-exist-is-not-found";
pub(super) const UNLEASHX: &str =
    "unleashx/attach-phone-number/a-number-that-is-on-another-agent-is-refused-with-409";
pub(super) const TRILLET: &str = "trillet/assign-phone-number-to-agent/the-documented-example-comes-out";
pub(super) const DASHA: &str =
    "dasha/unlink-phone-number-from-agent/unlinking-frees-the-number-for-another-agent";
pub(super) const FOREIGN: &str =
    "vobiz/unassign-number-from-trunk/a-number-of-another-account-is-not-found-and-stays-on-its-trunk";
pub(super) const TRUNKS: &str = "vobiz/list-trunks/the-trunks-of-the-account-are-listed-the-newest-first";
pub(super) const PAGE: &str = "vobiz/list-trunks/limit-and-offset-cut-the-list-other-parameters-are-ignored";
pub(super) const WRONG_METHOD: &str = "dasha/any/a-wrong-method-gets-405-and-the-methods-of-the-path";

pub(super) const ASSIGNED: &str = "vobiz.assign-number-to-trunk.assigned";
pub(super) const ALREADY: &str = "vobiz.assign-number-to-trunk.already-assigned";
pub(super) const UNASSIGNED: &str = "vobiz.unassign-number-from-trunk.unassigned";
pub(super) const ATTACHED: &str = "unleashx.attach-phone-number.attached";
pub(super) const NUMBERS_MISSING: &str = "unleashx.attach-phone-number.numbers-missing";
pub(super) const TAKEN: &str = "unleashx.attach-phone-number.number-already-attached";

/// One way to be wrong: what kind of lie, behind what, in which scenario, at which request, and what must come of it.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub(super) kind: &'static str,
    pub(super) behind: Behind,
    pub(super) scenario: &'static str,
    pub(super) at: usize,
    pub(super) swallows: bool,
    pub(super) lie: fn(&mut Passing<'_>),
    pub(super) clause: &'static str,
    pub(super) verdict: Verdict,
    pub(super) says: &'static str,
}

/// A lie against what is documented.
pub(super) const fn case(
    kind: &'static str,
    (scenario, at): (&'static str, usize),
    lie: fn(&mut Passing<'_>),
    clause: &'static str,
    says: &'static str,
) -> Case {
    let (behind, swallows, verdict) = (Behind::Vendor, false, Verdict::Disagrees);
    Case { kind, behind, scenario, at, swallows, lie, clause, verdict, says }
}

/// A lie against what is inferred.
pub(super) const fn differs(
    kind: &'static str,
    at: (&'static str, usize),
    lie: fn(&mut Passing<'_>),
    clause: &'static str,
    says: &'static str,
) -> Case {
    Case { verdict: Verdict::Differs, ..case(kind, at, lie, clause, says) }
}

/// The same, told of an emulator in a world of its own, which is held to more than a vendor.
pub(super) const fn at_emulator(case: Case) -> Case {
    Case { behind: Behind::Emulator, ..case }
}

/// The same, of a request that was never carried out.
pub(super) const fn swallowed(case: Case) -> Case {
    Case { swallows: true, ..case }
}
