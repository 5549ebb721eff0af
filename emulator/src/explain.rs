//! What was likely meant: the operations nearest to a path that missed, and the name nearest to one that nothing knows.

use crate::vendors::Vendor;

/// How many near misses are told.
const MOST: usize = 3;

/// The nearest operations to a path and a method, as `METHOD /template (vendor operation)` and why each missed.
pub(crate) fn near_misses(method: &str, path: &str, vendor: Option<Vendor>) -> Vec<(String, String)> {
    let asked = Vendor::ALL.into_iter().filter(|of| vendor.is_none_or(|vendor| vendor == *of));
    let mut near: Vec<(usize, String, String)> = Vec::new();
    for of in asked {
        for operation in of.contract().operations {
            for (route_method, template) in operation.routes {
                if let Some((distance, why)) = miss(method, path, route_method, template) {
                    near.push((
                        distance,
                        format!("{route_method} {template} ({of} {})", operation.name),
                        why,
                    ));
                }
            }
        }
    }
    near.sort();
    near.into_iter().take(MOST).map(|(_, route, why)| (route, why)).collect()
}

/// How far a path is from a template, and why it missed; none where they have little in common.
fn miss(method: &str, path: &str, route_method: &str, template: &str) -> Option<(usize, String)> {
    let mut reasons = Vec::new();
    let mut distance = 0;
    let (path_segments, template_segments): (Vec<&str>, Vec<&str>) = (segments(path), segments(template));
    let offset = prefix_offset(&path_segments, &template_segments);
    if offset > 0 {
        distance += offset;
        reasons.push(format!("the prefix /{} is missing", template_segments[..offset].join("/")));
    }
    let rest = &template_segments[offset..];
    if path_segments.len() != rest.len() {
        let difference = path_segments.len().abs_diff(rest.len());
        if difference > 1 {
            return None;
        }
        distance += 2;
        reasons.push(format!("it has {} segments, not {}", rest.len(), path_segments.len()));
    }
    let mut same = 0;
    for (segment, literal) in path_segments.iter().zip(rest) {
        if literal.starts_with('{') {
            if segment.starts_with('+') {
                distance += 1;
                reasons.push(format!("`{segment}` begins with a raw +; send %2B"));
            }
        } else if segment == literal {
            same += 1;
        } else if segment.eq_ignore_ascii_case(literal) {
            same += 1;
            distance += 1;
            reasons.push(format!("`{segment}` must be written `{literal}`"));
        } else {
            // A slip in a word, such as its plural, is nearer than another word.
            distance += if likely_meant(segment, std::iter::once(*literal)).is_some() { 1 } else { 3 };
            reasons.push(format!("`{segment}` stands where `{literal}` is expected"));
        }
    }
    if path.ends_with('/') != template.ends_with('/') {
        distance += 1;
        reasons.push(
            if template.ends_with('/') { "it ends with a slash" } else { "it ends without a slash" }.into(),
        );
    }
    if !method.eq_ignore_ascii_case(route_method) {
        distance += 1;
        reasons.push(format!("its method is {route_method}"));
    }
    (same >= 1 && distance <= 6 && !reasons.is_empty()).then(|| (distance, reasons.join("; ")))
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// How many leading segments of a template a path lacks, where its first segment is the next one.
fn prefix_offset(path: &[&str], template: &[&str]) -> usize {
    let Some(first) = path.first() else { return 0 };
    let literal = |at: &usize| template[*at].eq_ignore_ascii_case(first);
    (0..template.len().min(4)).find(literal).unwrap_or(0)
}

/// The candidate that a name was likely meant to be; none where nothing is alike. Of several that are equally alike the
/// first counts.
pub(crate) fn likely_meant<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    /// How alike two names must be, from 0 to 1.
    const ALIKE: f64 = 0.88;
    let name = plain(name);
    let alike = |candidate: &str| {
        let candidate = plain(candidate);
        let (short, long) =
            if name.len() < candidate.len() { (&name, &candidate) } else { (&candidate, &name) };
        match short.len() {
            _ if short == long => 2.0,
            // `number` was likely meant to be `phone_number`.
            3.. if long.contains(short.as_str()) => 1.0,
            _ => strsim::jaro_winkler(&name, &candidate),
        }
    };
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = alike(candidate);
        if score >= ALIKE && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A name without letter case, separators and the plural.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.collect::<String>().trim_end_matches('s').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_by_what_it_is_like() {
        for (name, candidates, meant) in [
            ("trunk_id", &["trunk_group_id"][..], Some("trunk_group_id")),
            ("agentId", &["provider", "agent_id"], Some("agent_id")),
            ("phone_number", &["agent_id", "numbers"], Some("numbers")),
            ("number", &["phone_number"], Some("phone_number")),
            ("recordcall", &["recordCalls", "recordingPublic"], Some("recordCalls")),
            ("nubmers", &["numbers"], Some("numbers")),
            ("list-trunk", &["create-trunk", "list-trunks"], Some("list-trunks")),
            ("agentId", &["other_agent_id", "agent_id"], Some("agent_id")),
            ("description", &["direction"], None),
            ("agent_name", &["agent_id"], None),
            ("colour", &["name", "number"], None),
            ("id", &["agent_id"], None),
        ] {
            assert_eq!(likely_meant(name, candidates.iter().copied()), meant, "{name}");
        }
    }

    #[test]
    fn a_missing_prefix_is_told() {
        let near = near_misses("POST", "/Account/MA_X/numbers/%2B1/assign", None);
        assert!(near[0].0.contains("assign-number-to-trunk"), "{near:?}");
        assert!(near[0].1.contains("the prefix /api/v1 is missing"), "{near:?}");
    }

    #[test]
    fn a_raw_plus_and_a_wrong_method_are_told() {
        let near = near_misses("PUT", "/api/v1/Account/MA_X/numbers/+1/assign", Some(Vendor::Vobiz));
        assert!(near[0].1.contains("%2B") && near[0].1.contains("its method is"), "{near:?}");
    }

    #[test]
    fn a_path_with_nothing_in_common_has_no_near_miss() {
        assert_eq!(near_misses("GET", "/favicon.ico", None), []);
    }
}
