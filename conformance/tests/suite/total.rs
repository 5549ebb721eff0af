//! Arbitrary files: every parser takes them or says what is wrong, and none panics. Most are right files with a few
//! changes, since pure noise gets no further than the first line.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use testline_conformance::embedded::{FIXTURES, SCENARIOS};
use testline_conformance::fixture::Fixture;
use testline_conformance::live::TargetFile;
use testline_conformance::scenario;
use testline_emulator::WorldFile;

#[expect(dead_code, reason = "the build uses the rest of it")]
#[path = "../../../emulator/build/contract_file.rs"]
mod contract_file;

const TARGETS: [&str; 4] = [
    include_str!("../../../targets/trillet.yaml"),
    include_str!("../../../targets/unleashx.yaml"),
    include_str!("../../../targets/vobiz.yaml"),
    include_str!("../../../targets/dasha.yaml"),
];

const CONTRACTS: [&str; 2] = [
    include_str!("../../../emulator/contracts/unleashx.yaml"),
    include_str!("../../../emulator/contracts/dasha.yaml"),
];

/// A change of a text.
#[derive(Clone, Debug)]
enum Edit {
    Insert(Index, String),
    Remove(Index, usize),
    Repeat(Index, Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let scrap = prop_oneof![
        proptest::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "|",
            "&a",
            "*a",
            "<<: ",
            "!!binary ",
            "\"",
            "{{",
            "}}",
            "{{a: matches (}}",
            "#",
            "\t",
            "~",
            "-1",
            "1e999",
            "18446744073709551616",
            "\u{0}",
            "\u{feff}",
            "null",
        ])
        .prop_map(str::to_owned),
        any::<Vec<u8>>()
            .prop_map(|bytes| String::from_utf8_lossy(&bytes[..bytes.len().min(12)]).into_owned()),
    ];
    prop_oneof![
        3 => (any::<Index>(), scrap).prop_map(|(at, text)| Edit::Insert(at, text)),
        2 => (any::<Index>(), 1..40_usize).prop_map(|(at, count)| Edit::Remove(at, count)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Repeat(from, to)),
    ]
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for edit in edits {
        match edit {
            Edit::Insert(at, scrap) => {
                let at = at.index(chars.len() + 1);
                chars.splice(at..at, scrap.chars());
            }
            Edit::Remove(at, count) => {
                let at = at.index(chars.len() + 1);
                chars.drain(at..(at + count).min(chars.len()));
            }
            Edit::Repeat(from, to) => {
                let (from, to) = (from.index(chars.len() + 1), to.index(chars.len() + 1));
                let copied: Vec<char> = chars[from..(from + 60).min(chars.len())].to_vec();
                chars.splice(to..to, copied);
            }
        }
    }
    chars.into_iter().collect()
}

/// One of these texts with a few changes, or any bytes.
fn file(texts: Vec<&'static str>) -> impl Strategy<Value = String> {
    let near = (proptest::sample::select(texts), proptest::collection::vec(edit(), 0..5))
        .prop_map(|(text, edits)| edited(text, &edits));
    let noise = any::<Vec<u8>>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    prop_oneof![9 => near, 1 => noise]
}

fn below(files: &[(&str, &'static str)], ending: &str, folder: &str) -> Vec<&'static str> {
    let wanted = files.iter().filter(|(path, _)| path.ends_with(ending) && path.contains(folder));
    wanted.map(|(_, text)| *text).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_scenario_is_read_or_refused_with_its_place(text in file(below(SCENARIOS, ".yaml", "vobiz/assign"))) {
        if let Err(errors) = scenario::read("scenarios/vobiz/any.yaml", &text) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(error.to_string().contains("scenarios/vobiz/any.yaml"), "{error}");
            }
        }
    }

    #[test]
    fn any_target_file_is_read_or_refused_with_its_place(text in file(TARGETS.to_vec())) {
        if let Err(errors) = TargetFile::parse(Path::new("any.yaml"), &text) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(error.to_string().contains("any.yaml"), "{error}");
            }
        }
    }

    #[test]
    fn any_documented_exchange_is_read_or_refused_with_its_place(text in file(below(FIXTURES, ".http", "fixtures/"))) {
        if let Err(error) = Fixture::read("fixtures/vobiz/any.http", &text) {
            prop_assert!(error.contains("fixtures/vobiz/any.http"), "{error}");
        }
    }

    #[test]
    fn any_world_file_is_read_or_refused_with_its_place(text in file(below(FIXTURES, ".yaml", "example"))) {
        if let Err(error) = WorldFile::parse(&text, "any.yaml") {
            prop_assert!(error.to_string().contains("any.yaml"), "{error}");
        }
    }

    #[test]
    fn what_is_read_of_a_world_file_reads_back_the_same(text in file(below(FIXTURES, ".yaml", "example"))) {
        if let Ok(file) = WorldFile::parse(&text, "any.yaml") {
            let again = WorldFile::parse(&file.to_yaml(), "again.yaml").map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(again.to_json(), file.to_json());
        }
    }

    #[test]
    fn any_contract_is_read_or_refused(text in file(CONTRACTS.to_vec())) {
        if let Ok(contract) = contract_file::parse(&text)
            && let Err(errors) = contract_file::check(&contract)
        {
            prop_assert!(!errors.is_empty());
        }
    }
}
