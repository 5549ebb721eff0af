//! The fenced blocks of a guide that something is done with.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// A block and what is done with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of the guide on which it begins.
    pub(super) line: usize,
    /// Programs without which it is left out.
    pub(super) needs: Vec<String>,
    pub(super) deed: Deed,
}

/// What is done with a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// It is written to a file.
    File { name: String, text: String },
    /// It must succeed.
    Script(String),
    /// Each command must print what stands below it.
    Console(Vec<Command>),
}

/// A command of a console, and what it prints.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) line: String,
    pub(super) prints: Vec<String>,
}

impl Block {
    /// Whether it is run, and not only written.
    pub(super) fn is_run(&self) -> bool {
        !matches!(self.deed, Deed::File { .. })
    }
}

/// The blocks of a guide that something is done with.
///
/// # Panics
///
/// Where an info string says something that is not understood, so that a typo leaves no block unrun.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut inside: Option<(usize, String, String)> = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event {
            let line = text[..range.start].matches('\n').count() + 1;
            inside = Some((line, info.to_string(), String::new()));
        } else if let (Event::Text(part), Some((.., held))) = (&event, &mut inside) {
            held.push_str(part);
        } else if event == Event::End(TagEnd::CodeBlock)
            && let Some((line, info, held)) = inside.take()
        {
            found.extend(block(line, &info, held));
        }
    }
    found
}

fn block(line: usize, info: &str, text: String) -> Option<Block> {
    let mut words = info.split_ascii_whitespace();
    let language = words.next()?;
    let (mut runs, mut file, mut needs) = (false, None, Vec::new());
    for word in words {
        match word.split_once('=') {
            None if word == "run" => runs = true,
            Some(("file", name)) => file = Some(name.to_owned()),
            Some(("needs", names)) => needs = names.split(',').map(str::to_owned).collect(),
            // rustdoc's own words stand in blocks of Rust.
            None | Some(_) if language.starts_with("rust") => return None,
            None | Some(_) => panic!("line {line}: `{word}` is not understood in ```{info}"),
        }
    }
    let deed = match (file, runs, language) {
        (Some(name), false, _) => Deed::File { name, text },
        (None, true, "sh") => Deed::Script(text),
        (None, true, "console") => Deed::Console(commands(&text)),
        (None, false, _) => return None,
        (None | Some(_), true, _) => panic!("line {line}: ```{info} cannot be run; ```sh and ```console can"),
    };
    Some(Block { line, needs, deed })
}

fn commands(text: &str) -> Vec<Command> {
    let mut commands: Vec<Command> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let begun = line.strip_prefix("$ ");
        let part = begun.unwrap_or(line);
        let (part, more) = match part.strip_suffix('\\') {
            Some(part) if begun.is_some() || goes_on => (part, true),
            Some(_) | None => (part, false),
        };
        match (begun, commands.last_mut()) {
            (Some(_), _) => commands.push(Command { line: part.to_owned(), prints: Vec::new() }),
            (None, Some(last)) if goes_on => last.line.push_str(part),
            (None, Some(last)) => last.prints.push(part.to_owned()),
            (None, None) => panic!("`{line}` stands before the first `$ `"),
        }
        goes_on = more;
    }
    commands
}

#[test]
fn commands_and_what_they_print_are_told_apart() {
    let text = "```console run needs=a,b\n$ one \\\n  more\nout\\\n$ two\n```\n";
    let command = |line: &str, prints: &[&str]| Command {
        line: line.to_owned(),
        prints: prints.iter().map(|line| (*line).to_owned()).collect(),
    };
    let expected = Block {
        line: 1,
        needs: vec!["a".to_owned(), "b".to_owned()],
        deed: Deed::Console(vec![command("one   more", &["out\\"]), command("two", &[])]),
    };
    assert_eq!(blocks(text), [expected]);
}

#[test]
#[should_panic(expected = "`rum` is not understood")]
fn a_typo_leaves_no_block_unrun() {
    blocks("```sh rum\nfalse\n```\n");
}
