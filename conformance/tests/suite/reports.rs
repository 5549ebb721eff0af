//! Every report of one run, each read by a reader of its own format.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use testline_conformance::evidence::{EvidenceFile, Kind, SeenAs};

use crate::program::{Done, folder, program};
use crate::proxy::Proxy;

/// What is asked: two operations of two vendors, of which a proxy before the emulator answers one wrongly.
const WORDS: [&str; 4] = ["--operation", "attach-number,get-token", "--vendor", "vobiz,unleashx"];

/// Runs with every report; the files are in the folder.
async fn reported(name: &str, more: &[&str], variables: &[(&str, &str)]) -> (std::path::PathBuf, Done) {
    let folder = folder(name);
    let proxy = Proxy::start(&[("vobiz.raw-plus", "accepted")], Box::new(|_| {})).await;
    let target = format!("{}/{{vendor}}", proxy.url);
    let mut words = vec!["run", "--target", &target, "--evidence-out", "evidence.json"];
    words.extend(WORDS);
    for report in ["junit=junit.xml", "json=events.jsonl", "html=page.html", "github=summary.md"] {
        words.extend(["--report", report]);
    }
    words.extend(more);
    let done = program(&folder, &words, variables).await;
    (folder, done)
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("the report is written")
}

const WRONG: &str = "vobiz.attach-number.raw-plus";

#[tokio::test(flavor = "multi_thread")]
async fn every_report_is_right_in_its_format_and_they_agree() {
    let (folder, done) = reported("reports", &[], &[]).await;
    assert_eq!(done.code, Some(1), "{done:?}");

    let events: Vec<Value> = text(&folder, "events.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let of = |kind: &str| events.iter().filter(|event| event["event"] == kind).collect::<Vec<_>>();
    assert_eq!((of("begin").len(), of("end").len()), (1, 1));
    let scenarios = of("scenario");
    let ends = |word: &str| scenarios.iter().filter(|event| event["end"] == word).count();
    assert_eq!(ends("disagrees"), 1, "{scenarios:?}");
    assert!(ends("agrees") > 10 && ends("skipped") > 0 && ends("error") == 0);
    let failed = scenarios.iter().find(|event| event["end"] == "disagrees").expect("one disagrees");
    assert_eq!(failed["failure"]["clause"], WRONG);
    assert!(of("exchange").iter().all(|event| event["digest"].as_str().is_some_and(|text| text.len() == 71)));

    junit(&text(&folder, "junit.xml"), scenarios.len(), ends("skipped"), failed);
    html(&text(&folder, "page.html"), &events);
    markdown(&text(&folder, "summary.md"));
    annotations(&done.out, failed);
    evidence(&text(&folder, "evidence.json"));
}

fn junit(text: &str, cases: usize, skipped: usize, failed: &Value) {
    let document = roxmltree::Document::parse(text).expect("it is XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let all = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((all("testsuite"), all("testcase")), (2, cases));
    assert_eq!((all("failure"), all("skipped"), all("error")), (1, skipped, 0));
    assert_eq!(root.attribute("tests"), Some(cases.to_string().as_str()));
    assert_eq!(root.attribute("failures"), Some("1"));
    let failure = document.descendants().find(|node| node.has_tag_name("failure")).expect("one fails");
    assert_eq!(failure.attribute("type"), Some(WRONG));
    let case = failure.parent().expect("a failure is of a case");
    assert_eq!(case.attribute("name"), failed["claim"].as_str());
    assert_eq!(case.attribute("file"), failed["file"].as_str());
    assert_eq!(case.attribute("line"), Some(failed["failure"]["line"].to_string().as_str()));
}

/// The elements of a page, by name, and its text.
#[derive(Default)]
struct Page {
    elements: BTreeMap<String, usize>,
    classes: BTreeMap<String, usize>,
    text: String,
}

fn walk(node: &Handle, page: &mut Page) {
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            *page.elements.entry(name.local.to_string()).or_default() += 1;
            for attribute in attrs.borrow().iter() {
                assert!(!attribute.name.local.starts_with("on"), "a page without scripts has no handlers");
                if &*attribute.name.local == "class" {
                    for class in attribute.value.split(' ') {
                        *page.classes.entry(class.to_owned()).or_default() += 1;
                    }
                }
                if ["src", "href"].contains(&&*attribute.name.local) {
                    let outside = attribute.value.starts_with("https://");
                    assert!(outside || attribute.value.starts_with('#'), "{}", attribute.value);
                }
            }
        }
        NodeData::Text { contents } => page.text.push_str(&contents.borrow()),
        NodeData::Document
        | NodeData::Doctype { .. }
        | NodeData::Comment { .. }
        | NodeData::ProcessingInstruction { .. } => {}
    }
    node.children.borrow().iter().for_each(|child| walk(child, page));
}

