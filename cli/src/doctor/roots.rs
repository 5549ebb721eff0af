//! Whether clients trust the emulator's certificate authority, where TLS leads them to it.

use std::path::PathBuf;

use testline_emulator::exec::ROOTS;
use testline_emulator::{proxy, tls as authority, variables};

use super::finding::{Finding, fine, wrong};
use super::place::Place;
use super::proxies::Proxies;
use super::setup::SetUp;
use super::tls::{Way, certificates};

/// A host that the emulator's proxy answers for.
const HOST: &str = "api.vobiz.ai";

/// Looks at every file of roots that a variable names.
pub(super) fn look(setup: &SetUp, proxies: &Proxies) -> Vec<Finding> {
    let way = way(setup, proxies);
    let set: Vec<(&str, &str)> =
        ROOTS.iter().filter_map(|name| Some((*name, setup.variable(name)?))).collect();
    let mut findings: Vec<Finding> =
        set.iter().filter_map(|(name, file)| of(setup, name, file, way.as_ref())).collect();
    let unset: Vec<&str> = ROOTS.into_iter().filter(|name| setup.variable(name).is_none()).collect();
    match &way {
        Some(_) if set.is_empty() => findings.push(wrong(
            format!(
                "TLS leads clients to the emulator, and none of {} is set: they refuse its certificate",
                unset.join(", ")
            ),
            trust(setup, &unset),
        )),
        Some(_) if !unset.is_empty() => findings.push(fine(format!(
            "{}: not set; clients that read no other refuse the emulator's certificate",
            unset.join(", ")
        ))),
        Some(_) | None => {}
    }
    findings
}

fn of(setup: &SetUp, name: &str, file: &str, way: Option<&Way>) -> Option<Finding> {
    let roots = match certificates(file) {
        Ok(roots) => roots,
        Err(why) => {
            return Some(wrong(
                format!("{name} is {file}: {why}"),
                "name a PEM file of certificates, or unset it",
            ));
        }
    };
    match way?.accepts(&roots) {
        Ok(()) => Some(fine(format!("{name}: the emulator's certificate is trusted"))),
        Err(why) => Some(wrong(
            format!("{name} is {file}, by which a client refuses the emulator's certificate: {why}"),
            trust(setup, &[name]),
        )),
    }
}

/// Where TLS leads clients to an emulator, if anywhere.
fn way(setup: &SetUp, proxies: &Proxies) -> Option<Way> {
    if let Some(own) = proxies.own() {
        return Some(Way::Through(own.clone(), HOST));
    }
    let mut places = variables::names().filter_map(|(name, _)| Place::of(setup.variable(name)?));
    let base = places.find(|place| {
        place.https && (!proxy::is_a_vendors(&place.host) || setup.hosts_lead_here(&place.host))
    });
    base.map(Way::Direct)
}

/// How the authority is trusted.
fn trust(setup: &SetUp, names: &[&str]) -> String {
    let kept: Option<PathBuf> = setup.serve.ca_dir.clone().or_else(authority::default_folder);
    match kept.map(|folder| folder.join(authority::CERTIFICATE)).filter(|file| file.is_file()) {
        Some(file) => {
            let set: Vec<String> = names.iter().map(|name| format!("{name}={}", file.display())).collect();
            set.join(" ")
        }
        None => {
            "set it to the ca.pem whose path the emulator prints when it starts (--ca-dir); `testline exec \
                 --no-live -- CMD` sets all of them"
                .to_owned()
        }
    }
}
