//! What was sent and read by nothing: a slip in a name shows here, with the name that was looked for.

use super::call::{Call, Fields};
use crate::explain::likely_meant;

/// How many unread names are told.
const MOST_UNREAD: usize = 32;

/// Something that was sent and that nothing read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    /// Its name; a parameter of the query has a `?` before it.
    name: String,
    /// What was likely meant, or why it was not read.
    note: Option<String>,
}

impl Unread {
    /// Whether it is known to be a slip. Without a note, an operation that refused may just not have come to it.
    pub(crate) const fn is_slip(&self) -> bool {
        self.note.is_some()
    }
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const LONGEST: usize = 64;
        match self.name.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "{}...", &self.name[..end])?,
            None => f.write_str(&self.name)?,
        }
        match &self.note {
            Some(note) => write!(f, " ({note})"),
            None => Ok(()),
        }
    }
}

impl<O> Call<'_, O> {
    /// What was sent in query and body and read by nothing, each with what was likely meant by it: a name that was
    /// looked for and not found.
    pub(crate) fn unread(&self) -> Vec<Unread> {
        let fields = self.fields.get();
        let read: Vec<String> =
            self.query.unread().into_iter().chain(fields.into_iter().flat_map(Fields::unread)).collect();
        let ignored = self.ignored();
        if read.is_empty() && ignored.is_empty() {
            return Vec::new();
        }
        let in_body = fields.map(Fields::absent).unwrap_or_default();
        let marked: Vec<String> = self.query.absent().into_iter().map(|name| format!("?{name}")).collect();
        let absent = || in_body.iter().chain(&marked).map(String::as_str);
        let told = |name: String| {
            let meant = likely_meant(&name, absent()).map(|meant| format!("did you mean {meant}?"));
            Unread { name, note: meant }
        };
        let told_of_body = |name: String| {
            let meant = likely_meant(&name, marked.iter().map(String::as_str));
            let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
            Unread { name, note: Some(format!("the body is not read{meant}")) }
        };
        let more = (read.len() + ignored.len()).saturating_sub(MOST_UNREAD);
        let more = (more > 0).then(|| Unread { name: format!("and {more} more"), note: None });
        let unread = read.into_iter().map(told).chain(ignored.into_iter().map(told_of_body));
        unread.take(MOST_UNREAD).chain(more).collect()
    }

    /// The fields of a body that the vendor does not read, or not as JSON.
    fn ignored(&self) -> Vec<String> {
        if self.request.body.is_empty() || self.fields.get().is_some_and(|fields| !fields.is_empty()) {
            return Vec::new();
        }
        match Fields::parse(&self.request.body) {
            Ok(fields) => fields.unread(),
            Err(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, Request};
    use crate::vendors::route::Params;

    fn with_call(target: &str, body: &'static str, check: impl FnOnce(&Call<'_, ()>)) {
        let request = Request::new(Method::POST, target).with_json(body);
        check(&Call::new((), &request, Params::default()));
    }

    fn told(call: &Call<'_, ()>) -> Vec<String> {
        call.unread().iter().map(Unread::to_string).collect()
    }

    #[test]
    fn what_nothing_read_is_named() {
        with_call("/?page=1&size=2", r#"{"trunk_id":"x","trunk_group_id":"y"}"#, |call| {
            assert_eq!(call.query.first("page"), Some("1"));
            assert_eq!(call.object().expect("an object").text("trunk_group_id"), Some("y"));
            assert_eq!(told(call), ["?size", "trunk_id"]);
        });
    }

    #[test]
    fn a_slip_is_told_with_the_name_that_was_looked_for() {
        with_call("/?pageNo=1", r#"{"trunk_id":"x","colour":1}"#, |call| {
            assert_eq!(call.query.first("page"), None);
            assert_eq!(call.object().expect("an object").text("trunk_group_id"), None);
            let expected =
                ["?pageNo (did you mean ?page?)", "trunk_id (did you mean trunk_group_id?)", "colour"];
            assert_eq!(told(call), expected);
        });
        with_call("/?e164=1", "{}", |call| {
            assert_eq!(call.object().expect("an object").text("e164"), None);
            assert_eq!(told(call), ["?e164 (did you mean e164?)"]);
        });
    }

    #[test]
    fn a_body_that_is_not_read_has_its_fields_told() {
        with_call("/", r#"{"agentId":"x","b":1}"#, |call| {
            assert_eq!(call.query.first("agentId"), None);
            let expected =
                ["agentId (the body is not read; did you mean ?agentId?)", "b (the body is not read)"];
            assert_eq!(told(call), expected);
        });
        with_call("/", r#"{"a":1}"#, |call| {
            assert_eq!(call.empty_object().get("a"), None);
            assert_eq!(told(call), ["a (the body is not read)"]);
        });
        for body in ["", "{}", "[1]", "no JSON"] {
            with_call("/", body, |call| assert_eq!(told(call), [""; 0], "{body}"));
        }
    }
}
