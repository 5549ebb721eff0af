//! What the guides of `docs/` and the README tell their readers to do is done here, and what they say comes of it comes.
//!
//! A fenced block is run where its info string says so:
//!
//! - ` ```console run ` holds commands after `$ ` (a line that ends with `\` goes on in the next) and below each what it
//!   prints, standard error too. `…` stands for any text in a line, and alone for any lines.
//! - ` ```sh run ` is a script that must succeed.
//! - ` ```python file=client.py ` is written to a file, whatever its language.
//!
//! `needs=python3,curl` after `run` names programs without which the rest of the guide is left out, and this is told. All
//! blocks of a guide share one folder, in which both programs of this workspace are on the PATH.

mod block;
mod matches;
mod session;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use block::{Block, blocks};
use session::Session;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The README and every guide, by name.
fn guides() -> Vec<(String, String)> {
    let folder = root().join("docs");
    let entries = std::fs::read_dir(&folder).expect("there are guides");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.push(root().join("README.md"));
    paths.sort();
    let named = |path: PathBuf| {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        (name, std::fs::read_to_string(&path).expect("a guide is text"))
    };
    paths.into_iter().map(named).collect()
}

/// What is wrong with the blocks of a guide.
fn run(name: &str, text: &str) -> Vec<String> {
    let all = blocks(text);
    if !all.iter().any(Block::is_run) {
        return Vec::new();
    }
    let session = Session::new(name);
    let mut wrong = Vec::new();
    for block in &all {
        if let Some(missing) = session.missing(block) {
            // Past the test runner, which would keep it back where nothing fails.
            let said = format!("{name}.md:{}: left out from here on: there is no {missing}\n", block.line);
            std::io::stderr().write_all(said.as_bytes()).expect("standard error is open");
            break;
        }
        if let Err(error) = session.run(block) {
            wrong.push(format!("{name}.md:{}: {error}", block.line));
        }
    }
    wrong
}

#[test]
fn what_the_guides_say_is_so() {
    let guides = guides();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> =
            guides.iter().map(|(name, text)| scope.spawn(move || run(name, text))).collect();
        running.into_iter().flat_map(|guide| guide.join().expect("a guide is run to its end")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_a_guide_says_wrongly_is_noticed() {
    let text = "# A\n\n```sh file=a.sh\necho hello\n```\n\n```console run\n$ sh a.sh\nhello\n$ sh \\\n    a.sh\nbye\n```\n\n\
                ```sh run\nfalse\n```\n\n```sh\nfalse\n```\n\n```sh run needs=no-such-program\nfalse\n```\n";
    let wrong = run("wrong", text);
    assert_eq!(wrong.len(), 2, "{wrong:#?}");
    assert!(
        wrong[0].starts_with("wrong.md:7: `sh     a.sh` prints\nhello\n") && wrong[0].ends_with("bye"),
        "{}",
        wrong[0]
    );
    assert!(wrong[1].starts_with("wrong.md:15: the script ends with 1"), "{}", wrong[1]);
}
