//! What Vobiz keeps: the records of its tables, in the form of world files.
//!
//! A record names an account by its tenant's name, never by its `auth_id`, so that fresh credentials touch no record.

mod accounts;
mod numbers;
mod trunks;

use jiff::Timestamp;

pub(super) use accounts::{Account, CreditLimit, Permissions, Role};
pub(super) use numbers::{Audit, Capabilities, Number, NumberSource, NumberStatus};
pub(super) use trunks::{
    Application, Credential, Direction, IpAcl, OriginationUri, Transport, Trunk, TrunkStatus, WebhookMethod,
};

/// The time of a record that gives none: 2026-01-01T00:00:00Z.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

const fn start() -> Timestamp {
    START
}
