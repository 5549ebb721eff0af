//! Where in the text of a JSON body a value ends, since the message for a wrong one says so.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The message for a value that is of another type than its place, and that ends at this byte of the body.
pub(super) fn not_converted(path: &str, kind: &str, body: &[u8], end: usize) -> String {
    let before = &body[..end.min(body.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let in_line = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    format!(
        "The JSON value could not be converted to {kind}. Path: {path} | LineNumber: {line} | BytePositionInLine: {in_line}."
    )
}

/// Where the value of a member ends in the text of a body; of a repeated name the last.
pub(super) fn end_of_member(body: &[u8], name: &str) -> usize {
    let Ok(Members(members)) = serde_json::from_slice(body) else { return 0 };
    let value = members.iter().rev().find(|(held, _)| held == name);
    value.map_or(0, |(_, raw)| raw.get().as_ptr().addr() - body.as_ptr().addr() + raw.get().len())
}

/// The members of an object with the text of their values, in order.
struct Members<'b>(Vec<(String, &'b RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_counts_the_bytes_of_its_line_up_to_the_end_of_the_value() {
        let text = "{\"a\": \"\u{fc}\",\n \"credentialsId\": \"abc\" , \"b\": 1}";
        let end = end_of_member(text.as_bytes(), "credentialsId");
        let message = not_converted("$.credentialsId", "System.Guid", text.as_bytes(), end);
        assert_eq!(
            message,
            "The JSON value could not be converted to System.Guid. \
             Path: $.credentialsId | LineNumber: 1 | BytePositionInLine: 23."
        );
    }
}
