//! `testline --help`: the commands by what one wants to do.

use clap::Command;

/// What one may want, with the commands for it. A command that is named nowhere stands under the last heading.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Give a client a backend", &["serve", "exec", "env", "healthcheck", "check"]),
    ("Look at how a client and a vendor talk", &["snapshot", "operations", "contract"]),
    (
        "Find out what agrees with the contract",
        &["run", "explore", "race", "audit", "coverage", "export", "cleanup", "schema"],
    ),
    ("Set up", &["doctor", "completions", "man", "help"]),
];
/// Where a command stands that no group names.
const ELSE: &str = "And";

/// The command with a help page that has its commands in groups.
pub(crate) fn grouped(mut command: Command) -> Command {
    // Only then does it have the command `help`.
    command.build();
    let page = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{}\nOptions:\n{{options}}{{after-help}}",
        groups(&command)
    );
    command.help_template(page)
}

/// Every group that has commands.
fn groups(command: &Command) -> String {
    let named = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let shown = || command.get_subcommands().filter(|command| !command.is_hide_set());
    let width = shown().map(|command| command.get_name().len()).max().unwrap_or_default();
    let mut page = String::new();
    let mut group = |heading: &str, commands: Vec<&Command>| {
        if !commands.is_empty() {
            page.push_str(&format!("\n{heading}:\n"));
        }
        for command in commands {
            page.push_str(&format!("  {:width$}  {}\n", command.get_name(), about(command)));
        }
    };
    for (heading, names) in GROUPS {
        group(heading, names.iter().filter_map(|name| shown().find(|c| c.get_name() == *name)).collect());
    }
    group(ELSE, shown().filter(|command| !named(command.get_name())).collect());
    page
}

/// What a command does, in one line without a full stop.
fn about(command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    about.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_no_group_names_is_listed_all_the_same() {
        let command = Command::new("testline")
            .subcommand(Command::new("serve").about("Runs the emulator."))
            .subcommand(Command::new("newcomer").about("Does what is new"))
            .subcommand(Command::new("secret").hide(true));
        let page = grouped(command).render_help().to_string();
        assert!(page.contains("Give a client a backend:\n  serve     Runs the emulator\n"), "{page}");
        assert!(page.contains("And:\n  newcomer  Does what is new\n"), "{page}");
        assert!(!page.contains("secret"), "{page}");
    }

    #[test]
    fn every_command_has_a_group_of_its_own_choice() {
        let page = crate::cli::described().render_help().to_string();
        assert!(!page.contains(&format!("\n{ELSE}:\n")), "put it into GROUPS:\n{page}");
    }
}
