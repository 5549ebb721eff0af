//! SIP phone numbers at Dasha BlackBox.

use serde_json::json;

use crate::harness::WorldHandle;

/// A SIP phone number of a Dasha organisation.
#[derive(Clone, Debug)]
pub struct DashaNumber<'w> {
    world: &'w WorldHandle,
    id: String,
}

impl WorldHandle {
    /// Gives the first Dasha organisation a SIP phone number of this id, a uuid, with the organisation's first
    /// credentials; no agent answers it.
    ///
    /// ```
    /// use testline_emulator::Emulator;
    ///
    /// let world = Emulator::start_blocking().world("reception");
    /// let number = world.dasha_number("5f0c1d6e-0d44-4b50-8888-8dd257360001", "+15557654321");
    /// number.linked_to("9839c486-f904-4db4-9d66-228964d76580");
    /// ```
    ///
    /// # Panics
    ///
    /// Where the organisation has no credentials, or the id is no uuid.
    #[track_caller]
    pub fn dasha_number(&self, id: &str, phone_number: &str) -> DashaNumber<'_> {
        let state = self.state();
        let credentials = state["dasha"]["sip_credentials"].as_object().into_iter().flatten();
        let mut first = credentials.filter(|(_, held)| held["organization"] == "first").map(|(id, _)| id);
        let Some(credentials) = first.next() else {
            panic!(
                "the organisation `first` has no SIP credentials; `patch` gives it some (dasha.sip_credentials)"
            )
        };
        let number = json!({
            "organization": "first", "phone_number": phone_number, "credentials": credentials, "inbound_agent": null,
        });
        self.patch(json!({"dasha": {"phone_numbers": {id: number}}}));
        DashaNumber { world: self, id: id.to_owned() }
    }
}

impl DashaNumber<'_> {
    /// This agent answers the number's inbound calls.
    #[track_caller]
    pub fn linked_to(self, agent: &str) -> Self {
        self.world.patch(json!({"dasha": {"phone_numbers": {&self.id: {"inbound_agent": agent}}}}));
        self
    }
}
