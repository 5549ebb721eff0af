//! Agreeing to what came, or throwing it away: all of it, or one by one.

use std::io::{self, BufRead, Write};

use super::difference;
use super::file::{Place, read};
use crate::report::Style;

/// What somebody says to a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is agreed to.
    Accept,
    /// It is thrown away.
    Reject,
    /// It waits.
    Skip,
    /// This one and all after it wait.
    Quit,
}

/// Shows what waits in each place and asks what to do; gives how many still wait. An error of a file is told, and the
/// others are gone on with.
pub(super) fn review(
    places: &[Place],
    input: &mut impl BufRead,
    out: &mut impl Write,
    style: Style,
) -> io::Result<usize> {
    let mut left = places.len();
    for (at, place) in places.iter().enumerate() {
        writeln!(out, "{} ({} of {})\n", style.bold(place.name()), at + 1, places.len())?;
        let came = read(&place.pending()).map(Option::unwrap_or_default);
        let agreed = read(&place.agreed()).map(Option::unwrap_or_default);
        match came.and_then(|came| Ok((came, agreed?))) {
            Ok((came, agreed)) => write!(out, "{}", difference::show(&agreed, &came, style))?,
            Err(error) => {
                writeln!(out, "{error}")?;
                continue;
            }
        }
        let decision = ask(input, out)?;
        if decision == Decision::Quit {
            break;
        }
        left -= usize::from(carry_out(decision, place, out)?);
    }
    Ok(left)
}

/// Does what was said to what waits in a place, and says so; whether nothing waits there any more.
pub(super) fn carry_out(decision: Decision, place: &Place, out: &mut impl Write) -> io::Result<bool> {
    let (done, said) = match decision {
        Decision::Accept => (place.accept(), format!("accepted {}", place.agreed().display())),
        Decision::Reject => (place.reject(), format!("rejected {}", place.pending().display())),
        Decision::Skip | Decision::Quit => return Ok(false),
    };
    match &done {
        Ok(()) => writeln!(out, "{said}")?,
        Err(error) => writeln!(out, "{error}")?,
    }
    Ok(done.is_ok())
}

/// Asks until there is an answer; the end of the input is one too.
fn ask(input: &mut impl BufRead, out: &mut impl Write) -> io::Result<Decision> {
    loop {
        write!(out, "accept (a), reject (r), skip (s) or quit (q)? ")?;
        out.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(out)?;
            return Ok(Decision::Quit);
        }
        match line.trim() {
            "a" | "accept" => return Ok(Decision::Accept),
            "r" | "reject" => return Ok(Decision::Reject),
            "s" | "skip" => return Ok(Decision::Skip),
            "q" | "quit" => return Ok(Decision::Quit),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// A folder with these snapshots waiting.
    fn waiting(folder: &str, names: &[&str]) -> Vec<Place> {
        let folder = std::env::temp_dir().join(format!("testline-{}-{folder}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let place = |name: &&str| {
            let place = Place::new(Path::new(&folder), name).expect("a right name");
            place.write(&place.pending(), "### v.a.done\nGET /a").expect("it is written");
            place
        };
        names.iter().map(place).collect()
    }

    #[test]
    fn each_is_shown_and_asked_about() {
        let places = waiting("review", &["one", "three", "two", "zero"]);
        let mut out = Vec::new();
        let left = review(&places, &mut "what\na\nr\ns\nq\n".as_bytes(), &mut out, Style::Plain);
        let out = String::from_utf8(out).expect("UTF-8");
        assert_eq!(left.expect("it reads and writes"), 2, "{out}");
        assert_eq!(out.matches("accept (a)").count(), 5, "{out}");
        assert!(out.contains("one (1 of 4)\n\nnew     v.a.done\n  + GET /a\n"), "{out}");
        assert_eq!(read(&places[0].agreed()), Ok(Some("### v.a.done\nGET /a".to_owned())));
        let waits: Vec<bool> = places.iter().map(|place| place.pending().exists()).collect();
        assert_eq!(waits, [false, false, true, true]);
        assert!(places[1..].iter().all(|place| !place.agreed().exists()));
    }

    #[test]
    fn the_end_of_the_input_leaves_all_as_it_is() {
        let places = waiting("end", &["one"]);
        assert_eq!(review(&places, &mut "".as_bytes(), &mut Vec::new(), Style::Plain).expect("it reads"), 1);
        assert!(places[0].pending().exists());
    }
}
