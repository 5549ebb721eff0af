//! The JSON Schema of scenario files, from the types that read them.

use schemars::generate::SchemaSettings;

use super::file::File;

/// The schema as pretty JSON, ending with a line feed.
pub fn schema() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<File>();
    schema.insert("title".to_owned(), "Testline scenario".into());
    // A schema holds string-keyed maps, strings, numbers and lists only, and these always serialize.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
