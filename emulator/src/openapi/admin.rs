//! The document of the admin API: `contracts/admin-api.yaml`, which is written by hand.

use serde_json::{Value, json};

const TEXT: &str = include_str!("../../contracts/admin-api.yaml");

/// The OpenAPI 3.1 document of the admin API. `base` is where the emulator is reached.
pub fn admin(base: &str) -> Value {
    let mut document: Value = serde_saphyr::from_str(TEXT)
        .unwrap_or_else(|error| panic!("the embedded document of the admin API is wrong: {error}"));
    document["servers"] = json!([{"url": base}]);
    document
}
