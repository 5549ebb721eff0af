//! What `--help`, `completions` and `man` give.

use crate::program::{done, folder, testline};

#[test]
fn help_groups_the_commands_by_what_one_wants() {
    let help = done(testline().arg("--help"));
    assert_eq!(help.code, Some(0));
    let headings: Vec<&str> =
        help.out.lines().filter(|line| line.ends_with(':') && !line.starts_with(' ')).collect();
    assert_eq!(
        headings,
        [
            "Give a client a backend:",
            "Look at how a client and a vendor talk:",
            "Find out what agrees with the contract:",
            "Set up:",
            "Options:",
            "Examples:"
        ]
    );
    for command in ["serve", "exec", "env", "run", "coverage", "cleanup", "doctor", "completions"] {
        assert!(help.out.lines().any(|line| line.starts_with(&format!("  {command} "))), "{command}");
    }
}

#[test]
fn without_a_command_it_says_what_there_is() {
    let bare = done(&mut testline());
    assert_eq!((bare.code, bare.out.as_str()), (Some(2), ""));
    assert!(bare.log.contains("Give a client a backend:"), "{}", bare.log);
}

#[test]
fn every_shell_gets_completions_that_know_the_commands_of_both_programs() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = done(testline().args(["completions", shell]));
        assert_eq!((script.code, script.log.as_str()), (Some(0), ""), "{shell}");
        for word in ["serve", "healthcheck", "coverage", "doctor", "proxy-listen", "allow-changes"] {
            assert!(script.out.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn every_command_gets_a_man_page() {
    let dir = folder("man").join("made");
    let written = done(testline().arg("man").arg(&dir));
    assert_eq!((written.code, written.log.as_str()), (Some(0), ""));
    for (page, says) in [
        ("testline.1", "clause by clause"),
        ("testline-serve.1", "TESTLINE_PORT_FILE"),
        ("testline-run.1", "TESTLINE_TARGET"),
        ("testline-export-hurl.1", ".hurl"),
        ("testline-doctor.1", "never a vendor"),
    ] {
        let text = std::fs::read_to_string(dir.join(page)).expect("it is there");
        // A hyphen is escaped in a man page.
        assert!(text.replace('\\', "").contains(says), "{page}: {text}");
    }
    let names =
        std::fs::read_dir(&dir).expect("it is there").filter_map(Result::ok).map(|entry| entry.file_name());
    let of_help: Vec<_> = names.filter(|name| name.to_string_lossy().contains("-help")).collect();
    assert!(of_help.is_empty(), "{of_help:?}");
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let file = folder("no-man").join("file");
    std::fs::write(&file, "").expect("a folder for tests");
    let written = done(testline().arg("man").arg(&file));
    assert_eq!(written.code, Some(2));
    assert!(written.log.contains("failed to write man pages to"), "{}", written.log);
}
