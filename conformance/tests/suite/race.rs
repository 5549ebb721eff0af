//! Races over real sockets, in short.

use crate::program::{folder, program};

#[tokio::test(flavor = "multi_thread")]
async fn every_vendor_is_linearizable_by_its_journal() {
    let words = ["race", "--operations", "600", "--clients", "16"];
    let done = program(&folder("race-journal"), &words, &[]).await;
    assert_eq!(done.code, Some(0), "{}\n{}", done.log, done.out);
    let fits =
        done.out.lines().filter(|line| line.contains("600 operations") && line.ends_with(": linearizable"));
    assert_eq!(fits.count(), 4, "{}", done.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_vendor_is_linearizable_by_search() {
    let words = ["race", "--by", "search", "--operations", "400", "--clients", "16"];
    let done = program(&folder("race-search"), &words, &[]).await;
    assert_eq!(done.code, Some(0), "{}\n{}", done.log, done.out);
    assert_eq!(done.out.lines().filter(|line| line.ends_with(": linearizable")).count(), 4, "{}", done.out);
}

#[tokio::test]
async fn who_is_not_there_is_told_in_one_line() {
    let done = program(&folder("race-nobody"), &["race", "--target", "http://127.0.0.1:1"], &[]).await;
    assert_eq!((done.code, done.log.lines().count()), (Some(3), 1), "{}", done.log);
}
