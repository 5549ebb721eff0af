//! What a world file must get right, beyond the types of its fields.

use super::rules;
use super::state::State;

/// Checks what each record says on its own and that the workspace that it names is there.
pub(super) fn check(state: &State) -> Result<(), String> {
    let workspace = |table: &str, key: &str, name: &str| {
        if state.workspaces.contains(name) {
            return Ok(());
        }
        let names = state.workspaces.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        Err(format!("{table}.{key}.workspace: no workspace is named `{name}`; there are: {names}"))
    };
    for token in state.tokens.values() {
        // The key is a secret and stays out of the message.
        workspace("tokens", "***", &token.workspace)?;
    }
    for (key, agent) in state.agents.iter() {
        workspace("agents", key, &agent.workspace)?;
        if !(2..=4).contains(&agent.agent_type) {
            return Err(format!("agents.{key}.agent_type: expected 2, 3 or 4, found {}", agent.agent_type));
        }
        if let Some(other) = agent.calling_type.filter(|calling_type| !(1..=2).contains(calling_type)) {
            return Err(format!("agents.{key}.calling_type: expected 1, 2 or null, found {other}"));
        }
    }
    for (key, number) in state.numbers.iter() {
        workspace("numbers", key, &number.workspace)?;
        if !rules::is_e164(key) {
            return Err(format!("numbers.{key}: the key must be a number in E.164, such as +918062810341"));
        }
    }
    Ok(())
}
