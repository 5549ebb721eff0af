//! The report for machines that read `JUnit`: a suite for each target and vendor, a case for each scenario.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use testline_emulator::Vendor;

use super::told::{Told, ToldPlace};
use crate::runner::{End, Run};
use crate::scenario::Scenario;

/// The report's text. An error follows "failed to".
pub fn text(told: &Told<'_>) -> Result<String, String> {
    let mut report = Report::new("testline-conformance");
    for place in &told.places {
        report.set_time(report.time.unwrap_or_default() + place.took);
        for vendor in Vendor::ALL {
            let suite = suite(told, place, vendor);
            if !suite.test_cases.is_empty() {
                report.add_test_suite(suite);
            }
        }
    }
    report.to_string().map_err(|error| format!("write the JUnit report: {error}"))
}

fn suite(told: &Told<'_>, place: &ToldPlace<'_>, vendor: Vendor) -> TestSuite {
    let mut suite = TestSuite::new(format!("{} at {}", vendor.contract().name, place.name()));
    for run in &place.summary.runs {
        if let Some(scenario) = told.scenario(run).filter(|scenario| scenario.vendor == vendor) {
            suite.add_test_case(case(told, run, scenario));
        }
    }
    suite
}

fn case(told: &Told<'_>, run: &Run, scenario: &Scenario) -> TestCase {
    let mut case = TestCase::new(scenario.claim.clone(), status(told, run));
    let (folder, _) = run.id.rsplit_once('/').unwrap_or((run.id.as_str(), ""));
    case.set_classname(folder.replace('/', "."));
    case.extra.insert("file".into(), scenario.path.as_str().into());
    if let End::Failed(failure) = &run.end {
        case.extra.insert("line".into(), failure.line.to_string().into());
        // A failure that does not count is told where it does not make the case fail.
        if let Some(told) = told.failure(run, failure).filter(|_| !told.counts(run)) {
            let known = run.known.as_deref().map(|reason| format!("a known difference: {reason}\n"));
            let text = format!("{}{}", known.unwrap_or_default(), told.mismatches.join("\n"));
            case.set_system_out(text);
        }
    }
    if !run.leftovers.is_empty() {
        let left: Vec<String> = run.leftovers.iter().map(|left| told.line(run, left)).collect();
        case.set_system_err(format!("not undone:\n{}", left.join("\n")));
    }
    case
}

fn status(told: &Told<'_>, run: &Run) -> TestCaseStatus {
    match &run.end {
        End::Agreed => TestCaseStatus::success(),
        End::Failed(_) if !told.counts(run) => TestCaseStatus::success(),
        End::Failed(failure) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            if let Some(told) = told.failure(run, failure) {
                status.set_type(told.clause.map_or("no clause", |clause| clause.id()));
                status.set_message(told.mismatches.join("; "));
                status.set_description(format!("expected\n{}\ncame\n{}", told.expected, told.came));
            }
            status
        }
        End::Broken(message) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(format!("failed to {}", told.line(run, message)));
            status
        }
        End::Skipped(reason) => skipped(&told.line(run, reason)),
        End::Stopped => skipped("the run was stopped"),
    }
}

fn skipped(reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(reason.to_owned());
    status
}
