//! Pages that claim something of the contracts say what the contracts say.

use std::path::Path;

/// The README before the table, the table, and what follows it.
fn parts(readme: &str) -> [&str; 3] {
    const MARKS: [&str; 2] = ["<!-- coverage -->\n", "<!-- /coverage -->"];
    let begin = readme.find(MARKS[0]).expect("the README has the first mark") + MARKS[0].len();
    let end = readme.find(MARKS[1]).expect("the README has the second mark");
    [&readme[..begin], &readme[begin..end], &readme[end..]]
}

#[test]
fn the_readme_counts_clauses_as_the_contracts_do() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(&path).expect("there is a README");
    let table = testline_emulator::coverage_table();
    let [before, held, after] = parts(&readme);
    if std::env::var_os("TESTLINE_UPDATE_PAGES").is_some() {
        std::fs::write(&path, format!("{before}{table}{after}")).expect("the README can be written");
        return;
    }
    assert_eq!(held, table, "run the tests with TESTLINE_UPDATE_PAGES=1 to bring the README up to date");
}
