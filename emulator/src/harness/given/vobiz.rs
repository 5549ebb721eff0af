//! Numbers, trunks and money at Vobiz.

use serde_json::json;

use crate::harness::WorldHandle;

/// A number that a Vobiz account owns.
#[derive(Clone, Debug)]
pub struct VobizNumber<'w> {
    world: &'w WorldHandle,
    e164: String,
}

impl WorldHandle {
    /// Lets the first Vobiz account own a number, which is on no trunk.
    ///
    /// ```
    /// use testline_emulator::Emulator;
    ///
    /// let world = Emulator::start_blocking().world("billing");
    /// world.vobiz_number("+918071000009").on_trunk("aabbccdd-1234-5678-90ab-cdef12345678");
    /// ```
    #[track_caller]
    pub fn vobiz_number(&self, e164: &str) -> VobizNumber<'_> {
        let number = json!({
            "account": "first", "status": "active", "trunk": null, "application": null, "release_ends_at": null,
        });
        self.patch(json!({"vobiz": {"numbers": {e164: number}, "inventory": {e164: null}}}));
        VobizNumber { world: self, e164: e164.to_owned() }
    }

    /// Gives the first Vobiz account a trunk of this id.
    #[track_caller]
    pub fn vobiz_trunk(&self, id: &str) -> &Self {
        self.patch(json!({"vobiz": {"trunks": {id: {"account": "first", "name": format!("Trunk {id}")}}}}))
    }

    /// Sets the balance of the first Vobiz account, in its currency.
    #[track_caller]
    pub fn vobiz_balance(&self, balance: i64) -> &Self {
        self.patch(json!({"vobiz": {"accounts": {"first": {"balance": balance}}}}))
    }
}

impl VobizNumber<'_> {
    /// The number is on this trunk.
    #[track_caller]
    pub fn on_trunk(self, trunk: &str) -> Self {
        self.set("trunk", trunk)
    }

    /// The number belongs to this account, by its name in the world file: `second`, `sub-account`.
    #[track_caller]
    pub fn of(self, account: &str) -> Self {
        self.set("account", account)
    }

    #[track_caller]
    fn set(self, field: &str, value: &str) -> Self {
        self.world.patch(json!({"vobiz": {"numbers": {&self.e164: {field: value}}}}));
        self
    }
}
