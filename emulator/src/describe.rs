//! The contracts as data for people and programs: what `operations`, `contract` and the admin API give.

use serde::Serialize;

use crate::contract::{Clause, OperationFacts, Source};
use crate::vendors::Vendor;

/// Every operation of every vendor.
#[derive(Serialize)]
pub(crate) struct Operations {
    operations: Vec<OperationLine>,
    not_emulated: Vec<NotEmulatedLine>,
}

/// One operation.
#[derive(Serialize)]
pub(crate) struct OperationLine {
    pub(crate) vendor: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) routes: Vec<String>,
    pub(crate) clauses: usize,
}

/// One documented operation that answers 501.
#[derive(Serialize)]
pub(crate) struct NotEmulatedLine {
    vendor: &'static str,
    operation: &'static str,
    routes: Vec<String>,
    url: Option<&'static str>,
}

fn routes(routes: &[(&str, &str)]) -> Vec<String> {
    routes.iter().map(|(method, path)| format!("{method} {path}")).collect()
}

/// Every operation of every vendor, in the contracts' order.
pub(crate) fn operations() -> Operations {
    let mut operations = Vec::new();
    let mut not_emulated = Vec::new();
    for vendor in Vendor::ALL {
        let contract = vendor.contract();
        operations.extend(contract.operations.iter().map(|facts| OperationLine {
            vendor: vendor.name(),
            operation: facts.name,
            summary: facts.summary,
            routes: routes(facts.routes),
            clauses: contract.clauses_of(facts).count(),
        }));
        not_emulated.extend(contract.not_emulated.iter().map(|facts| NotEmulatedLine {
            vendor: vendor.name(),
            operation: facts.name,
            routes: routes(facts.routes),
            url: facts.url,
        }));
    }
    Operations { operations, not_emulated }
}

impl Operations {
    /// The emulated ones.
    pub(crate) fn lines(&self) -> &[OperationLine] {
        &self.operations
    }
}

/// One vendor's contract.
#[derive(Serialize)]
pub(crate) struct ContractJson {
    vendor: &'static str,
    name: &'static str,
    base_url: &'static str,
    hosts: &'static [&'static str],
    switches: Vec<SwitchJson>,
    operations: Vec<OperationJson>,
    any: Vec<ClauseJson>,
}

#[derive(Serialize)]
struct SwitchJson {
    name: String,
    values: &'static [&'static str],
    decides: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct OperationJson {
    operation: &'static str,
    summary: &'static str,
    routes: Vec<String>,
    changes: bool,
    spends: bool,
    undo: Option<&'static str>,
    clauses: Vec<ClauseJson>,
}

#[derive(Serialize)]
struct ClauseJson {
    id: &'static str,
    says: &'static str,
    status: u16,
    evidence: &'static str,
    body_evidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<SourceJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    switch: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    raised_by_fault: bool,
}

#[derive(Serialize)]
struct SourceJson {
    url: &'static str,
    section: &'static str,
    read: &'static str,
}

fn clause_json(clause: Clause) -> ClauseJson {
    let facts = clause.facts();
    ClauseJson {
        id: facts.id,
        says: facts.says,
        status: facts.status,
        evidence: facts.evidence.as_str(),
        body_evidence: facts.body_evidence.as_str(),
        source: facts.source.map(|Source { url, section, read }| SourceJson { url, section, read }),
        reason: facts.reason,
        switch: facts.switch,
        raised_by_fault: facts.raised_by_fault,
    }
}

/// One vendor's contract, in its own order.
pub(crate) fn contract(vendor: Vendor) -> ContractJson {
    let contract = vendor.contract();
    let operation = |facts: &'static OperationFacts| OperationJson {
        operation: facts.name,
        summary: facts.summary,
        routes: routes(facts.routes),
        changes: facts.changes,
        spends: facts.spends,
        undo: facts.undo,
        clauses: contract.clauses_of(facts).map(clause_json).collect(),
    };
    ContractJson {
        vendor: vendor.name(),
        name: contract.name,
        base_url: contract.base_url,
        hosts: contract.hosts,
        switches: contract
            .switches
            .iter()
            .map(|switch| SwitchJson {
                name: format!("{vendor}.{}", switch.name),
                values: switch.values,
                decides: switch.decides,
                why: switch.why,
            })
            .collect(),
        operations: contract.operations.iter().map(operation).collect(),
        any: contract.clauses().filter(|clause| clause.facts().operation == "any").map(clause_json).collect(),
    }
}

/// One vendor's contract for people.
pub(crate) fn contract_text(vendor: Vendor) -> String {
    let contract = vendor.contract();
    let mut text = format!("{} · {}\n", contract.name, contract.base_url);
    let clause = |text: &mut String, clause: Clause| {
        let facts = clause.facts();
        let known = facts.source.map_or_else(
            || facts.reason.unwrap_or("").to_owned(),
            |source| format!("{} · {} · read {}", source.url, source.section, source.read),
        );
        text.push_str(&format!(
            "    {} {:<36} {:<10} {}\n        {known}\n",
            facts.status,
            facts.name,
            clause.evidence(),
            facts.says
        ));
    };
    for facts in contract.operations {
        text.push_str(&format!("\n{}  {}\n", facts.name, facts.summary));
        for (method, path) in facts.routes {
            text.push_str(&format!("  {method} {path}\n"));
        }
        contract.clauses_of(facts).for_each(|of| clause(&mut text, of));
    }
    text.push_str("\nany\n");
    contract.clauses().filter(|of| of.facts().operation == "any").for_each(|of| clause(&mut text, of));
    text.push_str("\nswitches\n");
    for switch in contract.switches {
        text.push_str(&format!(
            "  {vendor}.{:<22} {:<24} {}\n",
            switch.name,
            switch.values.join(" | "),
            switch.decides
        ));
    }
    text
}
