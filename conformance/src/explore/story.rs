//! A disagreement as a story: what was sent step by step, what the model expected and why, and what came.

use std::fmt::Write as _;

use testline_emulator::Vendor;

use super::case::{Sent, What};
use super::engine::Found;
use crate::publish::mask;
use crate::redact::Redactor;
use crate::report::Style;

/// How much of a body is shown.
const SHOWN: usize = 2000;

/// Tells what was found. No secret stands in it.
pub fn tell(vendor: Vendor, found: &Found, redactor: &Redactor, style: Style) -> String {
    let mut text = String::new();
    let title = format!("{vendor} and the model disagree");
    let _ = writeln!(
        text,
        "{} (seed {}, {} steps drawn, {} left)\n",
        style.bold(&title),
        found.seed,
        found.drawn,
        found.left
    );
    let mut number = 0;
    for (at, event) in found.events.iter().enumerate() {
        let is_last = at + 1 == found.events.len();
        match &event.what {
            What::Waited(by) => {
                number += 1;
                let _ = writeln!(text, "{number:>4}  the clock moves on by {by:#}");
            }
            What::Sent(sent) if sent.look && !is_last => {}
            What::Sent(sent) => {
                number += 1;
                step(&mut text, number, sent, is_last, redactor, style);
            }
        }
    }
    let wrong = mask(&redactor.hide(&found.disagreement.wrong), |_| false);
    let _ = writeln!(text, "      {}    {}", style.red("wrong"), style.red(&wrong));
    if let Some(invariant) = found.disagreement.invariant {
        let _ = writeln!(text, "      always   {}: {}", invariant.name, invariant.says);
        let _ = writeln!(text, "      source   {}", invariant.source);
    }
    let _ = writeln!(
        text,
        "\n  again    testline-conformance explore --vendor {vendor} --seed {} --cases 1 --steps {}",
        found.seed, found.steps
    );
    text
}

fn step(text: &mut String, number: usize, sent: &Sent, is_last: bool, redactor: &Redactor, style: Style) {
    let hide = |text: &str| mask(&redactor.hide(text), |_| false);
    let request = &sent.request;
    let _ = writeln!(
        text,
        "{number:>4}  {}",
        style.bold(&hide(&format!("{} {}", request.method, request.target)))
    );
    let mut line_headers = String::new();
    for (name, value) in request.headers.iter().filter(|(name, _)| name.as_str() != "content-type") {
        let value = hide(&String::from_utf8_lossy(value.as_bytes()));
        // What no profile knows may be a secret that the vendor made up.
        let value = if value.contains(['$', '{']) { value } else { "{other}".to_owned() };
        let _ = write!(line_headers, "{}{name}: {value}", if line_headers.is_empty() { "" } else { ", " });
    }
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "      {} {}", style.dim(&format!("{name:<8}")), value);
    };
    line("as", if line_headers.is_empty() { "nobody" } else { &line_headers });
    if !request.body.is_empty() {
        line("sends", &hide(&cut(&request.body)));
    }
    if let Some(fault) = sent.fault {
        line("fault", fault);
    }
    if sent.look {
        line("note", "explore itself looks, to see whether what there is has changed");
    }
    let clause = sent.expected.clause;
    line("expected", &format!("{} {}, because {}", clause.status(), clause.id(), hide(&sent.expected.why)));
    if is_last {
        let facts = clause.facts();
        let known = match (facts.source, facts.reason) {
            (Some(source), _) => format!("{}: {}, {}", clause.evidence(), source.url, source.section),
            (None, reason) => format!("{}: {}", clause.evidence(), reason.unwrap_or("nobody says")),
        };
        line("", &format!("\"{}\"", facts.says));
        line("", &known);
    }
    match &sent.answer {
        None => line("came", "nothing: the answer was lost"),
        Some(answer) => {
            let status = answer.reply.status.as_u16();
            let clause = answer.clause.as_deref().unwrap_or("without a clause");
            line("came", &format!("{status} {clause}"));
            if is_last {
                if !answer.reply.body.is_empty() {
                    line("", &hide(&cut(&answer.reply.body)));
                }
                if let Some(because) = &answer.because {
                    line("it says", &hide(because));
                }
            }
        }
    }
}

/// A body as text, cut where it is long.
fn cut(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], body.len()),
        None => text.into_owned(),
    }
}
