//! Numbers and providers at UnleashX.

use serde_json::json;

use crate::harness::WorldHandle;

/// A number of an UnleashX workspace.
#[derive(Clone, Debug)]
pub struct UnleashxNumber<'w> {
    world: &'w WorldHandle,
    e164: String,
}

impl WorldHandle {
    /// Puts a number into the inventory of the first UnleashX workspace; no agent has it.
    ///
    /// ```
    /// use testline_emulator::Emulator;
    ///
    /// let world = Emulator::start_blocking().world("campaign");
    /// world.unleashx_number("+918062810341").on_agent("agent_xyz789abc");
    /// ```
    #[track_caller]
    pub fn unleashx_number(&self, e164: &str) -> UnleashxNumber<'_> {
        UnleashxNumber { world: self, e164: e164.to_owned() }.set("first", None)
    }

    /// Sets which telephony providers the first UnleashX workspace has configured: `san`, `twilio`, ….
    #[track_caller]
    pub fn unleashx_providers(&self, providers: &[&str]) -> &Self {
        self.patch(json!({"unleashx": {"workspaces": {"first": {"providers": providers}}}}))
    }
}

impl UnleashxNumber<'_> {
    /// This agent has the number; it is in the inventory of the agent's workspace.
    #[track_caller]
    pub fn on_agent(self, agent: &str) -> Self {
        let state = self.world.state();
        let workspace = state["unleashx"]["agents"][agent]["workspace"].as_str().unwrap_or("first");
        self.set(workspace, Some(agent))
    }

    #[track_caller]
    fn set(self, workspace: &str, agent: Option<&str>) -> Self {
        let number = json!({
            "workspace": workspace, "agent": agent, "status": null, "attached_at": null, "attached_in_exchange": null,
        });
        self.world.patch(json!({"unleashx": {"numbers": {&self.e164: number}}}));
        self
    }
}
