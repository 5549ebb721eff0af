//! Writes the Rust of one vendor's contract.

use std::fmt::Write as _;

use crate::contract_file::{Body, Clause, Contract, Evidence, Operation, RaisedBy, Source, Status};

/// The module of one vendor: `clauses`, `OPERATIONS`, `NOT_EMULATED`, `CONTRACT`, the switches and `Dialect`.
pub(crate) fn module(contract: &Contract) -> String {
    let mut code =
        format!("/// The contract of {}, from `contracts/{}.yaml`.\n", contract.name, contract.vendor);
    code.push_str("#[expect(clippy::doc_markdown, reason = \"sentences of the contract stand as they are written there\")]\n");
    let _ = writeln!(code, "pub mod {} {{", contract.vendor);
    code.push_str("use super::{Body, Clause, ClauseFacts, Contract, Evidence, NotEmulated, OperationFacts, Source, SwitchError, SwitchFacts};\n");
    code.push_str("use crate::vendors::Vendor;\n");
    let all = all_clauses(contract);
    clause_table(&mut code, contract, &all);
    operation_table(&mut code, contract, &all);
    not_emulated_table(&mut code, contract);
    switch_table(&mut code, contract);
    dialect(&mut code, contract);
    let hosts: Vec<String> = contract.hosts.iter().map(|host| quote(host)).collect();
    let _ = writeln!(
        code,
        "/// The whole contract.\npub static CONTRACT: Contract = Contract {{ vendor: {}, name: {}, base_url: {}, hosts: &[{}], clauses: &CLAUSES, operations: &OPERATIONS, not_emulated: &NOT_EMULATED, switches: &SWITCHES }};",
        vendor(contract),
        quote(&contract.name),
        quote(&contract.base_url),
        hosts.join(", "),
    );
    code.push_str("}\n");
    code
}

/// Every clause with the operation that it belongs to, in the contract's order, `any` last.
fn all_clauses(contract: &Contract) -> Vec<(&str, &Clause)> {
    let of_operations = contract
        .operations
        .iter()
        .flat_map(|operation| operation.clauses.iter().map(|clause| (operation.name.as_str(), clause)));
    of_operations.chain(contract.any.clauses.iter().map(|clause| ("any", clause))).collect()
}

fn clause_table(code: &mut String, contract: &Contract, all: &[(&str, &Clause)]) {
    let _ = writeln!(code, "static CLAUSES: [ClauseFacts; {}] = [", all.len());
    for (operation, clause) in all {
        let first = clause.switch.as_ref().and_then(|name| {
            contract
                .switches
                .iter()
                .find(|switch| &switch.name == name)
                .map(|switch| switch.values[0].clone())
        });
        let (status, others) = match &clause.status {
            Status::One(status) => (*status, Vec::new()),
            Status::BySwitch(by) => {
                let default = first.as_ref().and_then(|value| by.get(value)).or(by.values().next());
                (default.copied().unwrap_or(0), by.iter().map(|(v, s)| (v.clone(), *s)).collect())
            }
        };
        let by_value: Vec<String> =
            others.iter().map(|(value, status)| format!("({}, {status})", quote(value))).collect();
        let when: Vec<String> = clause.when.iter().map(|value| quote(value)).collect();
        let _ = writeln!(
            code,
            "ClauseFacts {{ vendor: Some({}), id: {}, operation: {}, name: {}, says: {}, status: {status}, status_by_value: &[{}], evidence: {}, body_evidence: {}, source: {}, reason: {}, switch: {}, when: &[{}], raised_by_fault: {} }},",
            vendor(contract),
            quote(&format!("{}.{operation}.{}", contract.vendor, clause.id)),
            quote(operation),
            quote(&clause.id),
            quote(&clause.says),
            by_value.join(", "),
            evidence(clause.evidence),
            evidence(clause.body_evidence.unwrap_or(clause.evidence)),
            source(contract, clause.source.as_ref()),
            option(clause.reason.as_deref()),
            option(clause.switch.as_deref()),
            when.join(", "),
            clause.raised_by == Some(RaisedBy::Fault),
        );
    }
    code.push_str("];\n/// Every clause by name: `<OPERATION>_<WHAT>`.\npub mod clauses {\nuse super::{CLAUSES, Clause};\n");
    for (at, (operation, clause)) in all.iter().enumerate() {
        let name = constant(&format!("{operation}_{}", clause.id));
        let _ = writeln!(
            code,
            "/// {}\npub const {name}: Clause = Clause::new(&CLAUSES[{at}]);",
            doc(&clause.says)
        );
    }
    code.push_str("}\n");
}

fn operation_table(code: &mut String, contract: &Contract, all: &[(&str, &Clause)]) {
    let _ = writeln!(code, "static OPERATIONS: [OperationFacts; {}] = [", contract.operations.len());
    for operation in &contract.operations {
        let from = all.iter().position(|(name, _)| *name == operation.name).unwrap_or(0);
        let to = from + operation.clauses.len();
        let _ = writeln!(
            code,
            "OperationFacts {{ name: {}, summary: {}, routes: &{}, body: {}, changes: {}, spends: {}, undo: {}, effects: &[{}], clauses: ({from}, {to}) }},",
            quote(&operation.name),
            quote(&operation.summary),
            routes(&operation.routes),
            match operation.body {
                Body::Json => "Body::Json",
                Body::None => "Body::None",
            },
            operation.changes,
            operation.spends,
            option(operation.undo.as_deref()),
            effects(contract, operation),
        );
    }
    code.push_str("];\n");
}

