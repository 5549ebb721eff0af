//! Finding the operation of a path: one table a vendor, in the order of its contract.

use std::borrow::Cow;

use memchr::memchr;

use crate::contract::{Contract, NotEmulated};
use crate::http::Method;
use crate::segments::{has_escape, segments};

/// How many segments a path may have; the longest of the templates has fewer.
const MOST: usize = 12;

/// One way to an operation.
#[derive(Debug)]
pub(crate) struct Route<O: 'static> {
    /// What it leads to.
    pub(crate) operation: O,
    /// The method.
    pub(crate) method: Method,
    /// The path, with `{name}` for a segment that is a parameter.
    pub(crate) template: &'static str,
}

/// A line of a vendor's table.
pub(crate) const fn route<O>(operation: O, method: Method, template: &'static str) -> Route<O> {
    Route { operation, method, template }
}

/// The parameters of a path by name, as sent: still percent-encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params<'r>(Vec<(&'static str, &'r str)>);

impl<'r> Params<'r> {
    /// The raw segment of a parameter; empty where the route has no such parameter.
    pub(crate) fn raw(&self, name: &str) -> &'r str {
        self.0.iter().find(|(held, _)| *held == name).map_or("", |(_, segment)| segment)
    }

    /// Every parameter in the path's order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &'r str)> {
        self.0.iter().copied()
    }
}

/// What a path and a method lead to.
#[derive(Debug)]
pub(crate) enum Found<'r, O> {
    /// An operation with the path's parameters.
    Operation(O, Params<'r>),
    /// An operation that the vendor documents and that is not emulated.
    NotEmulated(&'static NotEmulated),
    /// A path that is known for these other methods, in the order of the tables.
    OtherMethods(Vec<Method>),
    /// No path of the tables.
    Nothing,
}

/// Every way to an operation of a vendor, emulated or only documented, by how many segments its path has. It is made
/// once, so that a request looks at few templates and takes none of them apart.
#[derive(Debug)]
pub(crate) struct Index<O: 'static>(Vec<Vec<Way<O>>>);

/// A template, taken apart.
#[derive(Debug)]
struct Way<O: 'static> {
    method: Method,
    parts: Vec<Part>,
    parameters: usize,
    leads_to: LeadsTo<O>,
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Literal(&'static str),
    Parameter(&'static str),
}

#[derive(Clone, Copy, Debug)]
enum LeadsTo<O> {
    Operation(O),
    NotEmulated(&'static NotEmulated),
}

impl<O: Copy> Index<O> {
    /// The index of a vendor's tables: what is emulated, then what is only documented.
    pub(crate) fn of(routes: &'static [Route<O>], contract: &'static Contract) -> Self {
        let mut index = Self(Vec::new());
        for route in routes {
            index.add(route.method.clone(), route.template, LeadsTo::Operation(route.operation));
        }
        for facts in contract.not_emulated {
            for (method, template) in facts.routes {
                let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
                index.add(method, template, LeadsTo::NotEmulated(facts));
            }
        }
        index
    }

    fn add(&mut self, method: Method, template: &'static str, leads_to: LeadsTo<O>) {
        let parts: Vec<Part> = template.split('/').map(Part::of).collect();
        let parameters = parts.iter().filter(|part| matches!(part, Part::Parameter(_))).count();
        if self.0.len() <= parts.len() {
            self.0.resize_with(parts.len() + 1, Vec::new);
        }
        self.0[parts.len()].push(Way { method, parts, parameters, leads_to });
    }

    /// Looks a path up. `same` says whether a literal of a template (first) and a segment (second) are the same. Of
    /// several templates that match, the one with the fewest parameters is the path; the methods of the others are not
    /// its own.
    pub(crate) fn find<'r>(
        &self,
        method: &Method,
        path: &'r str,
        same: impl Fn(&str, &str) -> bool,
    ) -> Found<'r, O> {
        let mut taken = [""; MOST];
        let mut count = 0;
        for segment in segments(path) {
            let Some(place) = taken.get_mut(count) else { return Found::Nothing };
            *place = segment;
            count += 1;
        }
        let segments = &taken[..count];
        let ways = || self.0.get(segments.len()).into_iter().flatten();
        let fits = |way: &&Way<O>| way.fits(segments, &same);
        // Of several with as few parameters the first counts.
        let asked = ways().filter(|way| way.method == *method).filter(fits).min_by_key(|way| way.parameters);
        let most = asked.map_or(usize::MAX, |way| way.parameters);
        let nearer = ways().filter(|way| way.parameters < most).filter(fits).map(|way| way.parameters).min();
        match (nearer, asked) {
            (None, None) => Found::Nothing,
            (None, Some(way)) => match way.leads_to {
                LeadsTo::Operation(operation) => Found::Operation(operation, way.params(segments)),
                LeadsTo::NotEmulated(facts) => Found::NotEmulated(facts),
            },
            (Some(fewest), _) => {
                let mut others: Vec<Method> = Vec::new();
                for way in ways().filter(|way| way.parameters == fewest).filter(fits) {
                    if !others.contains(&way.method) {
                        others.push(way.method.clone());
                    }
                }
                Found::OtherMethods(others)
            }
        }
    }
}

impl Part {
    fn of(literal: &'static str) -> Self {
        match literal.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => Self::Parameter(name),
            None => Self::Literal(literal),
        }
    }
}

