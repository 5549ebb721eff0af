//! What is generated of the documentation says what contracts, scenarios and evidence say.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use testline_conformance::coverage::{Known, records};
use testline_conformance::evidence::{Kind, Record, SeenAs};
use testline_conformance::pages::{operations, page, vendors};
use testline_emulator::Vendor;

use crate::scenarios::scenarios;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn known() -> Known {
    let evidence = docs().join("evidence");
    let records =
        if evidence.is_dir() { records(&[evidence]).expect("right files of evidence") } else { Vec::new() };
    Known::new(&scenarios(), &records)
}

/// Compares a file with what it should be, or writes it where that is asked for.
fn check(path: &Path, text: &str) {
    if std::env::var_os("TESTLINE_UPDATE_PAGES").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the page can be written");
        return;
    }
    let held = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        held == text,
        "{} is not current; run the tests with TESTLINE_UPDATE_PAGES=1 to write it",
        path.display()
    );
}

#[test]
fn the_page_of_every_vendor_is_current() {
    let known = known();
    for vendor in Vendor::ALL {
        check(&docs().join(format!("contracts/{vendor}.md")), &page(vendor, &known));
    }
}

#[test]
fn the_tables_of_what_is_known_are_current() {
    let known = known();
    check(&docs().join("contracts/README.md"), &operations(&known));
    let path = docs().join("../README.md");
    let readme = std::fs::read_to_string(&path).expect("there is a README");
    let [begin, end] = ["<!-- coverage -->\n", "<!-- /coverage -->"];
    let (before, rest) = readme.split_once(begin).expect("the README has the first mark");
    let (_, after) = rest.split_once(end).expect("the README has the second mark");
    check(&path, &format!("{before}{begin}{}{end}{after}", vendors(&known)));
}

#[test]
fn the_tables_count_every_clause_once_and_say_when_one_was_seen_live() {
    let never = vendors(&Known::default());
    for (vendor, row) in Vendor::ALL.into_iter().zip(never.lines().skip(2)) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let numbers: Vec<usize> = cells[2..6].iter().map(|cell| cell.parse().expect("a number")).collect();
        assert_eq!(numbers[0], vendor.contract().clauses().count(), "{row}");
        assert_eq!(numbers[0], numbers[1..].iter().sum::<usize>(), "{row}");
        assert_eq!(cells[6], "never", "{row}");
    }
    let record = Record {
        vendor: "dasha".to_owned(),
        clause: "dasha.list-agents.listed".to_owned(),
        verdict: SeenAs::Agrees,
        target: "https://blackbox.dasha.ai".to_owned(),
        kind: Kind::Live,
        date: date(2026, 11, 24),
        scenario: "dasha/list-agents/a".to_owned(),
        digest: "sha256:00".to_owned(),
    };
    let seen = Known::new(&[], [&record]);
    let last = |text: &str| text.lines().filter(|line| line.ends_with("| 2026-11-24 |")).count();
    assert_eq!((last(&vendors(&seen)), last(&operations(&seen))), (1, 1));
}

#[test]
fn every_link_of_a_page_leads_to_a_file() {
    let known = Known::new(&scenarios(), &[]);
    for vendor in Vendor::ALL {
        let text = page(vendor, &known);
        let mut links = 0;
        for link in text.split("](../../").skip(1) {
            let path = link.split(')').next().expect("a link ends");
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path).is_file(), "{path}");
            links += 1;
        }
        assert!(links > 0, "the page of {vendor} links no scenario");
    }
}

#[test]
fn a_page_says_what_is_not_emulated() {
    let text = page(Vendor::Vobiz, &Known::default());
    for facts in Vendor::Vobiz.contract().not_emulated {
        assert!(text.contains(facts.name), "{}", facts.name);
    }
    assert!(text.contains("Nothing of it was seen at the real vendor yet."), "{text}");
}