fn html(text: &str, events: &[Value]) {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(text);
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{errors:?}");
    let mut page = Page::default();
    walk(&dom.document, &mut page);
    for foreign in ["script", "link", "img", "iframe", "object", "embed"] {
        assert!(!page.elements.contains_key(foreign), "one file without scripts has no {foreign}");
    }
    let verdicts: BTreeSet<(&str, &str)> = events
        .iter()
        .filter_map(|event| event["verdicts"].as_array())
        .flatten()
        .filter_map(|verdict| Some((verdict["clause"].as_str()?, verdict["verdict"].as_str()?)))
        .collect();
    for (clause, _) in &verdicts {
        let name = clause.rsplit('.').next().expect("an id has parts");
        assert!(page.text.contains(name), "{clause} is on the page");
    }
    assert!(page.classes["disagrees"] >= 1 && page.classes["agrees"] > 10);
    // What was expected and what came, as one difference.
    assert_eq!(page.classes["wrong"], 1, "{:?}", page.classes);
    assert!(page.elements["del"] > 1 && page.elements["ins"] > 1, "{:?}", page.elements);
    assert!(text.contains("width=device-width"));
}

fn markdown(text: &str) {
    let (mut headings, mut tables, mut code) = (0, 0, 0);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        headings += usize::from(matches!(event, Event::Start(Tag::Heading { .. })));
        tables += usize::from(matches!(event, Event::Start(Tag::Table(_))));
        code += usize::from(matches!(event, Event::Start(Tag::CodeBlock(_))));
    }
    assert_eq!((headings, tables, code), (2, 1, 2), "{text}");
    assert!(text.contains(WRONG), "{text}");
}

/// `::level name=value,…::message`, as GitHub reads it.
fn annotations(out: &str, failed: &Value) {
    let commands: Vec<&str> = out.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), 1, "{out}");
    let (head, message) = commands[0][2..].split_once("::").expect("a command has a message");
    let (level, properties) = head.split_once(' ').expect("a command has properties");
    assert_eq!(level, "error");
    let properties: BTreeMap<&str, &str> = properties
        .split(',')
        .map(|property| property.split_once('=').expect("a property has a value"))
        .collect();
    assert_eq!(Some(properties["file"]), failed["file"].as_str());
    assert_eq!(properties["line"], failed["failure"]["line"].to_string());
    assert!(properties["title"].starts_with(WRONG), "{properties:?}");
    let message = message.replace("%0A", "\n").replace("%25", "%");
    assert!(message.starts_with(failed["claim"].as_str().expect("a claim")), "{message}");
}

fn evidence(text: &str) {
    let file = EvidenceFile::parse(text).expect("a right file of evidence");
    let record = file.evidence.iter().find(|record| record.clause == WRONG).expect("it was seen");
    assert_eq!((record.verdict, record.kind), (SeenAs::Disagrees, Kind::BlackBox));
    assert!(file.evidence.iter().any(|record| record.verdict == SeenAs::Agrees));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_github_the_summary_is_added_where_github_says() {
    let summary = folder("github").join("step.md");
    std::fs::write(&summary, "before\n").expect("a folder for tests");
    let path = summary.display().to_string();
    let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", path.as_str())];
    let (_, done) = reported("reports-github", &[], &variables).await;
    assert!(done.out.lines().any(|line| line.starts_with("::error file=scenarios/vobiz/")), "{}", done.out);
    let text = std::fs::read_to_string(&summary).expect("it is there");
    assert!(text.starts_with("before\n## Conformance of http://"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_count_is_no_failure_in_any_report() {
    let (folder, done) = reported("reports-uncounted", &["--fail-on", "inferred"], &[]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(!text(&folder, "junit.xml").contains("<failure"));
    assert!(done.out.contains("::warning file="), "{}", done.out);
}

#[tokio::test]
async fn a_report_that_cannot_be_written_is_told_before_anything_runs() {
    let folder = folder("reports-nowhere");
    let done = program(&folder, &["run", "--report", "html=no/such/page.html"], &[]).await;
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{done:?}");
    assert!(done.log.contains("there is no folder no/such; make it first"), "{}", done.log);
    let done = program(&folder, &["run", "--report", "pdf=page.pdf"], &[]).await;
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(done.log.contains("junit, json, html, github"), "{}", done.log);
}