impl<O> Way<O> {
    /// Whether segments, of which there are as many as parts, are those of the template. The last ones are looked at
    /// first, since templates differ there.
    fn fits(&self, segments: &[&str], same: impl Fn(&str, &str) -> bool) -> bool {
        self.parts.iter().zip(segments).rev().all(|(part, segment)| match part {
            Part::Literal(literal) => same(literal, segment),
            Part::Parameter(_) => !segment.is_empty(),
        })
    }

    fn params<'r>(&self, segments: &[&'r str]) -> Params<'r> {
        let named = self.parts.iter().zip(segments).filter_map(|(part, segment)| match part {
            Part::Parameter(name) => Some((*name, *segment)),
            Part::Literal(_) => None,
        });
        Params(named.collect())
    }
}

/// Matches one path against one template and gives its parameters.
pub(crate) fn matches<'r>(
    template: &'static str,
    path: &'r str,
    same: impl Fn(&str, &str) -> bool,
) -> Option<Params<'r>> {
    let mut params = Vec::new();
    let mut segments = segments(path);
    for literal in template.split('/') {
        let segment = segments.next()?;
        match literal.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(_) if segment.is_empty() => return None,
            Some(name) => params.push((name, segment)),
            None if same(literal, segment) => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(Params(params))
}

/// Whether a segment has an escape that is broken, or bytes that are not UTF-8.
pub(crate) fn is_broken(segment: &str) -> bool {
    let mut rest = segment.as_bytes();
    let mut ascii = true;
    while let Some(at) = memchr(b'%', rest) {
        let Some((byte, after)) = escape(&rest[at..]) else { return true };
        ascii &= byte.is_ascii();
        rest = after;
    }
    // Only bytes beyond ASCII can come to something that is no UTF-8.
    !ascii && decode(segment).is_none()
}

/// One segment with its percent escapes decoded once; none where an escape is broken or the bytes are not UTF-8.
pub(crate) fn decode(segment: &str) -> Option<Cow<'_, str>> {
    if !has_escape(segment) {
        return Some(Cow::Borrowed(segment));
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some(at) = memchr(b'%', rest) {
        let (byte, after) = escape(&rest[at..])?;
        bytes.extend_from_slice(&rest[..at]);
        bytes.push(byte);
        rest = after;
    }
    bytes.extend_from_slice(rest);
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// The byte that a text begins with as an escape, and what follows it.
fn escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, after @ ..] = text else { return None };
    Some((digit(*high)? * 16 + digit(*low)?, after))
}

/// The value of a hexadecimal digit.
const fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &[Route<u8>] = &[
        route(1, Method::POST, "/a/{id}/b"),
        route(2, Method::DELETE, "/a/{id}/b"),
        route(3, Method::GET, "/a/"),
        route(4, Method::PUT, "/c/{id}"),
        route(5, Method::DELETE, "/c/{id}"),
        route(6, Method::GET, "/c/d"),
    ];

    fn find_exact<'r>(method: &Method, path: &'r str) -> Found<'r, u8> {
        let index = Index::of(ROUTES, &crate::contract::vobiz::CONTRACT);
        index.find(method, path, |literal, segment| literal == segment)
    }

    #[test]
    fn a_path_gives_its_parameters_as_sent() {
        let Found::Operation(2, params) = find_exact(&Method::DELETE, "/a/%2B1/b") else {
            panic!("the route is in the table");
        };
        assert_eq!(params.raw("id"), "%2B1");
    }

    #[test]
    fn no_template_has_more_segments_than_are_looked_at() {
        for vendor in crate::Vendor::ALL {
            let contract = vendor.contract();
            let emulated = contract.operations.iter().flat_map(|operation| operation.routes);
            let documented = contract.not_emulated.iter().flat_map(|facts| facts.routes);
            for (_, template) in emulated.chain(documented) {
                assert!(segments(template).count() < MOST, "{template}");
            }
        }
    }

    #[test]
    fn another_method_names_those_of_the_table() {
        let Found::OtherMethods(methods) = find_exact(&Method::GET, "/a/1/b") else {
            panic!("the path is known");
        };
        assert_eq!(methods, [Method::POST, Method::DELETE]);
    }

    #[test]
    fn a_literal_has_its_own_methods_and_not_those_of_a_parameter_in_its_place() {
        let Found::OtherMethods(methods) = find_exact(&Method::OPTIONS, "/c/d") else {
            panic!("the path is known");
        };
        assert_eq!(methods, [Method::GET]);
        assert!(matches!(find_exact(&Method::PUT, "/c/d"), Found::OtherMethods(_)));
        assert!(matches!(find_exact(&Method::PUT, "/c/e"), Found::Operation(4, _)));
    }

    #[test]
    fn an_empty_segment_is_no_parameter() {
        assert!(matches!(find_exact(&Method::POST, "/a//b"), Found::Nothing));
        assert!(matches!(find_exact(&Method::POST, "/a/1/b/"), Found::Nothing));
    }

    #[test]
    fn a_broken_escape_does_not_decode() {
        assert_eq!(decode("%2B1").as_deref(), Some("+1"));
        assert_eq!(decode("%zz"), None);
        assert_eq!(decode("%2"), None);
        assert_eq!(decode("%ff"), None);
    }

    #[test]
    fn a_segment_is_broken_where_it_does_not_decode() {
        for segment in
            ["", "a", "%2B1", "a%C3%BC%2f", "%", "a%2", "%zz", "%+1", "%%2B", "%ff", "%2B%C3", "ü%C3"]
        {
            assert_eq!(is_broken(segment), decode(segment).is_none(), "{segment}");
        }
    }
}
