//! The pages under `docs/contracts/` say what contracts, scenarios and evidence say.

use std::path::{Path, PathBuf};

use testline_conformance::coverage::{Known, records};
use testline_conformance::pages::page;
use testline_emulator::Vendor;

use crate::scenarios::scenarios;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

#[test]
fn the_page_of_every_vendor_is_current() {
    let evidence = docs().join("evidence");
    let records =
        if evidence.is_dir() { records(&[evidence]).expect("right files of evidence") } else { Vec::new() };
    let known = Known::new(&scenarios(), &records);
    for vendor in Vendor::ALL {
        let path = docs().join(format!("contracts/{vendor}.md"));
        let text = page(vendor, &known);
        if std::env::var_os("TESTLINE_UPDATE_PAGES").is_some() {
            std::fs::create_dir_all(docs().join("contracts")).expect("the folder can be made");
            std::fs::write(&path, text).expect("the page can be written");
            continue;
        }
        let held = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            held == text,
            "docs/contracts/{vendor}.md is not current; run the tests with TESTLINE_UPDATE_PAGES=1 to write it"
        );
    }
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
