//! Phone numbers at Trillet.

use serde_json::{Value, json};

use crate::harness::WorldHandle;

/// A phone number of a Trillet workspace.
#[derive(Clone, Debug)]
pub struct TrilletNumber<'w> {
    world: &'w WorldHandle,
    id: String,
}

impl WorldHandle {
    /// Gives the first Trillet workspace a phone number of this id; it is bound to no agent.
    ///
    /// ```
    /// use testline_emulator::Emulator;
    ///
    /// let world = Emulator::start_blocking().world("support");
    /// world.trillet_number("750cd929", "+12345678909").bound_to("64f9b12a");
    /// ```
    #[track_caller]
    pub fn trillet_number(&self, id: &str, phone_number: &str) -> TrilletNumber<'_> {
        let number = TrilletNumber { world: self, id: id.to_owned() };
        number.leave_agents(None);
        let unbound = json!({
            "workspace": "first", "phone_number": phone_number, "agent": null, "pathway": null,
            "bound_in_exchange": null, "office_hours": null, "recording_enabled": false, "recording_public": false,
        });
        self.patch(json!({"trillet": {"numbers": {id: unbound}, "trunks": {id: null}}}));
        number
    }
}

impl TrilletNumber<'_> {
    /// The number is bound to this agent and answered by the agent's call flow; its calls are not recorded.
    #[track_caller]
    pub fn bound_to(self, agent: &str) -> Self {
        self.leave_agents(Some(agent));
        let state = self.world.state();
        let held = &state["trillet"];
        let trunk = json!({
            "trunk_sid": format!("TK{:0>32}", self.id),
            "termination_url": held["numbers"][&self.id]["trunk_termination_url"],
            "recording": {"mode": "do-not-record", "trim": "do-not-trim"},
            "agent": agent,
        });
        let number = json!({"agent": agent, "pathway": held["agents"][agent]["pathway"]});
        self.world.patch(json!({"trillet": {"numbers": {&self.id: number}, "trunks": {&self.id: trunk}}}));
        self
    }

    /// Takes the number from the list of every agent, and puts it on that of this one.
    #[track_caller]
    fn leave_agents(&self, but: Option<&str>) {
        let state = self.world.state();
        let own = Value::from(self.id.as_str());
        let mut changed = serde_json::Map::new();
        for (id, agent) in state["trillet"]["agents"].as_object().into_iter().flatten() {
            let before = agent["phone_number_ids"].as_array().cloned().unwrap_or_default();
            let mut after: Vec<Value> = before.iter().filter(|number| **number != own).cloned().collect();
            if but == Some(id.as_str()) {
                after.push(own.clone());
            }
            if after != before {
                changed.insert(id.clone(), json!({"phone_number_ids": after}));
            }
        }
        if !changed.is_empty() {
            self.world.patch(json!({"trillet": {"agents": changed}}));
        }
    }
}