fn effects(contract: &Contract, operation: &Operation) -> String {
    let all: Vec<String> = operation
        .effects
        .iter()
        .map(|effect| {
            format!(
                "super::EffectFacts {{ id: {}, says: {}, evidence: {}, source: {}, reason: {} }}",
                quote(&effect.id),
                quote(&effect.says),
                evidence(effect.evidence),
                source(contract, effect.source.as_ref()),
                option(effect.reason.as_deref()),
            )
        })
        .collect();
    all.join(", ")
}

fn not_emulated_table(code: &mut String, contract: &Contract) {
    let _ = writeln!(code, "static NOT_EMULATED: [NotEmulated; {}] = [", contract.not_emulated.len());
    for operation in &contract.not_emulated {
        let _ = writeln!(
            code,
            "NotEmulated {{ name: {}, routes: &{}, url: {} }},",
            quote(&operation.name),
            routes(&operation.routes),
            option(operation.url.as_deref()),
        );
    }
    code.push_str("];\n");
}

fn switch_table(code: &mut String, contract: &Contract) {
    let _ = writeln!(code, "static SWITCHES: [SwitchFacts; {}] = [", contract.switches.len());
    for switch in &contract.switches {
        let values: Vec<String> = switch.values.iter().map(|value| quote(value)).collect();
        let _ = writeln!(
            code,
            "SwitchFacts {{ name: {}, values: &[{}], decides: {}, why: {} }},",
            quote(&switch.name),
            values.join(", "),
            quote(&switch.decides),
            quote(&switch.why),
        );
    }
    code.push_str("];\n");
}

/// One enum a switch, and `Dialect`, which holds one value of each.
fn dialect(code: &mut String, contract: &Contract) {
    for switch in &contract.switches {
        let name = camel(&switch.name);
        let _ = writeln!(
            code,
            "/// Decides {}.\n#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]\npub enum {name} {{",
            switch.decides
        );
        for (at, value) in switch.values.iter().enumerate() {
            let default = if at == 0 { " The default.\n#[default]" } else { "" };
            let _ = writeln!(code, "/// `{value}`.{default}\n{},", variant(value));
        }
        code.push_str("}\n");
    }
    let _ = writeln!(
        code,
        "/// One value of every switch of {}.\n#[derive(Clone, Debug, Default, PartialEq, Eq)]\npub struct Dialect {{",
        contract.name
    );
    for switch in &contract.switches {
        let _ = writeln!(
            code,
            "/// Decides {}.\npub {}: {},",
            switch.decides,
            snake(&switch.name),
            camel(&switch.name)
        );
    }
    code.push_str("}\nimpl Dialect {\n/// Turns one switch; the error names what is allowed.\npub fn set(&mut self, name: &str, value: &str) -> Result<(), SwitchError> {\nlet unknown_value = |at: usize| SwitchError::value(Vendor::NAMED, &SWITCHES[at], value);\nmatch name {\n".replace("Vendor::NAMED", &vendor(contract)).as_str());
    for (at, switch) in contract.switches.iter().enumerate() {
        let _ = writeln!(code, "{} => self.{} = match value {{", quote(&switch.name), snake(&switch.name));
        for value in &switch.values {
            let _ = writeln!(code, "{} => {}::{},", quote(value), camel(&switch.name), variant(value));
        }
        let _ = writeln!(code, "_ => return Err(unknown_value({at})),\n}},");
    }
    let _ = writeln!(
        code,
        "_ => return Err(SwitchError::name({}, &SWITCHES, name)),\n}}\nOk(())\n}}",
        vendor(contract)
    );
    code.push_str("/// The value of a switch, if there is one of that name.\npub fn get(&self, name: &str) -> Option<&'static str> {\nmatch name {\n");
    for switch in &contract.switches {
        let _ = writeln!(code, "{} => Some(match self.{} {{", quote(&switch.name), snake(&switch.name));
        for value in &switch.values {
            let _ = writeln!(code, "{}::{} => {},", camel(&switch.name), variant(value), quote(value));
        }
        code.push_str("}),\n");
    }
    code.push_str("_ => None,\n}\n}\n}\n");
}

fn vendor(contract: &Contract) -> String {
    format!("Vendor::{}", camel(&contract.vendor))
}

fn routes(routes: &[String]) -> String {
    let pairs: Vec<String> = routes
        .iter()
        .map(|route| {
            let (method, path) =
                route.split_once(' ').unwrap_or_else(|| panic!("`{route}` is no `METHOD /path`"));
            format!("({}, {})", quote(method), quote(path))
        })
        .collect();
    format!("[{}]", pairs.join(", "))
}

fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Documented => "Evidence::Documented",
        Evidence::Observed => "Evidence::Observed",
        Evidence::Inferred => "Evidence::Inferred",
    }
}

fn source(contract: &Contract, source: Option<&Source>) -> String {
    source.map_or("None".into(), |source| {
        let page = &contract.pages[&source.page];
        format!(
            "Some(Source {{ url: {}, section: {}, read: {} }})",
            quote(&page.url),
            quote(&source.section),
            quote(&page.read)
        )
    })
}

fn option(text: Option<&str>) -> String {
    text.map_or("None".into(), |text| format!("Some({})", quote(text)))
}

/// A sentence as documentation: nothing in it is markup.
fn doc(text: &str) -> String {
    text.replace('<', "\\<").replace('[', "\\[")
}

fn quote(text: &str) -> String {
    format!("{text:?}")
}

fn constant(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

fn snake(name: &str) -> String {
    name.replace('-', "_")
}

fn camel(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        })
        .collect()
}

/// The Rust name of a switch's value: `404` becomes `V404`.
fn variant(value: &str) -> String {
    let name = camel(value);
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("V{name}") } else { name }
}
